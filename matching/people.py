"""Lists of people by a name they share (a role, a credential, a skill, a company), with a value each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.rows import Coded, Ints

Values = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class PeopleByName:
    """For each name the rows of the people who have it, ascending, and a value each."""

    rows: Mapping[str, NDArray[np.int32]]
    values: Mapping[str, Values]

    def value(self, name: str, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return the value under `name` for each of `rows`, -1 where the person does not have it."""
        known = self.rows.get(name)
        if known is None or not len(known):
            return np.full(len(rows), -1, np.int64)
        at = np.minimum(np.searchsorted(known, rows), len(known) - 1)
        return np.where(known[at] == rows, self.values[name][at].astype(np.int64), -1)

    def replaced(self, changed: NDArray[np.int64], newer: "PeopleByName") -> "PeopleByName":
        """Return the lists with all entries of the changed rows replaced by the newer ones."""
        rows: dict[str, NDArray[np.int32]] = {}
        values: dict[str, Values] = {}
        for name in {**self.rows, **newer.rows}:
            old_rows, old_values = self.rows.get(name, _NO_ROWS), self.values.get(name, _NO_VALUES)
            kept = ~np.isin(old_rows, changed)
            both = np.concatenate([old_rows[kept], newer.rows.get(name, _NO_ROWS)])
            order = np.argsort(both, kind="stable")
            if len(both):
                rows[name] = both[order]
                values[name] = np.concatenate([old_values[kept], newer.values.get(name, _NO_VALUES)])[order]
        return PeopleByName(rows, values)


_NO_ROWS = np.zeros(0, np.int32)
_NO_VALUES = np.zeros(0, np.uint16)


def group_people(coded: Coded, *, row_of: Ints, wide: bool = False) -> PeopleByName:
    """Return the people under each name. Where a person has a name twice the larger value counts.

    Values are kept as uint16, or as uint32 where `wide`.
    """
    rows = row_of[coded.person]
    order = np.lexsort((-coded.value, rows, coded.code))
    rows, code, value = rows[order], coded.code[order], coded.value[order]
    first = np.ones(len(rows), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (code[1:] != code[:-1])
    rows, code, value = rows[first], code[first], value[first]
    cuts = np.searchsorted(code, np.arange(len(coded.names) + 1))
    spans = {name: slice(cuts[i], cuts[i + 1]) for i, name in enumerate(coded.names) if cuts[i] < cuts[i + 1]}
    return PeopleByName(
        {name: rows[s].astype(np.int32) for name, s in spans.items()},
        {name: value[s].astype(np.uint32 if wide else np.uint16) for name, s in spans.items()},
    )
