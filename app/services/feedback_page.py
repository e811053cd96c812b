"""Feedback as pages show it: each booking with what one's own side said, and what one may read of the other."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.models.feedback import Feedback, FeedbackQuestion, FeedbackSide
from app.queries.feedback import WorkedRow, list_worked
from app.services.feedback import CHANGED_WITHIN, MATTERS, is_readable, may_answer, may_say, read_text

OTHER = {FeedbackSide.PRODUCTION: FeedbackSide.PERSON, FeedbackSide.PERSON: FeedbackSide.PRODUCTION}


@dataclass(frozen=True)
class Said:
    """What a side said, its texts opened. `until_at` is when it is fixed; `answerable` for who looks at it."""

    row: Feedback
    note: str
    answer: str
    staff_note: str
    until_at: datetime
    readable: bool
    answerable: bool

    @property
    def facts(self) -> dict[FeedbackQuestion, str]:
        """The answers by question."""
        return {FeedbackQuestion(question): fact for question, fact in self.row.facts.items()}

    @property
    def matters(self) -> frozenset[FeedbackQuestion]:
        """The questions whose answer staff look at."""
        return frozenset(question for question, fact in self.facts.items() if question in MATTERS and fact == "no")


@dataclass(frozen=True)
class WorkView:
    """A booking as one side sees it; `heard` is empty while the other side's word is not for its eyes."""

    work: WorkedRow
    mine: Said | None
    heard: Said | None
    sayable: bool


def view_said(session: Session, row: Feedback, *, now: datetime) -> Said:
    """Return what was said with its texts opened."""
    return Said(
        row=row,
        note=read_text(session, row, "note"),
        answer=read_text(session, row, "answer"),
        staff_note=read_text(session, row, "staff_note"),
        until_at=row.made_at + CHANGED_WITHIN,
        readable=is_readable(row, now),
        answerable=may_answer(row, now),
    )


def view_work(
    session: Session, work: WorkedRow, side: FeedbackSide, *, now: datetime, today: date, whole: bool = False
) -> WorkView:
    """Return a booking as a side sees it; `whole` shows what the other side can't see yet, to staff."""
    mine, heard = work.said.get(side), work.said.get(OTHER[side])
    if heard is not None and not whole and not is_readable(heard, now):
        heard = None
    return WorkView(
        work,
        view_said(session, mine, now=now) if mine else None,
        view_said(session, heard, now=now) if heard else None,
        may_say(work, side, now=now, today=today),
    )


def list_views(
    session: Session,
    side: FeedbackSide,
    *,
    now: datetime,
    today: date,
    production_id: int | None = None,
    crew_member_id: int | None = None,
    whole: bool = False,
) -> list[WorkView]:
    """Return the bookings of a production or a person of which something was or can be said; latest first."""
    rows = list_worked(session, production_id=production_id, crew_member_id=crew_member_id)
    views = [view_work(session, row, side, now=now, today=today, whole=whole) for row in rows]
    return [view for view in views if view.mine or view.heard or view.sayable]


def count_to_do(views: list[WorkView]) -> int:
    """Count what waits for a side: something to say, or to answer."""
    return sum((view.sayable and view.mine is None) or bool(view.heard and view.heard.answerable) for view in views)
