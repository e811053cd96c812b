"""The production's contact: an account for who handed a need in, and the messages that tell how it stands."""

from sqlmodel import Session

from app.messages import mark, translate
from app.models.account import Account, Role
from app.models.need import Need
from app.models.production import Production
from app.queries.account import find_account_by_email
from app.services.account import create_account, make_sign_in_link
from app.services.audit import Actor
from app.services.message import queue_message


def find_or_make_contact(session: Session, actor: Actor, *, email: str, name: str, locale: str) -> Account | None:
    """Return the production account of an address, made where there is none.

    None where the address belongs to crew or staff: such an account does not turn into a production's.
    """
    account = find_account_by_email(session, email)
    if account is None:
        return create_account(session, actor, email=email, role=Role.PRODUCTION, name=name, locale=locale)
    return account if account.role is Role.PRODUCTION else None


def tell_received(
    session: Session,
    actor: Actor,
    need: Need,
    production: Production,
    *,
    email: str,
    account: Account | None,
    base_url: str,
    locale: str,
) -> None:
    """E-mail the contact that the need was received; a sign-in link goes to the account's own address only."""
    speaks = (account.locale if account else "") or locale
    if account is not None and account.email == email:
        token = make_sign_in_link(session, account, now=actor.at, next_path=f"/needs/{need.id}")
        text = mark(
            "Hello %(name)s,\n\nwe have received the need of %(title)s (%(code)s). The film commission looks at it "
            "before anybody is proposed.\n\nFollow it here:\n\n%(link)s\n\nThe link works once, within 30 minutes. "
            "Later, ask for a new one on the sign-in page with this e-mail address."
        )
        link = f"{base_url}/sign-in/{token}"
    else:
        text = mark(
            "Hello %(name)s,\n\nwe have received the need of %(title)s (%(code)s). The film commission looks at it "
            "before anybody is proposed, and will write to you.\n\n%(link)s"
        )
        link = base_url
    queue_message(
        session,
        actor,
        to=email,
        subject=translate(speaks, mark("Your need was received: %(code)s"), code=production.code),
        text=translate(
            speaks,
            text,
            name=production.contact_name,
            title=production.working_title,
            code=production.code,
            link=link,
        ),
    )


def tell_decided(session: Session, actor: Actor, need: Need, production: Production, *, base_url: str) -> None:
    """E-mail the contact that the need was accepted, or declined and why."""
    if not production.contact_email:
        return
    account = session.get(Account, production.contact_account_id) if production.contact_account_id else None
    speaks = (account.locale if account else "") or "es_MX"
    accepted = need.accepted_at is not None
    text = mark(
        "Hello %(name)s,\n\nthe film commission has accepted the need of %(title)s (%(code)s) and is now looking for "
        "crew.\n\n%(link)s"
    )
    if not accepted:
        text = mark(
            "Hello %(name)s,\n\nthe film commission can't take up the need of %(title)s (%(code)s):\n\n%(reason)s\n\n"
            "You can change it and hand it in again:\n\n%(link)s"
        )
    values = {
        "name": production.contact_name,
        "title": production.working_title,
        "code": production.code,
        "link": f"{base_url}/needs/{need.id}",
    }
    subject = mark("Your need was accepted: %(code)s") if accepted else mark("Your need was declined: %(code)s")
    queue_message(
        session,
        actor,
        to=production.contact_email,
        subject=translate(speaks, subject, code=production.code),
        text=translate(speaks, text, **(values if accepted else values | {"reason": need.staff_note})),
    )
