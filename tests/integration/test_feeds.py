"""People's own calendars against a real server: added, read, kept on failure, given up, taken away, forgotten."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.errors import ConflictError, NotFoundError
from app.ics.days import FeedDays, Outcome
from app.models.calendar import CalendarFeed, FeedSpan, FeedStatus
from app.models.message import Message
from app.models.trust import AuditEvent, PersonKey
from app.queries.roster import find_roster_version
from app.services.audit import Actor, read_audit_detail
from app.services.feed_reading import gather_feeds, read_retry_after
from app.services.feed_settling import settle_readings, wait_after
from app.services.feeds import (
    add_feed,
    ask_to_read,
    change_feed_address,
    find_feed_address,
    pause_feed,
    remove_feed,
)
from app.services.person_key import person_cipher
from tests.conftest import NOW, TODAY
from tests.factories.crew import make_crew_member
from tests.factories.web_server import Server, answer, serving

HOUR = timedelta(hours=1)
WEEK = (date(2027, 5, 3), date(2027, 5, 9))
SECRET = "private-0a1b2c3d"
PATH = f"/{SECRET}/basic.ics"


def calendar(*events: tuple[str, date, date]) -> bytes:
    """Return an .ics file of whole-day events: (what is put into it, first day, last day)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, (extra, first, last) in enumerate(events):
        after = last + timedelta(days=1)
        lines += ["BEGIN:VEVENT", f"UID:{number}@example.org", "DTSTAMP:20261101T000000Z", "SUMMARY:Cita secreta"]
        lines += [
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            *extra.split(),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.answers[PATH] = answer(200, calendar(("", *WEEK)), etag='"v1"')
        yield running


@pytest.fixture
def feed_id(engine: Engine, server: Server) -> int:
    """Return a calendar of a person at the test's server; its port is one that only tests may ask."""
    with write_transaction(engine) as session:
        member = make_crew_member(session, "gaffer", email="luis@example.org", base_place=None, locale="en")
        return make_feed_at(session, member.id or 0, server.address(PATH)).id or 0


def make_feed_at(session: Session, crew_member_id: int, address: str) -> CalendarFeed:
    sealed = person_cipher(session, crew_member_id, NOW).encrypt(address.encode())
    feed = CalendarFeed(crew_member_id=crew_member_id, address_encrypted=sealed, added_at=NOW, next_try_at=NOW)
    session.add(feed)
    session.flush()
    return feed


def run(engine: Engine, server: Server, now: datetime = NOW, **more: Any) -> dict[str, int]:
    readings = gather_feeds(engine, now=now, policy=server.policy(seconds=5), **more)
    with write_transaction(engine) as session:
        return settle_readings(session, now=now, readings=readings)


def look(engine: Engine, feed_id: int) -> CalendarFeed:
    with reading(engine) as session:
        return session.get_one(CalendarFeed, feed_id)


def days(engine: Engine) -> list[tuple[str, date, date]]:
    with reading(engine) as session:
        spans = session.exec(select(FeedSpan).order_by(col(FeedSpan.starts_on), col(FeedSpan.kind)))
        return [(span.kind.value, span.starts_on, span.ends_on) for span in spans]


def events(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)))]


def test_a_calendar_is_read_into_days_and_nothing_else_of_it_is_kept(
    engine: Engine, server: Server, feed_id: int
) -> None:
    tentative = (date(2027, 6, 1), date(2027, 6, 1))
    server.answers[PATH] = answer(
        200, calendar(("", *WEEK), ("STATUS:TENTATIVE", *tentative), ("TRANSP:TRANSPARENT", *tentative))
    )
    assert run(engine, server) == {"calendars_read": 1, "calendars_changed": 1}
    assert days(engine) == [("busy", *WEEK), ("tentative", *tentative)]
    feed = look(engine, feed_id)
    assert (feed.status, feed.problem, feed.failures, feed.read_at) == (FeedStatus.OK, "", 0, NOW)
    assert abs(feed.next_try_at - NOW - HOUR) <= HOUR * 0.1
    assert events(engine) == ["job:feed:days_changed", "job:feed:read"]
    with engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        stored = " ".join(str(row) for name in tables for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')))  # noqa: S608 - our tables
    assert "Cita secreta" not in stored
    assert SECRET not in stored


def test_the_next_reading_is_conditional_and_unchanged_days_stay_as_they_are(
    engine: Engine, server: Server, feed_id: int
) -> None:
    run(engine, server)
    version, before = _version(engine), days(engine)
    server.answers[PATH] = answer(304)
    assert run(engine, server, NOW + 2 * HOUR) == {"calendars_read": 1, "calendars_unchanged": 1}
    assert 'If-None-Match: "v1"' in server.asked[-1]
    assert look(engine, feed_id).read_at == NOW + 2 * HOUR
    assert (_version(engine), days(engine)) == (version, before)
    assert events(engine) == ["job:feed:days_changed", "job:feed:read"]


def test_the_same_content_is_not_understood_twice_and_new_stamps_alone_change_nothing(
    engine: Engine, server: Server, feed_id: int
) -> None:
    run(engine, server)
    version = _version(engine)

    def refuse(*_args: Any, **_kwargs: Any) -> FeedDays:
        raise AssertionError("understood twice")

    assert run(engine, server, NOW + 2 * HOUR, understand=refuse) == {"calendars_read": 1, "calendars_unchanged": 1}
    server.answers[PATH] = answer(200, calendar(("X-STAMP:other", *WEEK)))
    assert run(engine, server, NOW + 4 * HOUR) == {"calendars_read": 1, "calendars_unchanged": 1}
    assert _version(engine) == version
    assert look(engine, feed_id).status is FeedStatus.OK


def test_after_a_week_even_an_unchanged_calendar_is_read_whole_because_the_window_moved(
    engine: Engine, server: Server, feed_id: int
) -> None:
    run(engine, server)
    later = NOW + timedelta(days=8)
    run(engine, server, later)
    assert "If-None-Match" not in server.asked[-1]
    assert look(engine, feed_id).read_until_on == later.date() + timedelta(days=731)


def test_days_that_passed_stay_when_new_ones_come(engine: Engine, server: Server, feed_id: int) -> None:
    server.answers[PATH] = answer(200, calendar(("", date(2026, 11, 20), date(2026, 11, 30))))
    run(engine, server)
    assert days(engine) == [("busy", TODAY, date(2026, 11, 30))]
    server.answers[PATH] = answer(200, calendar(("", *WEEK)))
    run(engine, server, NOW + timedelta(days=3))
    assert days(engine) == [("busy", TODAY, date(2026, 11, 25)), ("busy", *WEEK)]
    assert look(engine, feed_id).failures == 0


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (answer(401), "not_allowed"),
        (answer(403), "not_allowed"),
        (answer(404), "not_found"),
        (answer(410), "gone"),
        (answer(429, retry_after="18000"), "asked_too_often"),
        (answer(500), "server_trouble"),
        (answer(204), "odd_answer"),
        (answer(302, location="http://169.254.169.254/"), "refused_address"),
        (answer(200, b"<!doctype html><html><body>Sign in</body></html>"), "not_a_calendar"),
        (answer(200, calendar(("", *WEEK))[:-30]), "cut_short"),
        (answer(200, b"BEGIN", content_length="999"), "broken_answer"),
    ],
)
def test_whatever_goes_wrong_the_last_good_days_stay_and_the_problem_is_named(
    engine: Engine, server: Server, feed_id: int, given: bytes, problem: str
) -> None:
    run(engine, server)
    before = days(engine)
    server.answers[PATH] = given
    later = NOW + 2 * HOUR
    ports = frozenset({server.port, 80})
    readings = gather_feeds(engine, now=later, policy=server.policy(seconds=5, ports=ports))
    with write_transaction(engine) as session:
        assert settle_readings(session, now=later, readings=readings) == {"calendars_read": 1, "calendars_failed": 1}
    feed = look(engine, feed_id)
    assert (feed.status, feed.problem, feed.failures) == (FeedStatus.FAILING, problem, 1)
    assert (feed.read_at, feed.tried_at) == (NOW, later)
    least = 5 * HOUR if problem == "asked_too_often" else 0.9 * HOUR
    assert least <= feed.next_try_at - later <= max(1.1 * HOUR, least)
    assert days(engine) == before


def test_a_calendar_that_can_be_read_again_says_so_and_is_looked_at_anew(
    engine: Engine, server: Server, feed_id: int
) -> None:
    run(engine, server)
    good = server.answers[PATH]
    server.answers[PATH] = answer(503)
    run(engine, server, NOW + 2 * HOUR)
    server.answers[PATH] = good
    run(engine, server, NOW + 4 * HOUR)
    feed = look(engine, feed_id)
    assert (feed.status, feed.problem, feed.failures) == (FeedStatus.OK, "", 0)
    assert "If-None-Match" not in server.asked[-1]
    assert events(engine)[2:] == ["job:feed:failed", "job:feed:read"]


def test_waiting_doubles_up_to_a_day_and_is_spread_by_the_feed() -> None:
    for failures, hours in ((0, 1), (1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (40, 24)):
        waits = {wait_after(feed_id, failures) for feed_id in range(1, 50)}
        assert all(0.9 * hours * HOUR <= wait <= 1.1 * hours * HOUR for wait in waits)
        assert len(waits) == 49


@pytest.mark.parametrize(("status", "tries"), [(410, 3), (404, 5)])
def test_a_calendar_that_stays_gone_is_given_up_and_the_person_told_once(
    engine: Engine, server: Server, feed_id: int, status: int, tries: int
) -> None:
    run(engine, server)
    server.answers[PATH] = answer(500)
    run(engine, server, NOW + timedelta(days=1))
    server.answers[PATH] = answer(status)
    for number in range(2, 2 + tries + 2):
        run(engine, server, NOW + timedelta(days=2 * number))
    feed = look(engine, feed_id)
    assert (feed.status, feed.failures) == (FeedStatus.STOPPED, tries)
    assert len(server.asked) == 2 + tries
    with reading(engine) as session:
        [message] = session.exec(select(Message))
    assert message.to_address == "luis@example.org"
    assert "/me#feeds" in message.text
    assert SECRET not in message.text
    assert days(engine) == [("busy", *WEEK)]


def test_what_was_asked_before_the_person_took_it_away_or_paused_it_is_not_written(
    engine: Engine, server: Server, feed_id: int
) -> None:
    readings = gather_feeds(engine, now=NOW, policy=server.policy(seconds=5))
    who = look(engine, feed_id).crew_member_id
    with write_transaction(engine) as session:
        pause_feed(session, Actor.command("test", NOW), crew_member_id=who, feed_id=feed_id)
    with write_transaction(engine) as session:
        assert settle_readings(session, now=NOW, readings=readings) == {"calendars_read": 1, "calendars_overtaken": 1}
    assert days(engine) == []
    assert look(engine, feed_id).problem == "paused"


def test_a_paused_calendar_is_not_asked_and_its_days_do_not_count_until_the_person_goes_on(
    engine: Engine, server: Server, feed_id: int
) -> None:
    run(engine, server)
    who = look(engine, feed_id).crew_member_id
    later = NOW + timedelta(days=1)
    with write_transaction(engine) as session:
        pause_feed(session, Actor.command("test", NOW), crew_member_id=who, feed_id=feed_id)
    assert run(engine, server, later) == {"calendars_read": 0}
    assert days(engine) == []
    with write_transaction(engine) as session:
        ask_to_read(session, Actor.command("test", later), crew_member_id=who, feed_id=feed_id)
    assert run(engine, server, later) == {"calendars_read": 1, "calendars_changed": 1}
    assert days(engine) == [("busy", *WEEK)]


@pytest.mark.usefixtures("feed_id")
def test_several_calendars_are_read_at_once_and_one_broken_one_stops_no_other(engine: Engine, server: Server) -> None:
    with write_transaction(engine) as session:
        for number in range(12):
            member = make_crew_member(session, "grip", surname=f"Number {number}")
            server.answers[f"/{number}.ics"] = answer(200, calendar(("", *WEEK)))
            make_feed_at(session, member.id or 0, server.address(f"/{number}.ics"))

    def understand(data: bytes, **_more: Any) -> FeedDays:
        if b"secreta" not in data:
            raise AssertionError("another file")
        if len(seen := [*asked, 1]) == 3:
            asked.append(len(seen))
            raise RuntimeError(f"a bug with the address {server.address(PATH)} in its text")
        asked.append(len(seen))
        return FeedDays(Outcome.OK, busy=[WEEK])

    asked: list[int] = []
    assert run(engine, server, understand=understand) == {
        "calendars_read": 13,
        "calendars_changed": 12,
        "calendars_failed": 1,
    }


def test_an_address_is_kept_under_the_persons_key_and_forgotten_with_it(
    engine: Engine, server: Server, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    actor = Actor.command("test", NOW)
    member = make_crew_member(session, "gaffer")
    who = member.id or 0
    address = f"https://calendar.google.com/calendar/ical/ana%40example.org/{SECRET}/basic.ics"
    feed = add_feed(session, actor, crew_member_id=who, address=address)
    assert (feed.provider, feed.status, feed.next_try_at) == ("google", FeedStatus.NEW, NOW)
    assert find_feed_address(session, feed) == address
    [event] = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:feed:added"))
    assert SECRET not in json.dumps(read_audit_detail(session, event))
    session.execute(sa.delete(PersonKey).where(col(PersonKey.crew_member_id) == who))
    session.commit()
    assert find_feed_address(session, feed) is None
    session.commit()
    assert run(engine, server) == {"calendars_read": 1, "calendars_given_up": 1}
    assert look(engine, feed.id or 0).problem == "key_gone"
    assert SECRET not in caplog.text
    session.expire_all()
    assert session.get(PersonKey, who) is None
    assert not session.exec(select(Message)).all()


def test_a_person_has_up_to_three_calendars_each_once(session: Session, actor: Actor) -> None:
    who = make_crew_member(session, "gaffer").id or 0
    for number in range(3):
        add_feed(session, actor, crew_member_id=who, address=f"webcal://example.org/{number}.ics")
        with pytest.raises(ConflictError):
            add_feed(session, actor, crew_member_id=who, address=f"https://example.org/{number}.ics")
    with pytest.raises(ConflictError, match="Up to 3"):
        add_feed(session, actor, crew_member_id=who, address="https://example.org/4.ics")


def test_taking_a_calendar_away_takes_its_days_and_ranking_hears_of_it(
    engine: Engine, server: Server, feed_id: int
) -> None:
    run(engine, server)
    version, who = _version(engine), look(engine, feed_id).crew_member_id
    with write_transaction(engine) as session:
        with pytest.raises(NotFoundError):
            remove_feed(session, Actor.command("test", NOW), crew_member_id=who + 1, feed_id=feed_id)
        remove_feed(session, Actor.command("test", NOW), crew_member_id=who, feed_id=feed_id)
    assert days(engine) == []
    assert _version(engine) > version
    assert events(engine)[-1] == "crew:feed:removed"


def test_a_new_address_keeps_the_days_until_it_was_read(engine: Engine, server: Server, feed_id: int) -> None:
    run(engine, server)
    who = look(engine, feed_id).crew_member_id
    with write_transaction(engine) as session:
        address = "https://example.org/other.ics"
        change_feed_address(session, Actor.command("test", NOW), crew_member_id=who, feed_id=feed_id, address=address)
    assert days(engine) == [("busy", *WEEK)]
    feed = look(engine, feed_id)
    assert (feed.status, feed.etag, feed.next_try_at) == (FeedStatus.NEW, "", NOW)


def test_asking_twice_within_a_minute_is_refused(engine: Engine, server: Server, feed_id: int) -> None:
    run(engine, server)
    who = look(engine, feed_id).crew_member_id
    with write_transaction(engine) as session, pytest.raises(ConflictError, match="a moment ago"):
        ask_to_read(session, Actor.command("test", NOW), crew_member_id=who, feed_id=feed_id)
    with write_transaction(engine) as session:
        later = Actor.command("test", NOW + timedelta(minutes=2))
        ask_to_read(session, later, crew_member_id=who, feed_id=feed_id)
    assert look(engine, feed_id).next_try_at == later.at


def test_a_server_says_when_to_come_back_in_seconds_or_by_a_date() -> None:
    assert read_retry_after("120", NOW) == timedelta(minutes=2)
    assert read_retry_after("Mon, 23 Nov 2026 21:00:00 GMT", NOW) == 3 * HOUR
    assert read_retry_after("999999999", NOW) == timedelta(days=1)
    assert read_retry_after("-5", NOW) is None
    assert read_retry_after("tomorrow", NOW) is None
    assert read_retry_after("", NOW) is None


def _version(engine: Engine) -> int:
    with reading(engine) as session:
        return find_roster_version(session)
