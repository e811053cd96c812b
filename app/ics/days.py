"""What a calendar feed comes to: busy and tentative days, or the reason why it was refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from itertools import accumulate
from typing import Any

DaySpan = tuple[date, date]
"""First and last day, both inclusive."""


class Outcome(StrEnum):
    """Whether a feed could be read."""

    OK = "ok"
    REJECT = "reject"


class Reason(StrEnum):
    """Why a feed was refused, or what has to be said of one that was read; sentences are in `app.ics.reasons`."""

    NOT_A_CALENDAR = "not_a_calendar"
    CUT_SHORT = "cut_short"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    FAILED = "failed"
    PARTLY_READ = "partly_read"


class UnreadableError(Exception):
    """The feed as a whole is refused."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FeedDays:
    """The days of a feed inside the window that was asked for.

    `busy` and `tentative` are sorted, merged and disjoint spans. `reason` is a `Reason` or empty; an `OK` feed has one
    (`PARTLY_READ`) when an entry in it could not be understood.
    """

    outcome: Outcome
    busy: list[DaySpan] = field(default_factory=list)
    tentative: list[DaySpan] = field(default_factory=list)
    reason: str = ""

    @classmethod
    def rejected(cls, reason: Reason) -> "FeedDays":
        """Return a refusal."""
        return cls(Outcome.REJECT, reason=reason.value)

    def as_lists(self) -> dict[str, Any]:
        """Return what JSON holds: outcome, spans as pairs of ISO days, reason or null."""
        spans = {
            name: [[first.isoformat(), last.isoformat()] for first, last in of]
            for name, of in (("busy", self.busy), ("tentative", self.tentative))
        }
        return {"outcome": self.outcome.value, **spans, "reason": self.reason or None}

    @classmethod
    def from_lists(cls, lists: dict[str, Any]) -> "FeedDays":
        """Return what `as_lists` gave."""
        busy, tentative = (
            [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in lists[name]]
            for name in ("busy", "tentative")
        )
        return cls(Outcome(lists["outcome"]), busy, tentative, lists["reason"] or "")


class Weight(IntEnum):
    """What an event does to its days: nothing, perhaps taken, taken."""

    NONE = 0
    TENTATIVE = 1
    BUSY = 2


class DayTally:
    """Counts per day of a window how many busy and tentative events touch it, each event in constant time."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first.toordinal()
        self.length = max(0, last.toordinal() - self.first + 1)
        self._edges = {weight: [0] * (self.length + 1) for weight in (Weight.TENTATIVE, Weight.BUSY)}

    def add(self, weight: Weight, first: int, last: int) -> None:
        """Note an event of `weight` on the days with ordinals `first` to `last`, inclusive."""
        begin, end = max(first - self.first, 0), min(last - self.first + 1, self.length)
        if begin < end and weight:
            self._edges[weight][begin] += 1
            self._edges[weight][end] -= 1

    def spans(self) -> tuple[list[DaySpan], list[DaySpan]]:
        """Return the busy spans and the spans touched by tentative events only."""
        busy, tentative = (
            [count > 0 for count in accumulate(self._edges[weight])][: self.length]
            for weight in (Weight.BUSY, Weight.TENTATIVE)
        )
        only = [maybe and not taken for maybe, taken in zip(tentative, busy, strict=True)]
        return self._merge(busy), self._merge(only)

    def _merge(self, touched: Iterable[bool]) -> list[DaySpan]:
        spans: list[DaySpan] = []
        for ordinal, is_touched in enumerate(touched, start=self.first):
            if not is_touched:
                continue
            day = date.fromordinal(ordinal)
            if spans and spans[-1][1].toordinal() == ordinal - 1:
                spans[-1] = (spans[-1][0], day)
            else:
                spans.append((day, day))
        return spans
