"""Calendars and contacts that we publish can be read by anybody, whatever people typed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ics.vcard import Contact, write_vcards
from app.ics.write import CalendarEvent, EventStatus, write_calendar
from tests.factories.ics import days, read

DAY = timedelta(days=1)
BOOKING = CalendarEvent(
    uid="booking-7@example.org",
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 3, 5),
    summary="La Casa — 1er asist. cámara; rodaje, semana 1",
    status=EventStatus.CONFIRMED,
    changed_at=datetime(2026, 11, 23, 18, 0, 5, tzinfo=UTC),
    sequence=3,
    description="Llamado 6:00\nForo 2\\B",
    location="Durango, México",
    url="https://example.org/me",
)
HOLD = replace(
    BOOKING,
    uid="hold-9@example.org",
    status=EventStatus.TENTATIVE,
    starts_on=date(2027, 4, 1),
    ends_on=date(2027, 4, 1),
)
TEXTS = st.text(max_size=120) | st.sampled_from(
    ["\r\nEND:VCALENDAR\r\nBEGIN:VEVENT", "a,b;c\\n\\", "ñ" * 90, "\ud800x\0"]
)


def written(*events: CalendarEvent) -> bytes:
    return write_calendar("Llamado: Ana", events, refresh=timedelta(hours=1))


def test_what_is_written_is_read_back_as_the_same_days() -> None:
    cancelled = replace(
        BOOKING, uid="x", starts_on=date(2027, 6, 1), ends_on=date(2027, 6, 2), status=EventStatus.CANCELLED
    )
    found = read(written(BOOKING, HOLD, cancelled))
    assert found.busy == [(date(2027, 3, 1), date(2027, 3, 5))]
    assert found.tentative == [(date(2027, 4, 1), date(2027, 4, 1))]
    assert found.reason == ""


def test_days_that_are_told_of_but_not_taken_are_transparent() -> None:
    assert not read(written(replace(BOOKING, busy=False))).busy


def test_another_library_reads_what_we_wrote() -> None:
    calendar = icalendar.Calendar.from_ical(written(BOOKING))
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"]) == "Llamado: Ana"
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2027, 3, 1), date(2027, 3, 6))
    assert str(event["SUMMARY"]) == BOOKING.summary
    assert str(event["DESCRIPTION"]) == BOOKING.description
    assert str(event["LOCATION"]) == BOOKING.location
    assert str(event["URL"]) == BOOKING.url
    assert str(event["UID"]) == BOOKING.uid
    assert str(event["STATUS"]) == "CONFIRMED"
    assert (event.decoded("SEQUENCE"), event.decoded("DTSTAMP")) == (3, BOOKING.changed_at)
    assert event.decoded("LAST-MODIFIED") == BOOKING.changed_at


def test_the_same_events_give_the_same_bytes_in_any_order() -> None:
    assert written(BOOKING, HOLD) == written(HOLD, BOOKING)
    assert written(BOOKING) != written(replace(BOOKING, sequence=4))


def test_lines_are_folded_and_ended_as_the_standard_has_it() -> None:
    data = written(replace(BOOKING, summary="ñandú " * 40))
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=30), "PT30M"),
        (timedelta(hours=12), "PT12H"),
        (timedelta(days=1, hours=1, minutes=1), "P1DT1H1M"),
        (timedelta(days=2), "P2D"),
        (timedelta(), "PT1M"),
    ],
)
def test_readers_are_told_when_to_come_again(length: timedelta, text: str) -> None:
    data = write_calendar("x", [], refresh=length)
    assert f"REFRESH-INTERVAL;VALUE=DURATION:{text}\r\n".encode() in data


@given(TEXTS, TEXTS, TEXTS, st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_nothing_typed_breaks_out_of_its_line(summary: str, uid: str, url: str, first: date, length: int) -> None:
    event = replace(
        BOOKING,
        uid=uid,
        summary=summary,
        description=url,
        location=uid,
        url=url,
        starts_on=first,
        ends_on=first + length * DAY,
    )
    data = write_calendar(summary, [event], refresh=DAY)
    found = read(data, "2027-01-01", "2028-06-01")
    assert (found.busy, found.reason) == ([(first, first + length * DAY)], "")
    assert data.count(b"\r\nBEGIN:") == data.count(b"\r\nEND:VEVENT") == 1
    assert len(icalendar.Calendar.from_ical(data).walk("VEVENT")) == 1


def test_a_contact_is_a_card() -> None:
    ana = Contact(
        "Ana Núñez, DFP", "Gaffer", "+52 618 123 4567", "ana@example.org", "Sol; Luna", "Habla inglés\nNo fuma", "u1"
    )
    assert write_vcards([ana]).decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Ana Núñez\\, DFP",
        "N:;Ana Núñez\\, DFP;;;",
        "UID:u1",
        "TITLE:Gaffer",
        "ORG:Sol\\; Luna",
        "TEL;TYPE=CELL:+526181234567",
        "EMAIL;TYPE=INTERNET:ana@example.org",
        "NOTE:Habla inglés\\nNo fuma",
        "END:VCARD",
        "",
    ]


def test_what_is_not_known_is_left_out() -> None:
    assert write_vcards([Contact("Ana")]) == b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nN:;Ana;;;\r\nEND:VCARD\r\n"


@given(st.lists(st.builds(Contact, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), max_size=3))
def test_no_name_breaks_out_of_its_card(contacts: list[Contact]) -> None:
    lines = write_vcards(contacts).split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert sum(line.startswith(b"BEGIN:") for line in lines) == len(contacts)
    assert [line for line in lines if line.startswith(b"END:")] == [b"END:VCARD"] * len(contacts)


def test_a_calendar_without_events_is_one_too() -> None:
    assert (read(written()).outcome, days(read(written()).busy)) == ("ok", [])
