"""Changes to plans: what each does to the draft, and what is refused with what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.errors import ConflictError, InvalidInputError, LlamadoError, NotFoundError
from app.models.need import Need, NeedStatus
from app.models.plan import Plan, PlanRule, PlanRuleKind, PlanView
from app.models.trust import AuditEvent
from app.queries.plan import list_plan_productions, list_plan_rules
from app.services.package import ShootSize
from app.services.plan import change as changing
from app.services.plan.draft import discard_draft, draft_plan
from app.services.plan.pin import pin
from app.services.plan.what_if import add_package
from tests.factories.booking import make_booking
from tests.factories.plans import TODAY, book_on, draft, key_of, make_line, make_people, on, staff
from tests.factories.production import make_production


def _refused(error: type[LlamadoError], words: str, verb: Callable[..., Any], *args: Any, **values: Any) -> None:
    with pytest.raises(error, match=words):
        verb(*args, **values)


def test_a_draft_is_begun_only_of_open_needs_each_production_once(session: Session) -> None:
    line, closed = make_line(session), make_line(session)
    again = make_line(session, production=session.get_one(type(make_production(session)), 1))
    need = session.get_one(Need, closed.need_id)
    need.status = NeedStatus.CLOSED
    session.flush()

    def begin(*ids: int, **values: Any) -> Plan:
        given: dict[str, Any] = {
            "name": "",
            "need_ids": ids,
            "view": PlanView.CONFIRMED,
            "may_move_holds": False,
            "time_limit_seconds": 60,
            "today": TODAY,
        }
        return draft_plan(session, staff(), **(given | values))

    _refused(InvalidInputError, "at least one", begin)
    _refused(InvalidInputError, "not there", begin, 999)
    _refused(InvalidInputError, "not open", begin, closed.need_id)
    _refused(InvalidInputError, "one production", begin, line.need_id, again.need_id)
    _refused(InvalidInputError, "seconds", begin, line.need_id, time_limit_seconds=0)
    _refused(InvalidInputError, "longer", begin, line.need_id, name="x" * 161)
    assert begin(line.need_id, name="  May ").name == "May"


def test_priority_view_time_and_name_are_changed_in_the_draft(session: Session) -> None:
    line, other = make_line(session), make_line(session)
    plan, key = draft(session, line, other), f"n{line.need_id}"
    changing.set_priority(session, staff(), plan, key=key, priority=1)
    changing.shift_production(session, staff(), plan, key=key, days=-7)
    changing.set_view(session, staff(), plan, view=PlanView.IF_CONFIRMED, may_move_holds=True, time_limit_seconds=5)
    changing.rename(session, staff(), plan, name=" Spring ")
    first, _ = list_plan_productions(session, plan.id or 0)
    assert (first.priority, first.shift_days, plan.name) == (1, -7, "Spring")
    assert (plan.view, plan.may_move_holds, plan.time_limit_seconds) == (PlanView.IF_CONFIRMED, True, 5)
    _refused(InvalidInputError, "1 .first.", changing.set_priority, session, staff(), plan, key=key, priority=6)
    _refused(InvalidInputError, "no more than", changing.shift_production, session, staff(), plan, key=key, days=400)
    _refused(InvalidInputError, "no such prod", changing.shift_production, session, staff(), plan, key="n99", days=1)
    _refused(InvalidInputError, "seconds", changing.set_view, session, staff(), plan, time_limit_seconds=0)
    _refused(InvalidInputError, "name", changing.rename, session, staff(), plan, name=" ")
    _refused(
        InvalidInputError,
        "not a place",
        add_package,
        session,
        staff(),
        plan,
        size=ShootSize.SMALL,
        shoot_starts_on=on(90, 90)[0],
        base_place="nowhere",
    )
    changing.forbid(session, staff(), plan, crew_member_id=make_people(session, 1)[0].id or 0, line_key=key_of(line))
    changing.drop_production(session, staff(), plan, key=key)
    assert not list_plan_rules(session, plan.id or 0)
    _refused(
        ConflictError, "only production", changing.drop_production, session, staff(), plan, key=f"n{other.need_id}"
    )
    discard_draft(session, staff(), plan)
    assert session.get(Plan, plan.id) is None


def test_one_rule_a_person_and_line_and_each_can_be_taken_back(session: Session) -> None:
    [person] = make_people(session, 1)
    line = make_line(session)
    plan, who = draft(session, line), person.id or 0
    changing.forbid(session, staff(), plan, crew_member_id=who, line_key=key_of(line))
    pin(session, staff(), plan, crew_member_id=who, line_key=key_of(line))
    first, longer = on(100, 101), on(100, 110)
    changing.away(session, staff(), plan, crew_member_id=who, starts_on=first[0], ends_on=first[1])
    changing.away(session, staff(), plan, crew_member_id=who, starts_on=longer[0], ends_on=longer[1])
    pinned, gone = list_plan_rules(session, plan.id or 0)
    assert (pinned.kind, gone.kind, gone.ends_on) == (PlanRuleKind.PIN, PlanRuleKind.AWAY, longer[1])
    changing.drop_rule(session, staff(), plan, rule_id=pinned.id or 0)
    assert [rule.kind for rule in list_plan_rules(session, plan.id or 0)] == [PlanRuleKind.AWAY]
    _refused(NotFoundError, "no such rule", changing.drop_rule, session, staff(), plan, rule_id=999)
    _refused(
        InvalidInputError,
        "lies before",
        changing.away,
        session,
        staff(),
        plan,
        crew_member_id=who,
        starts_on=longer[1],
        ends_on=longer[0],
    )
    _refused(
        NotFoundError, "crew member", changing.forbid, session, staff(), plan, crew_member_id=99, line_key=key_of(line)
    )
    _refused(
        InvalidInputError, "no such line", changing.forbid, session, staff(), plan, crew_member_id=who, line_key="x"
    )
    told = session.exec(select(AuditEvent).where(AuditEvent.crew_member_id == who)).all()
    assert {event.action for event in told} >= {"staff:plan_rule:forbid", "staff:plan_rule:pin", "staff:plan_rule:away"}
    assert all(event.encrypted for event in told if event.detail)


def test_a_pin_is_refused_for_who_can_t_stand_there_and_says_why(engine: Engine) -> None:
    with write_transaction(engine) as session:
        fit, spare, busy = make_people(session, 3)
        [stranger] = make_people(session, 1, "chef-caterer")
        make_booking(session, busy.id or 0, make_production(session).id or 0, on(33, 50))
        line, other, unread = make_line(session), make_line(session, 35, 50), make_line(session, role_id=None)
        plan = draft(session, line, other, unread)

        def put(person: Any, position: Any) -> Plan:
            return pin(session, staff(), plan, crew_member_id=person.id or 0, line_key=key_of(position))

        def refuse(error: type[LlamadoError], words: str, person: Any, position: Any) -> None:
            with pytest.raises(error, match=words), session.begin_nested():
                put(person, position)

        refuse(InvalidInputError, "does not hold", stranger, line)
        refuse(InvalidInputError, "booked", busy, line)
        refuse(InvalidInputError, "No role is chosen", fit, unread)
        put(fit, line)
        refuse(ConflictError, "another line", fit, other)
        refuse(ConflictError, "All places", spare, line)
        first, last = on(36, 37)
        changing.away(session, staff(), plan, crew_member_id=spare.id or 0, starts_on=first, ends_on=last)
        refuse(ConflictError, "away", spare, other)
        assert [rule.kind for rule in session.exec(select(PlanRule))] == [PlanRuleKind.PIN, PlanRuleKind.AWAY]


def test_a_pin_on_a_line_that_is_booked_full_is_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        booked, other = make_people(session, 2)
        line = make_line(session)
        book_on(session, booked, line)
        plan = draft(session, line)
        with pytest.raises(ConflictError, match="All places"):
            pin(session, staff(), plan, crew_member_id=other.id or 0, line_key=key_of(line))
