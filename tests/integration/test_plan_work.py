"""Plans worked out: whom they place, what keeps its place, what breaks, and why slots stay open."""

from datetime import timedelta

from sqlalchemy.engine import Engine

from app.db import write_transaction
from app.models.calendar import FeedDayKind
from app.models.need import Need, NeedStatus
from app.models.plan import Plan, PlanGap, PlanPlacement, PlanStatus, PlanView
from app.models.shortlist import CandidateDecision, Decision
from app.plan_worker import run_plan
from app.services.audit import touch_roster
from app.services.plan.change import away, forbid, shift_production
from app.services.plan.compare import Change, compare
from app.services.plan.draft import draft_plan
from app.services.plan.lines import read_lines
from app.services.plan.pin import pin
from tests.factories.feed import make_feed
from tests.factories.matched_need import make_need
from tests.factories.plans import (
    TODAY,
    book_on,
    draft,
    hold_on,
    ids,
    in_training,
    key_of,
    make_line,
    make_people,
    on,
    people_of,
    say_free,
    slots_of,
    staff,
    work,
)


def test_a_person_whom_two_productions_want_stands_on_one_line_and_the_first_in_priority_gets_them(
    engine: Engine,
) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        late, first = make_line(session, priority_of=4), make_line(session, 35, 50, priority_of=1)
        plan = draft(session, late, first)
    plan = work(engine, plan.id)
    assert (plan.status, plan.slots, plan.filled) == (PlanStatus.DONE, 2, 1)
    assert people_of(engine, plan) == {key_of(first): {only.id}, key_of(late): set()}
    [taken] = slots_of(engine, plan)[key_of(late)]
    assert taken.gap is PlanGap.TAKEN_IN_PLAN
    assert taken.gap_detail["stands"] == [{"crew_member_id": only.id, "lines": [key_of(first)]}]
    assert plan.baseline["double"] == [{"crew_member_id": only.id, "lines": sorted([key_of(first), key_of(late)])}]
    assert plan.baseline["one_by_one"]["filled"] == 1
    assert plan.baseline["apart"]["filled"] == 2


def test_jobs_one_after_another_take_one_person(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        plan = draft(session, make_line(session, 30, 39), make_line(session, 40, 49))
    plan = work(engine, plan.id)
    assert list(people_of(engine, plan).values()) == [{only.id}, {only.id}]


def test_who_has_not_said_is_placed_only_if_the_plan_takes_the_unconfirmed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [silent] = make_people(session, 1, free=None)
        line = make_line(session)
        sure, maybe = draft(session, line), draft(session, line, view=PlanView.IF_CONFIRMED)
    [slot] = slots_of(engine, work(engine, sure.id))[key_of(line)]
    assert (slot.gap, slot.gap_detail["people"]) == (PlanGap.UNCONFIRMED, [silent.id])
    [slot] = slots_of(engine, work(engine, maybe.id))[key_of(line)]
    assert (slot.crew_member_id, slot.sure) == (silent.id, False)


def test_a_pin_stands_a_bar_keeps_off_and_the_plan_before_stays_as_it_was_found(engine: Engine) -> None:
    with write_transaction(engine) as session:
        people = make_people(session, 2)
        line = make_line(session)
        plan = draft(session, line)
    plan = work(engine, plan.id)
    [chosen] = people_of(engine, plan)[key_of(line)]
    [other] = ids(people) - {chosen}
    with write_transaction(engine) as session:
        next_plan = pin(session, staff(), session.get_one(Plan, plan.id), crew_member_id=other, line_key=key_of(line))
        again = pin(session, staff(), session.get_one(Plan, plan.id), crew_member_id=other, line_key=key_of(line))
        assert again.id == next_plan.id
        assert next_plan.based_on_id == plan.id
    pinned = work(engine, next_plan.id)
    [slot] = slots_of(engine, pinned)[key_of(line)]
    assert (slot.crew_member_id, slot.placement) == (other, PlanPlacement.PINNED)
    assert people_of(engine, plan)[key_of(line)] == {chosen}
    with write_transaction(engine) as session:
        barred = forbid(session, staff(), session.get_one(Plan, pinned.id), crew_member_id=other, line_key=key_of(line))
        forbid(session, staff(), barred, crew_member_id=chosen, line_key=key_of(line))
    barred = work(engine, barred.id)
    [slot] = slots_of(engine, barred)[key_of(line)]
    assert (slot.crew_member_id, slot.gap) == (None, PlanGap.FORBIDDEN)
    with write_transaction(engine) as session:
        told = compare(session, session.get_one(Plan, pinned.id), session.get_one(Plan, barred.id))
    [line_change] = told.lines
    assert (line_change.change, line_change.leave, told.filled) == (Change.LOST, (other,), (1, 0))


def test_a_booking_keeps_its_place_and_a_hold_elsewhere_keeps_a_person_out_unless_it_may_move(engine: Engine) -> None:
    with write_transaction(engine) as session:
        booked, held = make_people(session, 2)
        mine, other = make_line(session, quantity=2), make_line(session, 35, 50)
        book_on(session, booked, mine)
        hold_on(session, held, other)
        firm, loose = draft(session, mine), draft(session, mine, moves=True)
    slots = slots_of(engine, work(engine, firm.id))[key_of(mine)]
    assert [(slot.crew_member_id, slot.placement, slot.sure) for slot in slots if slot.crew_member_id] == [
        (booked.id, PlanPlacement.BOOKED, True)
    ]
    assert [slot.gap for slot in slots if not slot.crew_member_id] == [PlanGap.ALL_BOOKED]
    found = {slot.crew_member_id: slot for slot in slots_of(engine, work(engine, loose.id))[key_of(mine)]}
    assert set(found) == {booked.id, held.id}
    [must_move] = found[held.id].gap_detail["must_move"]
    assert must_move["days"] == [[day.isoformat() for day in on(35, 50)]]


def test_a_production_that_moves_asks_its_booked_people_again_and_breaks_with_who_is_not_free(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [free] = make_people(session, 1)
        [stuck] = make_people(session, 1, free=(0, 39))
        mine = make_line(session, quantity=2)
        for each in (free, stuck):
            book_on(session, each, mine)
        before = draft(session, mine)
    before = work(engine, before.id)
    assert before.baseline["reconsent"] == before.baseline["broken"] == []
    with write_transaction(engine) as session:
        plan = shift_production(session, staff(), session.get_one(Plan, before.id), key=f"n{mine.need_id}", days=14)
    plan = work(engine, plan.id)
    assert [each["crew_member_id"] for each in plan.baseline["reconsent"]] == [free.id]
    assert [(each["crew_member_id"], each["why"]) for each in plan.baseline["broken"]] == [(stuck.id, "days")]
    with write_transaction(engine) as session:
        told = compare(session, session.get_one(Plan, before.id), session.get_one(Plan, plan.id))
    assert {(each.crew_member_id, each.stays, each.engaged) for each in told.reconsent} == {
        (free.id, True, True),
        (stuck.id, False, True),
    }
    [line] = told.lines
    assert line.moved


def test_somebody_who_falls_ill_leaves_even_what_they_are_booked_for_and_the_next_one_comes(engine: Engine) -> None:
    with write_transaction(engine) as session:
        ill, spare = make_people(session, 2)
        mine = make_line(session)
        book_on(session, ill, mine)
        plan = draft(session, mine)
        away(session, staff(), plan, crew_member_id=ill.id or 0, starts_on=on(33, 33)[0], ends_on=on(35, 35)[1])
    plan = work(engine, plan.id)
    assert people_of(engine, plan) == {key_of(mine): {spare.id}}
    assert [(each["crew_member_id"], each["why"]) for each in plan.baseline["broken"]] == [(ill.id, "away")]


def test_work_far_away_leaves_days_to_travel(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        only.willing_to_travel = True
        session.add(only)
        here, far = make_line(session, 30, 39), make_line(session, 40, 49, place="14067")
        near, later = draft(session, here, far), draft(session, here, make_line(session, 41, 50, place="14067"))
    assert work(engine, near.id).filled == 1
    assert work(engine, later.id).filled == 2


def test_dropped_people_and_titles_without_a_role_are_told_as_such(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        line, unread = make_line(session), make_line(session, role_id=None, asked_as="Blorb")
        session.add(
            CandidateDecision(
                position_id=line.id or 0,
                crew_member_id=only.id or 0,
                decision=Decision.DROPPED,
                reason="x",
                decided_at=staff().at,
            )
        )
        plan = draft(session, line, unread)
    found = slots_of(engine, work(engine, plan.id))
    assert found[key_of(line)][0].gap is PlanGap.FORBIDDEN
    assert found[key_of(unread)][0].gap is PlanGap.ROLE_UNKNOWN


def test_a_role_that_nobody_holds_says_how_many_are_one_step_away(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 3, "best-boy-electric")
        line = make_line(session, accept_step_up=False)
        plan = draft(session, line)
    [slot] = slots_of(engine, work(engine, plan.id))[key_of(line)]
    assert slot.gap is PlanGap.NOBODY_HOLDS_ROLE
    assert slot.remedy["values"] == {"count": 3}


def test_a_trainee_stands_beside_whoever_fills_the_line_and_weighs_least(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [head] = make_people(session, 1)
        [trainee] = make_people(session, 1)
        in_training(session, trainee)
        line = make_line(session, trainee_slots=1)
        plan = draft(session, line)
    plan = work(engine, plan.id)
    assert people_of(engine, plan) == {key_of(line): {head.id}, f"{key_of(line)}:t": {trainee.id}}


def test_a_need_that_was_closed_since_fails_the_plan_with_what_to_do(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 1)
        line = make_line(session)
        plan = draft(session, line)
        say_free(session, make_people(session, 1)[0], 0, 10)
        need = session.get_one(Need, line.need_id)
        need.status = NeedStatus.CLOSED
        session.add(need)
        plan.status, plan.asked_at = PlanStatus.QUEUED, staff().at - timedelta(seconds=1)
        session.add(plan)
    assert not run_plan(engine, plan.id or 0)
    with write_transaction(engine) as session:
        failed = session.get_one(Plan, plan.id)
        assert (failed.status, bool(failed.error)) == (PlanStatus.FAILED, True)


def test_every_line_is_filled_with_people_of_its_own_role_in_plans_of_many_lines(engine: Engine) -> None:
    roles = ("gaffer", "key-grip", "production-accountant", "production-sound-mixer")
    with write_transaction(engine) as session:
        holders = {role: ids(make_people(session, 2, role)) for role in roles}
        needs = [make_need(session, roles, quantity=1, accept_step_up=False) for _ in range(2)]
        plan = draft_plan(
            session,
            staff(),
            name="Both",
            need_ids=[need.id or 0 for need in needs],
            view=PlanView.CONFIRMED,
            may_move_holds=False,
            time_limit_seconds=10,
            today=TODAY,
        )
        lines = read_lines(session, plan)
    assert len({line.position.key for line in lines if line.position and not line.trainee}) == len(roles) * 2
    role_of = {line.key: line.role_id or "" for line in lines if not line.trainee}
    found = people_of(engine, work(engine, plan.id))
    assert sum(len(found[key]) for key in role_of) == len(roles) * 2
    assert all(found[key] <= holders[role] for key, role in role_of.items())


def test_more_holds_than_places_keep_the_first_and_a_second_hold_keeps_nobody_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = make_people(session, 2)
        mine, other = make_line(session), make_line(session)
        hold_on(session, first, mine)
        hold_on(session, second, mine)
        hold_on(session, first, other)
        plan = draft(session, mine, other)
    plan = work(engine, plan.id)
    assert people_of(engine, plan) == {key_of(mine): {first.id}, key_of(other): {second.id}}
    assert plan.baseline["broken"] == []


def test_two_bookings_that_come_to_lie_on_the_same_days_keep_the_one_that_does_not_move(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        stays, moves = make_line(session, 30, 39), make_line(session, 50, 59)
        book_on(session, only, moves)
        book_on(session, only, stays)
        plan = draft(session, stays, moves)
        shift_production(session, staff(), plan, key=f"n{moves.need_id}", days=-14)
    plan = work(engine, plan.id)
    assert people_of(engine, plan) == {key_of(stays): {only.id}, key_of(moves): set()}
    assert [each["why"] for each in plan.baseline["broken"]] == ["clash"]


def test_a_calendar_that_shows_the_booking_itself_does_not_break_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [only] = make_people(session, 1)
        line = make_line(session)
        book_on(session, only, line)
        make_feed(session, only.id or 0, (FeedDayKind.BUSY, *on(30, 39)))
        touch_roster(session, staff().at, only.id)
        plan = draft(session, line)
        shift_production(session, staff(), plan, key=f"n{line.need_id}", days=3)
    plan = work(engine, plan.id)
    assert people_of(engine, plan) == {key_of(line): {only.id}}
    assert [each["crew_member_id"] for each in plan.baseline["reconsent"]] == [only.id]


def test_a_line_with_more_bookings_than_places_keeps_the_first_and_says_who_is_too_many(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = make_people(session, 2)
        line = make_line(session, quantity=2)
        for each in (first, second):
            book_on(session, each, line)
        line.quantity = 1
        session.add(line)
        plan = draft(session, line)
    plan = work(engine, plan.id)
    assert people_of(engine, plan) == {key_of(line): {first.id}}
    assert [(each["crew_member_id"], each["why"]) for each in plan.baseline["broken"]] == [(second.id, "surplus")]
