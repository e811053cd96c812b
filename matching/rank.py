"""Rank people for a position: hard rules, then an integer score, exactly the best k, ties neutral."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.facts import describe
from matching.features import FEATURES, features_told
from matching.misses import find_near_misses
from matching.policy import TRAINEE_RULES, check_rules
from matching.role_entries import TRAINEE_LEVEL, LinkKind, RoleLink
from matching.roles import Taxonomy
from matching.roster import Roster
from matching.ties import tie_keys
from matching.types import PER_MILLE, Candidate, Exclusion, Position, Ranked, Ranking, Rule
from matching.view import Flags, Holders, Source, View, gather
from matching.weights import DEFAULT_POLICY, DEFAULT_WEIGHTS, Policy, Weights
from matching.whynot import Question, find_exclusions

SHOWN = 20
HOLDING = (Holders.FULL, Holders.IN_TRAINING)


@dataclass(frozen=True)
class Matcher:
    """A roster with everything else that a rank depends on; the same matcher gives the same ranking."""

    roster: Roster
    taxonomy: Taxonomy
    weights: Weights = DEFAULT_WEIGHTS
    policy: Policy = DEFAULT_POLICY
    seed: int = 0

    def rank(self, position: Position, *, top: int = SHOWN, depth: int = 0) -> Ranking:
        """Return the best `top` candidates of the position in full, the best `depth` in short, and the near misses.

        A need's proposal asks for a depth of all its slots (`propose.slots_of`).
        """
        view = gather(self.roster, position, self.sources(position), self.policy)
        broken = check_rules(view)
        good = view.pick(~_any(broken, len(view)))
        best = self._best(good, max(top, depth))
        trainees = self._best_trainees(position, view, max(top, depth))
        return Ranking(
            position=position.key,
            candidates=self._candidates(best.first(top)),
            trainees=self._candidates(trainees.first(top), trainee=True) if trainees else (),
            order=best.in_short(),
            trainee_order=trainees.in_short() if trainees else (),
            holders=len(view),
            eligible=len(good),
            free=int((good.days.free >= position.needed_days).sum()),
            broken={rule: int(flags.sum()) for rule, flags in broken.items()},
            near_misses=find_near_misses(view, broken, good, self._step_ups(position), self.seed),
        )

    def _best_trainees(self, position: Position, fills: View, top: int) -> "Scored | None":
        """Return the best who may stand beside the position as trainees, None where it has no such slot."""
        return self._best(self._trainees(position, fills), top) if position.trainee_slots else None

    def _trainees(self, position: Position, fills: View) -> View:
        """Return those who may stand beside the position as trainees, who fill it apart; nobody without such a slot."""
        sources = self.trainee_sources(position) if position.trainee_slots else ()
        view = gather(self.roster, position, sources, self.policy, apart=fills)
        return view.pick(~_any(check_rules(view, TRAINEE_RULES), len(view)))

    def why_not(self, position: Position, person: int) -> tuple[Exclusion, ...]:
        """Return the hard rules that the person breaks for the position; empty for a candidate."""
        linked = tuple(Source(each) for each in self._links(position.role, 0))
        question = Question(self.roster, position, self.sources(position), linked, self.policy, person)
        return find_exclusions(question)

    def assess(self, position: Position, person: int, *, trainee: bool = False) -> Candidate | None:
        """Return the person as a candidate of the position, however far down; None for someone ruled out."""
        view = gather(self.roster, position, self.sources(position), self.policy)
        if trainee:
            good = self._trainees(position, view)
            good = good.pick(good.ids == person)
        else:
            view = view.pick(view.ids == person)
            good = view.pick(~_any(check_rules(view), len(view)))
        return next(iter(self._candidates(self._best(good, 1), trainee=trainee)), None)

    def sources(self, position: Position) -> tuple[Source, ...]:
        """Return the role itself and, where the position accepts step-ups, the links strong enough."""
        least = PER_MILLE
        if position.accept_step_up:
            least = max(self.policy.step_up_from, position.least_weight)
        return tuple(Source(each) for each in self._links(position.role, least))

    def trainee_sources(self, position: Position) -> tuple[Source, ...]:
        """Return people in training for the role or trained for it, holders of weaker links, and trainee roles."""
        exact, *others = self._links(position.role, 0)
        weak = [each for each in others if each.weight * PER_MILLE < self.policy.step_up_from]
        department = self.taxonomy.role(position.role).department_id
        known = {exact.role_id, *(each.role_id for each in others)}
        entry = [
            RoleLink(role.id, self.policy.trainee_weight / PER_MILLE, LinkKind.STEP_UP)
            for role in self.taxonomy.roles_of(department)
            if role.level == TRAINEE_LEVEL and role.id not in known
        ]
        ordered = sorted([*weak, *entry], key=lambda each: (-each.weight, each.role_id))
        trained = RoleLink(position.role, self.policy.trained_weight / PER_MILLE, LinkKind.STEP_UP)
        first = (Source(exact, Holders.IN_TRAINING), Source(trained, Holders.TRAINED))
        return (*first, *(Source(each, holders) for each in ordered for holders in HOLDING))

    def _links(self, role: str, least: int) -> tuple[RoleLink, ...]:
        return self.taxonomy.candidates_for(role, least / PER_MILLE)

    def _step_ups(self, position: Position) -> View | None:
        """Return those who would come in if the position accepted step-ups; None where it does."""
        if position.accept_step_up:
            return None
        links = self._links(position.role, max(self.policy.step_up_from, position.least_weight))
        exact, *others = (Source(each) for each in links)
        view = gather(self.roster, position, (exact, *others), self.policy)
        return view.pick(view.link > 0)

    def _best(self, view: View, top: int) -> "Scored":
        return score_view(view, self.weights, self.seed).best(top)

    def _candidates(self, scored: "Scored", *, trainee: bool = False) -> tuple[Candidate, ...]:
        view, scores = scored.view, scored.scores.tolist()
        ids, rotation, values = view.ids.tolist(), view.rotation.tolist(), feature_values(view)
        links, weights = view.link.tolist(), view.weight.tolist()
        return tuple(
            Candidate(
                person=ids[i],
                score=scores[i],
                rotation=rotation[i],
                values=values[i],
                role=view.links[links[i]].role_id,
                link=view.links[links[i]].kind,
                weight=weights[i],
                days=told.days,
                facts=told.facts,
                warnings=told.warnings,
                trainee=trainee,
            )
            for i, told in enumerate(describe(view))
        )


@dataclass(frozen=True)
class Scored:
    """A view with everyone's score under some weights."""

    view: View
    weights: Weights
    seed: int
    scores: NDArray[np.int32]

    def best(self, top: int) -> "Scored":
        """Return the best `top`, best first: by score, then who was put forward least lately, then the tie key."""
        places = np.arange(len(self.scores))
        if len(places) > top:
            least = np.partition(self.scores, len(places) - top)[len(places) - top]
            places = np.flatnonzero(self.scores >= least)
        ties = tie_keys(self.view.roster.ids[self.view.rows[places]], self.seed)
        order = np.lexsort((ties, self.view.rotation[places], -self.scores[places]))
        return self._pick(places[order[:top]])

    def first(self, top: int) -> "Scored":
        """Return the first `top` as they stand."""
        return self._pick(np.arange(min(top, len(self.scores))))

    def in_short(self) -> tuple[Ranked, ...]:
        """Return everyone in short."""
        days, needed = self.view.days, self.view.position.needed_days
        sure, soft = days.free >= needed, days.free + days.unknown < needed
        return tuple(map(Ranked, self.view.ids.tolist(), self.scores.tolist(), sure.tolist(), soft.tolist()))

    def _pick(self, places: NDArray[np.intp]) -> "Scored":
        return Scored(self.view.pick(places), self.weights, self.seed, self.scores[places])


def score_view(view: View, weights: Weights, seed: int) -> Scored:
    """Return the scores of everyone in the view; features the position says nothing of are 0."""
    scores = np.zeros(len(view), np.int32)
    told = features_told(view.position)
    for feature, weight in zip(FEATURES, weights.values, strict=True):
        if weight and feature.name in told:
            scores += feature.function(view) * np.int32(weight)
    return Scored(view, weights, seed, scores)


def feature_values(view: View) -> list[tuple[int, ...]]:
    """Return everyone's feature values, in the order of the features."""
    told = features_told(view.position)
    columns = [f.function(view).tolist() if f.name in told else [0] * len(view) for f in FEATURES]
    return list(zip(*columns, strict=True))


def reorder(entries: Sequence[tuple[int, tuple[int, ...], int]], weights: Weights, seed: int) -> list[tuple[int, int]]:
    """Compute a stored shortlist again: (person, values, rotation) in any order -> (person, score), best first."""
    people = np.array([person for person, _, _ in entries], np.int64)
    ties = tie_keys(people, seed).tolist()
    scored = [
        (-weights.score(values), rotation, tie, person)
        for (person, values, rotation), tie in zip(entries, ties, strict=True)
    ]
    return [(person, -negative) for negative, _, _, person in sorted(scored)]


def _any(broken: Mapping[Rule, Flags], people: int) -> Flags:
    total = np.zeros(people, bool)
    for flags in broken.values():
        total |= flags
    return total
