"""The worker of a plan: a process of its own that tells how far it is, is stopped, crashes, and is never two."""

import time
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy.engine import Engine

from app import plan_worker
from app.db import reading, write_transaction
from app.errors import ConflictError
from app.models.plan import Plan, PlanStatus
from app.queries.plan import find_instance, list_plan_lines
from app.services.plan import work as working
from app.services.plan.ask import PlanState, ask_for_plan, cancel_plan, claim_plan, plan_state
from app.services.plan.draft import discard_draft, find_or_draft_next
from app.services.plan.keep import PlanTakenError, keep_found
from config import Settings
from matching.plan import solve_tiers
from matching.plan_types import PlanProgress
from tests.factories.plans import draft, make_line, make_people, staff

PATIENCE = 60


def _draft(engine: Engine) -> int:
    with write_transaction(engine) as session:
        make_people(session, 1)
        return draft(session, make_line(session)).id or 0


def _ask(engine: Engine, plan_id: int) -> None:
    with write_transaction(engine) as session:
        ask_for_plan(session, staff(), session.get_one(Plan, plan_id))


def _read(engine: Engine, plan_id: int) -> Plan:
    with reading(engine) as session:
        return session.get_one(Plan, plan_id)


def test_a_process_of_its_own_works_a_plan_out(engine: Engine, settings: Settings) -> None:
    plan_id = _draft(engine)
    _ask(engine, plan_id)
    assert plan_worker.start_worker(settings, plan_id)
    end = time.monotonic() + PATIENCE
    while _read(engine, plan_id).status in {PlanStatus.QUEUED, PlanStatus.RUNNING} and time.monotonic() < end:
        time.sleep(0.1)
    plan = _read(engine, plan_id)
    assert (plan.status, plan.filled, plan.slots) == (PlanStatus.DONE, 1, 1)
    assert [tier["name"] for tier in plan.tiers] == ["fill", "score", "changes"]
    with reading(engine) as session:
        assert find_instance(session, plan_id)
        assert len(list_plan_lines(session, plan_id)) == 1


def test_where_no_process_can_be_started_the_plan_says_so(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = _draft(engine)
    _ask(engine, plan_id)

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise OSError("no processes left")

    monkeypatch.setattr("app.children.subprocess.Popen", refuse)
    assert not plan_worker.start_worker(settings, plan_id)
    plan = _read(engine, plan_id)
    assert (plan.status, plan.error) == (PlanStatus.FAILED, plan_worker.NOT_STARTED)
    _ask(engine, plan_id)
    assert _read(engine, plan_id).error == ""


def test_a_plan_that_is_stopped_while_it_is_worked_out_keeps_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = _draft(engine)
    _ask(engine, plan_id)

    def slow(problem: Any, **keywords: Any) -> Any:
        keywords["progress"](PlanProgress("fill", 0.5, 1, 2.0, 1.0, 1, 2))
        end = time.monotonic() + PATIENCE
        while not _read(engine, plan_id).progress and time.monotonic() < end:
            time.sleep(0.05)
        with write_transaction(engine) as session:
            cancel_plan(session, staff(), session.get_one(Plan, plan_id))
        while not keywords["cancelled"]() and time.monotonic() < end:
            time.sleep(0.05)
        return solve_tiers(problem, **keywords)

    monkeypatch.setattr(working, "solve_tiers", slow)
    assert not plan_worker.run_plan(engine, plan_id)
    plan = _read(engine, plan_id)
    assert (plan.status, plan.progress["phase"], plan.progress["filled"]) == (PlanStatus.CANCELLED, "fill", 1)
    with reading(engine) as session:
        assert not list_plan_lines(session, plan_id)


def test_a_crash_marks_the_plan_as_failed_and_it_may_be_started_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = _draft(engine)
    _ask(engine, plan_id)

    def crash(_problem: Any, **_keywords: Any) -> NoReturn:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(working, "solve_tiers", crash)
        assert not plan_worker.run_plan(engine, plan_id)
    plan = _read(engine, plan_id)
    assert (plan.status, plan.error) == (PlanStatus.FAILED, plan_worker.CRASHED)
    _ask(engine, plan_id)
    assert plan_worker.run_plan(engine, plan_id)


def test_two_workers_never_run_one_plan_and_a_silent_one_loses_it(engine: Engine) -> None:
    plan_id = _draft(engine)
    _ask(engine, plan_id)
    now = staff().at
    with write_transaction(engine) as session:
        assert claim_plan(session, plan_id, now=now)
    assert not plan_worker.run_plan(engine, plan_id)
    assert plan_state(_read(engine, plan_id), now + timedelta(seconds=59)) is PlanState.RUNNING
    assert plan_state(_read(engine, plan_id), now + timedelta(seconds=61)) is PlanState.STOPPED
    later = now + timedelta(seconds=61)
    with write_transaction(engine) as session:
        assert claim_plan(session, plan_id, now=later)
        found = working.work_out(session, session.get_one(Plan, plan_id), working.Watch())
    with pytest.raises(PlanTakenError), write_transaction(engine) as session:
        keep_found(session, plan_id, found, started_at=now, now=later)
    with write_transaction(engine) as session:
        keep_found(session, plan_id, found, started_at=later, now=later)
    assert _read(engine, plan_id).status is PlanStatus.DONE


def test_a_plan_is_asked_for_once_and_changed_only_while_nobody_works_on_it(engine: Engine) -> None:
    plan_id = _draft(engine)
    _ask(engine, plan_id)
    for verb in (ask_for_plan, find_or_draft_next, discard_draft):
        with pytest.raises(ConflictError), write_transaction(engine) as session:
            verb(session, staff(), session.get_one(Plan, plan_id))
    with write_transaction(engine) as session:
        cancel_plan(session, staff(), session.get_one(Plan, plan_id))
        assert session.get_one(Plan, plan_id).status is PlanStatus.CANCELLED
    assert not plan_worker.run_plan(engine, plan_id)
    with pytest.raises(ConflictError), write_transaction(engine) as session:
        cancel_plan(session, staff(), session.get_one(Plan, plan_id))
