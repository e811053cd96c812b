"""Days as numbers and sets of days as bits: spans to word-major uint64 bitmaps and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

EPOCH = date(2000, 1, 1)
WORD_BITS = 64
HORIZON_WORDS = 12  # 768 days: two years and the month that a production's need may reach beyond them
LAST_DAY_NUMBER = 2**16 - 1

Words = NDArray[np.uint64]


class SpanError(ValueError):
    """A span that ends before it starts."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Calendar days `starts_on` to `ends_on`, both included."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise SpanError(f"{self.starts_on} … {self.ends_on} ends before it starts")

    @property
    def days(self) -> int:
        """Return how many days the span has."""
        return (self.ends_on - self.starts_on).days + 1

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two spans share a day."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def day_number(day: date) -> int:
    """Return the days since 2000-01-01, kept within 0..65535 (a uint16: up to the year 2179)."""
    return min(max((day - EPOCH).days, 0), LAST_DAY_NUMBER)


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=number)


@lru_cache(maxsize=4096)
def count_span_days(spans: tuple[Span, ...]) -> int:
    """Return how many different days the spans cover; a day in two spans counts once."""
    total = 0
    reached: date | None = None
    for span in sorted(spans):
        first = span.starts_on if reached is None else max(span.starts_on, reached + timedelta(days=1))
        total += max(0, (span.ends_on - first).days + 1)
        reached = span.ends_on if reached is None else max(reached, span.ends_on)
    return total


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the same days as few spans, earliest first: those that overlap or adjoin become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.starts_on <= joined[-1].ends_on + timedelta(days=1):
            joined[-1] = Span(joined[-1].starts_on, max(joined[-1].ends_on, span.ends_on))
        else:
            joined.append(span)
    return joined


def spans_overlap(ours: Sequence[Span], theirs: Sequence[Span]) -> bool:
    """Return whether any two spans of the two lists share a day."""
    return any(a.overlaps(b) for a in ours for b in theirs)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days that bitmaps reach: `words` x 64 days from `starts` (a day number)."""

    starts: int
    words: int = HORIZON_WORDS

    @property
    def days(self) -> int:
        """Return the number of days of the horizon."""
        return self.words * WORD_BITS

    def reached(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> range:
        """Return the words in which spans, inclusive offsets in the horizon, may have a day."""
        first, last = int(starts.min()) // WORD_BITS, int(ends.max()) // WORD_BITS
        return range(max(first, 0), min(last + 1, self.words))

    def mask(self, spans: Iterable[Span]) -> Words:
        """Return the days of the spans that lie within the horizon, as `words` uint64 with the first day lowest."""
        bits = 0
        for span in spans:
            first = max((span.starts_on - EPOCH).days - self.starts, 0)
            last = min((span.ends_on - EPOCH).days - self.starts, self.days - 1)
            if first <= last:
                bits |= ((1 << (last - first + 1)) - 1) << first
        low = (1 << WORD_BITS) - 1
        return np.array([(bits >> (WORD_BITS * w)) & low for w in range(self.words)], dtype=np.uint64)

    def spans(self, words: Words) -> list[Span]:
        """Return the days set in `words` as spans, earliest first: the inverse of `mask`."""
        bits = sum(int(word) << (WORD_BITS * w) for w, word in enumerate(words))
        found: list[Span] = []
        at = 0
        while bits >> at:
            rest = bits >> at
            first = at + (rest & -rest).bit_length() - 1
            run = bits >> first
            length = (~run & (run + 1)).bit_length() - 1
            starts_on = day_of(self.starts + first)
            found.append(Span(starts_on, starts_on + timedelta(days=length - 1)))
            at = first + length
        return found


def span_words(starts: NDArray[np.int64], ends: NDArray[np.int64], word: int) -> Words:
    """Return the bits of one word for many spans: `starts`, `ends` are inclusive offsets in the horizon."""
    first = np.clip(starts - word * WORD_BITS, 0, WORD_BITS)
    stop = np.clip(ends - word * WORD_BITS + 1, 0, WORD_BITS)
    bits = _low_bits(stop) & ~_low_bits(np.minimum(first, stop))
    return np.asarray(bits, dtype=np.uint64)


_LOW_BITS = np.array([(1 << n) - 1 for n in range(WORD_BITS + 1)], dtype=np.uint64)


def _low_bits(counts: NDArray[np.int64]) -> Words:
    return _LOW_BITS[counts]


def paint(
    plane: Words, rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64], horizon: Horizon
) -> None:
    """Set the days of each span in its row of `plane` (shape words x people).

    `rows` ascends and may repeat; `starts`, `ends` are day numbers. Spans beyond the horizon are cut.
    """
    if not len(rows):
        return
    heads = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    targets = rows[heads]
    first, last = starts - horizon.starts, ends - horizon.starts
    for word in horizon.reached(first, last):
        bits = span_words(first, last, word)
        plane[word, targets] |= np.bitwise_or.reduceat(bits, heads)
