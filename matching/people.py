"""Lists of people by a name they share (a role, a credential, a skill, a company), with a value each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.rows import Coded, Ints, Rows

Values = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class PeopleByName:
    """For each name the rows of the people who have it, ascending, and a value each."""

    rows: Mapping[str, NDArray[np.int32]]
    values: Mapping[str, Values]

    def value(self, name: str, rows: Rows) -> NDArray[np.int64]:
        """Return the value under `name` for each of `rows`, -1 where the person does not have it."""
        known = self.rows.get(name)
        if known is None or not len(known):
            return np.full(len(rows), -1, np.int64)
        at = np.minimum(
            np.searchsorted(known, rows.astype(np.int32)), len(known) - 1
        )  # of one type: else `known` is copied
        return np.where(known[at] == rows, self.values[name][at].astype(np.int64), -1)

    def having(self, name: str, rows: Rows, people: int, least: int = 0) -> NDArray[np.bool_]:
        """Return which of `rows`, of a roster of so many `people`, have `name` with a value of at least so much."""
        known = self.rows.get(name)
        if known is None or not len(known):
            return np.zeros(len(rows), bool)
        if len(rows) < FEW:
            return self.value(name, rows) >= least
        has = np.zeros(people, bool)
        has[known[self.values[name] >= least] if least else known] = True
        return has.take(rows)

    def extended(self, later: "PeopleByName") -> "PeopleByName":
        """Return the lists with people of later rows; names that these don't have share their arrays."""
        rows, values = {**self.rows}, {**self.values}
        for name, more in later.rows.items():
            rows[name] = np.concatenate([rows[name], more]) if name in rows else more
            values[name] = np.concatenate([values[name], later.values[name]]) if name in values else later.values[name]
        return PeopleByName(rows, values)


FEW = 1000  # rows up to which a search each is less than a look at everyone


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
