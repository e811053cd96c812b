"""The credits people earned on past productions, in columns, learned batch by batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

TEAM = ("director", "producer", "executive", "writer")
"""The people known before the crew is asked for; the columns of `CreditHistory.led`."""

STEP_PRIOR = 5.0
"""Holders of a job that are imagined to have stayed, so that three careers don't make a ladder."""


@dataclass(frozen=True, slots=True)
class Production:
    """What was known of a production: its day (release, or last shooting day) and what it was like.

    An empty tuple, text or None means unknown, and unknown is like nothing in particular.
    `countries` and `languages` start with the production's own.
    """

    key: str
    on: date
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    budget: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """One person's work on one production in one job (a role's key, or a title as credited)."""

    production: str
    person: str
    job: str
    department: str


@dataclass(slots=True)
class Names:
    """Text keys as row numbers, in the order in which they were first seen."""

    rows: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def row(self, key: str) -> int:
        """Return the row of a key, a new one for a new key."""
        found = self.rows.get(key)
        if found is None:
            found = self.rows[key] = len(self.keys)
            self.keys.append(key)
        return found

    def find(self, key: str) -> int:
        """Return the row of a key, -1 for a key never seen."""
        return self.rows.get(key, -1)

    def __len__(self) -> int:
        return len(self.keys)


def tally(rows: Ints, many: int, weights: Floats | None = None) -> Floats:
    """Sum weights (1 each without them) by row: (many,)."""
    return np.asarray(np.bincount(rows, weights, minlength=many), np.float64)


def _none() -> Ints:
    return np.empty(0, np.int64)


@dataclass(slots=True)
class Tags:
    """Which values (countries, genres …) each production has, as pairs of rows; `first`: its own, -1 = unknown."""

    names: Names = field(default_factory=Names)
    production: Ints = field(default_factory=_none)
    value: Ints = field(default_factory=_none)
    first: Ints = field(default_factory=_none)

    def add(self, values: Sequence[Sequence[str]]) -> None:
        """Append the values of the next productions, in the order of their rows."""
        at = len(self.first)
        rows = [[self.names.row(value) for value in dict.fromkeys(of_one)] for of_one in values]
        pairs = [(at + i, row) for i, of_one in enumerate(rows) for row in of_one]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        self.production = np.concatenate([self.production, table[:, 0]])
        self.value = np.concatenate([self.value, table[:, 1]])
        own = np.array([of_one[0] if of_one else -1 for of_one in rows], np.int64)
        self.first = np.concatenate([self.first, own])

    def weigh(self, weights: Floats, productions: int) -> Floats:
        """Sum the weights (one a value) of each production's values: (productions,)."""
        return tally(self.production, productions, weights[self.value])

    def mask(self, values: Iterable[str]) -> Floats:
        """Return 1.0 at the values named, 0.0 elsewhere: (values,)."""
        out = np.zeros(len(self.names))
        known = [row for row in map(self.names.find, values) if row >= 0]
        out[known] = 1.0
        return out


class CreditHistory:
    """Every credit known so far. Learning a batch is independent of the order inside the batch.

    `team_jobs` tells which jobs make somebody part of a production's team: job -> one of `TEAM`.
    Columns of credits (n,): `person`, `production`, `job`, `department`, all rows, sorted by person. Columns of
    productions (m,): `day` (ordinal), `kind`, `budget` (log, NaN = unknown), `crew` (credits), `heads` (people).
    `joined`: each person once a production. `led`: for each of `TEAM` who led what. `steps` (jobs × jobs): share of
    the holders of one job who later held another.
    """

    def __init__(self, team_jobs: Mapping[str, str]) -> None:
        self.team_jobs = dict(team_jobs)
        self.people, self.jobs, self.departments = Names(), Names(), Names()
        self.productions, self.kinds = Names(), Names()
        self.countries, self.languages, self.genres, self.companies = Tags(), Tags(), Tags(), Tags()
        self.person = self.production = self.job = self.department = np.empty(0, np.int64)
        self.day: Ints = np.empty(0, np.int64)
        self.kind: Ints = np.empty(0, np.int64)
        self.budget = self.crew = self.heads = np.empty(0)
        self.joined: tuple[Ints, Ints] = (self.person, self.person)
        self.led: list[tuple[Ints, Ints]] = [(self.person, self.person) for _ in TEAM]
        self.steps = np.zeros((0, 0))
        self.starts: Ints = np.zeros(1, np.int64)

    def learn(self, productions: Iterable[Production], credits_: Iterable[Credit]) -> None:
        """Add a batch; a production already known keeps what was first said of it.

        Raises KeyError when a credit names a production that neither the batch nor the history has.
        """
        fresh = {one.key: one for one in productions if self.productions.find(one.key) < 0}
        self._add_productions([fresh[key] for key in sorted(fresh)])
        batch = sorted(credits_, key=lambda c: (c.person, c.production, c.job, c.department))
        columns = np.array(
            [
                (
                    self.people.row(c.person),
                    self.productions.rows[c.production],
                    self.jobs.row(c.job),
                    self.departments.row(c.department),
                )
                for c in batch
            ],
            np.int64,
        ).reshape(-1, 4)
        known = np.stack([self.person, self.production, self.job, self.department], axis=1)
        table = np.concatenate([known, columns])
        table = table[np.argsort(table[:, 0], kind="stable")]
        self.person, self.production, self.job, self.department = np.ascontiguousarray(table.T)
        self._derive()

    def rows_of(self, people: Ints) -> tuple[Ints, Ints]:
        """Return the credit rows of people, and for each row the position in `people` it belongs to."""
        counts = self.starts[people + 1] - self.starts[people]
        owner = np.repeat(np.arange(len(people)), counts)
        before = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(people) else counts
        return np.repeat(self.starts[people] - before, counts) + np.arange(counts.sum()), owner

    def _add_productions(self, fresh: Sequence[Production]) -> None:
        for one in fresh:
            self.productions.row(one.key)
        self.countries.add([one.countries for one in fresh])
        self.languages.add([one.languages for one in fresh])
        self.genres.add([one.genres for one in fresh])
        self.companies.add([one.companies for one in fresh])
        kinds = [self.kinds.row(one.kind) if one.kind else -1 for one in fresh]
        self.day = np.concatenate([self.day, np.array([one.on.toordinal() for one in fresh], np.int64)])
        self.kind = np.concatenate([self.kind, np.array(kinds, np.int64)])
        budgets = np.array([one.budget or np.nan for one in fresh], np.float64)
        self.budget = np.concatenate([self.budget, np.log(budgets)])

    def _derive(self) -> None:
        """Recount what is derived from the columns: crew sizes, team, ladder of jobs, rows of each person."""
        many = len(self.productions)
        self.crew = tally(self.production, many)
        pairs = np.unique(self.person * max(1, many) + self.production)
        self.joined = (pairs // max(1, many), pairs % max(1, many))
        self.heads = tally(self.joined[1], many)
        self.starts = np.searchsorted(self.person, np.arange(len(self.people) + 1))
        role = np.array([_team_row(self.team_jobs.get(key)) for key in self.jobs.keys], np.int64)
        for column in range(len(TEAM)):
            rows = np.flatnonzero(role[self.job] == column) if len(role) else np.empty(0, np.int64)
            self.led[column] = (self.person[rows], self.production[rows])
        self.steps = _steps(self.person, self.job, self.day[self.production], len(self.jobs))


def _team_row(role: str | None) -> int:
    return -1 if role is None else TEAM.index(role)


def _steps(person: Ints, job: Ints, day: Ints, jobs: int) -> Floats:
    """Count careers: of those who held job r, the share whose first (or next) time in job c came later.

    On the diagonal the share who did the same job again on a later day.
    """
    if not len(person):
        return np.zeros((jobs, jobs))
    pair = person * jobs + job
    order = np.lexsort((day, pair))
    held, at = np.unique(pair[order], return_index=True)
    ends = np.concatenate([at[1:], [len(order)]]) - 1
    first, last = day[order][at], day[order][ends]
    who, what = held // jobs, held % jobs
    holders = tally(what, jobs)
    steps = np.zeros((jobs, jobs))
    again = last > first
    np.add.at(steps, (what[again], what[again]), 1.0)
    begins = np.searchsorted(who, who)
    sizes = np.searchsorted(who, who, side="right") - begins
    left = np.repeat(np.arange(len(who)), sizes)
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    right = begins[left] + offset
    later = first[left] < first[right]
    np.add.at(steps, (what[left[later]], what[right[later]]), 1.0)
    return steps / (holders[:, None] + STEP_PRIOR)
