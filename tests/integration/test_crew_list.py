"""Browsing the registry: filters narrow as they say, typos are forgiven, pages turn, and it goes out as CSV."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Role
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.credit import Course, TrainingRecord, TrainingResult
from app.models.crew import CefrLevel, CrewLanguage, CrewMember, CrewStatus, Language, WorkBase
from app.models.trust import AuditEvent
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member

GUADALAJARA, TLAQUEPAQUE, TLAJOMULCO, VALLARTA, BAHIA = "14039", "14098", "14097", "14067", "18020"
START = date(2027, 3, 1)
END = START + timedelta(days=4)


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


def _say(session: Session, member: CrewMember, kind: StatementKind, first: date, last: date) -> None:
    today = datetime.now(UTC).date()
    session.add(
        Statement(
            crew_member_id=member.id or 0,
            kind=kind,
            starts_on=first,
            ends_on=last,
            stated_at=datetime.now(UTC),
            valid_until_on=today + timedelta(days=30),
            source=StatementSource.SELF,
        )
    )


@pytest.fixture
def people(web: Flask) -> None:
    """Fill a registry of five: Inés, Álvaro, Zoé are active; Beto paused, Carla withdrawn."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        ines = make_crew_member(session, "gaffer", given_name="Inés", surname="Núñez", base_place=TLAQUEPAQUE)
        alvaro = make_crew_member(session, "key-grip", given_name="Álvaro", surname="Ibarra", base_place=BAHIA)
        zoe = make_crew_member(session, "first-ad", "gaffer", given_name="Zoé", surname="Ávila", base_place=VALLARTA)
        status = {"status": CrewStatus.PAUSED}
        make_crew_member(session, "gaffer", given_name="Beto", surname="Beltrán", base_place=GUADALAJARA, **status)
        make_crew_member(session, given_name="Carla", surname="Cruz", status=CrewStatus.WITHDRAWN)
        session.add(WorkBase(crew_member_id=zoe.id or 0, place=TLAJOMULCO))
        session.add(CrewLanguage(crew_member_id=ines.id or 0, language=Language.EN, level=CefrLevel.B1))
        session.add(CrewLanguage(crew_member_id=zoe.id or 0, language=Language.EN, level=CefrLevel.C1))
        course = Course(programme="Jalisco Lab", name="Basics", starts_on=START, ends_on=END)
        session.add(course)
        session.flush()
        result = TrainingResult.APPROVED
        session.add(TrainingRecord(crew_member_id=alvaro.id or 0, course_id=course.id or 0, result=result))
        _say(session, ines, StatementKind.AVAILABLE, START, END)
        _say(session, zoe, StatementKind.AVAILABLE, START, END)
        _say(session, zoe, StatementKind.UNAVAILABLE, END, END)


def names(browser: FlaskClient, query: str = "") -> list[str]:
    """Return the given names that a list shows, in order."""
    answer = browser.get(f"/crew?{query}")
    assert answer.status_code == 200
    return re.findall(r'<th scope="row"><a href="/crew/\d+">(\w+) ', answer.get_data(as_text=True))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Zoé", "Álvaro", "Inés"]),
        ("q=nunez", ["Inés"]),
        ("q=NÚÑ", ["Inés"]),
        ("q=zoe+avila", ["Zoé"]),
        ("q=avila+zoe", ["Zoé"]),
        ("q=unez", ["Inés"]),
        ("q=gafer", ["Zoé", "Inés"]),
        ("q=1st+AD", ["Zoé"]),
        ("q=100%25", []),
        ("department=lighting", ["Zoé", "Inés"]),
        ("role=key-grip", ["Álvaro"]),
        ("role=gaffer&department=grip", ["Zoé", "Inés"]),
        ("place=PVR", ["Zoé", "Álvaro"]),
        ("place=Guadalajara", ["Zoé", "Inés"]),
        ("place=Guadalajara&km=25", ["Zoé", "Inés"]),
        ("language=en", ["Zoé", "Inés"]),
        ("language=en&level=B2", ["Zoé"]),
        ("training=*", ["Álvaro"]),
        ("training=Jalisco+Lab", ["Álvaro"]),
        ("status=paused", ["Beto"]),
        ("status=all", ["Zoé", "Beto", "Carla", "Álvaro", "Inés"]),
        ("sort=newest", ["Zoé", "Álvaro", "Inés"]),
        (f"start={START}&end={END}&days=free", ["Inés"]),
        (f"start={START}&days=free", ["Zoé", "Inés"]),
        (f"start={START}&end={END}&days=unavailable", ["Zoé"]),
        (f"start={START}&end={END}&days=unknown", ["Álvaro"]),
        (f"start={START}&end={END}&days=possible", ["Álvaro", "Inés"]),
        (f"start={START}&end={END}&days=booked", []),
        (f"start={START}&end={END}&days=free&role=key-grip", []),
        ("role=nonsense&language=xx&level=Z9&sort=?&page=x&days=?&km=-1", ["Zoé", "Álvaro", "Inés"]),
    ],
)
def test_a_filter_narrows_as_it_says(staff: FlaskClient, query: str, expected: list[str]) -> None:
    assert sorted(names(staff, query)) == sorted(expected)
    if query in {"", "status=all"}:
        assert names(staff, query) == expected


@pytest.mark.usefixtures("people")
def test_a_typo_that_finds_nobody_is_put_right_and_said(staff: FlaskClient) -> None:
    page = staff.get("/crew?q=inez+nunes").get_data(as_text=True)
    assert "Nothing was found for “inez nunes”. These are for “ines nunez”." in page
    assert names(staff, "q=inez+nunes") == ["Inés"]
    assert names(staff, "q=zoe+avyla&role=gaffer") == ["Zoé"]
    assert "Nobody meets all of this" in staff.get("/crew?q=xxyyzz").get_data(as_text=True)


@pytest.mark.usefixtures("people")
def test_words_that_people_bear_are_tried_with_other_words_until_somebody_bears_them_together(
    staff: FlaskClient, web: Flask
) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        make_crew_member(session, given_name="Beda", surname="Ibara")
    page = staff.get("/crew?q=ibara+alvaro").get_data(as_text=True)
    assert "These are for “ibarra alvaro”." in page


@pytest.mark.usefixtures("people")
def test_a_title_that_nobody_bears_is_read_as_its_role_and_said(staff: FlaskClient) -> None:
    page = staff.get("/crew?q=primer+asistente+de+direccion").get_data(as_text=True)
    assert "First Assistant Director" in page
    page = staff.get("/crew?q=jefa+d+electrikos").get_data(as_text=True)
    assert "“jefa d electrikos” was read as the role Gaffer." in page
    assert sorted(names(staff, "q=jefa+d+electrikos")) == ["Inés", "Zoé"]


@pytest.mark.usefixtures("people")
def test_a_place_that_is_not_sure_is_asked_back_and_days_the_wrong_way_round_are_told(staff: FlaskClient) -> None:
    page = staff.get("/crew?place=San+Juan").get_data(as_text=True)
    assert "Which one do you mean" in page
    page = staff.get(f"/crew?start={END}&end={START}&days=free").get_data(as_text=True)
    assert "This day is before the first one." in page


@pytest.mark.usefixtures("people")
def test_the_list_tells_each_persons_state_in_the_asked_days(staff: FlaskClient) -> None:
    page = staff.get(f"/crew?start={START}&end={END}").get_data(as_text=True)
    words = re.findall(r'<span class="state \w+">([\w ]+)</span></td>', page)
    assert words == ["Not available", "Unknown", "Free"]


def test_an_empty_registry_says_what_to_do_first(staff: FlaskClient) -> None:
    assert "Make the first profile" in staff.get("/crew").get_data(as_text=True)


def _count_statements(engine: Engine, browser: FlaskClient, address: str) -> int:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    assert browser.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_pages_turn_and_a_long_page_asks_the_database_no_more_often(web: Flask, staff: FlaskClient) -> None:
    engine = web.extensions["llamado.engine"]
    with write_transaction(engine) as session:
        make_crew_member(session, "gaffer", given_name="Uno", surname="Aa")
    few = _count_statements(engine, staff, f"/crew?start={START}&end={END}")
    with write_transaction(engine) as session:
        for number in range(60):
            make_crew_member(session, "gaffer", given_name=f"N{number}", surname=f"B{number:03d}")
    assert _count_statements(engine, staff, f"/crew?start={START}&end={END}") == few
    first, second = names(staff, "page=1"), names(staff, "page=2")
    assert (len(first), len(second)) == (50, 11)
    assert not set(first) & set(second)
    assert names(staff, "page=99") == second


@pytest.mark.usefixtures("people")
def test_the_whole_list_goes_out_as_safe_csv_and_that_is_recorded(staff: FlaskClient, session: Session) -> None:
    with write_transaction(staff.application.extensions["llamado.engine"]) as writing:
        make_crew_member(writing, given_name="=cmd()", surname="", phone="+523312345678")
    answer = staff.post("/crew.csv?status=all")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline="")))
    assert len(rows) == 7
    [evil] = [row for row in rows if "cmd" in row[1]]
    assert evil[1] == "'=cmd()"
    assert "33 1234 5678" in evil
    recorded = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:list:exported")).one()
    assert '"people": 6' in recorded.detail
    session.rollback()
    narrowed = staff.post("/crew.csv?role=key-grip").get_data(as_text=True)
    assert narrowed.count("\r\n") == 2
