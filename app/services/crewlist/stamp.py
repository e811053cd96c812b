"""What a released file says of its release, and the code by which a copy is known again."""

import secrets

from sqlmodel import Session, select

from app.clock import day_of
from app.messages import translate
from app.models.account import Account
from app.models.production import Production
from app.models.trust import Release
from app.queries.disclosure import list_disclosures
from app.services.audit import Actor
from app.services.crewlist.document import CrewList, Stamp
from app.services.crewlist.terms import is_live
from app.services.crewlist.words import Words
from app.services.disclosure import HIRING

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, U: nobody mistakes one for another when it is read aloud."""
_HALF = 4
_LONGEST = 400


def make_stamp(session: Session, actor: Actor, production: Production, document: CrewList) -> Stamp:
    """Return the stamp of a document that is about to go out to its production."""
    words = Words(document.locale)
    contact = production.contact_name or _name_of(session, production.contact_account_id)
    code = new_code()
    while session.exec(select(Release.id).where(Release.code == code)).first() is not None:
        code = new_code()
    return Stamp(
        code=code,
        given_to=", ".join(filter(None, (production.company, contact)))[:_LONGEST] or production.code,
        taken_by=_name_of(session, actor.account_id) or actor.name,
        purpose="; ".join(translate(document.locale, each) for each in _purposes(session, actor, production, document))[
            :_LONGEST
        ],
        at_text=words.moment(actor.at),
    )


def new_code() -> str:
    """Return a code that nobody guesses: about 39 bits, written in two halves."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(_HALF)) for _ in range(2))


def read_code(typed: str) -> str:
    """Return a code as it is kept, from how somebody typed it; other text comes back as something that is no code."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())[: 2 * _HALF + 1]
    return f"{plain[:_HALF]}-{plain[_HALF:]}"


def _purposes(session: Session, actor: Actor, production: Production, document: CrewList) -> list[str]:
    """Return what the contacts in the document may be used for."""
    shown = {person.id for _, person, _ in document.people() if person.contact_allowed}
    today = day_of(actor.at)
    stands = (
        grant.purpose
        for row, grant in list_disclosures(session, production.id or 0)
        if row.crew_member_id in shown and row.ended_at is None and is_live(grant, today)
    )
    return list(dict.fromkeys((HIRING, *stands)))


def _name_of(session: Session, account_id: int | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return (account.name or account.email) if account else ""
