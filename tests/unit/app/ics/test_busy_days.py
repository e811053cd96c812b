"""Which days an event takes, and how surely."""

import pytest

from tests.factories.ics import busy, calendar, days, event, read, summer_time


def test_an_event_takes_the_days_it_touches() -> None:
    assert busy(event("DTSTART:20270305T233000", "DTEND:20270306T003000")) == ["2027-03-05", "2027-03-06"]


def test_an_event_that_ends_at_midnight_leaves_the_next_day_free() -> None:
    assert busy(event("DTSTART:20270305T180000", "DTEND:20270306T000000")) == ["2027-03-05"]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20270305T000000",),
        ("DTSTART:20270305T120000", "DTEND:20270305T110000"),
        ("DTSTART:20270305T120000", "DTEND:20270301T110000"),
        ("DTSTART:20270305T120000", "DURATION:-PT30M"),
        ("DTSTART:20270305T120000", "DURATION:PT0S"),
        ("DTSTART;VALUE=DATE:20270305",),
        ("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270305"),
        ("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270301"),
        ("DTSTART;VALUE=DATE:20270305", "DURATION:PT2H"),
        ("DTSTART;VALUE=DATE:20270305", "DURATION:P1D"),
        ("DTSTART:20270305", "DTEND:20270306"),
        ("DTSTART;VALUE=DATE:20270305T000000", "DTEND;VALUE=DATE:20270306T000000"),
        ("DTSTART:2027-03-05T10:00:00", "DTEND:2027-03-05T11:00:00"),
        ("dtstart:20270305T100000", "Dtend:20270305T110000"),
        ("DTSTART:20270304T240000",),
        ("DTSTART:20270305T100000", "DTSTART:20270401T100000"),
    ],
)
def test_an_event_of_one_day_takes_that_day(lines: tuple[str, ...]) -> None:
    assert busy(event(*lines)) == ["2027-03-05"]


def test_whole_days_end_before_their_end() -> None:
    assert busy(event("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270308")) == [
        "2027-03-05",
        "2027-03-06",
        "2027-03-07",
    ]


def test_a_duration_counts_weeks_days_hours_and_minutes() -> None:
    assert len(busy(event("DTSTART;VALUE=DATE:20270305", "DURATION:P1W"))) == 7
    assert busy(event("DTSTART:20270305T230000", "DURATION:P1DT1H1M")) == ["2027-03-05", "2027-03-06", "2027-03-07"]


def test_an_end_counts_more_than_a_duration() -> None:
    lines = ("DTSTART:20270305T100000", "DTEND:20270306T100000", "DURATION:PT0S")
    assert busy(event(*lines)) == ["2027-03-05", "2027-03-06"]


def test_instants_are_turned_into_the_persons_days() -> None:
    assert busy(event("DTSTART:20270302T020000Z", "DTEND:20270302T060000Z")) == ["2027-03-01"]


def test_a_calendars_own_zone_hint_moves_nothing() -> None:
    data = calendar("X-WR-TIMEZONE:Asia/Tokyo", event("DTSTART:20270302T230000", "DTEND:20270302T235900"))
    assert days(read(data).busy) == ["2027-03-02"]


def test_transparent_and_cancelled_events_take_nothing() -> None:
    assert not busy(event("DTSTART;VALUE=DATE:20270305", "TRANSP:TRANSPARENT"))
    assert not busy(event("DTSTART;VALUE=DATE:20270305", "STATUS:cancelled"))


@pytest.mark.parametrize("line", ["STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"])
def test_a_tentative_event_makes_tentative_days(line: str) -> None:
    found = read(calendar(event("DTSTART;VALUE=DATE:20270305", line)))
    assert (days(found.tentative), found.busy) == (["2027-03-05"], [])


def test_a_firm_event_outweighs_a_tentative_one() -> None:
    maybe = event("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270308", "STATUS:TENTATIVE", uid="a")
    found = read(calendar(maybe, event("DTSTART:20270306T100000", uid="b")))
    assert (days(found.tentative), days(found.busy)) == (["2027-03-05", "2027-03-07"], ["2027-03-06"])


def test_days_outside_the_window_are_left_out() -> None:
    long = event("DTSTART;VALUE=DATE:20261220", "DTEND;VALUE=DATE:20280401")
    assert busy(long, window_from="2027-03-01", window_to="2027-03-04") == ["2027-03-01", "2027-03-02", "2027-03-03"]
    assert not busy(event("DTSTART:20270304T000000"), window_from="2027-03-01", window_to="2027-03-04")


def test_spans_that_meet_are_one() -> None:
    parts = [event(f"DTSTART;VALUE=DATE:2027030{day}", uid=str(day)) for day in (3, 1, 2, 5)]
    found = read(calendar(*parts))
    assert [(first.day, last.day) for first, last in found.busy] == [(1, 3), (5, 5)]


def test_other_components_take_nothing() -> None:
    lines = ["UID:2", "DTSTART:20270305T100000", "DTEND:20270305T120000", "DUE:20270305T100000"]
    others = ["\n".join([f"BEGIN:{name}", *lines, f"END:{name}"]) for name in ("VTODO", "VJOURNAL", "VFREEBUSY")]
    assert not busy(*others)


def test_what_stands_inside_an_alarm_is_not_the_events() -> None:
    alarm = "BEGIN:VALARM\nDTSTART:20270401T100000\nSTATUS:CANCELLED\nBEGIN:VALARM\nEND:VALARM\nEND:VALARM"
    assert busy(event("DTSTART:20270305T100000", alarm, "DTEND:20270306T100000")) == ["2027-03-05", "2027-03-06"]


def test_an_event_without_a_start_takes_nothing() -> None:
    found = read(calendar(event("SUMMARY:someday")))
    assert (found.outcome, found.busy, found.reason) == ("ok", [], "")


def test_an_entry_that_cannot_be_understood_is_told_of() -> None:
    found = read(calendar(event("DTSTART:tomorrow", uid="a"), event("DTSTART:20270305T100000", uid="b")))
    assert (found.outcome, days(found.busy), found.reason) == ("ok", ["2027-03-05"], "partly_read")


@pytest.mark.parametrize("line", ["DTEND:later", "DURATION:long", "DURATION:P1000000W", "RECURRENCE-ID:that one"])
def test_what_an_event_says_in_vain_is_told_of_and_its_first_day_kept(line: str) -> None:
    found = read(calendar(event("DTSTART:20270305T100000", line)))
    assert (days(found.busy), found.reason) == (["2027-03-05"], "partly_read")


@pytest.mark.parametrize("line", ["DTEND:", "DURATION:-PT1H", "DURATION:PT0S", "SUMMARY:no end"])
def test_an_event_without_length_is_no_riddle(line: str) -> None:
    found = read(calendar(event("DTSTART:20270305T100000", line)))
    assert (days(found.busy), found.reason) == (["2027-03-05"], "")


def test_events_at_the_ends_of_time_do_no_harm() -> None:
    ends = [
        event("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231", uid="a"),
        event("DTSTART:99991231T235959Z", "DURATION:P9999999W", uid="b"),
        event("DTSTART;TZID=Asia/Tokyo:00010101T000000", "RRULE:FREQ=YEARLY;INTERVAL=99999", uid="c"),
    ]
    assert len(busy(*ends)) == 365


@pytest.mark.parametrize(
    ("window_from", "window_to"),
    [("0001-01-01", "0001-03-01"), ("9999-01-01", "9999-12-31"), ("9998-01-01", "9999-01-01")],
)
def test_windows_at_the_ends_of_time_are_answered(window_from: str, window_to: str) -> None:
    zone = summer_time("Set").replace("BYDAY=1SU", "BYDAY=1SU;UNTIL=99991231T235959Z")
    late = zone.replace("19700405", "99991231").replace("TZID:Set", "TZID:Late")
    events = [
        event(f"DTSTART;TZID={tzid}:{day}", "DURATION:PT30H", "RRULE:FREQ=MONTHLY;UNTIL=99991231", uid=f"{tzid}{day}")
        for tzid in ("Set", "Late", "Asia/Tokyo", "America/Mexico_City")
        for day in ("00010101T000000", "99981231T230000", "99991231T235959")
    ]
    singles = [text.replace("RRULE", "X-RRULE").replace("UID:", "UID:x") for text in events]
    assert read(calendar(zone, late, *events, *singles), window_from, window_to).outcome == "ok"
