"""Capacity of a registry: a crew for one small shoot and what becomes of it, on both engines."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, update

from app.commands.capacity import capacity
from app.db import write_transaction
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember, CrewRole, CrewStatus, Seniority
from app.services.audit import touch_roster
from app.services.capacity import (
    BenchView,
    CapacityReport,
    ShootSize,
    count_capacity,
    find_week_calls,
    plan_calls,
    recommend_seats,
    seats_for,
)
from app.services.package import package_lines
from config import Settings
from tests.factories.booking import make_booking
from tests.factories.production import make_production

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 18, tzinfo=UTC)
MONDAY = TODAY
WEEKS = 2
VALLARTA = "14067"


@pytest.fixture
def crewed(session: Session) -> dict[str, int]:
    """Write a crew for one small shoot, all free for half a year; return a person's id by role."""
    roles = [line.role for line in package_lines(ShootSize.SMALL) for _ in range(line.quantity)]
    members = [_member() for _ in roles]
    session.add_all(members)
    session.flush()
    by_role = {role: member.id or 0 for role, member in zip(roles, members, strict=True)}
    session.add_all(
        CrewRole(crew_member_id=member.id or 0, role_id=role, is_primary=True, years=5)
        for role, member in zip(roles, members, strict=True)
    )
    session.add_all(_free(member.id or 0) for member in members)
    touch_roster(session, NOW)
    session.flush()
    return by_role


def _member() -> CrewMember:
    return CrewMember(
        given_name="Ana",
        surname="López",
        status=CrewStatus.ACTIVE,
        residence_state="Jalisco",
        base_place="14039",
        created_at=NOW,
        updated_at=NOW,
    )


def _free(crew_member_id: int) -> Statement:
    return Statement(
        crew_member_id=crew_member_id,
        kind=StatementKind.AVAILABLE,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=180),
        stated_at=NOW,
        valid_until_on=TODAY + timedelta(days=30),
        source=StatementSource.SELF,
    )


def put_in_training(session: Session, crew_member_id: int) -> None:
    """Let the person be in training for what they hold."""
    theirs = col(CrewRole.crew_member_id) == crew_member_id
    session.execute(update(CrewRole).where(theirs).values(seniority=Seniority.TRAINING))
    touch_roster(session, NOW, crew_member_id)
    session.flush()


def count(session: Session, base_place: str = "") -> CapacityReport:
    return count_capacity(session, size=ShootSize.SMALL, today=TODAY, weeks=WEEKS, base_place=base_place)


def fits(report: CapacityReport, view: BenchView = BenchView.CONFIRMED) -> list[int]:
    return [week.fits for week in report.views[view]]


def silence(session: Session, crew_member_id: int) -> None:
    """Let the person's word lapse."""
    lapsed = TODAY - timedelta(days=1)
    session.execute(
        update(Statement).where(col(Statement.crew_member_id) == crew_member_id).values(valid_until_on=lapsed)
    )
    touch_roster(session, NOW, crew_member_id)
    session.flush()


@pytest.mark.usefixtures("crewed")
def test_a_crew_for_one_shoot_can_do_one_in_every_week(session: Session) -> None:
    report = count(session)

    assert fits(report) == [1, 1]
    assert report.weeks == (MONDAY, MONDAY + timedelta(days=7))
    assert report.people == report.shape.heads == 40
    assert count(session) is report


def test_a_booked_gaffer_breaks_the_week_and_the_next_one_is_as_before(
    session: Session, crewed: dict[str, int]
) -> None:
    count(session)
    make_booking(session, crewed["gaffer"], make_production(session).id or 0, (MONDAY, MONDAY + timedelta(days=1)))
    touch_roster(session, NOW, crewed["gaffer"])
    session.flush()

    report = count(session)

    assert fits(report) == [0, 1]
    [lacking] = report.views[BenchView.CONFIRMED][0].breaks
    assert (lacking.role, lacking.people, lacking.wanted) == ("gaffer", 0, 1)


def test_a_lapsed_word_is_a_person_to_call(session: Session, crewed: dict[str, int]) -> None:
    silence(session, crewed["gaffer"])

    report = count(session)
    plan = plan_calls(session, size=ShootSize.SMALL, today=TODAY, weeks=WEEKS)
    week = find_week_calls(session, size=ShootSize.SMALL, today=TODAY, week_on=MONDAY)

    assert fits(report) == [0, 0]
    assert fits(report, BenchView.IF_CONFIRMED) == [1, 1]
    assert plan.people == week.people == (crewed["gaffer"],)
    assert (plan.before, plan.after) == ((0, 0), (1, 1))


def test_a_seat_makes_a_gaffer_of_somebody_one_step_away(session: Session, crewed: dict[str, int]) -> None:
    put_in_training(session, crewed["gaffer"])

    plan = recommend_seats(session, size=ShootSize.SMALL, seats=1, today=TODAY, weeks=WEEKS)

    assert [(seat.role, seat.person) for seat in plan.seats] == [("gaffer", crewed["gaffer"])]
    assert (plan.before, plan.after) == ((0, 0), (1, 1))


def test_a_seat_counts_only_from_the_day_when_the_workshop_is_done(session: Session, crewed: dict[str, int]) -> None:
    put_in_training(session, crewed["gaffer"])
    later = TODAY + timedelta(days=5)

    plan = recommend_seats(session, size=ShootSize.SMALL, seats=1, today=TODAY, weeks=WEEKS, ready_on=later)

    assert (plan.before, plan.after) == ((0, 0), (0, 1))


def test_who_lives_elsewhere_is_no_local_head(session: Session, crewed: dict[str, int]) -> None:
    moved = session.get_one(CrewMember, crewed["gaffer"])
    moved.residence_state, moved.base_place = "Nuevo León", "19039"
    touch_roster(session, NOW, moved.id)
    session.flush()

    assert fits(count(session)) == [0, 0]


@pytest.mark.usefixtures("crewed")
def test_people_count_at_another_base_only_where_they_travel(session: Session) -> None:
    session.execute(update(CrewMember).values(willing_to_travel=False))
    touch_roster(session, NOW)
    session.flush()

    assert fits(count(session)) == [1, 1]
    assert fits(count(session, VALLARTA)) == [0, 0]
    assert count(session, VALLARTA).people == 0


def test_a_budget_pays_whole_seats() -> None:
    assert seats_for(1_000_000, 300_000) == 3
    assert seats_for(1_000_000, 0) == 0


def run(*options: str) -> Result:
    return CliRunner().invoke(capacity, ["--size", "small", "--weeks", "2", "--today", TODAY.isoformat(), *options])


def test_the_command_tells_the_weeks_what_breaks_whom_to_call_and_what_to_teach(
    session: Session, crewed: dict[str, int], settings: Settings
) -> None:
    assert settings.url
    silence(session, crewed["gaffer"])
    session.commit()

    told = run().output
    data = json.loads(run("--json").output)

    assert "2027-03-01          0             1              0  Gaffer 0 of 1" in told
    assert "people to call: 1" in told
    assert "seats to teach, on today's word: 0" in told
    assert [week["fits"] for week in data["views"]["if_confirmed"]] == [1, 1]
    assert data["calls"]["people"] == [crewed["gaffer"]]
    assert data["package"]["heads"] == 40


def test_the_command_says_so_where_nobody_is_registered(engine: Engine, settings: Settings) -> None:
    assert settings.url
    with write_transaction(engine):
        pass

    result = run()

    assert result.exit_code == 1
    assert "nobody in the registry yet" in result.output


def test_a_budget_and_what_a_seat_costs_go_together(settings: Settings) -> None:
    assert settings.url

    assert "go together" in run("--budget", "1000").output


def test_the_command_knows_its_places(settings: Settings) -> None:
    assert settings.url

    assert "no place that is known" in run("--base", "Atlantis").output
