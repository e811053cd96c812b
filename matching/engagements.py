"""Holds and bookings of a roster's people: sparse, read for a few people at a time."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.rows import Engaged, Ints, Spans


class Entry(NamedTuple):
    """One hold or booking: inclusive day numbers, what it is, and the production's key."""

    starts: int
    ends: int
    what: int
    production: int


@dataclass(frozen=True)
class EngagedDays:
    """One table of holds and bookings, rows ascending, inclusive day numbers."""

    rows: NDArray[np.int32]
    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    what: NDArray[np.uint8]
    production: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, row: int) -> list[Entry]:
        """Return the entries of one row."""
        first, stop = np.searchsorted(
            self.rows, np.array([row, row + 1], np.int32)
        )  # of one type, or all rows are converted
        columns = (self.starts, self.ends, self.what, self.production)
        return [Entry(*each) for each in zip(*(column[first:stop].tolist() for column in columns), strict=True)]

    def pick(self, which: NDArray[np.bool_]) -> "EngagedDays":
        """Return the entries that `which` selects."""
        return EngagedDays(*(getattr(self, f.name)[which] for f in fields(self)))

    def joined(self, other: "EngagedDays") -> "EngagedDays":
        """Return these entries followed by others, of later rows."""
        return EngagedDays(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))

    @cached_property
    def _by_production(self) -> NDArray[np.int32]:
        return np.argsort(self.production, kind="stable").astype(np.int32)

    def rows_of(self, production: int) -> NDArray[np.int32]:
        """Return the rows that a production has engaged, once each."""
        order, key = self._by_production, np.int32(production)
        first, stop = (int(np.searchsorted(self.production, key, side, order)) for side in ("left", "right"))
        return np.unique(self.rows[self._by_production[first:stop]])

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        return sum(getattr(self, f.name).nbytes for f in fields(self))


@dataclass(frozen=True)
class Engagements:
    """Holds and bookings: those of the build, and those of people whose rows came later."""

    built: EngagedDays
    later: EngagedDays

    def of(self, row: int) -> list[Entry]:
        """Return the entries of one row."""
        return self.built.of(row) + self.later.of(row)

    def of_kind(self, what: Engaged) -> EngagedDays:
        """Return all holds, or all bookings, rows ascending."""
        return self.built.pick(self.built.what == what).joined(self.later.pick(self.later.what == what))

    def rows_of(self, production: int) -> NDArray[np.int32]:
        """Return the rows that a production has engaged; those of people who have a later row are among them."""
        return np.concatenate([self.built.rows_of(production), self.later.rows_of(production)])

    def extended(self, newer: "Engagements", target: Ints) -> "Engagements":
        """Return these with the entries of later rows, which become `target`."""
        more = newer.built
        moved = EngagedDays(target[more.rows].astype(np.int32), more.starts, more.ends, more.what, more.production)
        return Engagements(self.built, self.later.joined(moved))

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        return self.built.nbytes + self.later.nbytes


def build_engagements(spans: Spans, row_of: Ints) -> Engagements:
    """Return holds and bookings by row."""
    rows = row_of[spans.person]
    order = np.lexsort((spans.ends, spans.starts, rows))
    built = EngagedDays(
        rows=rows[order].astype(np.int32),
        starts=spans.starts[order].astype(np.uint16),
        ends=spans.ends[order].astype(np.uint16),
        what=spans.what[order].astype(np.uint8),
        production=spans.production[order].astype(np.int32),
    )
    return Engagements(built, built.pick(np.zeros(len(built), bool)))
