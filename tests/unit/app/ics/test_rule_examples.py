"""The examples of RFC 5545 §3.8.5.3, as days of New York, and rules that no standard foresaw."""

import pytest

from tests.factories.ics import busy, event

START = "19970902T090000"


def hits(rule: str, start: str = START, until: str = "19990401", lines: tuple[str, ...] = ()) -> list[str]:
    """Return month and day of each busy day (with the year from 1998 on) of a rule on a floating clock."""
    days = busy(
        event(f"DTSTART:{start}", "DURATION:PT5M", f"RRULE:{rule}", *lines),
        window_from="1996-01-01",
        window_to=f"{until[:4]}-{until[4:6]}-{until[6:]}",
    )
    return [day[5:] if day[:4] < "1998" else day[2:] for day in days]


def each(text: str) -> list[str]:
    """Expand "09-02..05 11-03" into days."""
    found: list[str] = []
    for part in text.split():
        first, _, last = part.partition("..")
        found += [f"{first[:-2]}{day:02}" for day in range(int(first[-2:]), int(last or first[-2:]) + 1)]
    return found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=10", "09-02..11"),
        ("FREQ=DAILY;UNTIL=19970912T000000Z", "09-02..11"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "09-02 09-12 09-22 10-02 10-12"),
        ("FREQ=WEEKLY;COUNT=10", "09-02 09-09 09-16 09-23 09-30 10-07 10-14 10-21 10-28 11-04"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=4", "09-02 09-16 09-30 10-14"),
        ("FREQ=WEEKLY;UNTIL=19970924T000000Z;WKST=SU;BYDAY=TU,TH", "09-02 09-04 09-09 09-11 09-16 09-18 09-23"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "09-02 09-04 09-16 09-18 09-30 10-02 10-14 10-16"),
        ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "09-22 10-20 11-17 12-22 98-01-19 98-02-16"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6", "09-28 10-29 11-28 12-29 98-01-29 98-02-26"),
        ("FREQ=MONTHLY;COUNT=6;BYMONTHDAY=2,15", "09-02 09-15 10-02 10-15 11-02 11-15"),
        ("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "09-10..15 99-03-10..13"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU;COUNT=9", "09-02 09-09 09-16 09-23 09-30 11-04 11-11 11-18 11-25"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "98-05-11"),
        ("FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "99-01-02 99-02-02 99-03-02"),
        ("FREQ=YEARLY;BYYEARDAY=1,100,200", "98-01-01 98-04-10 98-07-19 99-01-01"),
        ("FREQ=YEARLY;BYYEARDAY=-1;COUNT=3", "12-31 98-12-31"),
        ("FREQ=YEARLY;BYDAY=20MO", "98-05-18"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "98-03-05 98-03-12 98-03-19 98-03-26 99-03-04 99-03-11 99-03-18 99-03-25"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "98-02-13 98-03-13 98-11-13"),
        ("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=4", "09-13 10-11 11-08 12-13"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "09-04 10-07 11-06"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=5", "09-29 10-30 11-27 12-30 98-01-29"),
        ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", "09-02"),
        ("FREQ=HOURLY;INTERVAL=48;COUNT=3", "09-02 09-04 09-06"),
        ("FREQ=MINUTELY;INTERVAL=90;COUNT=12", "09-02..03"),
        ("FREQ=MINUTELY;INTERVAL=2880;COUNT=3", "09-02 09-04 09-06"),
        ("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16;COUNT=25", "09-02..03"),
        ("FREQ=MINUTELY;BYDAY=MO;BYHOUR=9;BYMINUTE=1;COUNT=3", "09-08 09-15 09-22"),
        ("FREQ=SECONDLY;INTERVAL=86400;COUNT=3", "09-02..04"),
        ("FREQ=SECONDLY;COUNT=200000", "09-02..04"),
        ("FREQ=SECONDLY;INTERVAL=7;BYSECOND=0;BYMINUTE=0;BYHOUR=3;UNTIL=19970907T000000", "09-04"),
        ("FREQ=HOURLY;BYMINUTE=0,20,40;BYSETPOS=-1;COUNT=17", "09-02..03"),
        ("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40;COUNT=7", "09-02..03"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,FR;BYSETPOS=-1,2;COUNT=4", "09-02 09-05 09-09 09-12"),
        ("FREQ=WEEKLY;BYDAY=1TU,XX;COUNT=2", "09-02 09-09"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", "09-02 09-09"),
        ("freq=daily; count=2", "09-02..03"),
        ("FREQ=DAILY;COUNT=2;", "09-02..03"),
        ("FREQ=DAILY;UNTIL=19970901", ""),
        ("FREQ=DAILY;UNTIL=19970904T090000", "09-02..04"),
        ("FREQ=DAILY;UNTIL=19970904T085959", "09-02..03"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", "10-31 12-31 98-01-31 98-03-31"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ""),
        ("FREQ=YEARLY;BYEASTER=0;UNTIL=19980101", "09-02"),
        ("FREQ=DAILY;BYMONTH=13", "09-02"),
        ("FREQ=DAILY;BYMONTHDAY=0", "09-02"),
        ("FREQ=FORTNIGHTLY", "09-02"),
        ("nonsense", "09-02"),
        ("", "09-02"),
    ],
)  # fmt: skip
def test_a_rule_happens_on_these_days(rule: str, expected: str) -> None:
    assert hits(rule) == each(expected)


def test_weeks_begin_where_the_rule_says() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST="
    assert hits(rule + "MO", "19970805T090000") == each("08-05 08-10 08-19 08-24")
    assert hits(rule + "SU", "19970805T090000") == each("08-05 08-17 08-19 08-31")


def test_a_leap_day_comes_every_four_years() -> None:
    days = busy(event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"), window_to="2033-01-01")
    assert days == ["2028-02-29", "2032-02-29"]


def test_the_last_week_of_a_year_may_reach_into_the_next() -> None:
    rule = "RRULE:FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO,SU"
    days = busy(event("DTSTART;VALUE=DATE:20240101", rule), window_from="2024-12-01", window_to="2026-02-01")
    assert [day[2:] for day in days] == each("24-12-23 24-12-29..30 25-01-05 25-12-22 25-12-28..29 26-01-04")


@pytest.mark.parametrize("year", ["0001", "1601", "1971"])
def test_a_rule_from_long_ago_reaches_the_window(year: str) -> None:
    assert busy(event(f"DTSTART:{year}0104T100000", "RRULE:FREQ=DAILY;BYMONTH=3;BYDAY=1MO,TU;COUNT=100000000"))
    assert len(busy(event(f"DTSTART:{year}0104T100000", "RRULE:FREQ=SECONDLY"))) == 365
    assert len(busy(event(f"DTSTART:{year}0104T100000", "RRULE:FREQ=DAILY;COUNT=100000000"))) == 365


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=1,28;COUNT=170", "2027-01-28"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,-1;COUNT=169", "2027-04-28"),
        ("FREQ=MONTHLY;BYDAY=2MO,-1FR;COUNT=170", "2027-01-29"),
        ("FREQ=MONTHLY;BYDAY=4FR,-1FR;COUNT=120", "2027-05-28"),
        ("FREQ=MONTHLY;COUNT=85", "2027-01-01"),
    ],
)
def test_a_count_by_the_month_is_the_same_from_any_window(rule: str, last: str) -> None:
    lines = ("DTSTART:20200101T100000", f"RRULE:{rule}")
    near, far = busy(event(*lines)), busy(event(*lines), window_from="2020-01-01")
    assert near == [day for day in far if day >= "2027-01-01"]
    assert near[-1] == last


def test_a_count_that_ran_out_before_the_window_frees_it() -> None:
    assert not busy(event("DTSTART:20200101T100000", "RRULE:FREQ=DAILY;COUNT=2557"))
    assert busy(event("DTSTART:20200101T100000", "RRULE:FREQ=DAILY;COUNT=2558")) == ["2027-01-01"]
    assert busy(event("DTSTART:20200101T100000", "RRULE:FREQ=WEEKLY;BYDAY=WE,FR;COUNT=732")) == ["2027-01-01"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("D2 #3", "09-02 09-04 09-06"),
        ("D1", "09-02..03"),
        ("D1 19970904T090000", "09-02..04"),
        ("W1 TU TH #3", "09-02 09-04 09-09"),
        ("W2 #2", "09-02 09-16"),
        ("MP1 1+ TU 1- FR #4", "09-02 09-26 10-07 10-31"),
        ("MD1 2 LD #3", "09-02 09-30 10-02"),
        ("MD1 2- #2", "09-29 10-30"),
        ("YM1 9 #2", "09-02 98-09-02"),
        ("YD1 245 #2", "09-02 98-09-02"),
        ("M1 #2", "09-02"),
    ],
)
def test_rules_of_old_calendars_are_understood(rule: str, expected: str) -> None:
    assert hits(rule) == each(expected)


def test_an_old_rule_may_go_on_for_ever() -> None:
    assert len(busy(event("DTSTART:20200101T100000", "RRULE:D1 #0"))) == 365
