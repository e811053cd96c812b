"""One position's look at the roster: the people who hold a fitting role, and their numbers for its needed days."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.days import count_span_days, day_number
from matching.role_entries import RoleLink
from matching.roster import FULL_BIT, Roster
from matching.rows import Engaged, PersonFlag
from matching.tables import SetTables
from matching.teams import Together
from matching.types import PER_MILLE, Position, Stay
from matching.weights import Policy

Numbers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Days:
    """The needed days of many people, by state; undated dailies count every day of their span."""

    free: Numbers
    unknown: Numbers
    soft: Numbers
    shut: Numbers

    def pick(self, which: NDArray[np.intp]) -> "Days":
        """Return the days of fewer people."""
        return Days(self.free.take(which), self.unknown.take(which), self.soft.take(which), self.shut.take(which))


_CARRIED = frozenset({"ids", "flags", "places", "languages", "days_away", "resident", "farthest_km", "rotation"})


@dataclass(frozen=True)
class View:
    """People of a roster before one position, one entry a person, with the holding that fits it best.

    `link` indexes `links`, `holding` is as packed by `pack_holding` (0: no holding, a trainee by training only).
    Pure: everything is computed from these, on first use, in the narrowest numbers that hold it.
    """

    roster: Roster
    position: Position
    policy: Policy
    links: tuple[RoleLink, ...]
    rows: NDArray[np.intp]
    link: NDArray[np.uint8]
    holding: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.rows)

    def pick(self, which: Flags | NDArray[np.intp]) -> "View":
        """Return the view of fewer people; what was computed of them already goes along."""
        at: NDArray[np.intp] = np.flatnonzero(which) if which.dtype == bool else which.astype(np.intp, copy=False)
        rows, link, holding = self.rows.take(at), self.link.take(at), self.holding.take(at)
        fewer = View(self.roster, self.position, self.policy, self.links, rows, link, holding)
        vars(fewer)["tables"] = self.tables
        for name in _CARRIED & vars(self).keys():
            vars(fewer)[name] = vars(self)[name].take(at)
        if "days" in vars(self):
            vars(fewer)["days"] = self.days.pick(at)
        return fewer

    @cached_property
    def tables(self) -> SetTables:
        """What holds of everyone with the same bases, languages or state."""
        return SetTables(self.roster, self.position, self.policy)

    @cached_property
    def ids(self) -> Numbers:
        """Person ids."""
        return self.roster.ids.take(self.rows)

    @cached_property
    def weight(self) -> Numbers:
        """Weight of the link each person comes by, per mille; 1000 is the role itself."""
        weights = np.array([round(PER_MILLE * each.weight) for each in self.links], np.int16)
        return weights[self.link]

    @property
    def together(self) -> Together:
        """Who shares what with the production's team."""
        return self.roster.teams.together(self.position.production.team)

    @property
    def years(self) -> Numbers:
        """Years in the fitting role, as the person says."""
        return (self.holding >> 8 & 255).astype(np.int16)

    @property
    def recent(self) -> Numbers:
        """Points for credits in the fitting role, halved every six years."""
        return (self.holding >> 16 & 255).astype(np.int16)

    @property
    def role_credits(self) -> Numbers:
        """Credits in the fitting role, up to 127."""
        return (self.holding >> 24 & 127).astype(np.int16)

    @cached_property
    def rotation(self) -> Numbers:
        """How often each was put forward lately."""
        return self.roster.rotation.take(self.rows)

    @cached_property
    def flags(self) -> NDArray[np.uint8]:
        """PersonFlag bits."""
        return self.roster.flags.take(self.rows)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The place set of each."""
        return self.roster.place_set.take(self.rows).astype(np.intp)

    @cached_property
    def stated_days_ago(self) -> Numbers:
        """Days since the calendar was last confirmed; -1: never."""
        stated = self.roster.stated_on[self.rows].astype(np.int32)
        return np.where(stated == 0, -1, np.maximum(self.roster.today - stated, 0))

    @cached_property
    def days(self) -> Days:
        """The needed days by state. Days beyond the horizon are unknown; own holds of the production are free."""
        position = self.position
        counted = self.roster.days.count(self.rows, self.roster.horizon.mask(position.spans))
        shut = counted.both
        free, soft = counted.stated - shut, counted.closed - shut
        for at, own in self._own_hold_days().items():
            free[at] += own
            soft[at] -= own
        total = np.int16(count_span_days(position.spans))
        return Days(free, total - free - soft - shut, soft, shut)

    def _own_hold_days(self) -> dict[int, int]:
        """Return, by place in the view, the needed days that only this production's own holds take."""
        if not self.position.production.key or not len(self):
            return {}
        rows = self.roster.engagements.rows_of(self.position.production.key)
        if not len(rows):
            return {}
        held = np.zeros(len(self.roster), bool)
        held[rows] = True
        places = np.flatnonzero(held[self.rows])
        return {at: self._days_only_ours(int(self.rows[at])) for at in places.tolist()}

    def _days_only_ours(self, row: int) -> int:
        ours, theirs = 0, 0
        for entry in self.roster.engagements.of(row):
            bits = self._engaged_bits(entry.starts, entry.ends)
            if entry.production == self.position.production.key and entry.what == Engaged.HOLD:
                ours |= bits
            else:
                theirs |= bits
        return (ours & ~theirs).bit_count()

    def held_days(self, row: int) -> int:
        """Return how many needed days of one row are held by other productions and not booked."""
        held, booked = 0, 0
        for entry in self.roster.engagements.of(row):
            bits = self._engaged_bits(entry.starts, entry.ends)
            if entry.what == Engaged.BOOKING:
                booked |= bits
            elif entry.production != self.position.production.key:
                held |= bits
        return (held & ~booked).bit_count()

    @cached_property
    def _needed_bits(self) -> int:
        mask = self.roster.horizon.mask(self.position.spans)
        return sum(int(word) << (64 * at) for at, word in enumerate(mask))

    def _engaged_bits(self, starts: int, ends: int) -> int:
        first = max(starts - self.roster.horizon.starts, 0)
        last = ends - self.roster.horizon.starts
        return ((1 << (last + 1)) - (1 << first) if last >= first else 0) & self._needed_bits

    def km(self, stay: Stay) -> Numbers:
        """Return each person's kilometres to the base of a stay, from the nearest place they work from."""
        return self.roster.km_from(stay.base)[self.places]

    @cached_property
    def farthest_km(self) -> Numbers:
        """Kilometres to the farthest of the position's bases, 0 where no base is known."""
        return self.tables.farthest_km[self.places]

    @cached_property
    def resident(self) -> Flags:
        """Whether each lives in a state of the production's bases, proven or not."""
        return self.tables.resident[self.roster.residence[self.rows]]

    @cached_property
    def residence_proven(self) -> Flags:
        """Whether the evidence of residence is valid today."""
        return self.roster.residence_until[self.rows] >= self.roster.today

    @cached_property
    def languages(self) -> NDArray[np.intp]:
        """The language profile of each."""
        return self.roster.language_set.take(self.rows).astype(np.intp)

    def level(self, language: str) -> Numbers:
        """Return each person's Cefr level in a language, 0 for none."""
        return self.roster.languages.level(language)[self.languages]

    def has_credential(self, kind: str) -> Flags:
        """Return who holds a credential that is valid to the last needed day."""
        least = day_number(self.position.ends_on)
        return self.roster.credentials.having(kind, self.rows, len(self.roster), least)

    def travels(self) -> Flags:
        """Return who works away from their bases, for as long as the position asks where the policy holds to it."""
        goes = self.flags & PersonFlag.TRAVELS > 0
        return goes & ~self.overstays if self.policy.hold_to_weeks else goes

    @property
    def overstays(self) -> Flags:
        """Whether each would be away for longer than they said."""
        return self.roster.travel_weeks[self.rows] * np.int16(7) < self.days_away

    @cached_property
    def days_away(self) -> Numbers:
        """Days that each would spend away: at bases beyond the local distance."""
        return self.tables.days_away[self.places]


class Holders(Enum):
    """Who of those around a role is meant."""

    FULL = "full"  # hold it and fill a slot
    IN_TRAINING = "in_training"  # hold it, in training
    TRAINED = "trained"  # have a training record for it, whatever they hold


@dataclass(frozen=True, slots=True)
class Source:
    """Where candidates come from: a linked role, and who of those around it."""

    link: RoleLink
    holders: Holders = Holders.FULL


def gather(
    roster: Roster, position: Position, sources: Iterable[Source], policy: Policy, *, apart: View | None = None
) -> View:
    """Return the people of the sources (best first), each once, by the first that has them; none of those `apart`."""
    kept = tuple(sources)
    seen = np.zeros(len(roster) if len(kept) > 1 or apart is not None else 0, bool)
    if apart is not None:
        seen[apart.rows] = True
    rows: list[NDArray[np.intp]] = [np.zeros(0, np.intp)]
    holding: list[NDArray[np.uint32]] = [np.zeros(0, np.uint32)]
    for source in kept:
        known, packed = _holders(roster, source)
        if len(seen):
            again = seen.take(known)
            if again.any():
                fresh = np.flatnonzero(~again)
                known, packed = known.take(fresh), packed.take(fresh)
            seen[known] = True
        rows.append(known)
        holding.append(packed)
    links = tuple(source.link for source in kept)
    link = np.repeat(np.arange(len(kept), dtype=np.uint8), [len(each) for each in rows[1:]])
    return View(roster, position, policy, links, np.concatenate(rows), link, np.concatenate(holding))


def _holders(roster: Roster, source: Source) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Return the rows of the people meant, and their packed holdings (0 where they need not hold the role)."""
    role = source.link.role_id
    if source.holders is Holders.TRAINED:
        rows = roster.training.rows.get(role, _NO_ROWS)
        packed = np.zeros(len(rows), np.uint32)
        meant = np.ones(len(rows), bool)
    else:
        rows = roster.holdings.rows.get(role, _NO_ROWS)
        packed = roster.holdings.values[role] if len(rows) else np.zeros(0, np.uint32)
        meant = packed >= FULL if source.holders is Holders.FULL else packed < FULL
    if roster.gone:
        meant &= roster.flags[rows] & PersonFlag.GONE == 0
    at = rows.astype(np.intp)  # what numpy indexes with: converted once
    return (at, packed) if meant.all() else (at[meant], packed[meant])


FULL = np.uint32(1 << FULL_BIT)
_NO_ROWS = np.zeros(0, np.int32)
