"""Files as they come: encodings, folding, line ends, broken lines; and what is no calendar."""

import pytest

from app.ics.limits import MAX_BYTES, MAX_COMPONENTS, MAX_DEPTH
from tests.factories.ics import busy, calendar, days, event, read

TWO = calendar(
    event("SUMMARY:Añejo", "DTSTART;VALUE=DATE:20270401", "DTEND;VALUE=DATE:20270403", uid="a"),
    event("DTSTART;TZID=America/Mexico_City:20270410T070000", uid="b"),
)
DAYS = ["2027-04-01", "2027-04-02", "2027-04-10"]


@pytest.mark.parametrize(
    "data",
    [
        TWO,
        TWO.replace(b"\r\n", b"\n"),
        TWO.replace(b"\r\n", b"\r"),
        TWO.replace(b"\r\n", b"\r\n\r\n"),
        b"\xef\xbb\xbf" + TWO,
        b"\r\n\r\n  " + TWO,
        TWO.decode().encode("latin-1"),
        b"\xff\xfe" + TWO.decode().encode("utf-16-le"),
        b"\xfe\xff" + TWO.decode().encode("utf-16-be"),
        TWO.decode().encode("utf-16-le"),
        TWO.decode().encode("utf-16-be"),
        TWO.replace(b"VALUE=DATE", b"VALUE\r\n\t=DA\r\n TE"),
        TWO.replace(b"SUMMARY:A\xc3\xb1ejo", b"SUMMARY:A\xc3\r\n \xb1ejo"),
        TWO.replace(b"DTSTART", b"DTSTART\r\n\r\n "),
        TWO.replace(b"SUMMARY", b"no colon here\r\n;:;\r\n=\r\nX-\x00Y"),
        TWO.replace(b"\r\n", b"\0\r\n"),
        TWO.replace(b"VERSION:2.0", b'NAME;X="never closed'),
        TWO + b"\r\n<!-- served by a proxy -->",
        b"Warning: on line 3\r\n" + TWO,
        TWO.replace(b"END:VEVENT\r\nEND:VCALENDAR", b"END:VCALENDAR"),
        TWO.replace(b"END:VEVENT", b"END:VALARM\r\nEND:VEVENT"),
        TWO.replace(b"BEGIN:VEVENT", b"begin:vevent ").replace(b"END:VEVENT", b"End:VEvent\t"),
        TWO.replace(b"VERSION:2.0", b"VERSION:1.0"),
        TWO.replace(b"TZID=America/Mexico_City:", b'TZID="America/Mexico_City":'),
        TWO.replace(b"TZID=America/Mexico_City:", b'TZID="America/Mexico_City:'),
        TWO.replace(b"TZID=America/Mexico_City:", b'X-A="a:b;c";TZID=America/Mexico_City;X-B=:'),
        TWO.replace(b"TZID=America/Mexico_City:", b"TZID=(UTC-06:00) Guadalajara, Mexico City, Monterrey:"),
    ],
)
def test_a_calendar_is_read_however_it_is_written(data: bytes) -> None:
    found = read(data)
    assert (found.outcome, days(found.busy)) == ("ok", DAYS)


def test_several_calendars_in_one_file_are_read_together() -> None:
    data = calendar(event("DTSTART:20270305T100000")) + calendar(event("DTSTART:20270306T100000"))
    assert days(read(data).busy) == ["2027-03-05", "2027-03-06"]


def test_a_calendar_without_events_is_empty() -> None:
    assert busy() == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\0",
        b"<!doctype html><html><title>Sign in</title>BEGIN:VCALENDAR</html>",
        b'{"error": "not found"}',
        b"BEGIN:VEVENT\r\nDTSTART:20270305T100000\r\nEND:VEVENT\r\n",
        b"BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\n",
        b"END:VCALENDAR",
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    found = read(data)
    assert (found.outcome, found.busy, found.reason) == ("reject", [], "not_a_calendar")


@pytest.mark.parametrize("cut", [1, 5, 20, 40, 80, 120])
def test_a_calendar_that_was_cut_short_is_refused(cut: int) -> None:
    found = read(TWO.rstrip()[:-cut])
    assert (found.outcome, found.busy, found.reason) == ("reject", [], "cut_short")


def test_a_second_calendar_that_was_cut_short_is_refused_with_the_first() -> None:
    assert read(TWO + TWO[:150]).reason == "cut_short"


@pytest.mark.parametrize(
    "data",
    [
        calendar("X-PAD:" + "x" * MAX_BYTES),
        calendar("BEGIN:VTODO\nEND:VTODO\n" * MAX_COMPONENTS),
        calendar("BEGIN:X\n" * MAX_DEPTH),
        b"BEGIN:VCALENDAR\r\n" * 500_000,
    ],
)
def test_a_file_beyond_the_limits_is_refused(data: bytes) -> None:
    assert read(data).reason == "too_large"
