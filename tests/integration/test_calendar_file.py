"""The .ics that goes out: whose days stand in it, how they are called, what never does; on both engines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db import write_transaction
from app.ics.days import Outcome
from app.ics.feed import read_feed_days
from app.models.account import Account, Role
from app.models.availability import BookingSpan, Hold, HoldSpan, HoldStatus, StatementSource
from app.models.crew import CrewMember
from app.models.need import Need, NeedStatus, PeriodKind, Position, PositionSpan
from app.models.production import Production, ProductionBase, ProductionKind
from app.queries.subscription import find_subscription
from app.services.audit import Actor
from app.services.booking import cancel_booking, confirm_hold
from app.services.calendar_file import make_calendar_file
from app.services.challenge import challenge_holds_ahead, run_challenges
from app.services.hold import expire_holds, release_hold
from app.services.kept import GONE_STAYS
from app.services.offer import accept_offer
from app.services.reconfirm import agree_to_dates, reopen_moved
from app.services.subscription import make_subscription
from tests.factories.account import make_account
from tests.factories.booking import make_booking, make_hold
from tests.factories.crew import make_crew_member
from tests.factories.offer import ask, make_position, offers_of
from tests.factories.production import make_production

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
MARCH = (date(2027, 3, 1), date(2027, 3, 5))
PHONE, EMAIL = "+523312345678", "ines@example.org"
SECRET, OTHERS = "Noche de lluvia", "Costa brava"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Let the pages' clock stand a day after everything was made."""
    with time_machine.travel(NOW + timedelta(days=1), tick=False) as traveller:
        yield traveller


@dataclass
class Ground:
    """A person, a series that keeps its title to itself, and another production; the addresses of all three."""

    person: int
    series: int
    other: int
    mine: str
    of_series: str
    of_other: str


@pytest.fixture
def ground(session: Session) -> Ground:
    person = make_crew_member(
        session, "gaffer", given_name="Inés", surname="Núñez", phone=PHONE, email=EMAIL, locale="en"
    )
    account = make_account(session, Role.CREW, crew_member_id=person.id)
    series, series_account = _production(session, SECRET, ProductionKind.SERIES)
    other, other_account = _production(session, OTHERS, ProductionKind.FEATURE)
    session.flush()
    found = Ground(
        person.id or 0,
        series.id or 0,
        other.id or 0,
        _address(session, account),
        _address(session, series_account, series),
        _address(session, other_account, other),
    )
    session.commit()
    return found


def _production(session: Session, title: str, kind: ProductionKind) -> tuple[Production, Account]:
    account = make_account(session, Role.PRODUCTION)
    account.locale = "en"
    production = make_production(session, working_title=title, kind=kind, contact_account_id=account.id)
    session.add(ProductionBase(production_id=production.id or 0, name="Guadalajara"))
    return production, account


def _address(session: Session, account: Account, production: Production | None = None) -> str:
    return make_subscription(session, Actor.of(account, NOW), account, form_key="k" * 43, production=production)


def read(session: Session, secret: str, now: datetime = NOW) -> bytes:
    session.flush()
    row = find_subscription(session, secret)
    assert row is not None
    return make_calendar_file(session, row, now=now).data


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def summaries(data: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in events(data)]


def days(event: Any) -> tuple[date, date]:
    """Return first and last day, inclusive."""
    return event["DTSTART"].dt, event["DTEND"].dt - timedelta(days=1)


def later(minutes: float = 0, **time: float) -> Actor:
    """Return who acts so long after NOW."""
    return Actor.command("test", NOW + timedelta(minutes=minutes, **time))


def hold(session: Session, person: int, production: int, *spans: tuple[date, date], tells_title: bool = False) -> Hold:
    """Ask the person for a new line of the production and have them accept, at NOW."""
    line = make_position(session, *(spans or (MARCH,)), production=session.get_one(Production, production))
    member = session.get_one(CrewMember, person)
    [offer] = offers_of(session, ask(session, later(), line, member, tells_title=tells_title))
    return accept_offer(session, later(), offer=offer, source=StatementSource.SELF)


def add_span(session: Session, hold: Hold, period: PeriodKind, first: date, last: date) -> None:
    session.add(
        HoldSpan(hold_id=hold.id or 0, crew_member_id=hold.crew_member_id, period=period, starts_on=first, ends_on=last)
    )
    session.flush()


def test_a_hold_waits_challenges_moves_up_is_booked_and_cancelled_as_one_event(
    session: Session, ground: Ground
) -> None:
    """The journey of issue 3 as a phone's calendar sees it: one event, each step later than the one before."""
    hold(session, ground.person, ground.other)
    second = hold(session, ground.person, ground.series)
    steps = [read(session, ground.mine)]
    challenge_holds_ahead(session, later(1), hold=second)
    run_challenges(session, later(hours=25))
    steps.append(read(session, ground.mine, NOW + timedelta(hours=26)))
    booking = confirm_hold(session, later(hours=27), hold=second)
    steps.append(read(session, ground.mine, NOW + timedelta(hours=28)))
    cancel_booking(session, later(hours=29), booking=booking, reason="rain")
    steps.append(read(session, ground.mine, NOW + timedelta(hours=30)))
    ours = [next(e for e in events(step) if "Series" in e["SUMMARY"] or SECRET in e["SUMMARY"]) for step in steps]
    assert [str(e["SUMMARY"]) for e in ours] == [
        "Hold (2nd) · Gaffer · Series in Guadalajara",
        "Hold (1st) · Gaffer · Series in Guadalajara",
        f"Booked · Gaffer · {SECRET}",
        f"Cancelled · Gaffer · {SECRET}",
    ]
    assert [str(e["STATUS"]) for e in ours] == ["TENTATIVE", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert len({str(e["UID"]) for e in ours}) == 1
    counts, changes = [int(e["SEQUENCE"]) for e in ours], [e["LAST-MODIFIED"].dt for e in ours]
    assert counts == sorted(set(counts))
    assert changes == sorted(set(changes))
    assert [e["DTSTAMP"].dt for e in ours] == changes
    assert {days(e) for e in ours} == {MARCH}
    assert all(b"rain" not in step for step in steps)


def test_moved_dates_change_the_event_once_the_person_agrees(session: Session, ground: Ground) -> None:
    held = hold(session, ground.person, ground.series)
    before = events(read(session, ground.mine))[0]
    line = session.get_one(Position, held.position_id)
    [span] = session.exec(select(PositionSpan).where(col(PositionSpan.position_id) == line.id)).all()
    span.starts_on, span.ends_on = date(2027, 3, 3), date(2027, 3, 9)
    session.flush()
    reopen_moved(session, later(5), position=line)
    asked = events(read(session, ground.mine))[0]
    assert (days(asked), str(asked["STATUS"])) == (MARCH, "TENTATIVE")
    assert str(asked["SUMMARY"]) == "To reconfirm: Hold (1st) · Gaffer · Series in Guadalajara"
    agree_to_dates(session, later(10), subject=held)
    [agreed] = events(read(session, ground.mine))
    assert days(agreed) == (date(2027, 3, 3), date(2027, 3, 9))
    assert before["UID"] == asked["UID"] == agreed["UID"]
    assert before["SEQUENCE"] < asked["SEQUENCE"] < agreed["SEQUENCE"]


def test_the_person_reads_it_in_their_language(session: Session, ground: Ground) -> None:
    session.get_one(CrewMember, ground.person).locale = "es_MX"
    hold(session, ground.person, ground.other)
    hold(session, ground.person, ground.series)
    data = read(session, ground.mine)
    assert "Apartado (2.º) · Gaffer · Serie en Guadalajara" in summaries(data)
    assert not re.search(r"\b(Hold|Booked|page)\b", data.decode())


def test_every_span_is_an_event_with_its_own_days(session: Session, ground: Ground) -> None:
    held = hold(session, ground.person, ground.series)
    add_span(session, held, PeriodKind.PREP, date(2027, 2, 20), date(2027, 2, 28))
    add_span(session, held, PeriodKind.DAILY, date(2027, 3, 9), date(2027, 3, 9))
    add_span(session, held, PeriodKind.WRAP, date(2028, 2, 28), date(2028, 3, 1))
    make_booking(session, ground.person, ground.other, (date(2027, 6, 1), date(2027, 6, 1)))
    data = read(session, ground.mine)
    rows = [*session.exec(select(HoldSpan)), *session.exec(select(BookingSpan))]
    assert sorted(map(days, events(data))) == sorted((row.starts_on, row.ends_on) for row in rows)
    assert len({str(event["UID"]) for event in events(data)}) == 5
    assert {text.rpartition(" · ")[2] for text in summaries(data)} == {
        "Series in Guadalajara",
        "Prep",
        "Daily",
        "Wrap",
        OTHERS,
    }


def test_our_own_reader_finds_bookings_busy_and_holds_tentative(session: Session, ground: Ground) -> None:
    hold(session, ground.person, ground.series, MARCH, (date(2027, 3, 20), date(2027, 3, 20)))
    held = hold(session, ground.person, ground.series, (date(2027, 5, 1), date(2027, 5, 3)))
    release_hold(session, later(1), hold=held, reason="")
    make_booking(session, ground.person, ground.other, (date(2027, 6, 1), date(2027, 6, 2)))
    window = {"window_from": date(2027, 1, 1), "window_to": date(2028, 1, 1)}
    found = read_feed_days(read(session, ground.mine), **window, zone=ZoneInfo("America/Mexico_City"))
    assert (found.outcome, found.reason) == (Outcome.OK, "")
    assert list(found.busy) == [(date(2027, 6, 1), date(2027, 6, 2))]
    assert list(found.tentative) == [MARCH, (date(2027, 3, 20), date(2027, 3, 20))]


@pytest.mark.parametrize("told", [True, False, None])
def test_a_title_that_may_not_be_told_is_not_in_the_bytes(
    session: Session, ground: Ground, *, told: bool | None
) -> None:
    if told is None:
        held = make_hold(session, ground.person, ground.series, MARCH)  # entered by hand: there was no offer
    else:
        held = hold(session, ground.person, ground.series, tells_title=told)
    code = session.get_one(Production, ground.series).code
    live = read(session, ground.mine)
    release_hold(session, later(1), hold=held, reason="")
    for data in (live, read(session, ground.mine)):
        assert (SECRET.encode() in data) is bool(told)
        assert code.encode() not in data


def test_a_title_that_is_no_secret_is_told(session: Session, ground: Ground) -> None:
    session.get_one(Production, ground.series).confidential = False
    make_hold(session, ground.person, ground.series, MARCH)
    assert summaries(read(session, ground.mine)) == [f"Hold (1st) · Gaffer · {SECRET}"]


def test_what_ended_goes_after_thirty_days(session: Session, ground: Ground) -> None:
    hold(session, ground.person, ground.series)
    expired_at = NOW + timedelta(days=14)
    assert expire_holds(session, Actor.command("test", expired_at))["expired"] == 1
    assert summaries(read(session, ground.mine, expired_at + GONE_STAYS)) == [
        "Expired · Gaffer · Series in Guadalajara"
    ]
    assert events(read(session, ground.mine, expired_at + GONE_STAYS + timedelta(minutes=1))) == []


def test_the_hold_tells_when_it_runs_out_and_who_comes_first(session: Session, ground: Ground) -> None:
    hold(session, ground.person, ground.other)
    held = hold(session, ground.person, ground.series)
    held.expires_at, held.status = datetime(2026, 11, 27, 0, 30, tzinfo=UTC), HoldStatus.CHALLENGED
    told = next(str(e["DESCRIPTION"]) for e in events(read(session, ground.mine)) if "2nd" in e["SUMMARY"])
    assert told.splitlines() == [
        "Another production comes first on some of its days.",
        "Another production asks for a decision.",
        "The hold runs out on Thu 26 Nov 2026, 18:30 unless it is confirmed.",
        "The title is told once you are booked.",
        "More on your page: http://127.0.0.1:5000/me",
    ]


def test_a_production_sees_who_works_for_it_and_nobody_elses_days(session: Session, ground: Ground) -> None:
    hold(session, ground.person, ground.other)
    hold(session, ground.person, ground.series)
    booked = make_crew_member(session, "key-grip", given_name="Ana", credit_name="Ana “La Grúa” Ruiz").id or 0
    make_booking(session, booked, ground.series, (date(2027, 3, 2), date(2027, 3, 3)))
    make_booking(session, booked, ground.other, (date(2027, 5, 1), date(2027, 5, 2)))
    data = read(session, ground.of_series)
    assert sorted(summaries(data)) == ["Ana “La Grúa” Ruiz · Gaffer · Booked", "Inés Núñez · Gaffer · Hold (2nd)"]
    assert OTHERS.encode() not in data
    assert SECRET.encode() not in read(session, ground.of_other)
    assert f"Crew of {SECRET}" in data.decode()


def test_nobody_is_named_to_a_production_before_its_need_is_accepted(session: Session, ground: Ground) -> None:
    held = hold(session, ground.person, ground.series)
    need = session.get_one(Need, session.get_one(Position, held.position_id).need_id)
    for status in NeedStatus:
        need.status = status
        shown = status in {NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT, NeedStatus.CLOSED}
        assert (b"Gaffer" in read(session, ground.of_series)) is shown, status
    assert events(read(session, ground.mine))


def test_no_phone_and_no_email_ever_goes_out(session: Session, ground: Ground) -> None:
    hold(session, ground.person, ground.series)
    make_booking(session, ground.person, ground.other, (date(2027, 5, 1), date(2027, 5, 2)))
    for secret in (ground.mine, ground.of_series, ground.of_other):
        text = re.sub(r"\r\n[ \t]", "", read(session, secret).decode())
        assert "@" not in text.replace(EMAIL, "@")
        assert PHONE[3:] not in re.sub(r"\D", "", re.sub(r"(?m)^(UID|DTSTAMP|LAST-MODIFIED|DT\w+).*$", "", text))
        assert not re.search(r"(?i)tel:|mailto:|wa\.me", text)


def test_the_same_rows_are_the_same_bytes_whenever_they_are_read(session: Session, ground: Ground) -> None:
    hold(session, ground.person, ground.series)
    assert read(session, ground.mine) == read(session, ground.mine, NOW + timedelta(days=3))


@pytest.fixture
def mine(web: Flask, ground: Ground) -> tuple[FlaskClient, str]:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        hold(session, ground.person, ground.series)
    return web.test_client(), f"/calendar/{ground.mine}.ics"


def test_a_calendar_that_did_not_change_is_not_sent_again(
    mine: tuple[FlaskClient, str], web: Flask, clock: time_machine.Traveller
) -> None:
    browser, path = mine
    whole = browser.get(path)
    tag, changed = whole.headers["ETag"], whole.headers["Last-Modified"]
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": changed}, {"If-None-Match": f"W/{tag}"}):
        again = browser.get(path, headers=headers)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    with write_transaction(web.extensions["llamado.engine"]) as session:
        actor = Actor.command("test", datetime.now(UTC))
        release_hold(session, actor, hold=session.exec(select(Hold)).one(), reason="")
    clock.shift(3)
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": changed}):
        after = browser.get(path, headers=headers)
        assert after.status_code == 200
        assert after.headers["ETag"] != tag


def test_a_change_of_this_very_second_gets_no_date_that_could_hide_the_next(
    mine: tuple[FlaskClient, str], web: Flask
) -> None:
    browser, path = mine
    with write_transaction(web.extensions["llamado.engine"]) as session:
        actor = Actor.command("test", datetime.now(UTC))
        release_hold(session, actor, hold=session.exec(select(Hold)).one(), reason="")
    assert "Last-Modified" not in browser.get(path).headers


def test_the_answer_is_a_calendar_that_nobody_between_keeps(mine: tuple[FlaskClient, str]) -> None:
    browser, path = mine
    whole, head = browser.get(path), browser.head(path)
    assert whole.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert whole.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in whole.headers
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert browser.post(path).status_code == 405
