"""One position's look at the roster: the people who hold a fitting role, and their numbers for its needed days."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.days import count_days, count_span_days, day_number
from matching.role_entries import RoleLink
from matching.roster import FULL_BIT, Roster
from matching.rows import Engaged, PersonFlag
from matching.teams import Together
from matching.types import PER_MILLE, Position, Stay
from matching.weights import Policy

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Days:
    """The needed days of many people, by state; undated dailies count every day of their span."""

    free: Numbers
    unknown: Numbers
    soft: Numbers
    shut: Numbers

    def pick(self, which: Flags | NDArray[np.intp]) -> "Days":
        """Return the days of fewer people."""
        return Days(self.free[which], self.unknown[which], self.soft[which], self.shut[which])


_CARRIED = frozenset({"ids", "flags", "days_away", "resident", "farthest_km", "rotation"})


@dataclass(frozen=True)
class View:
    """People of a roster before one position, one entry a person, with the holding that fits it best.

    `link` indexes `links`, `holding` is as packed by `pack_holding` (0: no holding, a trainee by training only).
    Pure: everything is computed from these, on first use.
    """

    roster: Roster
    position: Position
    policy: Policy
    links: tuple[RoleLink, ...]
    rows: NDArray[np.intp]
    link: NDArray[np.intp]
    holding: Numbers

    def __len__(self) -> int:
        return len(self.rows)

    def pick(self, which: Flags | NDArray[np.intp]) -> "View":
        """Return the view of fewer people; what was computed of them already goes along."""
        fewer = View(
            self.roster,
            self.position,
            self.policy,
            self.links,
            self.rows[which],
            self.link[which],
            self.holding[which],
        )
        for name in _CARRIED & vars(self).keys():
            vars(fewer)[name] = vars(self)[name][which]
        if "days" in vars(self):
            vars(fewer)["days"] = self.days.pick(which)
        return fewer

    @cached_property
    def ids(self) -> Numbers:
        """Person ids."""
        return self.roster.ids[self.rows]

    @cached_property
    def weight(self) -> Numbers:
        """Weight of the link each person comes by, per mille; 1000 is the role itself."""
        weights = np.array([round(PER_MILLE * each.weight) for each in self.links], np.int64)
        return weights[self.link]

    @property
    def together(self) -> Together:
        """What everyone in the roster shares with the production's team."""
        return self.roster.teams.together(self.position.production.team, len(self.roster))

    @property
    def years(self) -> Numbers:
        """Years in the fitting role, as the person says."""
        return self.holding >> 8 & 255

    @property
    def recent(self) -> Numbers:
        """Points for credits in the fitting role, halved every six years."""
        return self.holding >> 16 & 255

    @property
    def role_credits(self) -> Numbers:
        """Credits in the fitting role, up to 127."""
        return self.holding >> 24 & 127

    @cached_property
    def rotation(self) -> Numbers:
        """How often each was put forward lately."""
        return self.roster.rotation[self.rows].astype(np.int64)

    @cached_property
    def flags(self) -> Numbers:
        """PersonFlag bits."""
        return self.roster.flags[self.rows].astype(np.int64)

    @cached_property
    def stated_days_ago(self) -> Numbers:
        """Days since the calendar was last confirmed; -1: never."""
        stated = self.roster.stated_on[self.rows].astype(np.int64)
        return np.where(stated == 0, -1, np.maximum(self.roster.today - stated, 0))

    @cached_property
    def days(self) -> Days:
        """The needed days by state. Days beyond the horizon are unknown; own holds of the production are free."""
        roster, position = self.roster, self.position
        mask = roster.horizon.mask(position.spans)
        stated = count_days(roster.stated, self.rows, mask).astype(np.int64)
        closed = count_days(roster.closed, self.rows, mask).astype(np.int64)
        shut = count_days_both(roster, self.rows, mask)
        free, soft = stated - shut, closed - shut
        for at, own in self._own_hold_days().items():
            free[at] += own
            soft[at] -= own
        total = count_span_days(position.spans)
        return Days(free, total - free - soft - shut, soft, shut)

    def _own_hold_days(self) -> dict[int, int]:
        """Return, by place in the view, the needed days that only this production's own holds take."""
        roster = self.roster
        entries = roster.engaged_productions.get(self.position.production.key)
        if entries is None or not self.position.production.key or not len(self):
            return {}
        held = np.unique(roster.engagements.rows[entries])
        order = np.argsort(self.rows)
        near = np.minimum(np.searchsorted(self.rows, held, sorter=order), len(order) - 1)
        places = order[near[self.rows[order[near]] == held]]
        return {at: self._days_only_ours(int(self.rows[at])) for at in places.tolist()}

    def _days_only_ours(self, row: int) -> int:
        ours, theirs = 0, 0
        for entry in self.roster.engagements.of(row):
            bits = self._engaged_bits(entry)
            is_ours = self.roster.engagements.production[entry] == self.position.production.key
            if is_ours and self.roster.engagements.what[entry] == Engaged.HOLD:
                ours |= bits
            else:
                theirs |= bits
        return (ours & ~theirs).bit_count()

    def held_days(self, row: int) -> int:
        """Return how many needed days of one row are held by other productions and not booked."""
        held, booked = 0, 0
        for entry in self.roster.engagements.of(row):
            bits = self._engaged_bits(entry)
            if self.roster.engagements.what[entry] == Engaged.BOOKING:
                booked |= bits
            elif self.roster.engagements.production[entry] != self.position.production.key:
                held |= bits
        return (held & ~booked).bit_count()

    @cached_property
    def _needed_bits(self) -> int:
        mask = self.roster.horizon.mask(self.position.spans)
        return sum(int(word) << (64 * at) for at, word in enumerate(mask))

    def _engaged_bits(self, entry: int) -> int:
        spans = self.roster.engagements
        first = max(int(spans.starts[entry]) - self.roster.horizon.starts, 0)
        last = int(spans.ends[entry]) - self.roster.horizon.starts
        return ((1 << (last + 1)) - (1 << first) if last >= first else 0) & self._needed_bits

    def km(self, stay: Stay) -> Numbers:
        """Return each person's kilometres to the base of a stay, from the nearest place they work from."""
        return self.roster.km_from(stay.base)[self.roster.place_set[self.rows]].astype(np.int64)

    def local_km(self, stay: Stay) -> int:
        """Return how near one lives to be local to the stay's base."""
        return stay.base.local_km or self.policy.local_km

    @cached_property
    def farthest_km(self) -> Numbers:
        """Kilometres to the farthest of the position's bases, 0 where no base is known."""
        kms = [self.km(stay) for stay in self.position.stays]
        return np.max(kms, axis=0) if kms else np.zeros(len(self), np.int64)

    @cached_property
    def resident(self) -> Flags:
        """Whether each lives in a state of the production's bases, proven or not."""
        states = self.position.states
        wanted = np.array([state in states for state in self.roster.states], bool)
        return wanted[self.roster.residence[self.rows]]

    @cached_property
    def residence_proven(self) -> Flags:
        """Whether the evidence of residence is valid today."""
        return self.roster.residence_until[self.rows] >= self.roster.today

    def level(self, language: str) -> Numbers:
        """Return each person's Cefr level in a language, 0 for none."""
        table = self.roster.languages.level(language)
        return table[self.roster.language_set[self.rows]].astype(np.int64)

    def has_credential(self, kind: str) -> Flags:
        """Return who holds a credential that is valid to the last needed day."""
        until = self.roster.credentials.value(kind, self.rows)
        return until >= day_number(self.position.ends_on)

    def travels(self) -> Flags:
        """Return who works away from their bases, for as long as the position asks where the policy holds to it."""
        goes = self.flags & PersonFlag.TRAVELS > 0
        return goes & ~self.overstays if self.policy.hold_to_weeks else goes

    @property
    def overstays(self) -> Flags:
        """Whether each would be away for longer than they said."""
        weeks = self.roster.travel_weeks[self.rows].astype(np.int64)
        return weeks * 7 < self.days_away

    @cached_property
    def days_away(self) -> Numbers:
        """Days that each would spend away: at bases beyond the local distance."""
        away = np.zeros(len(self), np.int64)
        for stay in self.position.stays:
            away += np.where(self.km(stay) > self.local_km(stay), count_span_days(stay.spans), 0)
        return away


def count_days_both(roster: Roster, rows: NDArray[np.intp], mask: NDArray[np.uint64]) -> Numbers:
    """Return how many days of `mask` are shut (both bits set) for each row."""
    total = np.zeros(len(rows), np.int64)
    for word in np.flatnonzero(mask):
        both = roster.stated[word].take(rows) & roster.closed[word].take(rows)
        total += np.bitwise_count(both & mask[word])
    return total


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


def gather(roster: Roster, position: Position, sources: Iterable[Source], policy: Policy) -> View:
    """Return the people of the sources (best first), each once, by the first that has them."""
    kept = tuple(sources)
    seen = np.zeros(len(roster), bool)
    rows: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    link: list[NDArray[np.intp]] = [np.zeros(0, np.intp)]
    holding: list[Numbers] = [np.zeros(0, np.int64)]
    for number, source in enumerate(kept):
        known, packed = _holders(roster, source)
        fresh = ~seen[known]
        seen[known[fresh]] = True
        rows.append(known[fresh])
        holding.append(packed[fresh])
        link.append(np.full(len(rows[-1]), number, np.intp))
    links = tuple(source.link for source in kept)
    everyone = np.concatenate(rows).astype(np.intp)
    return View(roster, position, policy, links, everyone, np.concatenate(link), np.concatenate(holding))


def _holders(roster: Roster, source: Source) -> tuple[NDArray[np.int32], Numbers]:
    """Return the rows of the people meant, and their packed holdings (0 where they need not hold the role)."""
    role = source.link.role_id
    if source.holders is Holders.TRAINED:
        trained = roster.training.rows.get(role, np.zeros(0, np.int32))
        return trained, np.zeros(len(trained), np.int64)
    if role not in roster.holdings.rows:
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    packed = roster.holdings.values[role].astype(np.int64)
    meant = packed >> FULL_BIT != (source.holders is Holders.IN_TRAINING)
    return roster.holdings.rows[role][meant], packed[meant]
