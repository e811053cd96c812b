"""What a cohort's page shows: its people by how they stand, graduates with their roles, mentors' words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from app.models.credit import LEARNT, Course, TrainingRecord, TrainingResult
from app.models.crew import CrewMember, CrewRole, Seniority
from app.models.placement import PlacementOutcome
from app.queries.course import get_course, list_held, list_people, list_promotions
from app.queries.placement import PlacementLine, list_placements
from app.queries.shortlist import search_members
from app.services.crew import is_gone
from app.services.pipeline import CohortPipeline, pipeline
from matching.text import fold

MOST_FOUND = 12
Line = tuple[TrainingRecord, CrewMember]


@dataclass(frozen=True)
class RoleState:
    """A role that the course prepares for, as one graduate holds it; `promotion_id` undoes the step to junior."""

    role_id: str
    row: CrewRole | None
    recommended: bool
    promotion_id: int | None

    @property
    def in_training(self) -> bool:
        """Whether the person holds it and does not count yet."""
        return self.row is not None and self.row.seniority is Seniority.TRAINING


@dataclass(frozen=True)
class Graduate:
    """Somebody who completed the course, role by role."""

    record: TrainingRecord
    member: CrewMember
    roles: tuple[RoleState, ...]


@dataclass(frozen=True)
class CohortPage:
    """A cohort whole; `rows` are those with a result to be written, `waiting` first come first."""

    course: Course
    pipeline: CohortPipeline
    asked: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    graduates: list[Graduate] = field(default_factory=list)
    placements: list[PlacementLine] = field(default_factory=list)

    @property
    def without_certificate(self) -> int:
        """Count the graduates who have no certificate yet."""
        return sum(not graduate.record.certificate_number for graduate in self.graduates)


def build_cohort_page(session: Session, course_id: int, *, today: date) -> CohortPage:
    """Return what the page of a cohort shows; NotFoundError where there is none."""
    course = get_course(session, course_id)
    people = list_people(session, course_id)
    placements = list_placements(session, course_id=course_id)
    (counted,) = pipeline(session, today=today, course_id=course_id)
    ready = {
        (line.placement.crew_member_id, line.placement.role_id)
        for line in placements
        if line.placement.outcome is PlacementOutcome.RECOMMENDED
    }
    learnt = [line for line in people if line[0].result in LEARNT]
    return CohortPage(
        course,
        counted,
        asked=[line for line in people if line[0].result is TrainingResult.ASKED],
        waiting=[line for line in people if line[0].result is TrainingResult.WAITING],
        rows=[line for line in people if line[0].result not in {TrainingResult.ASKED, TrainingResult.WAITING}],
        graduates=_graduates(session, course, learnt, ready),
        placements=placements,
    )


def _graduates(session: Session, course: Course, people: Sequence[Line], ready: set[tuple[int, str]]) -> list[Graduate]:
    held = list_held(session, [member.id or 0 for _, member in people], course.role_ids)
    promoted = list_promotions(session, [row.id or 0 for row in held.values()])

    def state(person: int, role_id: str) -> RoleState:
        row = held.get((person, role_id))
        event = promoted.get(row.id or 0) if row is not None and row.seniority is Seniority.JUNIOR else None
        return RoleState(role_id, row, (person, role_id) in ready, event.id if event else None)

    return [
        Graduate(record, member, tuple(state(member.id or 0, role_id) for role_id in course.role_ids))
        for record, member in people
    ]


def search_people(session: Session, text: str) -> list[CrewMember]:
    """Return the people of the registry whom a typed text finds and who could be taken in, the nearest first."""
    return [member for member in search_members(session, fold(text), MOST_FOUND) if not is_gone(member)]
