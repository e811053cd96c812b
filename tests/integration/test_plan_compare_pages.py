"""Two plans side by side, and a plan turned into offers: what the pages say before anything is done."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.models.account import Role
from app.models.plan import PlanGap, PlanStatus
from tests.factories.account import signed_in_as
from tests.factories.plan import MadePlan, make_kept_plan, make_plan


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def pair(session: Session) -> tuple[MadePlan, MadePlan]:
    """Return a plan, and one that is based on it: one person fewer, one exchanged."""
    before = make_kept_plan(session)
    after = make_kept_plan(session, based_on_id=before.id)
    jimena, beto, carla, grip = (after.slots[0], after.slots[3], after.slots[1], before.people[2])
    jimena.crew_member_id = before.people[0].id
    beto.crew_member_id, beto.gap = None, PlanGap.ALL_BOOKED
    carla.crew_member_id = grip.id
    session.add_all([jimena, beto, carla])
    session.commit()
    return before, after


def test_a_plan_is_compared_with_the_one_before_it(staff: FlaskClient, pair: tuple[MadePlan, MadePlan]) -> None:
    before, after = pair
    answer = staff.get(f"/plans/{after.id}/compare")
    assert answer.location.endswith(f"/plans/{after.id}/compare/{before.id}")
    page = staff.get(answer.location).get_data(as_text=True)
    assert "One slot fewer is filled" in page
    assert "2 of 4, before 3 of 4." in page
    assert "Beto Luna" in page
    assert "Carla Paz" not in page[page.index('id="lines"') :], "a line that stays as it was is not told"
    only = staff.get(f"{answer.location}?change=gained").get_data(as_text=True)
    assert "Nothing matches these filters" in only


def test_a_plan_without_another_says_how_to_get_one(staff: FlaskClient, session: Session) -> None:
    made = make_kept_plan(session)
    session.commit()
    page = staff.get(f"/plans/{made.id}/compare").get_data(as_text=True)
    assert "There is no other plan yet" in page
    assert staff.get(f"/plans/{made.id}/compare/999999").status_code == 404


def test_a_what_if_asks_nobody_and_says_why(staff: FlaskClient, session: Session) -> None:
    made = make_kept_plan(session)
    session.commit()
    page = staff.get(f"/plans/{made.id}/offers").get_data(as_text=True)
    assert "Nobody is left to ask" in page
    assert "This production stands in no need" in page
    sent = {"do": "send", "answer_hours": "24", "form_key": "a-key", "who": f"{made.people[0].id} x0:L0"}
    answer = staff.post(f"/plans/{made.id}/offers", data=sent)
    assert answer.status_code == 422
    assert "Nobody was asked." in answer.get_data(as_text=True)


def test_offers_of_a_plan_that_is_not_done_are_refused(staff: FlaskClient, session: Session) -> None:
    plan = make_plan(session, PlanStatus.DRAFT)
    session.commit()
    assert staff.get(f"/plans/{plan.id}/offers").status_code == 409
