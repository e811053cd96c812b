"""Whose word would change an open plan is asked with those of the shortlists, before the silent."""

from datetime import timedelta

from sqlalchemy.engine import Engine

from app.db import reading, write_transaction
from app.models.need import Need, NeedStatus
from app.models.plan import Plan
from app.services.asking_days import Because, ToAsk, list_people_to_ask
from tests.factories.plans import TODAY, draft, key_of, make_line, make_people, on, slots_of, staff, work


def _asked(engine: Engine) -> list[ToAsk]:
    with reading(engine) as session:
        return list_people_to_ask(session, now=staff().at, today=TODAY, by_phone=False, limit=50)


def test_who_would_fill_an_open_slot_of_a_plan_is_asked_first_and_for_its_days(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [wanted] = make_people(session, 1, free=None)
        make_people(session, 2, "key-grip", free=None)
        line = make_line(session)
        plan = draft(session, line)
    assert {each.because for each in _asked(engine)} == {Because.STALE}
    plan = work(engine, plan.id)
    first, *others = _asked(engine)
    assert (first.member.id, first.because, first.productions) == (wanted.id, Because.SHORTLIST, 1)
    assert (first.starts_on, first.ends_on) == on(30, 39)
    assert {each.because for each in others} == {Because.STALE}
    assert slots_of(engine, plan)[key_of(line)][0].gap_detail["people"] == [wanted.id]


def test_a_plan_of_a_need_that_waits_or_that_has_asked_people_asks_nobody(engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 1, free=None)
        waiting, offered = make_line(session), make_line(session)
        need = session.get_one(Need, waiting.need_id)
        need.status = NeedStatus.RECEIVED
        session.add(need)
        plans = [draft(session, waiting), draft(session, offered)]
    for plan in plans:
        work(engine, plan.id)
    with write_transaction(engine) as session:
        session.get_one(Plan, plans[1].id).offered_at = staff().at - timedelta(minutes=1)
    assert {each.because for each in _asked(engine)} == {Because.STALE}
