"""Changes to a plan gather in a draft, are taken back one by one, and are what-ifs until the plan is made again."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.models.account import Role
from app.models.plan import Plan, PlanProduction, PlanRule, PlanRuleKind, PlanStatus, PlanView
from app.queries.plan import find_draft_on, list_plan_productions
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.plan import MadePlan, make_kept_plan


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def made(session: Session) -> MadePlan:
    found = make_kept_plan(session)
    session.commit()
    return found


def _draft(session: Session, made: MadePlan) -> Plan | None:
    """Return the draft as it stands now; the session keeps no transaction open."""
    session.expire_all()
    found = find_draft_on(session, made.plan.id or 0)
    session.commit()
    return found


def _change(staff: FlaskClient, plan_id: int, **values: object) -> str:
    """Ask for a change as a button does, and return the page that it leads to."""
    answer = staff.post(
        f"/plans/{plan_id}/changes", data={"back": f"/plans/{plan_id}", **values}, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_changes_gather_in_one_draft_and_the_plan_stays_as_it_was(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    plan_id, person = made.id, made.people[0].id
    page = _change(staff, plan_id, do="shift", key="x0", days=14)
    assert "One change waits" in page
    assert "Largo Uno 14 days later" in page
    page = _change(staff, plan_id, do="away", crew_member_id=person, starts_on="2027-03-01", ends_on="2027-03-07")
    assert "2 changes wait" in page
    assert "Jimena Robles is away" in page
    draft = _draft(session, made)
    assert draft is not None
    assert draft.status is PlanStatus.DRAFT
    assert [each.shift_days for each in list_plan_productions(session, plan_id)] == [0, 0]


def test_each_change_is_taken_back_and_all_are_discarded(staff: FlaskClient, session: Session, made: MadePlan) -> None:
    plan_id = made.id
    _change(staff, plan_id, do="shift", key="x0", days=7)
    page = _change(staff, plan_id, do="priority", key="x1", priority=1)
    assert "2 changes wait" in page
    page = _change(staff, plan_id, do="shift", key="x0", days=0)
    assert "One change waits" in page
    assert "Serie Dos has priority 1" in page
    draft = _draft(session, made)
    assert draft is not None
    page = staff.post(f"/plans/{draft.id}/discard", follow_redirects=True).get_data(as_text=True)
    session.commit()
    assert "The changes are discarded." in page
    assert "Changes that wait" not in page
    assert _draft(session, made) is None
    assert staff.post(f"/plans/{plan_id}/discard", follow_redirects=True).status_code == 200
    assert session.get(Plan, plan_id) is not None


def test_a_rule_taken_back_is_gone(staff: FlaskClient, session: Session, made: MadePlan) -> None:
    _change(staff, made.id, do="away", crew_member_id=made.people[1].id, starts_on="2027-03-01", ends_on="2027-03-02")
    rule = session.exec(select(PlanRule)).one()
    rule_id, kind = rule.id, rule.kind
    session.commit()
    assert kind is PlanRuleKind.AWAY
    page = _change(staff, made.id, do="drop_rule", rule_id=rule_id)
    assert "Changes that wait" not in page


@pytest.mark.parametrize(
    "values",
    [
        {"do": "away", "crew_member_id": "1", "starts_on": "soon", "ends_on": "2027-03-02"},
        {"do": "shift", "key": "x0", "days": "9999"},
        {"do": "shift", "key": "nothing", "days": "7"},
        {"do": "priority", "key": "x0", "priority": "-"},
        {"do": "drop_rule", "rule_id": "99999999999"},
        {"do": "no such thing"},
        {"do": "pin", "crew_member_id": "999999", "line_key": "x0:L0"},
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_leaves_no_draft(
    staff: FlaskClient, session: Session, made: MadePlan, values: dict[str, str]
) -> None:
    page = _change(staff, made.id, **values)
    assert 'class="flash error"' in page
    assert _draft(session, made) is None


def test_what_ifs_move_weigh_and_widen_the_next_plan(staff: FlaskClient, session: Session, made: MadePlan) -> None:
    address = f"/plans/{made.id}/what-if"
    assert staff.get(address).status_code == 200
    sent = {"shift-key": "x1", "shift-amount": "2", "shift-unit": "weeks", "shift-direction": "earlier"}
    assert staff.post(f"{address}/shift", data=sent).status_code == 302
    assert staff.post(f"{address}/priority", data={"priority-key": "x0", "priority-priority": "1"}).status_code == 302
    sent = {"settings-view": "if_confirmed", "settings-may_move_holds": "y", "settings-time_limit_seconds": "5"}
    assert staff.post(f"{address}/settings", data=sent).status_code == 302
    draft = _draft(session, made)
    assert draft is not None
    assert (draft.view, draft.may_move_holds, draft.time_limit_seconds) == (PlanView.IF_CONFIRMED, True, 5)
    rows = session.exec(select(PlanProduction).where(PlanProduction.plan_id == draft.id)).all()
    assert sorted((each.key, each.shift_days, each.priority) for each in rows) == [("x0", 0, 1), ("x1", -14, 3)]


def test_a_package_is_added_under_a_name_that_says_what_it_is(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    first = date(2032, 3, 1)
    sent = {"package-size": "small", "package-shoot_starts_on": first.isoformat(), "package-base": "Guadalajara"}
    answer = staff.post(f"/plans/{made.id}/what-if/package", data=sent, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    assert "Small shoot from 1 Mar 2032 is added" in page
    wrong = staff.post(f"/plans/{made.id}/what-if/package", data=sent | {"package-base": "Nowhere-at-all"})
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    assert "No such place is known." in page
    assert "Nowhere-at-all" in page, "what was typed stays"
    assert _draft(session, made) is not None


def test_who_is_away_is_asked_back_where_several_are_called_so(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    twin = make_crew_member(session, "gaffer", given_name="Jimena", surname="Robles Vega").id
    session.commit()
    sent = {"away-person": "jimena robles", "away-starts_on": "2027-03-01", "away-ends_on": "2027-03-03"}
    answer = staff.post(f"/plans/{made.id}/what-if/away", data=sent)
    assert answer.status_code == 422
    assert "Several people are called that: choose one." in answer.get_data(as_text=True)
    assert staff.post(f"/plans/{made.id}/what-if/away", data=sent | {"crew_member_id": twin}).status_code == 302
    rule = session.exec(select(PlanRule)).one()
    assert rule.crew_member_id == twin
    session.commit()


def test_a_brief_that_can_not_be_read_is_refused_with_what_is_wrong(
    staff: FlaskClient, session: Session, made: MadePlan
) -> None:
    answer = staff.post(f"/plans/{made.id}/what-if/brief", data={})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.get_data(as_text=True)
    assert staff.post(f"/plans/{made.id}/what-if/no-such", data={}).status_code == 404
    assert _draft(session, made) is None


def test_a_draft_shows_what_it_will_take_up(staff: FlaskClient, session: Session, made: MadePlan) -> None:
    _change(staff, made.id, do="shift", key="x0", days=7)
    draft = _draft(session, made)
    assert draft is not None
    page = staff.get(f"/plans/{draft.id}").get_data(as_text=True)
    session.commit()
    assert "nothing has been worked out yet" in page
    assert "7 days later" in page
    assert "Plan again" in page
