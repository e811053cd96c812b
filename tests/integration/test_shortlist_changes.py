"""A kept shortlist beside today's: words that lapsed, calendars that brought something, holds; said in sentences."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.ics.days import FeedDays, Outcome
from app.models.account import Role
from app.models.availability import NEVER, Statement, StatementKind, StatementSource
from app.models.calendar import FeedDayKind
from app.models.crew import CrewMember
from app.models.need import Need
from app.models.shortlist import Decision, Shortlist
from app.queries.shortlist import list_entries, list_positions
from app.services.audit import Actor, touch_roster
from app.services.feed_reading import Reading
from app.services.feed_settling import settle_readings
from app.services.match import match_need
from app.services.shortlist import decide_candidate, is_reproducible
from app.services.shortlist_changes import Change, list_changes
from tests.conftest import NOW, TODAY
from tests.factories.account import signed_in_as
from tests.factories.booking import make_hold
from tests.factories.crew import make_crew_member
from tests.factories.feed import make_feed
from tests.factories.matched_need import make_need
from tests.factories.production import make_production

FIRST, LAST = date(2027, 4, 26), date(2027, 5, 21)
LATER = NOW + timedelta(days=12)
LATER_ON = TODAY + timedelta(days=12)


@pytest.fixture(autouse=True)
def _commission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLAMADO_COMMISSION_NAME", "Comisión de prueba")


def say(
    session: Session,
    member: CrewMember,
    *,
    until: date,
    kind: StatementKind = StatementKind.AVAILABLE,
    at: datetime = NOW - timedelta(days=20),
    days: tuple[date, date] = (FIRST, LAST),
) -> None:
    member.confirmed_at = max(at, member.confirmed_at or at)
    session.add(member)
    session.add(
        Statement(
            crew_member_id=member.id or 0, kind=kind, starts_on=days[0], ends_on=days[1], stated_at=at,
            valid_until_on=until, source=StatementSource.SELF,
        )
    )  # fmt: skip
    touch_roster(session, at, member.id)
    session.flush()


def make_gaffer(session: Session, name: str, until: date = date(2027, 6, 1)) -> CrewMember:
    member = make_crew_member(session, "gaffer", given_name=name, surname="Ruiz", willing_to_travel=True)
    say(session, member, until=until)
    return member


@pytest.fixture
def matched(engine: Engine) -> Engine:
    """Return a registry of four gaffers, free on all days, and a need that was matched today."""
    with write_transaction(engine) as session:
        make_gaffer(session, "Ana", until=LATER_ON - timedelta(days=2))
        for name in ("Luis", "Eva", "Juan"):
            make_gaffer(session, name)
        need = make_need(session, ("gaffer",), starts_on=FIRST, ends_on=LAST, quantity=2, trainee_slots=0)
        match_need(session, Actor.command("test", NOW), need, today=TODAY)
    return engine


def member_of(session: Session, name: str) -> CrewMember:
    return session.exec(select(CrewMember).where(CrewMember.given_name == name)).one()


def changes(session: Session, *, today: date = LATER_ON, locale: str = "en") -> dict[str, Change]:
    need = session.exec(select(Need)).one()
    found = list_changes(session, need, list_positions(session, need.id or 0), locale, today=today)
    return {change.member.given_name: change for line in found.values() for change in line.changes}


def test_nothing_is_told_while_nothing_has_changed(matched: Engine) -> None:
    with reading(matched) as session:
        assert changes(session, today=TODAY) == {}
        assert changes(session, today=TODAY + timedelta(days=1)) == {}  # everybody's word is a day older: no change


def test_a_shortlist_changes_when_a_statement_lapses_and_says_so(matched: Engine) -> None:
    with reading(matched) as session:
        [ana] = changes(session).values()
        assert ana.member.given_name == "Ana"
        assert ana.now == 4
        assert ana.why == ("What was said of 26 Apr – 21 May 2027 lapsed 2 days ago: they count as unknown",)
        [spanish] = changes(session, locale="es_MX").values()
        assert spanish.why != ana.why
        assert "hace 2 días" in spanish.why[0]


def test_a_shortlist_changes_when_a_calendar_brings_a_busy_week_and_says_so(matched: Engine) -> None:
    with write_transaction(matched) as session:
        luis = member_of(session, "Luis")
        feed = make_feed(session, luis.id or 0)
        days = FeedDays(Outcome.OK, busy=[(date(2027, 5, 3), date(2027, 5, 9))])
        read = Reading(feed.id or 0, luis.id or 0, b"", TODAY, TODAY + timedelta(days=731), days=days)
        settle_readings(session, now=NOW + timedelta(hours=1), readings=[read])
    with reading(matched) as session:
        [change] = changes(session, today=TODAY).values()
        assert (change.member.given_name, change.step.value, change.now) == ("Luis", "out", None)
        assert change.why == ("Busy 3 May – 9 May 2027 by their own calendar",)


def test_tentative_days_of_a_calendar_and_a_hold_elsewhere_move_people_down(matched: Engine) -> None:
    with write_transaction(matched) as session:
        eva, juan = member_of(session, "Eva"), member_of(session, "Juan")
        make_feed(session, eva.id or 0, (FeedDayKind.TENTATIVE, date(2027, 5, 5), date(2027, 5, 6)))
        hold = make_hold(session, juan.id or 0, make_production(session).id or 0, (FIRST, date(2027, 5, 2)))
        hold.accepted_at = NOW + timedelta(hours=1)
        session.add(hold)
        touch_roster(session, NOW, None)
    with reading(matched) as session:
        found = changes(session, today=TODAY)
        assert found["Eva"].why == ("Tentative 5 May – 6 May 2027 by their own calendar",)
        assert found["Juan"].why == ("Held by another production since: 26 Apr – 2 May 2027",)
        assert {change.now for change in found.values()} == {3, 4}


def test_who_comes_in_is_told_with_why_and_whom_staff_dropped_is_not_told(matched: Engine) -> None:
    with write_transaction(matched) as session:
        new = make_gaffer(session, "Sol")
        new.created_at = NOW + timedelta(hours=1)
        session.add(new)
        [shortlist] = session.exec(select(Shortlist))
        actor = Actor.command("test", NOW)
        who = member_of(session, "Eva").id or 0
        decide_candidate(session, actor, shortlist.position_id, who, decision=Decision.DROPPED, reason="Asked twice")
    with reading(matched) as session:
        [change] = changes(session, today=TODAY).values()
        assert (change.member.given_name, change.before) == ("Sol", None)
        assert change.why == ("New in the registry",)


def test_a_new_word_is_told_with_its_days(matched: Engine) -> None:
    with write_transaction(matched) as session:
        at, days = NOW + timedelta(hours=1), (date(2027, 5, 10), date(2027, 5, 10))
        away = StatementKind.UNAVAILABLE
        say(session, member_of(session, "Juan"), until=date(2027, 6, 1), kind=away, at=at, days=days)
    with reading(matched) as session:
        [change] = changes(session, today=TODAY).values()
        assert change.why == ("Said since: not available on 10 May 2027",)


def test_a_word_that_was_taken_back_is_told(matched: Engine) -> None:
    with write_transaction(matched) as session:
        at, days = NOW + timedelta(hours=1), (date(2027, 5, 10), date(2027, 5, 12))
        say(session, member_of(session, "Juan"), until=NEVER, at=at, days=days)
    with reading(matched) as session:
        [change] = changes(session, today=TODAY).values()
        assert change.why[0] == "Took back since what was said of 10 May – 12 May 2027"


def test_the_kept_list_stays_as_it_was_and_a_new_match_makes_a_new_one(matched: Engine) -> None:
    with write_transaction(matched) as session:
        [kept] = session.exec(select(Shortlist))
        before = [(entry.crew_member_id, entry.score) for entry in list_entries(session, kept.id or 0)]
        need = session.exec(select(Need)).one()
        assert list_changes(session, need, list_positions(session, need.id or 0), "en", today=LATER_ON)
        match_need(session, Actor.command("test", LATER), need, today=LATER_ON)
        assert is_reproducible(session, kept)
        assert [(entry.crew_member_id, entry.score) for entry in list_entries(session, kept.id or 0)] == before
        assert changes(session) == {}


def test_a_list_of_an_earlier_need_is_not_compared(matched: Engine) -> None:
    with write_transaction(matched) as session:
        need = session.exec(select(Need)).one()
        need.version += 1
        session.add(need)
    with reading(matched) as session:
        assert changes(session) == {}


def test_the_match_pages_show_the_changes_and_offer_to_match_again(
    matched: Engine, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.match.today", lambda: LATER_ON)
    with reading(matched) as session:
        need = session.exec(select(Need)).one()
        [shortlist] = session.exec(select(Shortlist))
    browser = signed_in_as(web, Role.STAFF)
    for address in (f"/needs/{need.id}/match", f"/positions/{shortlist.position_id}/candidates"):
        page = browser.get(address).text
        assert "Since this list was made: one change" in page
        assert "What was said of 26 Apr – 21 May 2027 lapsed 2 days ago: they count as unknown." in page
        assert "Match again" in page
