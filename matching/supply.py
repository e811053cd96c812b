"""Who could fill which line of a package in which week: people x lines, by what they hold and what their days say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.days import Span, Words, day_of, paint
from matching.roles import Taxonomy
from matching.roster import FULL_BIT, Roster
from matching.rows import Engaged, PersonFlag
from matching.types import PER_MILLE, Point
from matching.weights import DEFAULT_POLICY, Policy

Flags = NDArray[np.bool_]
Sources = Callable[[str], list[str]]


class BenchView(StrEnum):
    """Whom a count believes in."""

    CONFIRMED = "confirmed"  # stated free, still valid, on every needed day, and not held; in their own roles
    IF_CONFIRMED = "if_confirmed"  # those whose silent, lapsed or tentative days come free too
    STEP_UPS = "step_ups"  # the confirmed, also in the roles that they can step up or across into


@dataclass(frozen=True, slots=True)
class PackageLine:
    """So many people of a role, from day `starts` to day `ends` counted from the first shooting day (0), inclusive."""

    role: str
    quantity: int
    starts: int
    ends: int

    def span(self, week_on: date, not_before: date) -> Span | None:
        """Return the days where the shoot begins on `week_on`; prep that would lie before `not_before` is shorter."""
        first = max(week_on + timedelta(days=self.starts), not_before)
        last = week_on + timedelta(days=self.ends)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True)
class Supply:
    """A roster before a package. `counted` are the people who count at all, by row: active, listed, local enough."""

    roster: Roster
    taxonomy: Taxonomy
    package: tuple[PackageLine, ...]
    counted: Flags
    policy: Policy = DEFAULT_POLICY

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The rows of all who count and hold a role of the package, or one that leads to it, or train for it."""
        known = np.zeros(len(self.roster), bool)
        for line in self.package:
            for link in self.taxonomy.candidates_for(line.role):
                held = self.roster.holdings.rows.get(link.role_id)
                if held is not None:
                    known[held] = True
        return np.flatnonzero(known & self.counted)

    @cached_property
    def wanted(self) -> NDArray[np.int64]:
        """The heads of each line in one copy."""
        return np.array([line.quantity for line in self.package], np.int64)

    @cached_property
    def overlapping(self) -> bool:
        """Whether all lines share a day, so that nobody could serve two of them: then the flow is exact."""
        return max(line.starts for line in self.package) <= min(line.ends for line in self.package)

    def holders(self, *, step_ups: bool) -> Flags:
        """Return people (as `rows`) x lines: who holds the role, in training left out, or an accepted link to it."""
        least = self.policy.step_up_from / PER_MILLE if step_ups else 1.0
        return self._by_role(lambda role: [link.role_id for link in self.taxonomy.candidates_for(role, least)])

    def near(self) -> Flags:
        """Return people x lines: who is one step away, in training for the role or holding an accepted link to it."""
        return (self._with_step_ups & ~self._in_role) | self._in_training

    @cached_property
    def _in_training(self) -> Flags:
        return np.stack([self._hold(line.role, full=False) for line in self.package], axis=1)[self.rows]

    def _by_role(self, sources: Sources) -> Flags:
        fits = np.zeros((len(self.roster), len(self.package)), bool)
        for at, line in enumerate(self.package):
            for role in sources(line.role):
                fits[:, at] |= self._hold(role)
        return fits[self.rows]

    def _hold(self, role: str, *, full: bool = True) -> Flags:
        held = np.zeros(len(self.roster), bool)
        if role in self.roster.holdings.rows:
            packed = self.roster.holdings.values[role].astype(np.int64)
            held[self.roster.holdings.rows[role]] = ((packed >> FULL_BIT) & 1 == 1) == full
        return held

    def usable(self, week_on: date, *, if_confirmed: bool) -> Flags:
        """Return people x lines: whose days allow the line's whole span, for a shoot that begins on `week_on`."""
        shut = self._not_open if if_confirmed else self._not_free
        not_before = day_of(self.roster.today)
        by_days: dict[tuple[int, int], Flags] = {}
        for line in self.package:
            if (line.starts, line.ends) not in by_days:
                span = line.span(week_on, not_before)
                by_days[line.starts, line.ends] = _none_set(shut, self.roster.horizon.mask([span] if span else []))
        return np.stack([by_days[line.starts, line.ends] for line in self.package], axis=1)

    @cached_property
    def _not_free(self) -> Words:
        """The days on which each is not free by their own valid word."""
        stated, closed = self._days
        return ~stated | closed

    @cached_property
    def _not_open(self) -> Words:
        """The days on which each is booked, away, or held by a production."""
        held: Words = np.zeros((self.roster.horizon.words, len(self.roster)), np.uint64)
        mine = self.roster.engagements.of_kind(Engaged.HOLD)
        paint(
            held,
            mine.rows.astype(np.int64),
            mine.starts.astype(np.int64),
            mine.ends.astype(np.int64),
            self.roster.horizon,
        )
        stated, closed = self._days
        return stated & closed | held[:, self.rows]

    @property
    def _days(self) -> tuple[Words, Words]:
        return self.roster.days.table(np.arange(self.roster.horizon.words), self.rows)

    def fits(self, week_on: date, view: BenchView) -> Flags:
        """Return people (as `rows`) x lines: who could fill the line in a package whose shoot begins on `week_on`."""
        held = self._with_step_ups if view is BenchView.STEP_UPS else self._in_role
        return held & self.usable(week_on, if_confirmed=view is BenchView.IF_CONFIRMED)

    @cached_property
    def _in_role(self) -> Flags:
        return self.holders(step_ups=False)

    @cached_property
    def _with_step_ups(self) -> Flags:
        return self.holders(step_ups=True)


def listed(roster: Roster) -> Flags:
    """Return who may be put forward at all: active, and not opted out."""
    needed = int(PersonFlag.ACTIVE | PersonFlag.LISTED)
    listed_: Flags = roster.flags & needed == needed
    return listed_


def living_in(roster: Roster, state: str) -> Flags:
    """Return who lives in a state (its id), by their own word or their base's."""
    codes = np.array([name == state for name in roster.states], bool)
    found: Flags = codes[roster.residence]
    return found


def within_reach(roster: Roster, base: Point, policy: Policy = DEFAULT_POLICY) -> Flags:
    """Return who is local to a base, or travels."""
    local = roster.km_from(base)[roster.place_set] <= (base.local_km or policy.local_km)
    travels = roster.flags & int(PersonFlag.TRAVELS) > 0
    reach: Flags = local | travels
    return reach


def _none_set(plane: Words, mask: Words) -> Flags:
    found = np.zeros(plane.shape[1], bool)
    for word in np.flatnonzero(mask):
        found |= plane[word] & mask[word] > 0
    return ~found
