"""How likely a pair is one person, from its outcomes: Fellegi and Sunter's model with a third kind of pair.

Fellegi, Sunter (1969), "A Theory for Record Linkage": the odds of one person are the prior odds times, for each
feature, m/u: how often one person's two profiles come out so over how often any two people's do. Features count as
independent within a kind of pair. They are not between people of one household or office, who share surname, street
and phone all at once, so these are a kind of their own beside "one person" and "any two people".
"""

from dataclasses import dataclass

import numpy as np

from matching.duplicates_compare import Outcomes
from matching.duplicates_levels import FEATURES, HOUSEHOLD
from matching.duplicates_profile import Reason
from matching.duplicates_rarity import Floats
from matching.duplicates_words import Grades

WIDTH = 1 + max(len(feature.levels) for feature in FEATURES)
ROUNDS, SETTLED = 40, 1e-4
PRIOR_PAIRS = 40.0
"""How many pairs of one person the priors of `one` weigh as much as."""
PRIOR_SAMPLE = 500.0
"""How many sampled pairs the priors of `other` weigh as much as."""
LEAST_REASON = 0.05
FEWEST_KNOWN = 200
"""A list is taken to come of at least so many people: two profiles that are alone in theirs are no match for that."""
DOUBLED, AT_HOME = 0.05, 0.05
"""Pairs of one person, and of one household, expected for each person before any data is seen."""
FEW = 1.0
"""Pairs of either kind imagined, so that one pair in a short list doesn't decide alone which kind there is."""
LEAST_DOUBLED, LEAST_AT_HOME = 0.005, 0.005


@dataclass(frozen=True, slots=True)
class Kinds:
    """Shares of all pairs that are one person and one household."""

    one: float
    home: float


@dataclass(slots=True)
class Population:
    """How many pairs there are in all, known or not, and of how many people a double is looked for."""

    pairs: float
    people: float

    @classmethod
    def within(cls, people: int) -> "Population":
        """Return that of one list, each with each."""
        known = max(people, FEWEST_KNOWN)
        return cls(known * (known - 1) / 2, people)

    @classmethod
    def between(cls, new: int, known: int) -> "Population":
        """Return that of new profiles against known ones."""
        return cls(float(new) * max(known, FEWEST_KNOWN), new)


class Model:
    """Shares of outcomes, log2, by feature and code; `learn_other` and `learn` move them from the priors."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.one = _table("one")
        self.home = _table("home")
        self.other = _table("other")
        self.by_value = np.zeros((len(FEATURES), WIDTH), bool)
        for at, feature in enumerate(FEATURES):
            self.by_value[at, 1 : 1 + len(feature.levels)] = [level.by_value for level in feature.levels]
        self.kinds = Kinds(
            DOUBLED * population.people / population.pairs, AT_HOME * population.people / population.pairs
        )
        self._raw_other = self.other

    def learn_other(self, sample: Outcomes) -> None:
        """Take how often any two people's profiles come out so from pairs drawn at random."""
        counts = _counts(sample.codes, np.ones(len(sample.codes)))
        self._raw_other = _mixed(counts, _table("other"), PRIOR_SAMPLE)
        self.other = self._raw_other

    def learn(self, found: Outcomes) -> None:
        """Move shares of one person's pairs, and how many there are, to the candidates (expectation-maximisation)."""
        for _ in range(ROUNDS):
            likely = self.posterior(found)
            one, home = likely
            before = self.kinds.one
            people, pairs = self.population.people, self.population.pairs
            self.kinds = Kinds(
                (float(one.sum()) + FEW + LEAST_DOUBLED * people) / pairs,
                (float(home.sum()) + FEW + LEAST_AT_HOME * people) / pairs,
            )
            self.one = _mixed(_counts(found.codes, one), _table("one"), PRIOR_PAIRS)
            self.other = _without(self._raw_other, self.one, self.kinds.one, _table("other"))
            if abs(self.kinds.one - before) <= SETTLED * before:
                return

    def posterior(self, outcomes: Outcomes) -> tuple[Floats, Floats]:
        """Return for each pair the probability of one person, and that of one household."""
        one, home = self._sums(outcomes)
        weights = np.stack((one + np.log2(self.kinds.one), home + np.log2(self.kinds.home), np.zeros(len(one))))
        weights[2] += np.log2(max(1e-9, 1.0 - self.kinds.one - self.kinds.home))
        odds = np.exp2(weights - weights.max(axis=0))
        odds /= odds.sum(axis=0)
        return odds[0], odds[1]

    def weights(self, outcomes: Outcomes) -> tuple[Floats, Floats]:
        """Return (pairs, features) bits of one person, and of one household, over any two people."""
        features = np.arange(len(FEATURES))
        codes = outcomes.codes
        other = np.where(self.by_value[features, codes], outcomes.shares, self.other[features, codes])
        other[codes == 0] = 0.0
        home = np.where(
            self.by_value[features, codes], np.maximum(self.home[features, codes], other), self.home[features, codes]
        )
        return self.one[features, codes] - other, home - other

    def _sums(self, outcomes: Outcomes) -> tuple[Floats, Floats]:
        one, home = self.weights(outcomes)
        return one.sum(axis=1), home.sum(axis=1)

    def reasons(self, outcomes: Outcomes) -> list[tuple[Reason, ...]]:
        """Return why, strongest first; a household that would explain as much counts against one person."""
        one, _ = self.weights(outcomes)
        _, home = self._sums(outcomes)
        shared = np.log2(1.0 + np.exp2(np.minimum(home + np.log2(self.kinds.home), 500.0)))
        told = []
        for codes, weights, doubt in zip(outcomes.codes.tolist(), one.tolist(), shared.tolist(), strict=True):
            reasons = [
                Reason(feature.name, feature.levels[code - 1].outcome, round(weight, 2))
                for feature, code, weight in zip(FEATURES, codes, weights, strict=True)
                if code
            ]
            if doubt >= LEAST_REASON:
                reasons.append(Reason(HOUSEHOLD, "likely", round(-doubt, 2)))
            told.append(tuple(sorted(reasons, key=lambda reason: -abs(reason.weight))))
        return told


def _table(kind: str) -> Floats:
    """Return log2 of the priors of a kind by feature and code; 0, no evidence, where a feature is not known."""
    table = np.zeros((len(FEATURES), WIDTH))
    for at, feature in enumerate(FEATURES):
        shares = np.array([getattr(level, kind) for level in feature.levels])
        table[at, 1 : 1 + len(shares)] = np.log2(shares / shares.sum())
    return table


def _counts(codes: Grades, weight: Floats) -> Floats:
    return np.stack([np.bincount(column, weights=weight, minlength=WIDTH)[:WIDTH] for column in codes.T])


def _mixed(counts: Floats, prior: Floats, strength: float) -> Floats:
    """Return log2 shares of counts and priors together; the prior weighs as much as `strength` pairs."""
    mixed = np.zeros_like(prior)
    for at, feature in enumerate(FEATURES):
        span = slice(1, 1 + len(feature.levels))
        total = counts[at, span] + strength * np.exp2(prior[at, span])
        mixed[at, span] = np.log2(total / total.sum())
    return mixed


def _without(raw: Floats, one: Floats, share: float, prior: Floats) -> Floats:
    """Take the pairs of one person, which random pairs hold too, out of the shares of any two people."""
    left = np.maximum(np.exp2(raw) - share * np.exp2(one), np.minimum(np.exp2(prior), np.exp2(raw)) / 2)
    return np.where(raw == 0.0, 0.0, np.log2(left))
