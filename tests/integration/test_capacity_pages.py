"""The capacity pages: weeks against the goal, whom to call, what to teach; files without a name."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.db import write_transaction
from app.models.account import Role
from app.models.availability import StatementKind
from app.services import capacity
from app.services.package import package_lines
from app.views.capacity import SIZES
from matching.role_entries import ShootSize
from matching.supply import PackageLine
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.statement import say_days

MONDAY = date(2027, 1, 4)
NOW = datetime(2027, 1, 1, 18, tzinfo=UTC)
JALISCO = {"residence_state": "Jalisco"}


@pytest.fixture(autouse=True)
def _new_year() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture(autouse=True)
def _small_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a shoot need one gaffer and one key grip for a week: few rows make it fit."""
    lines = tuple(PackageLine(role, 1, 0, 4) for role in ("gaffer", "key-grip"))
    monkeypatch.setattr(capacity, "package_lines", lambda _size: lines)


def furnish(session: Session) -> None:
    """Make a free gaffer, a free key grip, a silent gaffer, and a best boy electric and grip who are free."""
    for name, role in (
        ("Ana", "gaffer"),
        ("Beto", "key-grip"),
        ("Ciro", "best-boy-electric"),
        ("Dora", "best-boy-grip"),
    ):
        member = make_crew_member(session, role, given_name=name, **JALISCO)
        say_days(session, member, StatementKind.AVAILABLE, MONDAY, MONDAY + timedelta(days=20), now=NOW)
    make_crew_member(session, "gaffer", given_name="Elsa", phone="+523312345678", **JALISCO)
    make_crew_member(session, "key-grip", given_name="Fito", phone="+523312345679", **JALISCO)


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        furnish(session)
    return signed_in_as(web, Role.STAFF)


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_each_week_tells_three_views_and_what_breaks_first(staff: FlaskClient) -> None:
    page = read(staff, "/capacity?size=small")
    assert "small shoot" in page
    assert "4 Jan" in page
    assert f"/capacity/calls/{MONDAY}?size=small" in page
    assert "6 people of the state were looked at" in page
    lines = read(staff, "/capacity.csv").splitlines()
    assert lines[1].startswith(f"{MONDAY},1,2,")
    assert len(lines) == 27
    assert len(read(staff, "/capacity.csv?weeks=52").splitlines()) == 53
    assert staff.get("/capacity.xlsx").status_code == 200


def test_the_fewest_calls_for_one_production_more_have_phone_and_text(staff: FlaskClient) -> None:
    page = read(staff, f"/capacity/calls/{MONDAY}")
    assert "from 1 to 2" in page
    assert "2 people to call" in page
    assert 'href="tel:+523312345678"' in page
    assert "wa.me/523312345679?text=" in page
    assert "Ana" not in page
    everywhere = read(staff, "/capacity/calls")
    assert "Elsa" in everywhere
    assert staff.get("/capacity/calls/2027-01-05").status_code == 404


def test_seats_are_recommended_with_capacity_before_and_after(staff: FlaskClient) -> None:
    page = read(staff, "/capacity/seats?view=confirmed&seats=2")
    assert "2 seats recommended" in page
    assert "Ciro López Ruiz" in page
    assert "Dora López Ruiz" in page
    assert "3 → 6" in page, "three weeks of one production become three weeks of two"
    assert "What one person more in a role is worth" in page


def test_a_budget_pays_as_many_seats_as_it_can(staff: FlaskClient) -> None:
    page = read(staff, "/capacity/seats?view=confirmed&budget=9500&cost=5000")
    assert 'value="1"' in page
    assert "No seat would let more fit" in read(staff, "/capacity/seats?seats=0&view=confirmed")


def test_an_empty_registry_says_what_to_do_first(web: Flask) -> None:
    staff = signed_in_as(web, Role.STAFF)
    assert "Nobody to count yet" in read(staff, "/capacity")
    assert "No call would let more fit" in read(staff, "/capacity/calls")


def test_every_size_has_a_name_and_lines() -> None:
    assert set(SIZES) == set(ShootSize)
    assert all(line.quantity >= 1 for size in ShootSize for line in package_lines(size))
