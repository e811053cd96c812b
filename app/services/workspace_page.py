"""What the workspace shows: the stages of a production with what is done, and whose turn it is over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.models.account import Account
from app.models.need import Position
from app.models.production import Production
from app.models.workspace import FollowUp, ProductionQuestion
from app.queries.workspace import (
    Progress,
    count_progress,
    first_list_times,
    list_follow_ups,
    list_next_steps,
    list_production_lines,
    list_questions,
    list_worked_on,
)

LOOKED_BACK = timedelta(days=180)


@dataclass(frozen=True)
class Stage:
    """A stage of a production's way: done, now (the first that is not done), or later; begun or not."""

    key: str
    state: str
    begun: bool


@dataclass(frozen=True)
class Workspace:
    """All that the workspace part of a production's page shows."""

    progress: Progress
    stages: tuple[Stage, ...]
    follow_ups: Sequence[tuple[FollowUp, Account, Position | None]]
    questions: Sequence[tuple[ProductionQuestion, Position | None]]
    lines: Sequence[Position]

    @property
    def unanswered(self) -> int:
        """Return how many questions wait, on either side."""
        return sum(question.answered_at is None for question, _ in self.questions)


def open_workspace(session: Session, production_id: int) -> Workspace:
    """Return the workspace of a production."""
    progress = count_progress(session, production_id)
    questions = list_questions(session, production_id)
    waiting = any(question.answered_at is None for question, _ in questions)
    return Workspace(
        progress=progress,
        stages=tell_stages(progress, is_asked=waiting),
        follow_ups=list_follow_ups(session, production_id),
        questions=questions,
        lines=list_production_lines(session, production_id),
    )


def tell_stages(progress: Progress, *, is_asked: bool) -> tuple[Stage, ...]:
    """Return the stages from intake to wrap; `is_asked`: a question still waits for an answer."""
    came, full = progress.needs > 0, progress.places > 0 and progress.booked >= progress.places
    done = {
        "intake": (came and not progress.waiting, came),
        "clarify": (came and not progress.open_titles and not is_asked, came),
        "match": (progress.lines > 0 and progress.matched == progress.lines, progress.matched > 0),
        "offers": (full or 0 < progress.offers == progress.answered, progress.offers > 0),
        "bookings": (full, progress.booked > 0),
        "wrap": (0 < progress.reports == progress.signed, progress.reports > 0),
    }
    now = next((key for key, (is_done, _) in done.items() if not is_done), "")
    return tuple(
        Stage(key, "done" if is_done else "now" if key == now else "later", begun)
        for key, (is_done, begun) in done.items()
    )


@dataclass(frozen=True)
class WorkedOn:
    """A production in the list: how many needs, whether one is in work, the next step and who sees to it."""

    production: Production
    needs: int
    in_work: bool
    step: FollowUp | None
    owner: Account | None

    def is_late(self, today: date) -> bool:
        """Say whether the next step was due before today."""
        return self.step is not None and self.step.due_on < today


def order_productions(session: Session, rows: Sequence[tuple[Production, int]]) -> list[WorkedOn]:
    """Return productions in work first: those nobody sees to, then by the next step's day; the others as they came."""
    steps = list_next_steps(session, [production.id or 0 for production, _ in rows])
    working = list_worked_on(session)
    found = [
        WorkedOn(production, needs, production.id in working, *steps.get(production.id or 0, (None, None)))
        for production, needs in rows
    ]
    return sorted(found, key=_turn)


def _turn(row: WorkedOn) -> tuple[int, date]:
    if row.step is not None:
        return 1, row.step.due_on
    return (0 if row.in_work else 2), date.max


@dataclass(frozen=True)
class FirstLists:
    """How long it took from a need's hand-in to its first list: the middle one of so many."""

    needs: int
    middle: timedelta


def time_first_lists(session: Session, *, now: datetime) -> FirstLists | None:
    """Return how long first lists took in the last half year; None where there was none."""
    times = first_list_times(session, since=now - LOOKED_BACK)
    return FirstLists(len(times), times[(len(times) - 1) // 2]) if times else None
