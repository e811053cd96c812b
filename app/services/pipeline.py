"""From the classroom to the set: how many of a cohort completed, were put forward, hired, and hired again.

Each step counts who reached it or a later one: somebody who was booked without having stood on a shortlist was put
forward all the same. Hires are bookings and verified credits after the course, one a production. Of a credit only the
year is known: it counts from the year after the course on, as of that year's last day, so that no figure flatters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median

from sqlmodel import Session

from app.models.credit import LEARNT, SEATED, Course, CourseStatus, TrainingResult
from app.models.crew import CrewStatus
from app.queries.pipeline import (
    Booked,
    Credited,
    Way,
    last_put_forward,
    list_booked,
    list_cohorts,
    list_credited,
    list_ways,
)
from matching.text import fold

SOON = 180
"""Days after the course within which a first hire counts as soon."""
DAYS_A_MONTH = 365.25 / 12
_REGISTERED = frozenset({CrewStatus.ACTIVE, CrewStatus.PAUSED})


class Step(StrEnum):
    """Steps from the classroom to the set, in order; the last two are looks at those hired."""

    ENROLLED = "enrolled"
    COMPLETED = "completed"
    REGISTERED = "registered"
    SHORTLISTED = "shortlisted"
    HIRED = "hired"
    HIRED_AGAIN = "hired_again"
    HIRED_SOON = "hired_soon"
    HIRED_IN_ROLE = "hired_in_role"


FUNNEL = (Step.ENROLLED, Step.COMPLETED, Step.REGISTERED, Step.SHORTLISTED, Step.HIRED, Step.HIRED_AGAIN)


@dataclass(frozen=True, slots=True)
class Hire:
    """A production took somebody on: on which day, in which role ("" where no role is known)."""

    day: date
    role_id: str


@dataclass(frozen=True)
class Funnel:
    """People by step, ids in order; days from course to first hire, one a person hired; what the seats cost.

    `paid_hires` are the people hired of those cohorts whose cost is known, which `spent_centavos` adds up.
    """

    people: Mapping[Step, tuple[int, ...]] = field(default_factory=dict)
    days_to_hire: tuple[int, ...] = ()
    spent_centavos: int = 0
    paid_hires: int = 0

    def count(self, step: Step) -> int:
        """Count the people who reached a step."""
        return len(self.people.get(step, ()))

    def percent(self, step: Step, of: Step = Step.ENROLLED) -> int | None:
        """Return the share of those at `of` who reached `step`, in per cent; None where nobody stands there."""
        whole = self.count(of)
        return round(100 * self.count(step) / whole) if whole else None

    @property
    def months_to_hire(self) -> float | None:
        """Median months from the end of the course to the first hire, of those hired."""
        return round(median(self.days_to_hire) / DAYS_A_MONTH, 1) if self.days_to_hire else None

    @property
    def cost_per_hire_centavos(self) -> int | None:
        """What the seats cost for each person hired; None while nobody is, or no cost is known."""
        return round(self.spent_centavos / self.paid_hires) if self.paid_hires and self.spent_centavos else None


@dataclass(frozen=True)
class CohortPipeline:
    """A cohort with its seats and what became of its people."""

    course_id: int
    programme: str
    name: str
    cohort: str
    starts_on: date
    ends_on: date
    status: CourseStatus
    seats: int | None
    taken: int
    waiting: int
    asked: int
    funnel: Funnel

    @property
    def free(self) -> int | None:
        """Seats that nobody has; None without a limit."""
        return None if self.seats is None else max(self.seats - self.taken, 0)

    def is_called(self, text: str) -> bool:
        """Tell whether every word of a typed text stands in the names of course, cohort and programme."""
        names = fold(f"{self.name} {self.cohort} {self.programme}")
        return all(word in names for word in fold(text).split())


def pipeline(
    session: Session, *, today: date, programme: str | None = None, course_id: int | None = None
) -> list[CohortPipeline]:
    """Return every cohort (of a programme; or one) with its people by step, by programme, the latest cohort first."""
    courses = list_cohorts(session, programme=programme, course_id=course_id)
    ways: dict[int, list[Way]] = {}
    for way in list_ways(session, [course.id or 0 for course in courses]):
        ways.setdefault(way.course_id, []).append(way)
    booked: dict[int, list[Booked]] = {}
    for booking in list_booked(session):
        booked.setdefault(booking.crew_member_id, []).append(booking)
    credited: dict[int, list[Credited]] = {}
    for credit in list_credited(session):
        credited.setdefault(credit.crew_member_id, []).append(credit)
    past = _Past(booked, credited, last_put_forward(session), today)
    return [_cohort(course, ways.get(course.id or 0, []), past) for course in courses]


def sum_up(cohorts: Iterable[CohortPipeline]) -> Funnel:
    """Return several cohorts as one; somebody who was in two of them counts once at each step."""
    funnels = [each.funnel for each in cohorts]
    people = {step: tuple(sorted({p for each in funnels for p in each.people.get(step, ())})) for step in Step}
    days = tuple(sorted(day for each in funnels for day in each.days_to_hire))
    spent, paid = sum(each.spent_centavos for each in funnels), sum(each.paid_hires for each in funnels)
    return Funnel(people, days, spent, paid)


def hires_after(completed_on: date, booked: Sequence[Booked], credited: Sequence[Credited], today: date) -> list[Hire]:
    """Return who took one person on after a course, in order of days, one a production.

    A verified credit of a year in which the person was booked too is taken for one of these bookings.
    """
    found: dict[int, Hire] = {}
    for booking in booked:
        day = booking.confirmed_at.date()
        if completed_on <= day <= today:
            found.setdefault(booking.production_id, Hire(day, booking.role_id))
    years = {hire.day.year for hire in found.values()}
    by_title: dict[int, Hire] = {}
    for credit in credited:
        if completed_on.year < credit.year <= today.year and credit.year not in years:
            day = min(date(credit.year, 12, 31), today)
            by_title.setdefault(credit.title_id, Hire(day, credit.role_id))
    return sorted([*found.values(), *by_title.values()], key=lambda hire: (hire.day, hire.role_id))


@dataclass(frozen=True)
class _Past:
    """What happened to graduates, by person, up to a day."""

    booked: Mapping[int, Sequence[Booked]]
    credited: Mapping[int, Sequence[Credited]]
    put_forward: Mapping[int, date]
    today: date

    def hires(self, person: int, completed_on: date) -> list[Hire]:
        return hires_after(completed_on, self.booked.get(person, ()), self.credited.get(person, ()), self.today)

    def was_put_forward(self, person: int, completed_on: date) -> bool:
        return self.put_forward.get(person, date.min) >= completed_on


def _cohort(course: Course, ways: Sequence[Way], past: _Past) -> CohortPipeline:
    return CohortPipeline(
        course_id=course.id or 0,
        programme=course.programme,
        name=course.name,
        cohort=course.cohort,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        status=course.status,
        seats=course.seats,
        taken=sum(way.result in SEATED for way in ways),
        waiting=sum(way.result is TrainingResult.WAITING for way in ways),
        asked=sum(way.result is TrainingResult.ASKED for way in ways),
        funnel=_funnel(course, ways, past),
    )


def _funnel(course: Course, ways: Sequence[Way], past: _Past) -> Funnel:
    people: dict[Step, list[int]] = {step: [] for step in Step}
    days: list[int] = []
    for way in ways:
        if way.result in SEATED or way.result is TrainingResult.DROPPED_OUT:
            people[Step.ENROLLED].append(way.crew_member_id)
        if way.result not in LEARNT:
            continue
        completed_on = way.completed_on or course.ends_on
        hires = past.hires(way.crew_member_id, completed_on)
        for step in _steps(way, hires, frozenset(course.role_ids), past, completed_on):
            people[step].append(way.crew_member_id)
        if hires:
            days.append((hires[0].day - completed_on).days)
    cost = course.cost_per_seat_centavos
    return Funnel(
        {step: tuple(sorted(ids)) for step, ids in people.items()},
        tuple(sorted(days)),
        0 if cost is None else cost * len(people[Step.ENROLLED]),
        0 if cost is None else len(days),
    )


def _steps(
    way: Way, hires: Sequence[Hire], role_ids: frozenset[str], past: _Past, completed_on: date
) -> Iterable[Step]:
    """Yield the steps that somebody who completed a course has reached."""
    yield Step.COMPLETED
    put_forward = bool(hires) or past.was_put_forward(way.crew_member_id, completed_on)
    if put_forward or way.status in _REGISTERED:
        yield Step.REGISTERED
    if put_forward:
        yield Step.SHORTLISTED
    if hires:
        yield Step.HIRED
        if len(hires) > 1:
            yield Step.HIRED_AGAIN
        if (hires[0].day - completed_on).days <= SOON:
            yield Step.HIRED_SOON
        if any(hire.role_id in role_ids for hire in hires):
            yield Step.HIRED_IN_ROLE
