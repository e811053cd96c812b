"""Pages of plans: the list, a new one, its progress, the board, people, files; rows only, no planner runs here."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.plan import Plan, PlanGap, PlanStatus
from app.queries.plan import list_plan_slots
from app.services.audit import Actor
from tests.factories.account import signed_in_as
from tests.factories.need import make_need
from tests.factories.plan import MadePlan, make_kept_plan, make_plan
from tests.factories.plans import draft, make_line, make_people, work


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the plans that a worker was started for; none runs."""
    found: list[int] = []
    monkeypatch.setattr("app.views.plan_ground.start_worker", lambda _settings, plan_id: found.append(plan_id))
    return found


@pytest.fixture
def made(session: Session) -> MadePlan:
    found = make_kept_plan(session, tiers=[{"name": "fill", "value": 9, "bound": 9.0, "gap": 0.0}])
    session.commit()
    return found


def _text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_without_plans_the_list_says_what_to_do_first(staff: FlaskClient, session: Session, actor: Actor) -> None:
    assert "A plan needs at least one need" in _text(staff, "/plans")
    make_need(session, actor)
    session.commit()
    page = _text(staff, "/plans")
    assert "One need can be planned" in page
    assert "/plans/new" in page


def test_the_list_tells_fill_proof_and_productions(staff: FlaskClient, made: MadePlan) -> None:
    page = _text(staff, "/plans")
    assert "<b>3</b>/4" in page
    assert "Proved" in page
    assert "Largo Uno · Serie Dos" in page
    assert f'href="/plans/{made.id}"' in page


def test_a_new_plan_is_queued_and_its_worker_starts_once(
    staff: FlaskClient, session: Session, started: list[int], actor: Actor
) -> None:
    need = make_need(session, actor, shoot_starts_on="2030-03-01", shoot_ends_on="2030-04-10")
    session.commit()
    assert f'value="{need.id}" checked' in _text(staff, "/plans/new")
    sent = {"needs": [need.id], "name": "Both of them", "view": "if_confirmed", "time_limit_seconds": "9"}
    answer = staff.post("/plans/new", data=sent)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    session.expire_all()
    plan = session.exec(select(Plan)).one()
    assert (plan.status, plan.name, plan.time_limit_seconds) == (PlanStatus.QUEUED, "Both of them", 9)
    assert started == [plan.id]
    address = f"/plans/{plan.id}"
    session.commit()
    page = _text(staff, answer.location)
    assert "Waiting for a worker" in page
    assert '<meta http-equiv="refresh"' in page
    staff.post(f"{address}/again")
    assert len(started) == 1, "it is on its way already"


def test_a_plan_of_nothing_is_refused_and_keeps_what_was_typed(
    staff: FlaskClient, session: Session, actor: Actor
) -> None:
    make_need(session, actor)
    session.commit()
    answer = staff.post("/plans/new", data={"name": "Kept name", "view": "confirmed", "time_limit_seconds": "99999"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose at least one production." in page
    assert "Kept name" in page
    assert "99999" in page


def test_progress_is_told_in_words_and_a_silent_worker_counts_as_stopped(staff: FlaskClient, session: Session) -> None:
    now = datetime.now(UTC)
    told = {"phase": "fill", "filled": 3, "slots": 4, "gap": 0.0125, "seconds": 2}
    running = make_plan(session, PlanStatus.RUNNING, started_at=now, alive_at=now, progress=told)
    silent = make_plan(session, PlanStatus.RUNNING, started_at=now.replace(year=2020), alive_at=now.replace(year=2020))
    session.commit()
    answer = staff.get(f"/plans/{running.id}/progress").get_json()
    assert answer["working"] is True
    assert (answer["percent"], answer["filled"]) == (75, "3 of 4 slots filled")
    assert answer["gap"] == "proved to within 1.25 %"
    assert staff.get(f"/plans/{silent.id}/progress").get_json()["state"] == "stopped"
    assert "stopped before it was done" in _text(staff, f"/plans/{silent.id}")


def test_a_stopped_or_failed_plan_says_why_and_can_be_worked_out_again(staff: FlaskClient, session: Session) -> None:
    failed = make_plan(session, PlanStatus.FAILED, error="The work on this plan stopped before it was done.")
    queued = make_plan(session, PlanStatus.QUEUED, asked_at=datetime.now(UTC))
    session.commit()
    assert "The plan could not be worked out." in _text(staff, f"/plans/{failed.id}")
    assert staff.post(f"/plans/{queued.id}/cancel").status_code == 302
    page = _text(staff, f"/plans/{queued.id}")
    assert "You stopped the work on this plan." in page
    assert "Work it out again" in page


def test_the_board_shows_people_and_open_slots_with_their_reason(staff: FlaskClient, made: MadePlan) -> None:
    page = _text(staff, f"/plans/{made.id}?toggle=all")
    assert "3 of 4 slots filled" in page
    assert "Proved: no plan fills more, by priority and level." in page
    for words in (
        "Jimena Robles",
        "Largo Uno",
        "Serie Dos",
        "Key Grip",
        "Nobody holds the role",
        "One slot stays open",
    ):
        assert words in page, words
    assert "<b>−1</b>" in page, "the weeks of the open slot"


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("state=open", "Nobody holds the role", "Jimena Robles"),
        ("person=JIMENA+rob", "Jimena Robles", "Beto Luna"),
        ("department=grip", "Carla Paz", "Jimena Robles"),
        ("state=unconfirmed", "Nothing matches these filters", "Jimena Robles"),
        ("reason=all_booked", "Nothing matches these filters", "Jimena Robles"),
    ],
)
def test_filters_leave_what_they_name(staff: FlaskClient, made: MadePlan, query: str, there: str, missing: str) -> None:
    page = _text(staff, f"/plans/{made.id}?{query}")
    board = page[page.index('id="board"') :]
    assert there in board
    assert missing not in board


def test_only_what_changed_against_the_plan_before_is_left(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    later = make_kept_plan(session, based_on_id=made.id)
    later.slots[0].crew_member_id = made.people[0].id  # as before: only this one did not change
    session.add(later.slots[0])
    session.commit()
    page = _text(staff, f"/plans/{later.id}?changed=1")
    assert "Changed" in page
    assert f'id="s{later.slots[0].id}"' not in page
    assert f'id="s{later.slots[1].id}"' in page


def test_the_people_view_puts_who_works_twice_first(staff: FlaskClient, session: Session, made: MadePlan) -> None:
    made.slots[3].crew_member_id = made.people[0].id
    session.add(made.slots[3])
    session.commit()
    page = _text(staff, f"/plans/{made.id}/people")
    assert "One works on more than one production" in page
    assert page.index("Jimena Robles") < page.index("Carla Paz")


def test_a_plan_is_taken_along_as_a_table_that_no_spreadsheet_runs(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    made.people[0].given_name = "=HYPERLINK"
    session.add(made.people[0])
    session.commit()
    table = staff.get(f"/plans/{made.id}/plan.csv").get_data(as_text=True)
    assert "'=HYPERLINK" in table
    assert "Nobody holds the role" in table
    assert len(table.strip().splitlines()) == 5
    assert staff.get(f"/plans/{made.id}/plan.xlsx").data.startswith(b"PK")
    assert staff.get(f"/plans/{made.id}/problem.json").status_code == 409, "rows only: it was not worked out"
    assert staff.get(f"/plans/{made.id}/plan.pdf").status_code == 404


def test_a_slot_shows_its_person_and_an_open_one_its_remedy(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    made.slots[2].gap = PlanGap.UNCONFIRMED
    made.slots[2].remedy = {
        "message": "%(count)s would fill it if they confirm their days: call them.",
        "values": {"count": 1},
    }
    made.slots[2].gap_detail = {"people": [made.people[0].id]}
    session.add(made.slots[2])
    session.commit()
    page = _text(staff, f"/plans/{made.id}/slots/{made.slots[0].id}?q=beto")
    for words in ("Jimena Robles", "very good", "Keep here", "Never here", "Beto Luna"):
        assert words in page, words
    page = _text(staff, f"/plans/{made.id}/slots/{made.slots[2].id}")
    assert "1 would fill it if they confirm their days: call them." in page
    assert 'href="tel:+523331000000"' in page
    other = make_plan(session)
    session.commit()
    assert staff.get(f"/plans/{other.id}/slots/{made.slots[0].id}").status_code == 404


def test_a_plan_that_was_worked_out_is_handed_over_in_the_open_format(web: Flask, engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 2)
        plan_id = draft(session, make_line(session), make_line(session, quantity=2)).id
    assert work(engine, plan_id).filled == 2
    staff = signed_in_as(web, Role.STAFF)
    problem = staff.get(f"/plans/{plan_id}/problem.json").get_json()
    answer = staff.get(f"/plans/{plan_id}/answer.json").get_json()
    assert problem["format"] == "llamado-plan/1"
    assert [each["quantity"] for each in problem["positions"]] == [1, 2]
    assert len(answer["assignments"]) == 2
    page = _text(staff, f"/plans/{plan_id}/people?twice=1")
    assert "people are placed." in page


def test_an_open_slot_tells_the_price_of_putting_somebody_there(web: Flask, engine: Engine) -> None:
    with write_transaction(engine) as session:
        make_people(session, 1)
        plan_id = draft(session, make_line(session), make_line(session)).id
    work(engine, plan_id)
    with reading(engine) as session:
        gap = next(each for each in list_plan_slots(session, plan_id or 0) if each.crew_member_id is None)
    page = _text(signed_in_as(web, Role.STAFF), f"/plans/{plan_id}/slots/{gap.id}")
    assert "Leaves “Noche de lluvia” one Gaffer short" in page
    assert "Whoever could is needed elsewhere in the plan" in page
