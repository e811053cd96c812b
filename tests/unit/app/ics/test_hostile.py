"""Feeds made to hurt: every one is answered within counted work."""

import random
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ics.days import FeedDays
from app.ics.limits import Budget
from tests.factories.ics import busy, calendar, days, event, read, summer_time

NOISE = b"0123456789TZ;:=,-+\r\n \tABCDEFXY\x00\xff"
WINDOW = ("2027-01-01", "2028-01-01")
SEED_FEED = calendar(
    summer_time("Set"),
    event("DTSTART;TZID=Set:20270104T100000", "DTEND;TZID=Set:20270104T130000", "RRULE:FREQ=WEEKLY;COUNT=9", uid="a"),
    event("RECURRENCE-ID;TZID=Set:20270111T100000", "DTSTART:20270112T100000Z", "STATUS:TENTATIVE", uid="a"),
    event("DTSTART;VALUE=DATE:20270401", "DURATION:P3D", "RDATE;VALUE=DATE:20270501,20270601", uid="b"),
    event("DTSTART:20270701T100000", "RRULE:FREQ=MINUTELY;INTERVAL=7;BYHOUR=3;UNTIL=20270801", uid="c"),
)


def assert_sound(found: FeedDays) -> None:
    """Check that the answer is one of two and its spans in order, apart from each other and inside the window."""
    assert found.outcome in {"ok", "reject"}
    spans = sorted([*found.busy, *found.tentative])
    assert all(date(2027, 1, 1) <= first <= last < date(2028, 1, 1) for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    for kind in (found.busy, found.tentative):
        assert kind == sorted(kind)
        assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(kind))
    if found.outcome == "reject":
        assert found.reason
        assert not spans


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;INTERVAL=7;COUNT=1000000000000",
        "FREQ=MINUTELY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=SECONDLY;BYSECOND=59;BYMINUTE=59;BYHOUR=23",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    ],
)
def test_a_rule_without_end_takes_every_day(rule: str) -> None:
    assert len(busy(event("DTSTART:19700101T000000", "DURATION:PT1S", f"RRULE:{rule}"))) == 365


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;INTERVAL=999999999999",
        "FREQ=SECONDLY;INTERVAL=999999999999",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=7",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
    ],
)
def test_a_rule_that_never_happens_ends(rule: str) -> None:
    assert not busy(event("DTSTART:00010101T000000", f"RRULE:{rule}"))


def test_too_many_costly_series_are_refused() -> None:
    rule = "RRULE:FREQ=SECONDLY;INTERVAL=7;BYHOUR=1,2,3;COUNT=1000000000"
    series = [event("DTSTART:19700101T000000", rule, uid=str(number)) for number in range(2_000)]
    assert read(calendar(*series)).reason == "too_large"


def test_thousands_of_simple_series_are_read() -> None:
    series = [event("DTSTART:20100101T100000", "RRULE:FREQ=DAILY;COUNT=9999", uid=str(n)) for n in range(1_000)]
    assert len(busy(*series)) == 365


@pytest.mark.parametrize(
    "lines",
    [
        ("DURATION:P" + "9" * 10_000 + "D",),
        ("DURATION:P999999999999W",),
        ("RRULE:FREQ=DAILY;BYDAY=" + "MO," * 100_000,),
        ("RRULE:FREQ=DAILY;BYMONTHDAY=" + "9" * 10_000,),
        ("EXDATE:" + "x," * 10_000,),
        ("X:" + "(" * 100_000, "TZID" + ";A=1" * 10_000 + ":x", 'DTEND;X="' + 'a"b"' * 10_000 + ":"),
    ],
)
def test_absurd_values_cost_nothing_but_themselves(lines: tuple[str, ...]) -> None:
    assert busy(event("DTSTART:20270305T100000", *lines)) == ["2027-03-05"]


def test_a_list_without_end_is_refused() -> None:
    for name in ("RDATE", "EXDATE"):
        many = f"{name}:" + "20270303T000000," * 500_000
        assert read(calendar(event("DTSTART:20270305T100000", many))).reason == "too_large"


def test_a_hundred_thousand_events_are_refused() -> None:
    assert read(calendar(*[event("DTSTART:20270101")] * 100_000)).reason == "too_large"


def test_a_zone_with_changes_every_second_is_refused_or_read() -> None:
    zone = summer_time("Set").replace("FREQ=YEARLY", "FREQ=SECONDLY")
    assert_sound(read(calendar(zone, event("DTSTART;TZID=Set:20270101T100000"))))
    daily = summer_time("Set").replace("FREQ=YEARLY;BYMONTH=4;BYDAY=1SU", "FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4")
    assert_sound(read(calendar(daily, event("DTSTART;TZID=Set:20270101T100000"))))


def test_work_is_counted() -> None:
    budget = Budget(3)
    budget.spend(3)
    with pytest.raises(Exception, match="too_large"):
        budget.spend()


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_no_broken_byte_breaks_the_reader(seed: int, count: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - noise for a test
    data = bytearray(SEED_FEED)
    for _ in range(count):
        at = dice.randrange(len(data))
        data[at : at + dice.choice([0, 1, 9])] = bytes(dice.choices(NOISE, k=dice.choice([0, 1, 4])))
    assert_sound(read(bytes(data), *WINDOW))


@given(st.binary(max_size=300))
def test_noise_is_no_calendar(noise: bytes) -> None:
    assert_sound(read(noise, *WINDOW))


@given(
    st.lists(st.sampled_from(SEED_FEED.decode().split("\r\n")), max_size=40),
    st.sampled_from(["America/Mexico_City", "Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns"]),
)
def test_lines_in_any_order_are_answered(lines: list[str], zone: str) -> None:
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()
    assert_sound(read(data, *WINDOW, zone=ZoneInfo(zone)))


def test_the_seed_feed_is_what_it_seems() -> None:
    found = read(SEED_FEED)
    assert days(found.tentative) == ["2027-01-12"]
    assert len(days(found.busy)) == 8 + 3 * 3 + 30
