"""Notices: what people and productions are told by e-mail, each in their own language."""

from typing import Any

from sqlmodel import Session

from app.messages import translate
from app.models.account import Account
from app.models.crew import CrewMember, CrewStatus
from app.models.production import Production
from app.services.audit import Actor
from app.services.message import queue_message
from config import get_settings


def link_to(path: str) -> str:
    """Return the whole address of a page for use in a message."""
    return f"{get_settings().base_url}{path}"


def tell_person(session: Session, actor: Actor, member: CrewMember, *, subject: str, text: str, **values: Any) -> bool:
    """Queue an e-mail to a crew member; `subject` and `text` are message ids. False where nobody can read it."""
    if not member.email or member.status is CrewStatus.DECEASED:
        return False
    speaks = member.locale or get_settings().default_locale
    queue_message(
        session,
        actor,
        to=member.email,
        subject=translate(speaks, subject, **values),
        text=translate(speaks, text, name=member.given_name or member.name, **values),
    )
    return True


def tell_production(
    session: Session, actor: Actor, production: Production, *, subject: str, text: str, **values: Any
) -> bool:
    """Queue an e-mail to a production's contact; False where no address is known."""
    account = session.get(Account, production.contact_account_id) if production.contact_account_id else None
    address = account.email if account else production.contact_email
    if not address:
        return False
    speaks = (account.locale if account else "") or get_settings().default_locale
    queue_message(
        session,
        actor,
        to=address,
        subject=translate(speaks, subject, production=production.working_title, **values),
        text=translate(speaks, text, name=production.contact_name, production=production.working_title, **values),
    )
    return True
