"""The crew list's proposal against every possible one, on small needs."""

from collections.abc import Sequence
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.days import Span
from matching.propose import CrewList, Pick, propose, slots_of
from matching.types import Position, Priority, Ranked, Ranking, Rule
from matching.unfilled import UnfilledReason
from matching.weights import DEFAULT_POLICY, Policy
from tests.factories.roster_rows import days_from

WEEKS = (Span(*days_from(0, 6)), Span(*days_from(7, 13)), Span(*days_from(0, 13)))


def candidate(person: int, score: int, *, sure: bool = True) -> Ranked:
    return Ranked(person, score, sure)


def ranking(key: int, *candidates: Ranked, **counts: object) -> Ranking:
    ordered = tuple(sorted(candidates, key=lambda c: -c.score))
    facts: dict[str, object] = {"holders": len(ordered), "eligible": len(ordered), "broken": {}, **counts}
    return Ranking(key, (), (), ordered, (), free=0, near_misses=(), **facts)  # type: ignore[arg-type]


def line(key: int, week: Span = WEEKS[2], quantity: int = 1, priority: Priority = Priority.MUST) -> Position:
    return Position(key=key, role="gaffer", spans=(week,), quantity=quantity, priority=priority)


@st.composite
def needs(draw: st.DrawFn) -> tuple[list[Position], dict[int, Ranking]]:
    positions, rankings = [], {}
    for key in range(1, draw(st.integers(1, 4)) + 1):
        position = line(
            key,
            draw(st.sampled_from(WEEKS)),
            draw(st.integers(1, 2)),
            draw(st.sampled_from(Priority)),
        )
        people = draw(st.lists(st.integers(1, 5), unique=True, max_size=5))
        positions.append(position)
        rankings[key] = ranking(key, *(candidate(p, draw(st.integers(0, 90_000))) for p in people))
    return positions, rankings


def worth(
    positions: Sequence[Position], rankings: dict[int, Ranking], chosen: Sequence[Sequence[int]]
) -> tuple[int, int]:
    filled = score = 0
    for position, people in zip(positions, chosen, strict=True):
        scores = {c.person: c.score for c in rankings[position.key].order}
        filled += DEFAULT_POLICY.priorities[position.priority] * len(people)
        score += sum(scores[p] for p in people)
    return filled, score


def allowed(positions: Sequence[Position], chosen: Sequence[Sequence[int]]) -> bool:
    return not any(
        set(chosen[i]) & set(chosen[j]) and positions[i].shares_day(positions[j])
        for i, j in combinations(range(len(positions)), 2)
    )


def best_of_all(positions: Sequence[Position], rankings: dict[int, Ranking]) -> tuple[int, int]:
    options = []
    for position in positions:
        people = [c.person for c in rankings[position.key].order]
        options.append([c for n in range(position.quantity + 1) for c in combinations(people, n)])
    return max(worth(positions, rankings, chosen) for chosen in product(*options) if allowed(positions, chosen))


def chosen_people(positions: Sequence[Position], crew_list: CrewList) -> list[list[int]]:
    return [[p.person for p in crew_list.proposals if p.position == position.key] for position in positions]


@given(need=needs())
@settings(max_examples=150, deadline=None)
def test_no_other_proposal_fills_more_or_scores_better(need: tuple[list[Position], dict[int, Ranking]]) -> None:
    positions, rankings = need
    crew_list = propose(positions, rankings, DEFAULT_POLICY)
    chosen = chosen_people(positions, crew_list)
    assert allowed(positions, chosen)
    assert worth(positions, rankings, chosen) == best_of_all(positions, rankings)
    assert len(crew_list.proposals) + sum(u.slots for u in crew_list.unfilled) == slots_of(positions)


def test_nobody_stands_twice_on_a_day_but_may_work_one_week_after_another() -> None:
    one = candidate(1, 500)
    together = propose([line(1), line(2)], {1: ranking(1, one), 2: ranking(2, one)}, DEFAULT_POLICY)
    assert [u.reason for u in together.unfilled] == [UnfilledReason.TAKEN_ELSEWHERE]
    apart = [line(1, WEEKS[0]), line(2, WEEKS[1])]
    assert len(propose(apart, {1: ranking(1, one), 2: ranking(2, one)}, DEFAULT_POLICY).proposals) == 2


def test_a_scarce_line_gets_its_only_candidate_even_if_another_likes_her_better() -> None:
    rankings = {1: ranking(1, candidate(1, 900), candidate(2, 100)), 2: ranking(2, candidate(1, 50))}
    crew_list = propose([line(1), line(2)], rankings, DEFAULT_POLICY)
    assert {(p.position, p.person) for p in crew_list.proposals} == {(1, 2), (2, 1)}


def test_a_pick_of_staff_stands_and_is_used_once() -> None:
    rankings = {1: ranking(1, candidate(1, 900), candidate(2, 100)), 2: ranking(2, candidate(2, 500))}
    crew_list = propose([line(1), line(2)], rankings, DEFAULT_POLICY, [Pick(1, 2)])
    assert {(p.position, p.person) for p in crew_list.proposals} == {(1, 2)}
    assert [(u.position, u.reason) for u in crew_list.unfilled] == [(2, UnfilledReason.TAKEN_ELSEWHERE)]


def test_open_slots_say_why() -> None:
    nobody = ranking(1)
    booked = ranking(1, holders=4, broken={Rule.DAYS: 3, Rule.LANGUAGE: 1})
    english = ranking(1, holders=4, broken={Rule.DAYS: 1, Rule.LANGUAGE: 3})
    dropped = ranking(1, candidate(1, 5), holders=2, broken={Rule.DROPPED: 1})
    reasons = [
        propose([line(1, quantity=2)], {1: given_}, DEFAULT_POLICY).unfilled[0].reason
        for given_ in (nobody, booked, english, dropped)
    ]
    assert reasons == [
        UnfilledReason.NOBODY_HOLDS_ROLE,
        UnfilledReason.ALL_BOOKED,
        UnfilledReason.REQUIREMENT,
        UnfilledReason.DROPPED,
    ]


def test_a_cautious_commission_proposes_only_those_who_said_they_are_free() -> None:
    rankings = {1: ranking(1, candidate(1, 900, sure=False), candidate(2, 100))}
    cautious = Policy(propose_unconfirmed=False)
    crew_list = propose([line(1, quantity=2)], rankings, cautious)
    assert [p.person for p in crew_list.proposals] == [2]
    assert crew_list.unfilled[0].reason is UnfilledReason.UNCONFIRMED
    assert len(propose([line(1, quantity=2)], rankings, DEFAULT_POLICY).proposals) == 2
