"""What a person is told of their ARCO request, and staff of those whose day comes near."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.messages import mark, translate
from app.models.account import Account, Role
from app.models.crew import CrewMember
from app.models.privacy import ArcoRequest, ArcoStatus
from app.rights_labels import KINDS
from app.services.audit import Actor
from app.services.message import queue_message
from app.services.moments import say_span
from app.services.notice import link_to, tell_person
from config import get_settings

NEAR = timedelta(days=5)
_AGAIN = timedelta(days=2)
SUBJECT = mark("Your request no. %(number)s (%(kind)s)")
RECEIVED = mark(
    "Hello %(name)s,\n\nwe have received your request no. %(number)s (%(kind)s). You get an answer by %(day)s at the"
    " latest. How it stands:\n\n%(link)s\n"
)
EXTENDED = mark(
    "Hello %(name)s,\n\nwe need more time for your request no. %(number)s (%(kind)s) and will answer by %(day)s.\n\n"
    "Reason: %(why)s\n\n%(link)s\n"
)
GRANTED = mark(
    "Hello %(name)s,\n\nyour request no. %(number)s (%(kind)s) is granted and will be carried out by %(day)s.\n\n"
    "%(why)s\n\n%(link)s\n"
)
REFUSED = mark(
    "Hello %(name)s,\n\nyour request no. %(number)s (%(kind)s) could not be granted.\n\n%(why)s\n\nYou can lodge an"
    " appeal for review with the authority that the privacy notice names.\n\n%(link)s\n"
)
DONE = mark("Hello %(name)s,\n\nyour request no. %(number)s (%(kind)s) has been carried out.\n\n%(link)s\n")
STAFF_SUBJECT = mark("ARCO requests whose day comes near: %(count)s")
STAFF_TEXT = mark("These requests are due within five days or overdue:\n\n%(lines)s\n\n%(link)s\n")


def tell_received(session: Session, actor: Actor, member: CrewMember, row: ArcoRequest) -> None:
    """Confirm to the person that their request came in."""
    _tell(session, actor, member, row, RECEIVED, day=row.answer_by_on)


def tell_extended(session: Session, actor: Actor, member: CrewMember, row: ArcoRequest) -> None:
    """Tell the person that the answer takes longer, and why."""
    _tell(session, actor, member, row, EXTENDED, day=row.extended_until_on, why=row.extension_reason)


def tell_answer(session: Session, actor: Actor, member: CrewMember, row: ArcoRequest) -> None:
    """Tell the person what was decided."""
    text = REFUSED if row.status is ArcoStatus.REFUSED else GRANTED
    _tell(session, actor, member, row, text, day=row.act_by_on, why=row.answer)


def tell_done(session: Session, actor: Actor, member: CrewMember, row: ArcoRequest) -> None:
    """Tell the person that it is done."""
    _tell(session, actor, member, row, DONE, day=None)


def _tell(
    session: Session, actor: Actor, member: CrewMember, row: ArcoRequest, text: str, *, day: date | None, why: str = ""
) -> None:
    speaks = member.locale or get_settings().default_locale
    tell_person(
        session,
        actor,
        member,
        subject=SUBJECT,
        text=text,
        number=row.id,
        kind=translate(speaks, KINDS[row.kind]),
        day=say_span(speaks, day, day) if day else "",
        why=why,
        link=link_to("/me/rights"),
    )


def remind_staff(session: Session, *, now: datetime) -> dict[str, int]:
    """Write to staff of open requests that are due within five days or overdue, each at most every other day."""
    today = now.astimezone(ZoneInfo(get_settings().commission_zone)).date()
    open_ones = session.exec(select(ArcoRequest).where(col(ArcoRequest.done_at).is_(None))).all()
    near = [
        (due, row)
        for row in open_ones
        if row.status in {ArcoStatus.RECEIVED, ArcoStatus.GRANTED}
        and (due := _due(row)) <= today + NEAR
        and (row.reminded_on is None or row.reminded_on <= today - _AGAIN)
    ]
    near.sort(key=lambda each: each[0])
    if not near:
        return {"due": 0}
    actor = Actor.job("rights", now)
    staff = select(Account).where(col(Account.role).in_([Role.STAFF, Role.ADMIN]), col(Account.active))
    for account in session.exec(staff.order_by(col(Account.id))):
        speaks = account.locale or get_settings().default_locale
        lines = "\n".join(
            f"{row.id} · {translate(speaks, KINDS[row.kind])} · {say_span(speaks, due, due)}" for due, row in near
        )
        queue_message(
            session,
            actor,
            to=account.email,
            subject=translate(speaks, STAFF_SUBJECT, count=len(near)),
            text=translate(speaks, STAFF_TEXT, lines=lines, link=link_to("/rights")),
        )
    for _due_on, row in near:
        row.reminded_on = today
        session.add(row)
    session.flush()
    return {"due": len(near)}


def _due(row: ArcoRequest) -> date:
    if row.status is ArcoStatus.GRANTED:
        return row.act_by_on or row.answer_by_on
    return row.extended_until_on or row.answer_by_on
