"""Cohorts with their people by step, for tests of sums."""

from collections.abc import Mapping
from datetime import date

from app.models.credit import CourseStatus
from app.services.pipeline import CohortPipeline, Funnel, Step


def cohort_with(
    course_id: int,
    people: Mapping[Step, tuple[int, ...]],
    *,
    days: tuple[int, ...] = (),
    spent: int = 0,
    paid: int = 0,
) -> CohortPipeline:
    """Return a finished cohort whose people reached these steps."""
    return CohortPipeline(
        course_id=course_id,
        programme="Jalisco Lab",
        name="Gaffers",
        cohort=f"2026-{course_id}",
        starts_on=date(2026, 1, 12),
        ends_on=date(2026, 3, 1),
        status=CourseStatus.FINISHED,
        seats=None,
        taken=len(people.get(Step.ENROLLED, ())),
        waiting=0,
        asked=0,
        funnel=Funnel(people, days, spent, paid),
    )
