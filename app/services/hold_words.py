"""Which hold somebody is, in words: the first, the second, behind others on some days only."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.messages import mark, translate

ORDER = {1: mark("First hold"), 2: mark("Second hold"), 3: mark("Third hold")}
WOULD_BE = {
    2: mark("You would be second hold: %(days)s."),
    3: mark("You would be third hold: %(days)s."),
}
FURTHER = mark("Hold no. %(order)s")
WOULD_BE_FURTHER = mark("You would be hold no. %(order)s: %(days)s.")
_ONE_DAY = timedelta(days=1)


def say_order(locale: str, order: int) -> str:
    """Return the name of a hold's order."""
    return translate(locale, ORDER[order]) if order in ORDER else translate(locale, FURTHER, order=order)


def say_would_be(locale: str, order: int, days: str) -> str:
    """Return which hold somebody would be on some days, behind the holds that are there."""
    if order in WOULD_BE:
        return translate(locale, WOULD_BE[order], days=days)
    return translate(locale, WOULD_BE_FURTHER, order=order, days=days)


def runs_of_days(days: Mapping[date, int]) -> Sequence[tuple[date, date, int]]:
    """Return days with a number each as runs of neighbours with the same number: first day, last day, number."""
    runs: list[tuple[date, date, int]] = []
    for day in sorted(days):
        if runs and runs[-1][1] + _ONE_DAY == day and runs[-1][2] == days[day]:
            runs[-1] = (runs[-1][0], day, days[day])
        else:
            runs.append((day, day, days[day]))
    return runs
