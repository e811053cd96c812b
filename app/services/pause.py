"""Pauses: a person takes themselves out of matching until a day, is told before, and comes back by themselves."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.crew import CrewMember, CrewStatus
from app.queries.crew import get_crew_member
from app.services.audit import Actor
from app.services.crew import change_crew_member
from app.services.notice import link_to, tell_person

TOLD_BEFORE = timedelta(days=3)
LONGEST = timedelta(days=366)
SUBJECT = mark("Your pause ends on %(day)s")
TEXT = mark(
    "Hello %(name)s,\n\nyou paused your profile in the crew registry until %(day)s. From that day on you are"
    " proposed to productions again. If you need longer, or your days have changed, say so on your page:\n\n%(link)s\n"
)


def pause_person(session: Session, actor: Actor, *, crew_member_id: int, until: date, today: date) -> None:
    """Take an active or paused person out of matching until `until`, the day on which they come back."""
    member = get_crew_member(session, crew_member_id)
    if member.status not in {CrewStatus.ACTIVE, CrewStatus.PAUSED}:
        raise ConflictError(mark("Only a profile that is proposed can be paused."))
    if not today < until <= today + LONGEST:
        raise InvalidInputError(mark("Choose a day between tomorrow and a year from now."))
    member.paused_until_on, member.pause_told = until, False
    session.add(member)
    change_crew_member(session, actor, crew_member_id=crew_member_id, status=CrewStatus.PAUSED)
    session.flush()


def come_back(session: Session, actor: Actor, *, crew_member_id: int) -> None:
    """End a pause now."""
    member = get_crew_member(session, crew_member_id)
    if member.status is CrewStatus.PAUSED:
        member.paused_until_on = None
        session.add(member)
        change_crew_member(session, actor, crew_member_id=crew_member_id, status=CrewStatus.ACTIVE)


def end_pauses(session: Session, *, now: datetime, today: date) -> dict[str, int]:
    """Tell whose pause ends within three days, once; bring back whose day has come."""
    actor, told, back = Actor.job("erasure", now), 0, 0
    paused = select(CrewMember).where(
        CrewMember.status == CrewStatus.PAUSED, col(CrewMember.paused_until_on) <= today + TOLD_BEFORE
    )
    for member in session.exec(paused.order_by(col(CrewMember.id))).all():
        until = member.paused_until_on
        if until is not None and until <= today:
            come_back(session, actor, crew_member_id=member.id or 0)
            back += 1
        elif not member.pause_told:
            tell_person(session, actor, member, subject=SUBJECT, text=TEXT, day=until, link=link_to("/me/leave"))
            member.pause_told = True
            session.add(member)
            told += 1
    session.flush()
    return {"pauses told": told, "came back": back}
