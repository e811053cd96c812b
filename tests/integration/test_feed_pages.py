"""The section of a person's own calendars: in clear words, without JavaScript, and never with the address."""

from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app import clock
from app.db import reading, write_transaction
from app.models.account import Role
from app.models.calendar import CalendarFeed, FeedDayKind, FeedStatus
from app.services.feed_reading import gather_feeds
from app.services.feed_rows import PROBLEMS
from app.services.feeds import find_feed_address
from app.services.person_key import person_cipher
from tests.conftest import NOW
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.feed import make_feed

SECRET = "private-0a1b2c3d"
ADDRESS = f"https://calendar.google.com/calendar/ical/luis%40example.org/{SECRET}/basic.ics"


@pytest.fixture
def person(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with write_transaction(engine) as session:
        return make_crew_member(session, "gaffer", given_name="Luis").id or 0


@pytest.fixture
def browser(web: Flask, person: int) -> FlaskClient:
    return signed_in_as(web, Role.CREW, crew_member_id=person)


def feeds(engine: Engine) -> list[CalendarFeed]:
    with reading(engine) as session:
        return list(session.exec(select(CalendarFeed).order_by(CalendarFeed.id)))  # type: ignore[arg-type] # a column


def make_own(session: Session, person: int, *spans: tuple[FeedDayKind, int, int], **values: object) -> None:
    """Make a calendar with an address and days so many days from today."""
    today = NOW.date()
    days = [(kind, today + timedelta(days=first), today + timedelta(days=last)) for kind, first, last in spans]
    sealed = person_cipher(session, person, NOW).encrypt(ADDRESS.encode())
    make_feed(session, person, *days, **{"address_encrypted": sealed, "provider": "google", **values})


def test_a_calendar_is_added_by_its_address_which_is_shown_to_nobody(
    engine: Engine, web: Flask, browser: FlaskClient, person: int, tmp_path: Path
) -> None:
    page = browser.get("/me/feeds").text
    assert "Secret address in iCal format" in page
    assert browser.post("/me/feeds", data={"address": f" {ADDRESS} "}).status_code == 302
    [feed] = feeds(engine)
    with reading(engine) as session:
        assert find_feed_address(session, feed) == ADDRESS
    page = browser.get("/me").text
    assert "Google Calendar" in page
    assert "It is read within a minute." in page
    staff = signed_in_as(web, Role.STAFF).get(f"/crew/{person}").text
    assert "Google Calendar" in staff
    assert SECRET not in page + staff
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET.encode() not in stored


def test_the_address_of_a_page_is_answered_with_where_the_right_one_is_and_stays_typed(
    engine: Engine, browser: FlaskClient
) -> None:
    answer = browser.post("/me/feeds", data={"address": "https://calendar.google.com/calendar/u/0/r"})
    assert answer.status_code == 422
    assert "Secret address in iCal format" in answer.text
    assert 'value="https://calendar.google.com/calendar/u/0/r"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert browser.post("/me/feeds", data={"address": ""}).status_code == 422
    assert feeds(engine) == []


def test_how_a_calendar_stands_is_said_in_words(engine: Engine, browser: FlaskClient, person: int) -> None:
    busy, maybe = FeedDayKind.BUSY, FeedDayKind.TENTATIVE
    with write_transaction(engine) as session:
        make_own(session, person, (busy, 3, 14), (busy, 85, 200), (maybe, 20, 20), read_at=NOW - timedelta(minutes=20))
        make_own(
            session, person, (busy, 1, 1), status=FeedStatus.FAILING, problem="not_found", failures=2,
            read_at=NOW - timedelta(days=6), provider="",
        )  # fmt: skip
        make_own(session, person, status=FeedStatus.STOPPED, problem="paused")
    page = " ".join(unescape(browser.get("/me/feeds").text).split())
    assert "Read 20 minutes ago: 19 busy days, one tentative in the next 3 months." in page
    assert "Couldn't be read since Tuesday 17 Nov. Its server answers “not found”." in page
    assert "The days read last stay: one busy day in the next 3 months." in page
    assert "Paste its address again" in page
    assert "Its days don't count while it is paused." in page
    assert "Go on reading" in page
    assert "Read this calendar" not in page  # three are enough


def test_every_problem_has_a_sentence(engine: Engine, browser: FlaskClient, person: int) -> None:
    for problem, sentence in PROBLEMS.items():
        with write_transaction(engine) as session:
            for old in session.exec(select(CalendarFeed)):
                session.delete(old)
            session.flush()
            make_own(session, person, status=FeedStatus.FAILING, problem=problem)
        page = unescape(browser.get("/me/feeds").text)
        assert sentence in page


def test_a_calendar_is_read_now_paused_and_removed_after_asking(
    engine: Engine, browser: FlaskClient, person: int
) -> None:
    with write_transaction(engine) as session:
        make_own(session, person, tried_at=NOW - timedelta(hours=1), next_try_at=NOW + timedelta(hours=1))
    [feed] = feeds(engine)
    browser.post(f"/me/feeds/{feed.id}/read")
    assert feeds(engine)[0].next_try_at == NOW
    browser.post(f"/me/feeds/{feed.id}/pause")
    assert feeds(engine)[0].problem == "paused"
    browser.post(f"/me/feeds/{feed.id}/read")
    assert feeds(engine)[0].status is FeedStatus.NEW
    question = browser.get(f"/me/feeds/{feed.id}/remove").text
    assert "Remove this calendar?" in question
    browser.post(f"/me/feeds/{feed.id}/remove")
    assert feeds(engine) == []


def test_a_new_address_is_pasted_in_an_old_ones_place(engine: Engine, browser: FlaskClient, person: int) -> None:
    with write_transaction(engine) as session:
        make_own(session, person, status=FeedStatus.STOPPED, problem="gone")
    [feed] = feeds(engine)
    address = f"/me/feeds/{feed.id}/address"
    assert browser.post(address, data={"address": "nothing"}).status_code == 422
    assert browser.post(address, data={"address": "webcal://user.fm/calendar/v1-1/T.ics"}).status_code == 302
    [feed] = feeds(engine)
    assert (feed.status, feed.provider) == (FeedStatus.NEW, "fastmail")


def test_nobody_reaches_the_calendars_of_others(engine: Engine, web: Flask, person: int) -> None:
    with write_transaction(engine) as session:
        make_own(session, person)
        other = make_crew_member(session, "grip", given_name="Eva").id or 0
    [feed] = feeds(engine)
    stranger = signed_in_as(web, Role.CREW, crew_member_id=other)
    staff = signed_in_as(web, Role.STAFF)
    assert stranger.get(f"/me/feeds/{feed.id}/remove").status_code == 404
    assert staff.get("/me/feeds").status_code == 403
    for step in ("read", "pause", "remove", "address"):
        stranger.post(f"/me/feeds/{feed.id}/{step}", data={"address": ADDRESS})
        assert staff.post(f"/me/feeds/{feed.id}/{step}").status_code == 403
    [after] = feeds(engine)
    assert after == feed


def test_a_calendar_of_the_demo_has_no_address_and_is_never_asked(
    engine: Engine, browser: FlaskClient, person: int
) -> None:
    with write_transaction(engine) as session:
        make_feed(session, person, next_try_at=NOW - timedelta(days=1))
    assert gather_feeds(engine, now=NOW) == []
    assert "Read now" not in browser.get("/me/feeds").text
    [feed] = feeds(engine)
    answer = browser.post(f"/me/feeds/{feed.id}/read", follow_redirects=True)
    assert "belongs to the demo" in answer.text
