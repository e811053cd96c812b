"""What is known of people's days, two bits a day: words that many speak of in full, the far ones by who does."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.days import Words
from matching.rows import Rows

SPARSE = 50  # a word in which fewer than one in so many people have a day is kept by row

Counts = NDArray[np.int16]


class StateDays(NamedTuple):
    """How many of the days asked for are stated at all, closed, and both, for each of many people."""

    stated: Counts
    closed: Counts
    both: Counts


@dataclass(frozen=True)
class FarWord:
    """A word of the horizon that few speak of: those who do, rows ascending, with their bits."""

    rows: NDArray[np.int32]
    stated: Words
    closed: Words

    def read(self, rows: Rows, people: int) -> tuple[Words, Words]:
        """Return the bits of some rows, of a roster of so many people."""
        stated, closed = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.uint64)
        if len(self.rows):
            has = np.zeros(people, bool)
            has[self.rows] = True
            mine = np.flatnonzero(has.take(rows))
            at = np.searchsorted(self.rows, rows[mine].astype(np.int32))
            stated[mine], closed[mine] = self.stated[at], self.closed[at]
        return stated, closed

    def extended(self, later: "FarWord") -> "FarWord":
        """Return the word with people of later rows."""
        if not len(later.rows):
            return self
        return FarWord(
            np.concatenate([self.rows, later.rows]),
            np.concatenate([self.stated, later.stated]),
            np.concatenate([self.closed, later.closed]),
        )


@dataclass(frozen=True)
class Planes:
    """The two bits of every day, by word of the horizon and row.

    `stated` and `closed` read together as unknown 00, free 10, soft 01 (tentative, or held by a production), shut 11
    (booked, or unavailable). The first words, of which many people speak, are arrays (words x people); each of the
    `far` ones that follow lists who has a day in it.
    """

    stated: Words
    closed: Words
    far: tuple[FarWord, ...]

    @property
    def near(self) -> int:
        """The number of words that are kept in full."""
        return len(self.stated)

    @property
    def words(self) -> int:
        """The number of words of the horizon."""
        return self.near + len(self.far)

    def read(self, word: int, rows: Rows) -> tuple[Words, Words]:
        """Return both bits of one word for some rows."""
        if word < self.near:
            return self.stated[word].take(rows), self.closed[word].take(rows)
        return self.far[word - self.near].read(rows, self.stated.shape[1])

    def table(self, words: Rows, rows: Rows) -> tuple[Words, Words]:
        """Return both bits of some words for some rows, each words x rows."""
        stated, closed = (np.zeros((len(words), len(rows)), np.uint64) for _ in range(2))
        for at, word in enumerate(words.tolist()):
            stated[at], closed[at] = self.read(word, rows)
        return stated, closed

    def count(self, rows: Rows, mask: Words) -> StateDays:
        """Return how many days of `mask` are stated, closed, and both; words without a day are not read."""
        days = StateDays(*(np.zeros(len(rows), np.int16) for _ in range(3)))
        for word in np.flatnonzero(mask).tolist():
            stated, closed = self.read(word, rows)
            stated &= mask[word]
            closed &= mask[word]
            days.both[:] += np.bitwise_count(stated & closed)
            days.stated[:] += np.bitwise_count(stated)
            days.closed[:] += np.bitwise_count(closed)
        return days

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        far = sum(each.rows.nbytes + each.stated.nbytes + each.closed.nbytes for each in self.far)
        return self.stated.nbytes + self.closed.nbytes + far


def fold_planes(stated: Words, closed: Words, near: int | None = None) -> Planes:
    """Return the planes of two tables (words x people); as many words in full as asked for, else as pay for it."""
    people = stated.shape[1]
    said = [np.flatnonzero(stated[word] | closed[word]) for word in range(len(stated))]
    if near is None:
        near = next((word + 1 for word in range(len(said) - 1, -1, -1) if len(said[word]) * SPARSE > people), 0)
    far = tuple(
        FarWord(rows.astype(np.int32), stated[near + at, rows], closed[near + at, rows])
        for at, rows in enumerate(said[near:])
    )
    return Planes(stated[:near], closed[:near], far)
