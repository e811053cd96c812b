"""Series: exceptions, additions, changed occurrences, clocks."""

import pytest

from tests.factories.ics import busy, calendar, days, event, read, summer_time

MONDAYS = ("DTSTART;TZID=America/Mexico_City:20270104T100000", "DTEND;TZID=America/Mexico_City:20270104T130000")
WEEKLY = (*MONDAYS, "RRULE:FREQ=WEEKLY;COUNT=4")
ALL_DAY = ("DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=WEEKLY;COUNT=4")


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE:20270111T160000Z",
        "EXDATE:20270111T100000",
        "EXDATE;TZID=America/Mexico_City:20270111T100000",
        "EXDATE;TZID=Europe/Madrid:20270111T170000",
        "EXDATE:20270301T100000,20270111T100000,",
        "EXDATE:20270301T100000;20270111T100000",
        "EXDATE;VALUE=DATE:20270111",
        "EXDATE:20270111",
    ],
)
def test_an_exception_takes_its_occurrence_out(line: str) -> None:
    assert busy(event(*WEEKLY, line)) == ["2027-01-04", "2027-01-18", "2027-01-25"]


@pytest.mark.parametrize("line", ["EXDATE:20270111T100001", "EXDATE;TZID=Europe/Madrid:20270111T100000", "EXDATE:"])
def test_an_exception_at_another_instant_takes_nothing_out(line: str) -> None:
    assert len(busy(event(*WEEKLY, line))) == 4


@pytest.mark.parametrize("line", ["EXDATE;VALUE=DATE:20270111", "EXDATE:20270111", "EXDATE:20270111T000000"])
def test_a_whole_day_is_taken_out_by_its_date(line: str) -> None:
    assert busy(event(*ALL_DAY, line)) == ["2027-01-04", "2027-01-18", "2027-01-25"]


def test_a_day_with_several_occurrences_is_free_when_all_are_taken_out() -> None:
    twice = ("DTSTART:20270104T100000", "RRULE:FREQ=DAILY;BYHOUR=10,15;COUNT=4")
    assert len(busy(event(*twice, "EXDATE:20270105T100000"))) == 2
    assert busy(event(*twice, "EXDATE:20270105T100000,20270105T150000")) == ["2027-01-04"]


def test_additions_join_the_series() -> None:
    lines = ("DTSTART:20270104T100000", "DTEND:20270104T130000")
    assert busy(event(*lines, "RDATE:20270106T100000,20270108T230000")) == [
        "2027-01-04",
        "2027-01-06",
        "2027-01-08",
        "2027-01-09",
    ]
    assert busy(event(*lines, "RDATE:")) == ["2027-01-04"]


def test_an_added_period_has_its_own_length() -> None:
    periods = "RDATE;VALUE=PERIOD:20270106T100000/20270107T100000,20270110T230000/PT2H"
    assert busy(event("DTSTART:20270104T100000", periods)) == [
        "2027-01-04",
        "2027-01-06",
        "2027-01-07",
        "2027-01-10",
        "2027-01-11",
    ]


def test_an_addition_that_is_taken_out_is_gone() -> None:
    assert busy(event("DTSTART:20270104T100000", "RDATE:20270106T100000", "EXDATE:20270106T100000")) == ["2027-01-04"]


@pytest.mark.parametrize(
    "which",
    [
        "RECURRENCE-ID;TZID=America/Mexico_City:20270111T100000",
        "RECURRENCE-ID:20270111T160000Z",
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20270111T170000",
    ],
)
def test_a_changed_occurrence_stands_instead_of_its_own(which: str) -> None:
    moved = event(which, "DTSTART:20270113T100000", "STATUS:TENTATIVE")
    found = read(calendar(moved, event(*WEEKLY)))
    assert days(found.busy) == ["2027-01-04", "2027-01-18", "2027-01-25"]
    assert days(found.tentative) == ["2027-01-13"]


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"])
def test_a_cancelled_occurrence_frees_its_day(line: str) -> None:
    gone = event("RECURRENCE-ID:20270111T160000Z", "DTSTART:20270111T160000Z", line)
    assert busy(event(*WEEKLY), gone) == ["2027-01-04", "2027-01-18", "2027-01-25"]


def test_an_occurrence_of_another_series_changes_nothing() -> None:
    other = event("RECURRENCE-ID:20270111T160000Z", "DTSTART:20270111T160000Z", "STATUS:CANCELLED", uid="2")
    assert len(busy(event(*WEEKLY), other)) == 4


def test_a_whole_day_of_a_series_is_changed_by_a_midnight() -> None:
    moved = event("RECURRENCE-ID;TZID=W. Europe Standard Time:20270111T000000", "DTSTART;VALUE=DATE:20270112")
    assert busy(event(*ALL_DAY), moved) == ["2027-01-04", "2027-01-12", "2027-01-18", "2027-01-25"]


def test_of_two_changes_the_later_stands() -> None:
    changes = [event("RECURRENCE-ID:20270111T160000Z", f"DTSTART:2027011{day}T100000") for day in (2, 3)]
    assert busy(event(*WEEKLY), *changes) == ["2027-01-04", "2027-01-13", "2027-01-18", "2027-01-25"]


def test_a_change_without_its_series_is_an_event() -> None:
    assert busy(event("RECURRENCE-ID:20270111T160000Z", "DTSTART:20270112T100000", "RRULE:FREQ=DAILY")) == [
        "2027-01-12"
    ]


def test_a_change_moved_into_the_window_counts() -> None:
    moved = event("RECURRENCE-ID:20270111T160000Z", "DTSTART:20270601T100000")
    days_of_june = busy(event(*WEEKLY), moved, window_from="2027-06-01", window_to="2027-07-01")
    assert days_of_june == ["2027-06-01"]


def test_a_cancelled_series_keeps_its_firm_changes() -> None:
    moved = event("RECURRENCE-ID:20270111T160000Z", "DTSTART:20270601T100000")
    assert busy(event(*WEEKLY, "STATUS:CANCELLED"), moved) == ["2027-06-01"]


def test_a_change_of_all_that_follow_moves_them() -> None:
    changed = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20270118T160000Z", "DTSTART:20270119T100000", "DURATION:P1D")
    assert busy(event(*WEEKLY), changed) == [
        *("2027-01-04", "2027-01-11"),
        *("2027-01-19", "2027-01-20", "2027-01-26", "2027-01-27"),
    ]


def test_cancelling_all_that_follow_frees_them() -> None:
    changed = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20270118T160000Z", "DTSTART:20270118T160000Z", "STATUS:CANCELLED"
    )
    assert busy(event(*WEEKLY), changed) == ["2027-01-04", "2027-01-11"]


def test_an_event_that_is_taken_out_is_gone() -> None:
    assert not busy(event(*MONDAYS, "EXDATE:20270104T160000Z"))


def test_a_change_of_a_single_event_stands_instead_of_it() -> None:
    assert busy(event(*MONDAYS), event("RECURRENCE-ID:20270104T160000Z", "DTSTART:20270105T100000")) == ["2027-01-05"]


def test_a_change_that_names_only_a_day_takes_no_timed_occurrence_out() -> None:
    moved = event("RECURRENCE-ID;VALUE=DATE:20270111", "DTSTART:20270112T100000")
    assert busy(event(*WEEKLY), moved) == ["2027-01-04", "2027-01-11", "2027-01-12", "2027-01-18", "2027-01-25"]


def test_a_start_that_its_rule_misses_is_no_occurrence() -> None:
    assert busy(event("DTSTART:20270105T100000", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2")) == ["2027-01-11", "2027-01-18"]


@pytest.mark.parametrize("line", ["RRULE:FREQ=NEVER", "RRULE:FREQ=DAILY;BYMONTH=13", "RDATE:soon", "EXRULE:FREQ=DAILY"])
def test_what_a_series_says_in_vain_is_told_of_and_its_start_kept(line: str) -> None:
    found = read(calendar(event(*MONDAYS, line)))
    assert (days(found.busy), found.reason) == (["2027-01-04"], "partly_read")


def test_a_series_keeps_its_own_clock() -> None:
    """00:30 in a zone with summer time is 23:30 or 00:30 the day before in Mexico."""
    lines = ("DTSTART;TZID=Set:20270310T003000", "DURATION:PT10M", "RRULE:FREQ=MONTHLY;COUNT=3")
    assert busy(summer_time("Set"), event(*lines)) == ["2027-03-10", "2027-04-09", "2027-05-09"]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20270125T160000Z", "2027-01-25"),
        ("20270125T155959Z", "2027-01-18"),
        ("20270125T100000", "2027-01-25"),
        ("20270126", "2027-01-25"),
        ("20270125", "2027-01-18"),
        ("2027-01-25T10:00:00-06:00", "2027-01-25"),
    ],
)
def test_a_series_ends_with_its_last_moment(until: str, last: str) -> None:
    assert busy(event(*MONDAYS, f"RRULE:FREQ=WEEKLY;UNTIL={until}"))[-1] == last


def test_two_rules_of_one_event_are_joined() -> None:
    lines = ("DTSTART:20270104T100000", "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert busy(event(*lines)) == ["2027-01-04", "2027-01-05", "2027-01-11"]


def test_a_long_occurrence_that_began_before_the_window_reaches_into_it() -> None:
    found = busy(
        event("DTSTART;VALUE=DATE:20260101", "DURATION:P40D", "RRULE:FREQ=MONTHLY"),
        window_from="2027-03-01",
        window_to="2027-03-11",
    )
    assert len(found) == 10


def test_a_time_added_to_whole_days_is_a_whole_day() -> None:
    lines = ("DTSTART;VALUE=DATE:20270104", "RDATE:20270106T100000,20270108T000000Z")
    assert busy(event(*lines)) == ["2027-01-04", "2027-01-06", "2027-01-08"]


def test_a_day_added_to_a_timed_event_is_that_day() -> None:
    assert busy(event(*MONDAYS, "RDATE;VALUE=DATE:20270106")) == ["2027-01-04", "2027-01-06"]


def test_a_rule_with_escaped_separators_is_understood() -> None:
    assert len(busy(event(*MONDAYS, "RRULE:FREQ=DAILY\\;COUNT=10"))) == 10


def test_rules_of_calendars_that_we_do_not_know_are_told_of() -> None:
    assert len(busy(event(*MONDAYS, "RRULE:RSCALE=GREGORIAN;FREQ=DAILY;COUNT=3"))) == 3
    found = read(calendar(event(*MONDAYS, "RRULE:RSCALE=CHINESE;FREQ=DAILY")))
    assert (days(found.busy), found.reason) == (["2027-01-04"], "partly_read")


@pytest.mark.parametrize("day", ["20270314", "20271107"])
def test_days_on_which_a_clock_changes_are_told_to_the_hour(day: str) -> None:
    """At 23:30 and 00:30 in New York it is not yet the next day in Mexico, in summer two hours behind."""
    lines = (f"DTSTART;TZID=America/New_York:{day}T003000", "DURATION:PT10M", "RRULE:FREQ=HOURLY;INTERVAL=23;COUNT=2")
    first = f"{day[:4]}-{day[4:6]}-{int(day[6:]) - 1:02}"
    assert busy(event(*lines)) == [first, f"{day[:4]}-{day[4:6]}-{day[6:]}"]
