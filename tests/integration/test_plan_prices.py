"""What alternatives in a plan cost, and plans as files that anyone can check."""

import json

from sqlalchemy.engine import Engine

from app.db import reading, write_transaction
from app.models.plan import Plan
from app.queries.plan import find_instance
from app.services.plan.export import export_plan
from app.services.plan.lines import weight_of
from app.services.plan.prices import alternatives
from matching.plan_check import check_plan
from matching.plan_check_files import load_instance, load_plan
from matching.types import Priority
from tests.factories.plans import book_on, draft, key_of, make_line, make_people, people_of, slots_of, work


def test_giving_the_only_one_to_another_line_leaves_her_own_one_short_and_says_by_how_much(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        first, late = make_line(session, priority_of=1), make_line(session, 35, 50, priority_of=4)
        plan = draft(session, first, late)
    plan = work(engine, plan.id)
    found = slots_of(engine, plan)
    with reading(engine) as session:
        [price] = alternatives(session, plan, found[key_of(first)][0]).lines
        [same] = alternatives(session, plan, found[key_of(late)][0]).people
    assert price == same
    assert (price.crew_member_id, price.line_key, price.slots_lost) == (only.id, key_of(late), ((key_of(first), 1),))
    assert price.worth_lost == weight_of(1, Priority.MUST, 1) - weight_of(4, Priority.MUST, 1)
    assert price.exact
    [mover] = price.moved
    assert (mover.line_from, mover.line_to) == (key_of(first), key_of(late))


def test_a_spare_person_costs_nothing_but_score(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 2)
        line = make_line(session)
        plan = draft(session, line)
    plan = work(engine, plan.id)
    [chosen] = people_of(engine, plan)[key_of(line)]
    with reading(engine) as session:
        told = alternatives(session, plan, slots_of(engine, plan)[key_of(line)][0])
    [other] = told.people
    assert not told.lines
    assert (other.worth_lost, other.slots_lost, other.exact) == (0, (), True)
    assert {(each.crew_member_id, each.line_to) for each in other.moved} == {
        (other.crew_member_id, key_of(line)),
        (chosen, None),
    }


def test_a_line_that_is_booked_whole_takes_nobody_else(engine: Engine) -> None:
    with write_transaction(engine) as session:
        booked, _ = make_people(session, 2)
        line, late = make_line(session), make_line(session, 35, 50)
        book_on(session, booked, line)
        plan = draft(session, line, late)
    plan = work(engine, plan.id)
    found = slots_of(engine, plan)
    with reading(engine) as session:
        standing = alternatives(session, plan, found[key_of(line)][0])
        other = alternatives(session, plan, found[key_of(late)][0])
    assert not standing.people
    assert not standing.lines
    assert not other.lines


def test_a_plan_s_files_pass_the_checker_that_shares_no_code_with_the_planner(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 4)
        plan = draft(
            session, make_line(session, quantity=2), make_line(session, 35, 50, quantity=3), make_line(session, 60, 70)
        )
    plan = work(engine, plan.id)
    with reading(engine) as session:
        files = export_plan(session, session.get_one(Plan, plan.id))
        assert find_instance(session, plan.id or 0)
    verdict = check_plan(load_instance(files.instance), load_plan(files.plan))
    assert (verdict.breaches, verdict.filled) == ((), plan.filled)
    assert json.loads(files.plan)["status"] == "optimal"
