"""The director's page: counts that open their lists, no names, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Role
from app.models.ask import ConfirmationAsk
from app.models.availability import BookingStatus
from app.models.need import Position
from app.models.trust import Release
from app.services.audit import Actor
from app.services.director.answers import read_answers
from app.services.director.hires import read_hires
from app.services.director.shortage import list_unfilled
from app.services.match import match_need
from app.services.roster import get_roster
from tests.factories.account import signed_in_as
from tests.factories.booking import make_booking, make_hold
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need
from tests.factories.production import make_production

NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
TODAY = date(2026, 11, 30)
BLOCKS = ("answers", "open", "unfilled", "freshness", "hires", "definitions")


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def furnish(session: Session, actor: Actor) -> None:
    """Make a past line of two gaffers for one of whom six days were booked, a list that went out, a hold, an ask."""
    days = {"starts_on": TODAY - timedelta(days=40), "ends_on": TODAY - timedelta(days=11)}
    need = make_need(session, ("gaffer",), **days)
    line = session.exec(select(Position)).one()
    people = [
        make_crew_member(session, "gaffer", given_name=f"Persona {number}", residence_state=state)
        for number, state in enumerate(("Jalisco", "Jalisco", "Jalisco", "Nayarit", "Jalisco"))
    ]
    for person in people:
        booking = make_booking(session, person.id or 0, need.production_id, _days(6))
        booking.status = BookingStatus.COMPLETED
        booking.position_id = line.id if person is people[0] else None
    make_hold(session, people[0].id or 0, make_production(session).id or 0, (TODAY, TODAY))
    session.add(ConfirmationAsk(crew_member_id=people[0].id or 0, because="stale", asked_at=NOW - timedelta(hours=9)))
    match_need(session, actor, need, today=TODAY)
    at = need.created_at + timedelta(hours=30)
    session.add(
        Release(
            code=f"TEST-{need.id}",
            need_id=need.id,
            need_version=1,
            format="pdf",
            locale="es_MX",
            people=1,
            contacts=1,
            made_at=at,
        )
    )
    session.flush()


def _days(count: int) -> tuple[date, date]:
    return TODAY - timedelta(days=40), TODAY - timedelta(days=41 - count)


@pytest.fixture
def staff(web: Flask, actor: Actor) -> FlaskClient:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        furnish(session, actor)
    return signed_in_as(web, Role.STAFF)


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_days_that_nobody_was_booked_for_are_counted_by_line(session: Session, actor: Actor) -> None:
    furnish(session, actor)
    [line] = list_unfilled(session, today=TODAY)
    assert (line.wanted, line.unfilled) == (60, 54), "two heads, thirty days; six days were booked"


def test_hires_tell_heads_days_and_residents(session: Session, actor: Actor) -> None:
    furnish(session, actor)
    hires = read_hires(session, get_roster(session, today=TODAY), today=TODAY)
    assert (hires.whole.heads, hires.whole.days, hires.whole.residents) == (5, 30, 80)
    assert hires.by_area == {"guadalajara": 30, "puerto-vallarta": 0, "": 0}
    assert (hires.busiest, hires.working, hires.first_time) == (100, 100, 5)


def test_the_time_to_the_crew_list_ends_with_the_first_that_went_out(session: Session, actor: Actor) -> None:
    furnish(session, actor)
    answers = read_answers(session, now=NOW)
    feature = answers.speeds[1]
    assert (feature.needs, feature.answered, feature.median, feature.in_time) == (1, 1, 30, 100)
    assert answers.lines == 1
    assert answers.slots == 2


def test_the_page_shows_counts_that_open_lists_and_no_name(staff: FlaskClient) -> None:
    page = read(staff, "/director")
    assert 'href="/director/unfilled?role=gaffer">54</a>' in page
    assert "30 h" in page
    assert "Persona" not in page
    assert "the registry asks nobody for gender" in page
    for block in BLOCKS:
        assert f"/director/{block}" in page, block
        assert "Persona" not in read(staff, f"/director/{block}"), block
    assert staff.get("/director/nothing").status_code == 404


@pytest.mark.parametrize("size", ["small", "large", "huge"])
def test_the_standard_shoot_can_be_chosen(staff: FlaskClient, size: str) -> None:
    page = read(staff, f"/director?size={size}")
    assert 'aria-current="true"' in page


def test_an_empty_registry_has_a_page_without_figures(web: Flask) -> None:
    staff = signed_in_as(web, Role.STAFF)
    staff.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    assert "Producciones que podemos cubrir a la vez" in read(staff, "/director")
    for block in BLOCKS:
        read(staff, f"/director/{block}")
