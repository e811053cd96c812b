"""The month grid on a person's page and on staff's: said, undone, confirmed through forms that need no scripts."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app import clock
from app.db import write_transaction
from app.models.account import Role
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.calendar import FeedDayKind
from app.models.crew import CrewMember
from app.models.trust import AuditEvent
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.feed import make_feed
from tests.factories.statement import say_days


@pytest.fixture(autouse=True)
def _noon(now: datetime) -> Iterator[None]:
    """Let it be noon in Guadalajara, so that no test sees a day end."""
    with time_machine.travel(now):
        yield


@pytest.fixture
def ana(web: Flask) -> int:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        member = make_crew_member(session, "gaffer", phone="+523312345678", email="ana@example.org")
        return member.id or 0


@pytest.fixture
def phone(web: Flask, ana: int) -> FlaskClient:
    return signed_in_as(web, Role.CREW, crew_member_id=ana)


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def day() -> date:
    return clock.today()


def read(browser: FlaskClient, path: str = "/me") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def cell(page: str, day: date) -> str:
    """Return what the grid says of a day to those who hear it."""
    found = re.search(rf'data-day="{day}"[^>]*aria-label="([^"]*)"', page)
    assert found, day
    return found[1]


def say(browser: FlaskClient, first: date, last: date, kind: str = "available", **more: str) -> str:
    form = {"first": str(first), "last": str(last), "kind": kind, "form_key": "a form", **more}
    return browser.post("/me/days", data=form, follow_redirects=True).get_data(as_text=True)


def said(session: Session) -> list[tuple[str, date, date, str]]:
    rows = session.exec(select(Statement)).all()
    return sorted((row.kind.value, row.starts_on, row.ends_on, row.source.value) for row in rows)


def test_days_are_said_shown_and_undone_on_ones_own_page(phone: FlaskClient, session: Session, day: date) -> None:
    last = day + timedelta(days=20)
    page = say(phone, day, last)
    assert cell(page, last).endswith(": Free")
    assert cell(page, last + timedelta(days=1)).endswith(": Unknown")
    assert "available. Saved." in page
    assert said(session) == [("available", day, last, "self")]
    session.rollback()
    [undo] = re.findall(r'action="(/me/days/undo/\d+)"', page)
    page = phone.post(undo, follow_redirects=True).get_data(as_text=True)
    assert cell(page, day).endswith(": Unknown")
    assert said(session) == []


def test_without_scripts_two_taps_on_links_choose_the_days_in_either_order(phone: FlaskClient, day: date) -> None:
    late, early = day + timedelta(days=4), day + timedelta(days=2)
    month = f"{day:%Y-%m}"
    page = read(phone, f"/me?month={month}&first={late}")
    [link] = re.findall(rf'href="([^"]*)" data-day="{early}"', page)
    page = read(phone, link.replace("&amp;", "&"))
    assert f'name="first" required min="{day}" value="{early}"' in page
    assert f'name="last" min="{day}" value="{late}"' in page
    assert page.count('class="chosen"') == 3


def test_sent_twice_it_is_said_once(phone: FlaskClient, session: Session, day: date) -> None:
    say(phone, day, day)
    say(phone, day, day)
    assert len(said(session)) == 1


def test_a_wrong_span_is_refused_with_the_reason_and_the_choice_stays(
    phone: FlaskClient, session: Session, day: date
) -> None:
    page = say(phone, day + timedelta(days=3), day + timedelta(days=800))
    assert "more than two years ahead" in page
    assert f'value="{day + timedelta(days=3)}"' in page
    assert said(session) == []


@pytest.mark.parametrize(
    "form",
    [
        {"first": "", "kind": "available", "form_key": "k"},
        {"first": "2026-99-99", "kind": "available", "form_key": "k"},
        {"first": "2030-01-01", "kind": "holiday", "form_key": "k"},
        {"first": "2030-01-01", "kind": "available", "form_key": "k\x00"},
        {"first": "2030-01-01", "kind": "available"},
        {},
    ],
)
def test_forms_that_make_no_sense_say_so_and_change_nothing(
    phone: FlaskClient, session: Session, form: dict[str, str]
) -> None:
    answer = phone.post("/me/days", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert 'class="flash error"' in answer.get_data(as_text=True)
    assert said(session) == []


@pytest.mark.parametrize("query", ["month=9999-12", "month=0000-01", "month=x", "first=x&last=y", "last=2026-12-01"])
def test_odd_addresses_show_a_calendar_nonetheless(phone: FlaskClient, query: str) -> None:
    assert "data-day=" in read(phone, f"/me?{query}")


def test_months_can_be_turned_from_this_one_to_two_years_ahead(phone: FlaskClient, day: date) -> None:
    page = read(phone)
    assert 'rel="prev"' not in page
    seen = 0
    while 'rel="next"' in page:
        [link] = re.findall(r'rel="next"[^>]*href="([^"]*)"', page)
        page = read(phone, link.replace("&amp;", "&"))
        seen += 1
    assert seen == 24
    assert f'data-day="{day.replace(day=1, year=day.year + 2)}"' in page


def test_lapsed_words_show_how_old_they_are_and_one_tap_lets_them_count_again(
    phone: FlaskClient, web: Flask, ana: int, day: date
) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        member = session.get_one(CrewMember, ana)
        earlier = clock.now() - timedelta(days=33)
        say_days(session, member, StatementKind.AVAILABLE, day - timedelta(days=33), day, now=earlier)
    page = read(phone)
    assert cell(page, day).endswith(": unknown, “Free” lapsed 3 days ago")
    assert "One thing that was said has lapsed" in page
    page = phone.post("/me/days/confirm", follow_redirects=True).get_data(as_text=True)
    assert cell(page, day).endswith(": Free")
    assert "Last confirmed: today." in page


def test_days_of_the_own_calendar_say_where_they_come_from(phone: FlaskClient, web: Flask, ana: int, day: date) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        make_feed(session, ana, (FeedDayKind.BUSY, day, day))
    assert cell(read(phone), day).endswith(": Not available, from your own calendar")


def test_nobody_says_or_undoes_days_of_another_person(web: Flask, phone: FlaskClient, ana: int, day: date) -> None:
    say(phone, day, day)
    with write_transaction(web.extensions["llamado.engine"]) as session:
        other = make_crew_member(session, "gaffer").id or 0
        batch = session.exec(select(Statement.batch_id)).one()
    stranger = signed_in_as(web, Role.CREW, crew_member_id=other)
    assert stranger.post(f"/me/days/undo/{batch}").status_code == 404
    assert stranger.post(f"/crew/{ana}/days", data={}).status_code == 403
    assert stranger.get("/crew/to-call").status_code == 403
    assert signed_in_as(web, Role.PRODUCTION).get(f"/crew/{ana}/days").status_code == 403


def test_staff_write_down_what_was_said_on_the_phone_under_their_own_name(
    staff: FlaskClient, session: Session, ana: int, day: date
) -> None:
    page = read(staff, f"/crew/{ana}/days")
    assert 'href="tel:+523312345678"' in page
    assert re.search(r"wa\.me/523312345678\?text=[^\"]*answer/days/", page)
    form = {"first": str(day), "last": str(day), "kind": "tentative", "form_key": "a form"}
    page = staff.post(f"/crew/{ana}/days", data=form, follow_redirects=True).get_data(as_text=True)
    assert cell(page, day).endswith(": Tentative")
    row = session.exec(select(Statement)).one()
    assert (row.kind, row.source) == (StatementKind.TENTATIVE, StatementSource.CALL)
    assert row.stated_by_id is not None
    assert re.search(r"Said by phone</td>\s*<td[^>]*>staff</td>", page)
    session.rollback()
    answer = staff.post(f"/crew/{ana}/days/confirm", data={"back": "profile"})
    assert answer.headers["Location"] == f"/crew/{ana}#days"
    events = session.exec(select(AuditEvent).where(AuditEvent.crew_member_id == ana)).all()
    assert [event.actor_id for event in events if event.action.startswith("crew:days")] == [row.stated_by_id] * 2


def test_a_person_says_how_often_they_may_be_asked(phone: FlaskClient, session: Session, ana: int) -> None:
    assert "2 a month at most, the commission's limit" in read(phone, "/me/profile").replace("&#39;", "'")
    form = {"most_offers_a_week": "3", "most_asks_a_month": "0"}
    assert phone.post("/me/part/asking", data=form).status_code == 302
    member = session.get_one(CrewMember, ana)
    assert (member.most_offers_a_week, member.most_asks_a_month) == (3, 0)
    session.rollback()
    assert "Never asked" in read(phone, "/me/profile")
    assert phone.post("/me/part/asking", data={"most_asks_a_month": "99"}).status_code == 422
