"""Who worked on which past title, and with which companies and heads: where a team met before."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matching.days import Words
from matching.people import FEW
from matching.rows import Ints, Rows, Worked, sorted_unique

HALF_LIFE_YEARS = 6
FULL_POINTS = 1000  # a title of this year; one of six years ago counts half
_POINTS_BY_AGE = np.rint(FULL_POINTS * 0.5 ** (np.arange(120) / HALF_LIFE_YEARS)).astype(np.int32)


@dataclass(frozen=True)
class Together:
    """Who shares titles with a team, rows ascending: how many, and their points, halved with age; others share none."""

    rows: NDArray[np.int32]
    titles: NDArray[np.int32]
    points: NDArray[np.int32]

    def titles_of(self, rows: Rows, people: int) -> NDArray[np.int32]:
        """Return how many titles each of `rows`, of a roster of so many `people`, shares with the team."""
        return self._of(self.titles, rows, people)

    def points_of(self, rows: Rows, people: int) -> NDArray[np.int32]:
        """Return the points of each of `rows`."""
        return self._of(self.points, rows, people)

    def _of(self, values: NDArray[np.int32], rows: Rows, people: int) -> NDArray[np.int32]:
        if not len(self.rows):
            return np.zeros(len(rows), np.int32)
        if len(rows) > FEW:
            table = np.zeros(people, np.int32)
            table[self.rows] = values
            return table.take(rows)
        at = np.minimum(np.searchsorted(self.rows, rows.astype(np.int32)), len(self.rows) - 1)
        return np.where(self.rows[at] == rows, values[at], 0).astype(np.int32)


@dataclass(frozen=True)
class KeyTitles:
    """The titles of each company and head: `titles[offsets[k]:offsets[k + 1]]`, by the hash of the key, ascending.

    Hashes of 64 bits instead of names: a million keys are found without a table of texts, and can lie in a file.
    """

    hashes: Words
    offsets: Ints
    titles: Ints

    def of(self, key: str) -> Ints:
        """Return the ids of the titles under a key, none for an unknown one."""
        hashed = np.uint64(hash_key(key))
        at = int(np.searchsorted(self.hashes, hashed))
        known = at < len(self.hashes) and self.hashes[at] == hashed
        return self.titles[self.offsets[at] : self.offsets[at + 1]] if known else self.titles[:0]

    def joined(self, other: "KeyTitles") -> "KeyTitles":
        """Return the titles under the keys of both."""
        both = [np.repeat(each.hashes, np.diff(each.offsets)) for each in (self, other)]
        return collect_keys(np.concatenate(both), np.concatenate([self.titles, other.titles]))

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        return self.hashes.nbytes + self.offsets.nbytes + self.titles.nbytes


def hash_key(key: str) -> int:
    """Return the hash under which the titles of a company or head are kept."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


def collect_keys(hashes: Words, titles: Ints) -> KeyTitles:
    """Return the table of pairs of a hash and a title, in any order."""
    order = np.lexsort((titles, hashes))
    hashes, titles = hashes[order], titles[order]
    fresh = np.append(True, (hashes[1:] != hashes[:-1]) | (titles[1:] != titles[:-1]))[: len(hashes)]
    hashes, titles = hashes[fresh], titles[fresh]
    starts = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1])[: len(hashes)])
    return KeyTitles(hashes[starts], np.append(starts, len(titles)).astype(np.int64), titles)


@dataclass(frozen=True)
class TitlePeople:
    """Title `ids[t]` (ascending) has the people `rows[offsets[t]:offsets[t + 1]]` and is worth `points[t]`.

    `by_key` has the titles of each company and head.
    """

    ids: Ints
    points: NDArray[np.int32]
    offsets: Ints
    rows: NDArray[np.int32]
    by_key: KeyTitles

    def of(self, titles: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the rows of who worked on some titles, once a title, and the points of each."""
        at = np.minimum(np.searchsorted(self.ids, titles), max(len(self.ids) - 1, 0))
        found = at[self.ids[at] == titles] if len(self.ids) else at[:0]
        lists = [self.rows[self.offsets[each] : self.offsets[each + 1]] for each in found.tolist()]
        rows = np.concatenate([_NO_ROWS, *lists])
        return rows, np.repeat(self.points[found], [len(each) for each in lists])

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        plain = self.ids.nbytes + self.points.nbytes + self.offsets.nbytes + self.rows.nbytes
        return plain + self.by_key.nbytes


@dataclass(frozen=True)
class Teams:
    """Past titles with their people: those of the build, and those of people whose rows came later."""

    built: TitlePeople
    later: tuple[TitlePeople, ...] = ()
    _known: dict[frozenset[str], Together] = field(default_factory=dict, compare=False, repr=False)

    def together(self, keys: frozenset[str]) -> Together:
        """Return who met the companies and heads named by `keys`; kept, as a need asks for one team."""
        if keys not in self._known:
            self._known[keys] = self._meet(keys)
        return self._known[keys]

    def _meet(self, keys: Iterable[str]) -> Together:
        tables = (self.built, *self.later)
        shared = [table.by_key.of(key) for key in keys for table in tables]
        titles = np.unique(np.concatenate(shared)) if shared else _NONE
        found = [table.of(titles) for table in tables]
        rows, at = np.unique(np.concatenate([rows for rows, _ in found]), return_inverse=True)
        points = np.bincount(at, weights=np.concatenate([each for _, each in found]), minlength=len(rows))
        return Together(rows, np.bincount(at, minlength=len(rows)).astype(np.int32), points.astype(np.int32))

    def extended(self, later: "Teams", target: Ints) -> "Teams":
        """Return the teams with those of `later`, whose rows become `target`; replaced people stay under old rows.

        Later tables of about one size become one, so that there are only as many as their people have doublings.
        """
        tables = [*self.later, replace(later.built, rows=target[later.built.rows].astype(np.int32))]
        while len(tables) > 1 and len(tables[-2].rows) <= 2 * len(tables[-1].rows):
            tables[-2:] = [_join(tables[-2], tables[-1])]
        return Teams(self.built, tuple(tables))

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        return self.built.nbytes + sum(each.nbytes for each in self.later)


_NONE = np.zeros(0, np.int64)
_NO_ROWS = np.zeros(0, np.int32)


def _join(first: TitlePeople, second: TitlePeople) -> TitlePeople:
    titles = [np.repeat(each.ids, np.diff(each.offsets)) for each in (first, second)]
    ids, at = np.unique(np.concatenate([first.ids, second.ids]), return_index=True)
    keys = first.by_key.joined(second.by_key)
    points = np.concatenate([first.points, second.points])[at]
    return _collect(np.concatenate(titles), np.concatenate([first.rows, second.rows]), ids, points, keys)


def build_teams(worked: Worked, row_of: Ints, year: int) -> Teams:
    """Return the teams of past titles as of a year."""
    ages = np.clip(year - worked.years, 0, len(_POINTS_BY_AGE) - 1)
    order = np.argsort(worked.ids)
    hashes = np.array([hash_key(key) for key in worked.keys], np.uint64)
    keys = collect_keys(hashes[worked.key], worked.ids[worked.key_title])
    rows = row_of[worked.person].astype(np.int32)
    return Teams(_collect(worked.ids[worked.title], rows, worked.ids[order], _POINTS_BY_AGE[ages[order]], keys))


def _collect(
    titles: Ints, rows: NDArray[np.int32], known: Ints, points: NDArray[np.int32], keys: KeyTitles
) -> TitlePeople:
    """Return the table of pairs of title and row; `known` are the titles' ids, ascending, with their points."""
    width = int(rows.max()) + 1 if len(rows) else 1
    title, row = np.divmod(sorted_unique(titles * width + rows), width)  # each person once a title
    starts = np.flatnonzero(np.append(True, title[1:] != title[:-1])) if len(title) else _NONE
    ids = title[starts]
    return TitlePeople(
        ids=ids,
        points=points[np.searchsorted(known, ids)],
        offsets=np.append(starts, len(title)).astype(np.int64),
        rows=row.astype(np.int32),
        by_key=keys,
    )
