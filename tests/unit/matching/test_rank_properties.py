"""The columnar rank against a plain one, on random registries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.taxonomy import get_taxonomy
from matching.days import day_number
from matching.rank import Matcher, reorder
from matching.roster import Roster
from matching.roster_update import update_roster
from matching.types import Candidate, Position
from matching.weights import DEFAULT_POLICY, DEFAULT_WEIGHTS
from tests.factories.reference_rank import rank_plainly, rules_broken
from tests.factories.roster_rows import TODAY, Person, make_roster, make_rows
from tests.factories.rosters import people, positions, registries

SEED = 7


TAXONOMY = get_taxonomy()


def matcher(roster: Roster) -> Matcher:
    return Matcher(roster, TAXONOMY, seed=SEED)


def told(candidates: Sequence[Candidate]) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(c.person, c.score, c.values) for c in candidates]


@given(registry=registries, position=positions(), top=st.integers(1, 30))
@settings(max_examples=80, deadline=None)
def test_the_best_are_exactly_those_of_a_plain_ranking(registry: list[Person], position: Position, top: int) -> None:
    ranking = matcher(make_roster(registry)).rank(position, top=top)
    plain = rank_plainly(registry, position, TAXONOMY, DEFAULT_WEIGHTS, DEFAULT_POLICY, SEED)
    assert told(ranking.candidates) == [(r.person, r.score, r.values) for r in plain[:top]]
    assert ranking.eligible == len(plain)


@given(registry=registries, position=positions(), order=st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing(registry: list[Person], position: Position, order: Random) -> None:
    shuffled = list(registry)
    order.shuffle(shuffled)
    first = matcher(make_roster(registry)).rank(position)
    assert matcher(make_roster(shuffled)).rank(position) == first


@given(registry=registries, newer=st.lists(people(), max_size=6), position=positions(), kept=st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_an_updated_roster_ranks_as_a_new_one(
    registry: list[Person], newer: list[Person], position: Position, kept: int
) -> None:
    ids = [p.id for p in registry]
    replaced = {old: replace(new, id=old) for old, new in zip(ids, newer, strict=False)}
    joining = {p.id: p for p in newer[len(replaced) :] if p.id not in ids}
    removed = tuple(ids[len(replaced) + kept :])
    after = [replaced.get(p.id, p) for p in registry if p.id not in removed] + list(joining.values())
    before = make_roster(registry)
    first = matcher(before).rank(position)
    changed = make_rows([*replaced.values(), *joining.values()])
    updated = update_roster(before, changed, version=2, removed=removed)
    assert told(matcher(updated).rank(position).candidates) == told(
        matcher(make_roster(after)).rank(position).candidates
    )
    assert matcher(before).rank(position) == first


@given(registry=registries, position=positions())
@settings(max_examples=80, deadline=None)
def test_a_broken_hard_rule_is_never_outscored(registry: list[Person], position: Position) -> None:
    judge = matcher(make_roster(registry))
    listed = {c.person for c in judge.rank(position, top=100).candidates}
    for person in registry:
        broken = rules_broken(person, position, DEFAULT_POLICY)
        said = {exclusion.rule for exclusion in judge.why_not(position, person.id)}
        assert broken <= said
        assert (person.id in listed) == (not said)
        assert (judge.assess(position, person.id) is not None) == (person.id in listed)


@given(registry=registries, position=positions(), seed=st.integers(0, 2**63 - 1))
@settings(max_examples=40, deadline=None)
def test_a_shortlist_is_computed_again_from_what_is_stored(
    registry: list[Person], position: Position, seed: int
) -> None:
    ranking = Matcher(make_roster(registry), TAXONOMY, seed=seed).rank(position, top=50)
    stored = [(c.person, c.values, c.rotation) for c in reversed(ranking.candidates)]
    assert reorder(stored, DEFAULT_WEIGHTS, seed) == [(c.person, c.score) for c in ranking.candidates]


@given(registry=registries)
@settings(max_examples=25, deadline=None)
def test_days_of_a_roster_read_back_as_they_were_said(registry: list[Person]) -> None:
    roster = make_roster(registry)
    for person in registry:
        row = roster.find_row(person.id)
        assert row is not None
        stated, closed = roster.days.table(np.arange(roster.horizon.words), np.array([row]))
        shut = roster.horizon.spans(stated[:, 0] & closed[:, 0])
        said = [(first, last) for _, first, last in person.said]
        said += [(first, last) for _, first, last, _ in person.engaged]
        said += [(first, last) for _, first, last in person.feed]
        for span in shut:
            assert any(first <= span.starts_on <= last for first, last in said)
    assert roster.today == day_number(TODAY)
    assert roster.horizon.days >= timedelta(days=730).days
