"""Cohorts of courses for tests, and people in them."""

from datetime import date
from itertools import count
from typing import Any

from sqlmodel import Session

from app.models.credit import Course, CourseStatus, TrainingRecord
from app.services.audit import Actor
from app.services.course import open_course
from app.services.enrolment import enrol
from app.services.results import Outcome, set_results
from tests.factories.crew import make_crew_member

_numbers = count(1)


def make_course(session: Session, actor: Actor, **values: Any) -> Course:
    """Open a cohort for gaffers that ran in October 2026, with two seats; `values` override columns."""
    given = {
        "programme": "Jalisco Lab",
        "name": "Gaffers y eléctricos",
        "cohort": f"2026-{next(_numbers)}",
        "hours": 60,
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 10, 30),
        "role_ids": ["gaffer"],
        "seats": 2,
        "cost_per_seat_centavos": 800_000,
        "status": CourseStatus.RUNNING,
    }
    return open_course(session, actor, **{**given, **values})


def take_in(session: Session, actor: Actor, course: Course, *roles: str, **values: Any) -> TrainingRecord:
    """Make a person who holds `roles` and take them into the cohort."""
    person = make_crew_member(session, *roles, **values)
    return enrol(session, actor, course_id=course.id or 0, crew_member_id=person.id or 0)


def write(session: Session, actor: Actor, record: TrainingRecord, outcome: Outcome) -> None:
    """Write one person's result."""
    set_results(session, actor, course_id=record.course_id, outcomes={record.id or 0: outcome})
