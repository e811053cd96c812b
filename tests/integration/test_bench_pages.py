"""The bench's pages: figures by department and role, the people and lines behind them, files and the past."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Role
from app.models.availability import StatementKind
from app.models.bench import BenchDepth, DepartmentDepth
from app.models.need import Need, NeedStatus, Position
from app.queries.bench import list_past_depths
from app.services.bench import get_bench, keep_bench
from app.services.bench_page import BenchReader, Heat, Measure
from app.services.demo.bench import remember_bench
from matching.bench import BenchState
from tests.factories.account import signed_in_as
from tests.factories.booking import make_booking, make_hold
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need
from tests.factories.statement import say_days

MONDAY = date(2027, 1, 4)
NOW = datetime(2027, 1, 1, 18, tzinfo=UTC)
TODAY = date(2027, 1, 1)
SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture(autouse=True)
def _new_year() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def furnish(session: Session) -> Need:
    """Make a gaffer who is a best boy too and free, a silent gaffer, and a need of two gaffers and a key grip."""
    ana = make_crew_member(session, "gaffer", "best-boy-electric", given_name="Ana", phone="+523312345678")
    beto = make_crew_member(session, "gaffer", given_name="Beto")
    say_days(session, ana, StatementKind.AVAILABLE, MONDAY, MONDAY + timedelta(days=20), now=NOW)
    assert beto.id
    return make_need(session, ("gaffer", "key-grip"))


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        furnish(session)
    return signed_in_as(web, Role.STAFF)


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_a_department_counts_people_whole_and_is_as_scarce_as_its_scarcest_role(session: Session) -> None:
    furnish(session)
    rows = BenchReader(session, today=TODAY, locale="en").departments().rows
    lighting, grip = rows
    first = lighting.cells[0]
    assert (lighting.people, first.free, first.unknown, first.asked) == (2, 1, 1, 2)
    assert (first.ratio(), first.heat()) == (0.5, Heat.SHORT)
    assert first.heat(Measure.HOPEFUL) is Heat.TIGHT, "both would do if the silent one confirms"
    assert (grip.people, grip.cells[0].asked, grip.cells[0].heat()) == (0, 2, Heat.SHORT), "nobody holds it"
    assert lighting.cells[5].heat() is Heat.NONE, "the need is over"


def test_who_is_booked_for_a_line_is_no_longer_asked_and_who_is_held_for_it_is_counted_on(session: Session) -> None:
    need = furnish(session)
    line = session.exec(select(Position).where(Position.role_id == "gaffer")).one()
    cleo, dora = (make_crew_member(session, "gaffer") for _ in range(2))
    booking = make_booking(session, cleo.id or 0, need.production_id, (MONDAY, SUNDAY))
    hold = make_hold(session, dora.id or 0, need.production_id, (MONDAY, MONDAY))
    booking.position_id = hold.position_id = line.id
    session.flush()
    cells = BenchReader(session, today=TODAY, locale="en").row("lighting", "gaffer").cells
    assert (cells[0].asked, cells[0].kept, cells[0].booked, cells[0].held, cells[0].ratio()) == (1, 1, 1, 1, 2.0)
    assert (cells[1].asked, cells[1].kept) == (2, 0), "neither keeps days of the second week"


def test_heads_of_a_need_not_accepted_yet_are_asked_and_told_apart(session: Session) -> None:
    need = furnish(session)
    need.status = NeedStatus.RECEIVED
    session.flush()
    cell = BenchReader(session, today=TODAY, locale="en").row("lighting", "gaffer").cells[0]
    assert (cell.asked, cell.waiting) == (2, 2)
    need.status = NeedStatus.DECLINED
    session.flush()
    assert BenchReader(session, today=TODAY, locale="en").row("lighting", "gaffer").cells[0].asked == 0


def test_the_table_leads_to_roles_and_every_figure_to_the_people_behind_it(staff: FlaskClient) -> None:
    page = read(staff, "/bench")
    assert 'aria-label="1 free, 0 held, 0 booked, 1 unknown. 2 heads asked: too few."' in page
    assert f'href="/bench/lighting/{MONDAY}?state=free"' in page
    roles = read(staff, f"/bench/lighting?week={MONDAY + timedelta(weeks=1)}&show=apart&zoom=26")
    assert "Best Boy Electric" in roles
    assert f"/bench/lighting/{MONDAY + timedelta(weeks=1)}?role=gaffer&amp;state=free" in roles
    free = read(staff, f"/bench/lighting/{MONDAY}?role=gaffer&state=free")
    assert "Ana López Ruiz" in free
    assert "Beto" not in free
    assert 'href="tel:+523312345678"' in free
    assert "wa.me/523312345678?text=" in free
    assert "Beto López Ruiz" in read(staff, f"/bench/lighting/{MONDAY}?state=unknown")
    asked = read(staff, f"/bench/lighting/{MONDAY}?state=asked")
    assert "1 Jan – 30 Jan 2027" in asked
    assert "Nobody in this state in this week" in read(staff, f"/bench/grip/{MONDAY}")


@pytest.mark.parametrize(
    "address",
    ["/bench/nowhere", f"/bench/lighting/{TODAY}", f"/bench/lighting/{MONDAY}?role=key-grip", "/bench/camera"],
    ids=["no department", "no Monday", "a role of another department", "nobody in it"],
)
def test_what_is_not_on_the_bench_is_not_found(staff: FlaskClient, address: str) -> None:
    assert staff.get(address).status_code == 404


def test_the_whole_year_goes_out_as_csv_and_workbook_without_a_name(staff: FlaskClient) -> None:
    lines = read(staff, "/bench.csv").splitlines()
    assert len(lines) == 1 + 52 * 5, "two departments, three roles"
    assert f"Lighting / Electric,,{MONDAY},1,0,0,1,2,0,0,0.5" in lines
    book = openpyxl.load_workbook(io.BytesIO(staff.get("/bench.xlsx").data))
    assert book.sheetnames == ["Free", "Held", "Booked", "Unknown", "Heads asked", "Supply per head asked"]
    first = [next(sheet.iter_rows(min_row=2, values_only=True))[2] for sheet in book.worksheets]
    assert first == [1, 0, 0, 1, 2, 0.5]
    assert "Ana" not in "".join(lines)


def test_an_empty_registry_says_what_to_do_first(web: Flask) -> None:
    assert "Nobody is on the bench yet" in read(signed_in_as(web, Role.STAFF), "/bench")


def test_the_past_of_a_role_and_of_its_department_is_shown(staff: FlaskClient, web: Flask) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        sheet = get_bench(session, today=TODAY)
        for weeks in (0, 13):
            keep_bench(session, sheet, today=TODAY - timedelta(weeks=weeks))
        assert len(session.exec(select(DepartmentDepth)).all()) == 52 * 2
    page = read(staff, "/bench/lighting?role=gaffer")
    assert "How it changed: Gaffer" in page
    assert "13 weeks before the last count" in page
    assert "How it changed: Lighting / Electric" in read(staff, "/bench/lighting")


def test_the_fictional_past_leads_to_today_and_holds_no_more_than_there_are(session: Session) -> None:
    furnish(session)
    rows = remember_bench(session, seed=1, today=TODAY)
    assert rows == 13 * (2 + 1), "two roles that anybody fills, one department"
    past = list_past_depths(session, department_id="lighting", since=date(2026, 1, 1))
    assert [each.counted_on.weekday() for each in past] == [0] * 13
    assert past[-1].counted_on < TODAY
    assert all(each.free + each.held + each.booked + each.unknown <= 2 for each in past)
    kept = [(each.role_id, each.counted_on, each.free) for each in session.exec(select(BenchDepth))]
    session.rollback()
    furnish(session)
    remember_bench(session, seed=1, today=TODAY)
    assert [(each.role_id, each.counted_on, each.free) for each in session.exec(select(BenchDepth))] == kept


def test_the_people_of_a_figure_are_those_that_it_counts(session: Session) -> None:
    furnish(session)
    sheet = get_bench(session, today=TODAY)
    for state in BenchState:
        people = sheet.list_people(week=0, state=state, department_id="lighting")
        assert len(people) == sheet.departments["lighting"][0][state]
