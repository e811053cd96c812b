"""The fictional registry in the database: repeatable on both engines, whole, and free of double bookings."""

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel, col, func, select

from app.commands.demo import PEOPLE, demo, prepare_demo
from app.db import write_transaction
from app.errors import ConflictError
from app.models.account import Account, Role
from app.models.availability import BookingStatus, Statement, StatementKind
from app.models.calendar import CalendarFeed, FeedDayKind, FeedSpan, FeedStatus
from app.models.credit import CourseStatus
from app.models.crew import CrewMember, CrewStatus, Seniority
from app.models.need import Need, NeedStatus, Position
from app.models.production import Production
from app.models.trust import AuditEvent, Consent, ConsentPurpose, RosterChange
from app.queries.course import list_held
from app.queries.placement import list_placements
from app.services.brief import read_brief
from app.services.demo.load import load_demo
from app.services.demo.needs import ACCEPTED, WAITING, read_example
from app.services.demo.waiting import NEWCOMERS
from app.services.feed_reading import gather_feeds
from app.services.pipeline import FUNNEL, pipeline, sum_up
from config import Settings
from tests.engines import ENGINES, fresh_engine
from tests.factories.crew import make_crew_member

CREW = 400
TODAY = date(2026, 11, 23)


def _load(engine: Engine, crew: int = CREW, seed: int = 5, today: date = TODAY) -> dict[str, int]:
    with write_transaction(engine) as session:
        return dict(load_demo(session, crew=crew, seed=seed, today=today, notice_version="test"))


def _rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with Session(engine) as session:
        return {
            table.name: [tuple(row) for row in session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in SQLModel.metadata.sorted_tables
        }


def test_the_same_seed_and_day_give_the_same_registry_on_both_engines(tmp_path: Path) -> None:
    seen = []
    for kind in ENGINES:
        for engine in fresh_engine(kind, tmp_path):
            _load(engine)
            seen.append(_rows(engine))
    assert seen[0] == seen[1]
    assert len(seen[0]["crew_member"]) == CREW


def test_another_seed_or_day_gives_another_registry(tmp_path: Path) -> None:
    seen = []
    for seed, today in ((5, TODAY), (6, TODAY), (5, date(2026, 11, 24))):
        folder = tmp_path / f"{seed}-{today}"
        folder.mkdir()
        for engine in fresh_engine("sqlite", folder):
            _load(engine, 50, seed, today)
            seen.append(_rows(engine))
    assert seen[0]["crew_member"] != seen[1]["crew_member"]
    assert seen[0]["statement"] != seen[2]["statement"]


def test_no_two_booked_spans_of_one_person_share_a_day(engine: Engine) -> None:
    _load(engine, 1500)
    with Session(engine) as session:
        booked = session.execute(sa.text("SELECT count(*) FROM booking_span WHERE live")).scalar_one()
        overlaps = session.execute(
            sa.text(
                "SELECT count(*) FROM booking_span a JOIN booking_span b"
                " ON a.crew_member_id = b.crew_member_id AND a.id < b.id AND a.live AND b.live"
                " AND a.starts_on <= b.ends_on AND b.starts_on <= a.ends_on"
            )
        ).scalar_one()
    assert overlaps == 0
    assert booked > 300


def test_everybody_is_marked_fictional_and_consents_vary(engine: Engine) -> None:
    _load(engine)
    with Session(engine) as session:
        members = session.exec(select(CrewMember)).all()
        consents = session.exec(select(Consent)).all()
    shared = {
        c.crew_member_id
        for c in consents
        if c.purpose is ConsentPurpose.SHARE_WITH_PRODUCTIONS and c.withdrawn_at is None
    }
    assert all(member.fictional for member in members)
    assert {member.status for member in members} >= {CrewStatus.PAUSED, CrewStatus.DRAFT, CrewStatus.WITHDRAWN}
    assert 0.8 < sum(member.status is CrewStatus.ACTIVE for member in members) / CREW < 0.95
    assert 0.65 < len(shared) / CREW < 0.9
    assert 0.01 < sum(member.base_place != member.residence_place for member in members) / CREW < 0.1


def test_availability_is_mixed(engine: Engine) -> None:
    _load(engine, 1000)
    with Session(engine) as session:
        statements = session.exec(select(Statement)).all()
    said = [s for s in statements if s.kind is not StatementKind.UNAVAILABLE]
    lapsed = sum(s.valid_until_on < TODAY for s in said) / 1000
    fresh = sum(s.kind is StatementKind.AVAILABLE and s.valid_until_on >= TODAY for s in said) / 1000
    tentative = sum(s.kind is StatementKind.TENTATIVE for s in said) / 1000
    assert 0.1 < lapsed < 0.25
    assert 0.4 < fresh < 0.6
    assert 0.05 < tentative < 0.15
    assert len({s.crew_member_id for s in said}) < 900, "some never said anything"


def test_a_few_people_have_calendars_of_their_own_for_which_nothing_is_ever_asked(engine: Engine) -> None:
    _load(engine, 900, seed=6)
    with Session(engine) as session:
        feeds = session.exec(select(CalendarFeed)).all()
        assert 40 < len(feeds) < 130
        assert {feed.address_encrypted for feed in feeds} == {b""}
        assert {feed.status for feed in feeds} == {FeedStatus.OK, FeedStatus.FAILING}
        spans = session.exec(select(FeedSpan)).all()
        assert {span.kind for span in spans} == set(FeedDayKind)
        assert all(span.starts_on > TODAY for span in spans)
    assert gather_feeds(engine, now=datetime(2027, 1, 1, tzinfo=UTC)) == []


def test_a_registry_that_holds_anybody_is_left_alone(engine: Engine) -> None:
    _load(engine, 20)
    with pytest.raises(ConflictError, match="holds people already"):
        _load(engine, 20)
    with Session(engine) as session:
        assert session.exec(select(func.count()).select_from(CrewMember)).one() == 20


def test_a_failure_half_way_leaves_nothing(engine: Engine) -> None:
    def stop(_written: int) -> None:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError), write_transaction(engine) as session:
        load_demo(session, crew=20, seed=1, today=TODAY, notice_version="test", on_progress=stop)
    with Session(engine) as session:
        assert session.exec(select(func.count()).select_from(CrewMember)).one() == 0


def test_rows_added_by_hand_come_after_the_demos(engine: Engine) -> None:
    _load(engine, 20)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    with write_transaction(engine) as session:
        member = CrewMember(given_name="Real", surname="Person", created_at=at, updated_at=at)
        session.add(member)
        session.flush()
        assert member.id == 21


def test_ranking_and_audit_are_told(engine: Engine) -> None:
    _load(engine, 20)
    with Session(engine) as session:
        assert session.exec(select(RosterChange.crew_member_id)).one() is None
        assert "command:demo:loaded" in session.exec(select(AuditEvent.action)).all()


def test_what_is_over_is_completed_and_keeps_no_days(engine: Engine) -> None:
    _load(engine, 1500)
    with Session(engine) as session:
        rows = session.execute(
            sa.text(
                "SELECT b.status, max(s.ends_on), count(*) FROM booking b JOIN booking_span s ON s.booking_id = b.id"
                " WHERE s.live GROUP BY b.status"
            )
        ).all()
    assert {row[0] for row in rows} == {BookingStatus.CONFIRMED.value}


@pytest.mark.usefixtures("settings")
def test_the_command_loads_and_says_how_much() -> None:
    ran = CliRunner().invoke(demo, ["--crew", "30", "--seed", "2", "--today", "2026-11-23"])
    assert ran.exit_code == 0, ran.output
    assert "30 fictional people" in ran.output
    again = CliRunner().invoke(demo, ["--crew", "30"])
    assert again.exit_code == 1
    assert "empty one only" in again.output


@time_machine.travel(
    datetime.combine(TODAY, time(18), UTC)
)  # what it asks of people is asked now, for days that lie ahead of TODAY
def test_a_newcomers_registry_is_prepared_once_with_one_account_of_each_kind(
    engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.demo.NEWCOMERS_CREW", 300)
    prepare_demo(engine, settings, today=TODAY)
    prepare_demo(engine, settings, today=TODAY)
    links = capsys.readouterr().out
    assert links.count("/sign-in/") == 2 * len(PEOPLE)
    with Session(engine) as session:
        accounts = session.exec(select(Account)).all()
        assert {account.role for account in accounts} == set(Role)
        assert len(accounts) == len(PEOPLE)
        crew = next(account for account in accounts if account.role is Role.CREW)
        assert crew.crew_member_id is not None
        assert all(account.fictional for account in accounts)
        assert session.exec(select(func.count()).select_from(CrewMember)).one() == 300 + NEWCOMERS
        needs = session.exec(select(Need).order_by(col(Need.id))).all()
        assert [need.status for need in needs] == [NeedStatus.ACCEPTED, NeedStatus.RECEIVED, NeedStatus.RECEIVED]
        shoots = [session.get_one(Production, need.production_id) for need in needs]
        assert all(shoot.fictional and shoot.contact_account_id for shoot in shoots)
        assert all(shoot.shoot_starts_on and shoot.shoot_starts_on > TODAY for shoot in shoots)
        positions = session.exec(select(Position)).all()
        assert len(positions) == 90 + 90 + 37
        assert all(position.role_id for position in positions), "ready to be matched"


def test_a_registry_of_real_people_gets_no_demo(engine: Engine, settings: Settings) -> None:
    with write_transaction(engine) as session:
        make_crew_member(session, "gaffer")
    with pytest.raises(click.ClickException, match="real people"):
        prepare_demo(engine, settings, today=TODAY)
    with Session(engine) as session:
        assert session.exec(select(Account)).all() == []


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 6, 30), date(2031, 1, 1)])
@pytest.mark.parametrize("name", [ACCEPTED, *WAITING])
def test_an_example_brief_is_always_fresh_and_keeps_its_weekdays(name: str, today: date) -> None:
    content = read_brief(read_example(name, today))
    as_written = read_brief(files("app").joinpath("data", "briefs", f"{name}.yaml").read_bytes())
    assert content.received_on is not None
    assert timedelta(0) <= today - content.received_on < timedelta(days=7)
    starts, was = content.production.shoot_starts_on, as_written.production.shoot_starts_on
    assert starts is not None
    assert was is not None
    assert starts.weekday() == was.weekday()
    assert [line.quantity for line in content.lines] == [line.quantity for line in as_written.lines]


def test_the_demos_cohorts_tell_the_way_from_the_classroom_to_the_set(session: Session) -> None:
    load_demo(session, crew=900, seed=5, today=TODAY, notice_version="test")
    cohorts = pipeline(session, today=TODAY)
    assert {each.status for each in cohorts} >= {CourseStatus.OPEN, CourseStatus.RUNNING, CourseStatus.FINISHED}
    assert any(each.waiting for each in cohorts)
    assert any(each.asked for each in cohorts)
    assert all(each.seats is None or each.taken <= each.seats for each in cohorts)
    total = sum_up(cohorts)
    reached = [total.count(step) for step in FUNNEL]
    assert reached == sorted(reached, reverse=True)
    assert reached[-1] > 0
    placements = list_placements(session)
    assert any(line.placement.outcome for line in placements)
    assert any(line.placement.outcome is None for line in placements)
    held = list_held(
        session, [each.mentor.id or 0 for each in placements], [each.placement.role_id for each in placements]
    )
    for line in placements:
        role = held[line.mentor.id or 0, line.placement.role_id]
        assert role.seniority is not Seniority.TRAINING
