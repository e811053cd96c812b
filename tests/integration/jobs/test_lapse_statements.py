"""Statements lapse where the person lives, once, and a shortlist then ranks them otherwise and says why."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from app.models.availability import Statement, StatementKind, StatementSource
from app.models.trust import AuditEvent
from app.queries.roster import find_roster_version
from app.queries.shortlist import find_latest_shortlist, list_entries, list_positions
from app.services.audit import Actor
from app.services.lapse import lapse_statements
from app.services.match import match_need
from app.services.statement import confirm_days
from jobs import lapse_statements as job
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need
from tests.factories.statement import in_days, say_days

AVAILABLE = StatementKind.AVAILABLE


def lapsed(session: Session) -> list[datetime | None]:
    return [row.lapsed_at for row in session.exec(select(Statement).order_by(Statement.id))]  # type: ignore[arg-type]  # a column


def test_words_past_their_last_day_are_marked_once_with_one_event_a_person(
    session: Session, now: datetime, today: date
) -> None:
    one, other = (make_crew_member(session, "gaffer") for _ in range(2))
    far, farther = in_days(today, 60, 70)
    for member in (one, one, other):
        say_days(session, member, AVAILABLE, far, farther, now=now)
    say_days(session, other, None, far, far, now=now)
    over = now + timedelta(days=31)
    assert job.run(session, now=now + timedelta(days=30)) == {"people": 0, "words": 0}
    version = find_roster_version(session)
    assert job.run(session, now=over) == {"people": 2, "words": 3}
    assert find_roster_version(session) > version
    assert lapsed(session)[:3] == [over] * 3
    events = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:days:lapsed")).all()
    assert [event.crew_member_id for event in events] == [one.id, other.id]
    assert job.run(session, now=over) == {"people": 0, "words": 0}


def test_a_word_lapses_at_midnight_where_the_person_lives(session: Session, now: datetime, today: date) -> None:
    tijuana = make_crew_member(session, "gaffer", base_place="02004")
    say_days(session, tijuana, AVAILABLE, *in_days(today, 60, 61), now=now)
    midnight = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)  # 30 days on, the day after: 0:00 in Tijuana
    assert job.run(session, now=midnight - timedelta(minutes=1))["words"] == 0
    assert job.run(session, now=midnight)["words"] == 1


def test_words_about_days_that_are_over_concern_nobody(session: Session, now: datetime, today: date) -> None:
    say_days(session, make_crew_member(session, "gaffer"), AVAILABLE, today, today, now=now)
    assert job.run(session, now=now + timedelta(days=40)) == {"people": 0, "words": 0}


def test_a_run_takes_so_many_people_and_the_next_one_goes_on(session: Session, now: datetime, today: date) -> None:
    for _ in range(3):
        say_days(session, make_crew_member(session, "gaffer"), AVAILABLE, *in_days(today, 60, 61), now=now)
    over = now + timedelta(days=31)
    actor = Actor.job("lapse-statements", over)
    assert [lapse_statements(session, actor, now=over, most=2)["people"] for _ in range(3)] == [2, 1, 0]


def test_a_shortlist_changes_with_its_reasons_when_a_word_lapses_and_again_when_it_is_confirmed(
    session: Session, actor: Actor, now: datetime
) -> None:
    first, last = date(2027, 1, 1), date(2027, 1, 30)
    people = [make_crew_member(session, "gaffer", given_name=name, base_place="14039") for name in ("Ana", "Beto")]
    ana, beto = people
    say_days(session, ana, AVAILABLE, first, last, now=now)
    say_days(session, beto, AVAILABLE, first, last, now=now + timedelta(days=20))
    need = make_need(session, ("gaffer",))

    def facts(day: date) -> dict[int, tuple[int, int, int]]:
        match_need(session, actor, need, today=day)
        shortlist = find_latest_shortlist(session, list_positions(session, need.id or 0)[0].id or 0)
        assert shortlist is not None
        rows = list_entries(session, shortlist.id or 0)
        return {row.crew_member_id: (row.rank, row.facts["days"]["free"], row.features["availability"]) for row in rows}

    over = now + timedelta(days=31)
    day = over.date()
    before = facts(day - timedelta(days=1))
    assert {free for _, free, _ in before.values()} == {30}
    job.run(session, now=over)
    after = facts(day)
    assert after[beto.id or 0][:2] == (1, 30)
    assert after[ana.id or 0][:2] == (2, 0)
    assert after[ana.id or 0][2] < before[ana.id or 0][2]
    confirm_days(session, Actor.command("test", over), member=ana, source=StatementSource.CALL, today=day)
    assert facts(day)[ana.id or 0][1] == 30
