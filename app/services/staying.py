"""People of whom nothing was heard for long are asked whether they stay, reminded once, then taken out of matching."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.messages import mark
from app.models.account import Account, Device
from app.models.availability import BookingSpan
from app.models.crew import CrewMember, CrewStatus
from app.services.audit import Actor, record_audit
from app.services.crew import change_crew_member
from app.services.notice import link_to, tell_person
from config import get_settings

MOST_A_NIGHT = 100
"""How many people are written to in one night, so that mail servers and the office bear it."""

ANSWER_WITHIN = timedelta(days=30)
_MONTH = timedelta(days=30.44)
_ASKED, _REMINDED = 1, 2
SUBJECT = mark("Do you want to stay in the crew registry?")
TEXT = mark(
    "Hello %(name)s,\n\nwe have heard nothing of you for a long time. If you want to stay in the crew registry, open"
    " your page and confirm your days:\n\n%(link)s\n\nWithout an answer your profile is taken out of matching on"
    " %(day)s; you can come back at any time.\n"
)


def ask_who_stays(session: Session, *, now: datetime, today: date) -> dict[str, int]:
    """Ask people without a sign of life for `inactive_months`; remind after 30 days; after 30 more take them out.

    A sign of life is a change or confirmation of the profile, a visit, or a booking. Who shows one is forgotten here.
    """
    since = now - _MONTH * get_settings().inactive_months
    actor = Actor.job("erasure", now)
    silent = _silent(session, since)
    counts = {"asked to stay": 0, "reminded": 0, "taken out": 0}
    for member in silent:
        if member.stay_asks == 0 or member.stay_asked_at is None or member.stay_asked_at < since:
            _ask(session, actor, member, _ASKED, today + 2 * ANSWER_WITHIN)
            counts["asked to stay"] += 1
        elif member.stay_asked_at > now - ANSWER_WITHIN:
            continue
        elif member.stay_asks == _ASKED:
            _ask(session, actor, member, _REMINDED, today + ANSWER_WITHIN)
            counts["reminded"] += 1
        else:
            member.stay_asks, member.stay_asked_at = 0, None
            change_crew_member(session, actor, crew_member_id=member.id or 0, status=CrewStatus.WITHDRAWN)
            counts["taken out"] += 1
    session.flush()
    return counts


def _ask(session: Session, actor: Actor, member: CrewMember, asks: int, by: date) -> None:
    tell_person(session, actor, member, subject=SUBJECT, text=TEXT, link=link_to("/me"), day=by)
    member.stay_asks, member.stay_asked_at = asks, actor.at
    session.add(member)
    record_audit(
        session, actor, "crew:stay:asked", subject_kind="crew_member", subject_id=member.id, crew_member_id=member.id
    )


def _silent(session: Session, since: datetime) -> list[CrewMember]:
    seen = (
        sa.select(col(Device.id))
        .join(Account, col(Account.id) == col(Device.account_id))
        .where(col(Account.crew_member_id) == col(CrewMember.id), col(Device.last_seen_at) >= since)
    )
    booked = sa.select(col(BookingSpan.id)).where(
        col(BookingSpan.crew_member_id) == col(CrewMember.id), col(BookingSpan.ends_on) >= since.date()
    )
    statement = (
        select(CrewMember)
        .where(
            col(CrewMember.status).in_([CrewStatus.ACTIVE, CrewStatus.DRAFT]),
            col(CrewMember.updated_at) < since,
            sa.or_(col(CrewMember.confirmed_at).is_(None), col(CrewMember.confirmed_at) < since),
            col(CrewMember.duplicate_of_id).is_(None),
            ~seen.exists(),
            ~booked.exists(),
        )
        .order_by(col(CrewMember.stay_asks).desc(), col(CrewMember.updated_at), col(CrewMember.id))
    )
    return list(session.exec(statement.limit(MOST_A_NIGHT)))
