"""Who worked on which past title, and with which companies and heads: where a team met before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.rows import Ints, Worked

HALF_LIFE_YEARS = 6
FULL_POINTS = 1000  # a title of this year; one of six years ago counts half
_POINTS_BY_AGE = np.rint(FULL_POINTS * 0.5 ** (np.arange(120) / HALF_LIFE_YEARS)).astype(np.int32)


@dataclass(frozen=True)
class Together:
    """For everyone in the roster: how many titles they share with a team, and their points, halved with age."""

    titles: NDArray[np.int32]
    points: NDArray[np.int32]


@dataclass(frozen=True)
class Teams:
    """Title `ids[t]` (ascending) has the people `rows[offsets[t]:offsets[t + 1]]` and is worth `points[t]`.

    `by_key` names the titles of each company and head, by id.
    """

    ids: Ints
    points: NDArray[np.int32]
    offsets: Ints
    rows: NDArray[np.int32]
    by_key: Mapping[str, Ints]
    _known: dict[frozenset[str], Together] = field(default_factory=dict, compare=False, repr=False)

    def together(self, keys: frozenset[str], people: int) -> Together:
        """Return who met the companies and heads named by `keys`; kept, as a need asks for one team."""
        if keys not in self._known:
            self._known[keys] = self._meet(keys, people)
        return self._known[keys]

    def _meet(self, keys: Iterable[str], people: int) -> Together:
        met = Together(np.zeros(people, np.int32), np.zeros(people, np.int32))
        shared = [self.by_key[key] for key in keys if key in self.by_key]
        titles = np.unique(np.concatenate(shared)) if shared else np.zeros(0, np.int64)
        for title in np.flatnonzero(np.isin(self.ids, titles)).tolist():
            mine = self.rows[self.offsets[title] : self.offsets[title + 1]]
            met.titles[mine] += 1
            met.points[mine] += self.points[title]
        return met

    def replaced(self, changed: Ints, newer: "Teams", target: Ints) -> "Teams":
        """Return the teams with the changed rows taken out and those of `newer`, moved to `target`, put in."""
        title, newer_title = self._title_of_rows(), newer._title_of_rows()  # noqa: SLF001 - another of its kind
        kept = ~np.isin(self.rows, changed)
        titles = np.concatenate([title[kept], newer_title])
        rows = np.concatenate([self.rows[kept], target[newer.rows].astype(np.int32)])
        points = dict(zip(self.ids.tolist(), self.points.tolist(), strict=True))
        points |= dict(zip(newer.ids.tolist(), newer.points.tolist(), strict=True))
        keys = {
            key: np.union1d(self.by_key.get(key, _NONE), newer.by_key.get(key, _NONE))
            for key in {**self.by_key, **newer.by_key}
        }
        return _collect(titles, rows, points, keys)

    def _title_of_rows(self) -> Ints:
        return np.repeat(self.ids, np.diff(self.offsets))

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        plain = self.ids.nbytes + self.points.nbytes + self.offsets.nbytes + self.rows.nbytes
        return plain + sum(array.nbytes for array in self.by_key.values())


_NONE = np.zeros(0, np.int64)


def build_teams(worked: Worked, row_of: Ints, year: int) -> Teams:
    """Return the teams of past titles as of a year."""
    ages = np.clip(year - worked.years, 0, len(_POINTS_BY_AGE) - 1)
    points = dict(zip(worked.ids.tolist(), _POINTS_BY_AGE[ages].tolist(), strict=True))
    order = np.argsort(worked.key, kind="stable")
    cuts = np.searchsorted(worked.key[order], np.arange(len(worked.keys) + 1))
    named = worked.ids[worked.key_title[order]]
    keys = {name: np.unique(named[cuts[i] : cuts[i + 1]]) for i, name in enumerate(worked.keys)}
    return _collect(worked.ids[worked.title], row_of[worked.person].astype(np.int32), points, keys)


def _collect(titles: Ints, rows: NDArray[np.int32], points: Mapping[int, int], keys: Mapping[str, Ints]) -> Teams:
    width = int(rows.max()) + 1 if len(rows) else 1
    title, row = np.divmod(np.unique(titles * width + rows), width)  # each person once a title
    ids, starts = np.unique(title, return_index=True)
    return Teams(
        ids=ids,
        points=np.array([points[each] for each in ids.tolist()], np.int32),
        offsets=np.append(starts, len(title)).astype(np.int64),
        rows=row.astype(np.int32),
        by_key=keys,
    )
