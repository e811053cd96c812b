"""A plan turned into offers: shown before, asked in one step, once; what-ifs and moved productions ask nobody."""

from datetime import date, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, func, select

from app.db import reading, write_transaction
from app.errors import ConflictError, InvalidInputError
from app.models.availability import StatementSource
from app.models.need import Need, NeedStatus
from app.models.offer import Offer, OfferRound
from app.models.plan import Plan, PlanPlacement, PlanSource
from app.models.shortlist import CandidateDecision, Decision, Proposal, ProposalStatus
from app.queries.offer import list_offers
from app.queries.plan import list_plan_productions
from app.services.demo.needs import read_example
from app.services.demo.places import GUADALAJARA
from app.services.offer import accept_offer
from app.services.package import ShootSize
from app.services.plan.change import drop_production, shift_production
from app.services.plan.offers import LINE_CHANGED, MOVED, WHAT_IF, preview_offers, turn_into_offers
from app.services.plan.what_if import add_brief, add_package
from tests.factories.offer import set_days
from tests.factories.plans import TODAY, draft, key_of, make_line, make_people, on, people_of, slots_of, staff, work


def _turn(session: Session, plan: Plan, *keys: str, form_key: str = "form-1") -> list[OfferRound]:
    return turn_into_offers(
        session,
        staff(),
        session.get_one(Plan, plan.id),
        line_keys=keys,
        answer_hours=24,
        tells_title=False,
        note="",
        form_key=form_key,
    )


def test_the_people_of_a_plan_are_asked_in_one_step_and_only_once(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 3)
        first, second = make_line(session, quantity=2), make_line(session, 35, 60)
        session.add(Proposal(position_id=second.id or 0, slot=1, made_at=staff().at))
        plan = draft(session, first, second)
    plan = work(engine, plan.id)
    with write_transaction(engine) as session:
        shown = preview_offers(session, session.get_one(Plan, plan.id), now=staff().at)
        assert (shown.asked, shown.left_out) == (3, 0)
        rounds = _turn(session, plan, key_of(first), key_of(second))
        assert [(each.places, each.position_id) for each in rounds] == [(2, first.id), (1, second.id)]
    with write_transaction(engine) as session:
        again = _turn(session, plan, key_of(first), key_of(second))
        assert [each.id for each in again] == [each.id for each in rounds]
        assert session.exec(select(func.count()).select_from(Offer)).one() == 3
        picked = session.exec(select(CandidateDecision).where(CandidateDecision.decision == Decision.PICKED)).all()
        assert len(picked) == 3
        [slot] = session.exec(select(Proposal)).all()
        assert (slot.status, {slot.crew_member_id}) == (ProposalStatus.PICKED, people_of(engine, plan)[key_of(second)])
        assert session.get_one(Plan, plan.id).offered_at is not None
        assert preview_offers(session, session.get_one(Plan, plan.id), now=staff().at).asked == 0
    assert all(slot.offer_round_id for slots in slots_of(engine, plan).values() for slot in slots)


def test_nobody_is_asked_where_one_of_them_can_t_be_until_they_are_left_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        people = make_people(session, 2)
        line = make_line(session, quantity=2)
        plan = draft(session, line)
    plan = work(engine, plan.id)
    unwilling = people[0].id or 0
    with write_transaction(engine) as session:
        session.get_one(type(people[0]), unwilling).most_offers_a_week = 0
    with pytest.raises(ConflictError, match="Persona 0"), write_transaction(engine) as session:
        _turn(session, plan, key_of(line))
    with write_transaction(engine) as session:
        [shown] = preview_offers(session, session.get_one(Plan, plan.id), now=staff().at).lines
        assert shown.asked == (people[1].id,)
        [round_] = turn_into_offers(
            session,
            staff(),
            session.get_one(Plan, plan.id),
            line_keys=[key_of(line)],
            answer_hours=24,
            tells_title=False,
            note="",
            form_key="form-2",
            leave_out=[(key_of(line), unwilling)],
        )
        assert [offer.crew_member_id for offer in list_offers(session, [round_.id or 0])] == [people[1].id]


def test_who_has_said_yes_keeps_the_place_in_the_next_plan(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 2)
        line = make_line(session)
        plan = draft(session, line)
    plan = work(engine, plan.id)
    [chosen] = people_of(engine, plan)[key_of(line)]
    with write_transaction(engine) as session:
        [round_] = _turn(session, plan, key_of(line))
        [offer] = list_offers(session, [round_.id or 0])
        accept_offer(session, staff(), offer=offer, source=StatementSource.CALL)
        following = draft(session, session.get_one(type(line), line.id))
    [slot] = slots_of(engine, work(engine, following.id))[key_of(line)]
    assert (slot.crew_member_id, slot.placement, slot.sure) == (chosen, PlanPlacement.HELD, True)


def test_moved_productions_changed_lines_and_needs_not_accepted_ask_nobody(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 3)
        moved, changed, waiting = make_line(session), make_line(session, 50, 59), make_line(session, 70, 79)
        need = session.get_one(Need, waiting.need_id)
        need.status = NeedStatus.RECEIVED
        session.add(need)
        plan = draft(session, moved, changed, waiting)
        shift_production(session, staff(), plan, key=f"n{moved.need_id}", days=7)
    plan = work(engine, plan.id)
    with write_transaction(engine) as session:
        set_days(session, changed, on(60, 61), place=GUADALAJARA)
        shown = {
            each.line.key: each
            for each in preview_offers(session, session.get_one(Plan, plan.id), now=staff().at).lines
        }
    reasons = {key: each.reason.message for key, each in shown.items() if each.reason}
    assert reasons == {key_of(moved): MOVED, key_of(changed): LINE_CHANGED}
    assert [one.reason is not None for one in shown[key_of(waiting)].people] == [True]
    with pytest.raises(ConflictError), write_transaction(engine) as session:
        _turn(session, plan, key_of(waiting))
    with pytest.raises(InvalidInputError), write_transaction(engine) as session:
        _turn(session, plan)


def test_a_brief_and_a_package_are_tried_out_without_a_need(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 2)
        line = make_line(session)
        plan = draft(session, line)
        add_brief(session, staff(), plan, content=read_example("commercial_gdl_3d", TODAY))
        starts = TODAY + timedelta(days=90)
        add_package(session, staff(), plan, size=ShootSize.SMALL, shoot_starts_on=starts, base_place=GUADALAJARA)
    plan = work(engine, plan.id)
    with reading(engine) as session:
        sources = [each.source for each in list_plan_productions(session, plan.id or 0)]
        assert sources == [PlanSource.NEED, PlanSource.BRIEF, PlanSource.PACKAGE]
        assert session.exec(select(func.count()).select_from(Need)).one() == 1
        tried = [each for each in preview_offers(session, plan, now=staff().at).lines if each.production.key != "n1"]
        assert {each.reason.message for each in tried if each.reason} <= {WHAT_IF}
    assert any(key.startswith("x1:") for key in slots_of(engine, plan))
    assert plan.baseline["one_by_one"]["by_production"].keys() == {f"n{line.need_id}", "x1", "x2"}
    with write_transaction(engine) as session:
        without = drop_production(session, staff(), session.get_one(Plan, plan.id), key="x1")
        assert [each.key for each in list_plan_productions(session, without.id or 0)] == [f"n{line.need_id}", "x2"]
        with pytest.raises(InvalidInputError):
            add_brief(session, staff(), without, content=b"no: brief")
        with pytest.raises(InvalidInputError):
            add_package(
                session, staff(), without, size=ShootSize.SMALL, shoot_starts_on=date(2020, 1, 1), base_place=""
            )
