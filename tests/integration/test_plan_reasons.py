"""Why slots of a plan stay open, and what would be nearest to fill them."""

from typing import Any

from sqlalchemy.engine import Engine

from app.db import write_transaction
from app.models.plan import PlanGap, PlanSlot
from app.services.plan import reasons
from tests.factories.booking import make_booking
from tests.factories.plans import draft, key_of, make_line, make_people, on, slots_of, work
from tests.factories.production import make_production


def _told(slot: PlanSlot) -> tuple[Any, ...]:
    return slot.gap, slot.remedy["message"], slot.remedy["values"]


def test_busy_people_and_requirements_come_with_the_nearest_remedy(engine: Engine) -> None:
    with write_transaction(engine) as session:
        other = make_production(session)
        [almost], [later], [never] = (make_people(session, 1, role) for role in ("gaffer", "key-grip", "dolly-grip"))
        make_booking(session, almost.id or 0, other.id or 0, on(33, 34))
        make_booking(session, later.id or 0, other.id or 0, on(28, 40))
        make_booking(session, never.id or 0, other.id or 0, on(0, 200))
        make_people(session, 2, "production-accountant")
        make_people(session, 2, "script-supervisor")
        asked: dict[str, dict[str, Any]] = {
            "gaffer": {},
            "key-grip": {},
            "dolly-grip": {},
            "production-accountant": {"min_credits": 5},
            "script-supervisor": {"languages": [{"language": "fr", "level": "C2", "required": "yes"}]},
        }
        lines = {role: make_line(session, role_id=role, accept_step_up=False, **more) for role, more in asked.items()}
        plan = draft(session, *lines.values())
    found = slots_of(engine, work(engine, plan.id))
    told = {role: _told(found[key_of(line)][0]) for role, line in lines.items()}
    assert told["gaffer"][0] is PlanGap.ALL_BOOKED
    assert told["gaffer"][2] == {"count": 1, "days": 3}
    assert told["key-grip"] == (PlanGap.ALL_BOOKED, reasons.MOVE_LATER, {"days": 14, "count": 1})
    assert told["dolly-grip"] == (PlanGap.ALL_BOOKED, reasons.LOOK_OUTSIDE, {})
    assert (told["production-accountant"][0], told["production-accountant"][2]) == (
        PlanGap.REQUIREMENT,
        {"count": 2, "credits": 0},
    )
    assert told["script-supervisor"] == (PlanGap.REQUIREMENT, reasons.RELAX, {"count": 2})


def test_too_few_of_a_role_are_told_as_such_whoever_is_placed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 1)
        line = make_line(session, quantity=2, trainee_slots=1, accept_step_up=False)
        plan = draft(session, line)
    found = slots_of(engine, work(engine, plan.id))
    placed, missing = found[key_of(line)]
    assert placed.crew_member_id
    assert _told(missing) == (PlanGap.NOBODY_HOLDS_ROLE, reasons.TRAIN_ANYBODY, {})
    [trainee] = found[f"{key_of(line)}:t"]
    assert _told(trainee) == (PlanGap.NOBODY_HOLDS_ROLE, reasons.NO_TRAINEE, {})
