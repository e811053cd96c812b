"""Rows to spare behind a roster's people: newer versions write there, where no older one looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]


@dataclass
class Room:
    """Arrays that are longer than what any version shows of them, their last axis the rows.

    Each writer takes rows of its own, so that versions made from one another, and several made from one, share the
    arrays: a row is written once, before the version that shows it is handed to anybody.
    """

    columns: Mapping[str, Column]
    rows: int
    used: int
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Room, (self.columns, self.rows, self.used)

    def take(self, count: int) -> int | None:
        """Return the first of so many rows that are the caller's from now on, None where fewer are left."""
        with self._lock:
            if self.used + count > self.rows:
                return None
            first = self.used
            self.used += count
        return first

    def shown(self, name: str, rows: int) -> Column:
        """Return the first `rows` of a column."""
        return self.columns[name][..., :rows]


def make_room(columns: Mapping[str, Column], spare: int) -> Room:
    """Return copies of columns of one length, with `spare` rows behind."""
    used = next(iter(columns.values())).shape[-1]
    longer = {}
    for name, column in columns.items():
        longer[name] = np.zeros((*column.shape[:-1], used + spare), column.dtype)
        longer[name][..., :used] = column
    return Room(longer, used + spare, used)
