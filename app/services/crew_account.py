"""Sign-in of crew members: staff open it for the e-mail of a profile."""

from sqlmodel import Session, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.account import Account, Role
from app.queries.account import find_account_by_email
from app.queries.crew import get_crew_member
from app.services.account import create_account
from app.services.audit import Actor, record_audit


def open_crew_account(session: Session, actor: Actor, *, crew_member_id: int) -> Account:
    """Let the person sign in by link with the e-mail of their profile.

    A crew account of that e-mail that has no profile yet is linked; ConflictError where the e-mail or the profile
    belongs to another account.
    """
    member = get_crew_member(session, crew_member_id)
    if not member.email:
        raise InvalidInputError(mark("Write the person's e-mail into the profile first."))
    if session.exec(select(Account.id).where(Account.crew_member_id == crew_member_id)).first() is not None:
        raise ConflictError(mark("This profile has an account already."))
    account = find_account_by_email(session, member.email)
    if account is None:
        return create_account(
            session,
            actor,
            email=member.email,
            role=Role.CREW,
            name=member.name,
            crew_member_id=crew_member_id,
            locale=member.locale,
            fictional=member.fictional,
        )
    if account.role is not Role.CREW or account.crew_member_id is not None:
        raise ConflictError(mark("The e-mail %(email)s belongs to another account."), email=member.email)
    account.crew_member_id = crew_member_id
    session.add(account)
    after = {"crew_member_id": crew_member_id}
    record_audit(session, actor, "account:profile:linked", subject_kind="account", subject_id=account.id, after=after)
    session.flush()
    return account
