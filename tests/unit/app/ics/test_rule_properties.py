"""Rules drawn at random happen as python-dateutil says, which runs through them one by one."""

from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ics.expand import occurrences
from app.ics.limits import Budget
from app.ics.rule import WEEKDAYS, read_rule

STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(microsecond=0))  # noqa: DTZ001 - wall clocks
NAMES = list(WEEKDAYS)


def some(*numbers: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(numbers), min_size=1, max_size=4, unique=True).map(
        lambda chosen: ",".join(map(str, chosen))
    )


DAYS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(",".join)
NUMBERED = st.lists(
    st.tuples(st.sampled_from([-5, -2, -1, 1, 2, 3, 5]), st.sampled_from(NAMES)), min_size=1, max_size=3, unique=True
).map(lambda chosen: ",".join(f"{number}{name}" for number, name in chosen))
MONTHS, MONTH_DAYS = some(*range(1, 13)), some(1, 2, 13, 15, 28, 29, 30, 31, -1, -2, -31)
TIMES = {"BYHOUR": some(*range(24)), "BYMINUTE": some(0, 15, 30, 59), "BYSECOND": some(0, 30)}
PARTS: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "YEARLY": {"BYMONTH": MONTHS, "BYMONTHDAY": MONTH_DAYS, "BYDAY": DAYS, "BYYEARDAY": some(1, 100, 366, -1, -300)},
    "MONTHLY": {"BYMONTHDAY": MONTH_DAYS, "BYDAY": DAYS | NUMBERED},
    "WEEKLY": {"BYMONTH": MONTHS, "BYDAY": DAYS},
    "DAILY": {"BYMONTH": MONTHS, "BYMONTHDAY": some(1, 2, 13, 28, -1, -2), "BYDAY": DAYS},
    "HOURLY": {"BYMONTH": MONTHS, "BYDAY": DAYS},
    "MINUTELY": {"BYDAY": DAYS},
}
"""Parts of each frequency. Rules that can never happen are not drawn: the peer looks for them until the year 9999."""


@st.composite
def rules(draw: Any) -> str:
    """Draw a rule whose parts go together as the standard's table has it."""
    frequency = draw(st.sampled_from(list(PARTS)))
    parts = {**PARTS[frequency], **TIMES}
    chosen = draw(st.sets(st.sampled_from(list(parts)), max_size=3))
    text = f"FREQ={frequency};INTERVAL={draw(st.integers(1, 5))};WKST={draw(st.sampled_from(NAMES))}"
    text += "".join(f";{part}={draw(parts[part])}" for part in sorted(chosen))
    if chosen - {"BYMONTH"} and frequency != "WEEKLY" and draw(st.booleans()):  # the peer's first week is cut
        text += f";BYSETPOS={draw(some(1, 2, 3, -1, -2) if frequency == 'YEARLY' else some(1, -1))}"
    if draw(st.booleans()):
        text += f";COUNT={draw(st.integers(1, 60))}"
    return text


def ours(text: str, start: datetime, first: datetime, last: datetime) -> list[datetime]:
    rule = read_rule(text)
    assert rule is not None
    found = occurrences(rule, start, first=first.toordinal(), last=last.toordinal(), until=None, budget=Budget())
    return [datetime.fromordinal(day) + timedelta(seconds=second) for day, seconds in found for second in seconds]


@settings(max_examples=120)
@given(rules(), STARTS, st.integers(0, 700), st.integers(0, 40))
def test_a_rule_happens_when_an_independent_engine_says(text: str, start: datetime, skip: int, length: int) -> None:
    sub_daily = text.startswith(("FREQ=HOURLY", "FREQ=MINUTELY"))
    skip = skip % 20 if sub_daily else skip  # the peer counts every minute
    first = datetime.combine(start + timedelta(days=skip), datetime.min.time())
    end = first + timedelta(days=length % 5 if sub_daily else length) + timedelta(days=1)
    try:
        peer = rrulestr(text, dtstart=start)
    except ValueError:  # its word for a rule that can never happen
        peer = rruleset()
    expected = [moment for moment in takewhile(lambda moment: moment < end, peer) if moment >= first]
    assert ours(text, start, first, end - timedelta(days=1)) == sorted(set(expected))


@given(STARTS, st.sampled_from([1, 2, 20, 52, 53, -1, -2, -10]), st.sampled_from(NAMES))
def test_weeks_of_the_year_are_those_of_iso_8601(start: datetime, week: int, name: str) -> None:
    first, last = start.toordinal(), start.toordinal() + 1_500
    wanted = []
    for day in map(date.fromordinal, range(first, last + 1)):
        year, number, weekday = day.isocalendar()
        weeks = date(year, 12, 28).isocalendar().week
        if weekday - 1 == WEEKDAYS[name] and number == (week if week > 0 else week + weeks + 1):
            wanted.append(day)
    found = ours(f"FREQ=YEARLY;BYWEEKNO={week};BYDAY={name}", start, start, start + timedelta(days=1_500))
    assert [moment.date() for moment in found] == wanted


@settings(max_examples=50)
@given(rules(), STARTS, st.integers(0, 100))
def test_a_window_shows_what_a_wider_one_shows(text: str, start: datetime, skip: int) -> None:
    wide = ours(text, start, start, start + timedelta(days=120))
    first = start + timedelta(days=skip)
    assert ours(text, start, first, start + timedelta(days=120)) == [m for m in wide if m.date() >= first.date()]
