"""Consents under an older notice: people are asked to agree again where its purposes have changed."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.messages import mark
from app.models.crew import CrewMember, CrewStatus
from app.models.trust import Consent
from app.services.audit import Actor
from app.services.consent import give_consent
from app.services.notice import link_to, tell_person
from app.services.notices import list_notices
from config import get_settings

MOST_A_RUN = 200
"""How many people are written to in one run of the job."""

SUBJECT = mark("Our privacy notice has changed: please agree anew")
TEXT = mark(
    "Hello %(name)s,\n\nthe purposes for which the crew registry uses your data have changed; the privacy notice"
    " %(version)s is in force since %(day)s. Please read it and say on your page whether you still agree:\n\n%(link)s\n"
)


def _asking(session: Session, on: date) -> tuple[str, date, datetime] | None:
    """Return the newest notice in force that asks anew: its name, its day, and the instant it began."""
    zone = ZoneInfo(get_settings().commission_zone)
    for notice in list_notices(session):
        if notice.asks_anew and notice.in_force_from <= on:
            return notice.version, notice.in_force_from, datetime.combine(notice.in_force_from, time(), tzinfo=zone)
    return None


def list_older(session: Session, crew_member_id: int, *, on: date) -> list[Consent]:
    """Return a person's living consents from before the newest notice that asks anew; none where nothing changed."""
    asking = _asking(session, on)
    if asking is None:
        return []
    statement = select(Consent).where(
        Consent.crew_member_id == crew_member_id, col(Consent.withdrawn_at).is_(None), col(Consent.given_at) < asking[2]
    )
    return list(session.exec(statement.order_by(col(Consent.id))))


def agree_anew(session: Session, actor: Actor, *, crew_member_id: int, on: date) -> int:
    """Renew by the person's own word each consent that they still give; return how many."""
    older = list_older(session, crew_member_id, on=on)
    for consent in older:
        give_consent(session, actor, crew_member_id=crew_member_id, purpose=consent.purpose, source="self")
    return len(older)


def ask_anew(session: Session, *, now: datetime) -> dict[str, int]:
    """Write to people whose consents are from before a notice that asks anew: once a version, some at a time."""
    on = now.astimezone(ZoneInfo(get_settings().commission_zone)).date()
    asking = _asking(session, on)
    if asking is None:
        return {"asked anew": 0}
    version, day, began_at = asking
    actor = Actor.job("rights", now)
    older = select(Consent.crew_member_id).where(col(Consent.withdrawn_at).is_(None), col(Consent.given_at) < began_at)
    statement = (
        select(CrewMember)
        .where(
            col(CrewMember.id).in_(older),
            col(CrewMember.status).in_([CrewStatus.ACTIVE, CrewStatus.PAUSED, CrewStatus.DRAFT]),
            CrewMember.notice_told != version,
        )
        .order_by(col(CrewMember.id))
    )
    people = session.exec(statement.limit(MOST_A_RUN)).all()
    for member in people:
        tell_person(
            session, actor, member, subject=SUBJECT, text=TEXT, version=version, day=day, link=link_to("/me/rights")
        )
        member.notice_told = version
        session.add(member)
    session.flush()
    return {"asked anew": len(people)}
