"""What a position makes of the different bases, languages and states of a roster: once for all who share them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.days import count_span_days
from matching.roster import Roster
from matching.types import PER_MILLE, Position, Stay
from matching.weights import Policy

Numbers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class SetTables:
    """Look-up tables of one position: a million people have a few hundred sets of bases and of languages."""

    roster: Roster
    position: Position
    policy: Policy

    def km(self, stay: Stay) -> Numbers:
        """Return for every place set the kilometres to the base of a stay."""
        return self.roster.km_from(stay.base)

    def local_km(self, stay: Stay) -> int:
        """Return how near one lives to be local to the stay's base."""
        return stay.base.local_km or self.policy.local_km

    @cached_property
    def farthest_km(self) -> Numbers:
        """For every place set, the kilometres to the farthest of the position's bases, 0 where no base is known."""
        kms = [self.km(stay) for stay in self.position.stays]
        return np.max(kms, axis=0) if kms else np.zeros(len(self.roster.places.sets), np.uint16)

    @cached_property
    def days_away(self) -> Numbers:
        """For every place set, the days to spend away: at bases beyond the local distance."""
        away = np.zeros(len(self.roster.places.sets), np.int16)
        for stay in self.position.stays:
            away += np.where(self.km(stay) > self.local_km(stay), np.int16(count_span_days(stay.spans)), np.int16(0))
        return away

    @cached_property
    def nearness(self) -> Numbers:
        """For every place set, how near it is to the bases, in thousandths, each base by its share of the days.

        1000 within the local distance, falling evenly to the policy's `away` at its `far_km`.
        """
        stays, policy = self.position.stays, self.policy
        value = np.zeros(len(self.roster.places.sets), np.int64)
        for stay in stays:
            local_km = self.local_km(stay)
            beyond = np.clip(self.km(stay).astype(np.int64) - local_km, 0, policy.far_km - local_km)
            near = PER_MILLE - (PER_MILLE - policy.away) * beyond // (policy.far_km - local_km)
            value += near * count_span_days(stay.spans)
        return (value // max(sum(count_span_days(stay.spans) for stay in stays), 1)).astype(np.int16)

    @cached_property
    def resident(self) -> Flags:
        """For every state, whether the production has a base there."""
        return np.array([state in self.position.states for state in self.roster.states], bool)

    @cached_property
    def speaks(self) -> Flags:
        """For every language profile, whether it has the required languages at their levels."""
        fine = np.ones(self.roster.languages.size, bool)
        for need in self.position.languages:
            if need.required:
                fine &= self.roster.languages.level(need.language) >= need.level
        return fine

    @cached_property
    def preferred_languages(self) -> Numbers:
        """For every language profile, how many of the preferred languages it has."""
        hits = np.zeros(self.roster.languages.size, np.int16)
        for need in self.position.languages:
            if not need.required:
                hits += self.roster.languages.level(need.language) >= need.level
        return hits
