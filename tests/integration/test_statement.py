"""What a person says of their days: said once, undone, taken back, confirmed; what was said before counts again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.errors import InvalidInputError
from app.models.ask import ConfirmationAsk
from app.models.availability import NEVER, Statement, StatementKind, StatementSource
from app.models.crew import CrewMember
from app.models.trust import AuditEvent
from app.queries.roster import find_roster_version
from app.services.audit import Actor, read_audit_detail
from app.services.statement import confirm_days, undo_batch
from config import get_settings
from matching.person_days import DayState
from tests.factories.crew import make_crew_member
from tests.factories.statement import in_days, say_days, states_of

AVAILABLE, UNAVAILABLE, TENTATIVE = StatementKind.AVAILABLE, StatementKind.UNAVAILABLE, StatementKind.TENTATIVE
FREE, SHUT, SOFT, UNKNOWN = DayState.AVAILABLE, DayState.UNAVAILABLE, DayState.TENTATIVE, DayState.UNKNOWN
LIFE = timedelta(days=30)


@pytest.fixture
def member(session: Session) -> CrewMember:
    return make_crew_member(session, "gaffer")


def rows(session: Session) -> list[Statement]:
    return list(session.exec(select(Statement).order_by(Statement.id)))  # type: ignore[arg-type]  # a column


def test_what_is_said_counts_for_the_commissions_time_and_then_no_longer(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    first, last = in_days(today, 10, 40)
    say_days(session, member, AVAILABLE, first, last, now=now)
    [row] = rows(session)
    assert row.valid_until_on == today + LIFE
    assert member.confirmed_at == now
    assert states_of(session, member, first, last, today=today + LIFE) == [FREE] * 31
    assert states_of(session, member, first, last, today=today + LIFE + timedelta(days=1)) == [UNKNOWN] * 31


def test_a_word_counts_from_the_day_it_is_where_the_person_lives(session: Session, today: date) -> None:
    tijuana = make_crew_member(session, "gaffer", base_place="02004")
    night = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # past midnight in Guadalajara, half past eleven in Tijuana
    say_days(session, tijuana, AVAILABLE, today, today, now=night)
    assert rows(session)[0].valid_until_on == today + LIFE


def test_a_form_that_is_sent_twice_says_it_once(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    one = say_days(session, member, AVAILABLE, today, today, now=now, form_key="a form")
    other = say_days(session, member, AVAILABLE, today, today, now=now + timedelta(minutes=5), form_key="a form")
    assert one.id == other.id
    assert len(rows(session)) == 1


def test_a_form_that_is_sent_again_once_its_days_are_over_still_has_no_second_effect(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    one = say_days(session, member, AVAILABLE, today, today, now=now, form_key="a form")
    again = say_days(session, member, AVAILABLE, today, today, now=now + timedelta(days=2), form_key="a form")
    assert one.id == again.id


def test_another_word_from_the_same_open_form_is_another_act(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    say_days(session, member, AVAILABLE, today, today, now=now, form_key="a form")
    say_days(session, member, UNAVAILABLE, today, today, now=now, form_key="a form")
    assert states_of(session, member, today, today, today=today) == [SHUT]


def test_undoing_lets_the_word_before_count_again_and_only_once(
    session: Session, member: CrewMember, now: datetime, today: date, actor: Actor
) -> None:
    first, last = in_days(today, 0, 4)
    say_days(session, member, AVAILABLE, first, last, now=now)
    batch = say_days(session, member, UNAVAILABLE, first + timedelta(days=1), last, now=now)
    assert states_of(session, member, first, last, today=today) == [FREE, SHUT, SHUT, SHUT, SHUT]
    assert undo_batch(session, actor, batch=batch)
    assert states_of(session, member, first, last, today=today) == [FREE] * 5
    version = find_roster_version(session)
    assert not undo_batch(session, actor, batch=batch)
    assert find_roster_version(session) == version
    assert batch.undone_at == actor.at


def test_days_repeat_each_week_until_the_day_that_is_named(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    first, last = in_days(today, 0, 1)
    batch = say_days(session, member, TENTATIVE, first, last, now=now, weekly_until=today + timedelta(days=14))
    spans = [((row.starts_on - today).days, (row.ends_on - today).days) for row in rows(session)]
    assert spans == [(0, 1), (7, 8), (14, 14)]
    assert {row.batch_id for row in rows(session)} == {batch.id}


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ((4, 2, None), "The last day lies before the first one."),
        ((-1, 2, None), "Some of these days are over."),
        ((700, 731, None), "more than two years ahead"),
        ((0, 7, 30), "Only up to seven days in a row"),
        ((0, 2, 1), "lies before the days themselves"),
        ((0, 2, 367), "Days repeat for a year at most."),
        ((0, 2, 800), "more than two years ahead"),
    ],
)
def test_days_that_can_not_be_said_are_refused_with_the_reason(
    session: Session, member: CrewMember, now: datetime, days: tuple[int, int, int | None], message: str
) -> None:
    first, last, until = (None if each is None else now.date() + timedelta(days=each) for each in days)
    assert first is not None
    assert last is not None
    with pytest.raises(InvalidInputError, match=message):
        say_days(session, member, AVAILABLE, first, last, now=now, weekly_until=until)
    assert rows(session) == []


def test_a_word_taken_back_leaves_the_days_unknown_and_undoing_that_brings_it_back(
    session: Session, member: CrewMember, now: datetime, today: date, actor: Actor
) -> None:
    first, middle, last = in_days(today, 0, 1, 2)
    say_days(session, member, AVAILABLE, first, last, now=now)
    batch = say_days(session, member, None, middle, middle, now=now)
    assert states_of(session, member, first, last, today=today) == [FREE, UNKNOWN, FREE]
    confirm_days(session, actor, member=member, source=StatementSource.SELF, today=today)
    assert states_of(session, member, first, last, today=today) == [FREE, UNKNOWN, FREE]
    assert [row.valid_until_on == NEVER for row in rows(session)] == [False, True]
    undo_batch(session, actor, batch=batch)
    assert states_of(session, member, first, last, today=today) == [FREE] * 3


def test_confirming_lets_lapsed_words_count_again_but_not_those_that_later_ones_hide(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    first, last = in_days(today, 35, 50)
    say_days(session, member, UNAVAILABLE, first, last, now=now)
    say_days(session, member, AVAILABLE, first, last, now=now)
    later = now + timedelta(days=33)
    day = today + timedelta(days=33)
    assert states_of(session, member, first, last, today=day) == [UNKNOWN] * 16
    words = confirm_days(session, Actor.command("test", later), member=member, source=StatementSource.EMAIL, today=day)
    hidden, shown = rows(session)
    assert [word.id for word in words] == [shown.id]
    assert hidden.valid_until_on == today + LIFE
    assert (shown.valid_until_on, shown.lapsed_at) == (day + LIFE, None)
    assert states_of(session, member, first, last, today=day) == [FREE] * 16
    assert member.confirmed_at == later


def test_confirming_and_saying_answer_whoever_asked(
    session: Session, member: CrewMember, now: datetime, today: date, actor: Actor
) -> None:
    asks = [
        ConfirmationAsk(crew_member_id=member.id or 0, because="stale", asked_at=now - timedelta(days=days))
        for days in (20, 2)
    ]
    session.add_all(asks)
    session.flush()
    confirm_days(session, actor, member=member, source=StatementSource.SELF, today=today)
    assert [ask.answered_at for ask in asks] == [actor.at, actor.at]


def test_what_is_said_now_wins_even_where_another_clock_was_ahead(
    session: Session, member: CrewMember, now: datetime, today: date
) -> None:
    say_days(session, member, AVAILABLE, today, today, now=now + timedelta(minutes=3))
    say_days(session, member, UNAVAILABLE, today, today, now=now)
    assert states_of(session, member, today, today, today=today) == [SHUT]


def test_each_act_is_audited_under_the_persons_key_and_ranking_is_told(
    session: Session, member: CrewMember, now: datetime, today: date, actor: Actor
) -> None:
    versions = [find_roster_version(session)]
    batch = say_days(session, member, AVAILABLE, today, today, now=now, source=StatementSource.CALL)
    versions.append(find_roster_version(session))
    confirm_days(session, actor, member=member, source=StatementSource.CALL, today=today)
    versions.append(find_roster_version(session))
    undo_batch(session, actor, batch=batch)
    versions.append(find_roster_version(session))
    assert versions == sorted(set(versions))
    events = session.exec(select(AuditEvent).where(AuditEvent.crew_member_id == member.id)).all()
    assert [event.action for event in events] == ["crew:days:stated", "crew:days:confirmed", "crew:days:undone"]
    assert all(event.encrypted for event in events)
    stated = read_audit_detail(session, events[0])
    assert stated is not None
    assert (stated["after"]["kind"], stated["after"]["source"]) == ("available", "call")
    undone = read_audit_detail(session, events[2])
    assert undone is not None
    assert undone["before"]["said"][0]["starts_on"] == str(today)
    assert get_settings().statement_days == LIFE.days
