"""The problem of a plan: its lines, people and chances as the planner reads them, under the lines' own keys."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, col, select

from app.models.plan import Plan, PlanRuleKind, PlanStatus
from app.models.shortlist import Proposal
from app.queries.plan import list_placed
from app.services.plan.ground import Ground
from app.services.plan.lines import Line
from app.services.plan.pools import Pools, is_open, score_anyhow
from app.services.plan.standing import Stands, read_stands
from app.services.travel import is_far
from config import get_settings
from matching.days import Span, day_number, join_spans
from matching.plan_types import PlanPosition, PlanProblem
from matching.ties import tie_keys

Pair = tuple[int, str]
"""A crew member and the key of a line."""


@dataclass(frozen=True)
class Built:
    """A plan's problem with all that its answer is told from."""

    ground: Ground
    pools: Pools
    stands: Stands
    problem: PlanProblem
    before: frozenset[Pair]

    def pair(self, person: int, position: int) -> Pair:
        """Return the crew member and line key that indices of the problem stand for."""
        return int(self.problem.people[person]), self.problem.positions[position].id


def build_problem(session: Session, plan: Plan, ground: Ground) -> Built:
    """Return what is to be solved. Few changes are counted from the plan before, else from holds and proposals."""
    pools = Pools(ground)
    stands = read_stands(ground, pools)
    before = _before(session, plan, ground, stands)
    return Built(ground, pools, stands, _problem(ground, pools, stands, before), before)


def _before(session: Session, plan: Plan, ground: Ground, stands: Stands) -> frozenset[Pair]:
    parent = session.get(Plan, plan.based_on_id) if plan.based_on_id else None
    if parent is not None and parent.status is PlanStatus.DONE:
        return frozenset((person, key) for key, person in list_placed(session, parent.id or 0))
    lines = {(line.position_id, line.trainee): line.key for line in ground.lines if line.position_id}
    statement = select(Proposal.position_id, Proposal.trainee, Proposal.crew_member_id).where(
        col(Proposal.position_id).in_({position_id for position_id, _ in lines}),
        col(Proposal.crew_member_id).is_not(None),
    )
    proposed = [
        (person, lines[position_id, trainee])
        for position_id, trainee, person in session.exec(statement)
        if person is not None and (position_id, trainee) in lines
    ]
    return frozenset((*proposed, *stands.wished))


def _problem(ground: Ground, pools: Pools, stands: Stands, before: Collection[Pair]) -> PlanProblem:
    lines = [line for line in ground.lines if line.position is not None]
    scores = _scores(ground, pools, stands, lines)
    people = _in_neutral_order({person for person, _ in scores}, ground.matcher.seed)
    person_at = {person: at for at, person in enumerate(people)}
    line_at = {line.key: at for at, line in enumerate(lines)}
    triples = np.array(
        sorted((line_at[key], person_at[person], score) for (person, key), score in scores.items()), np.int32
    ).reshape(-1, 3)

    def pairs(chosen: Iterable[Pair]) -> tuple[tuple[int, int], ...]:
        known = {pair for pair in chosen if pair in scores}
        return tuple(sorted((person_at[person], line_at[key]) for person, key in known))

    fixed, loose = set(stands.pairs), stands.unplaced_bases
    barred = {(rule.crew_member_id, rule.line_key) for rule in ground.ruled(PlanRuleKind.FORBID)} - fixed
    return PlanProblem(
        positions=tuple(_position(line, base="" if line.key in loose else base_of(line)) for line in lines),
        people=tuple(map(str, people)),
        person=triples[:, 1].copy(),
        position=triples[:, 0].copy(),
        score=triples[:, 2].copy(),
        gaps=base_gaps(lines),
        fixed=pairs(fixed),
        forbidden=pairs(barred),
        previous=pairs(before),
        change_cost=1,
    )


def _scores(ground: Ground, pools: Pools, stands: Stands, lines: Iterable[Line]) -> dict[Pair, int]:
    """Return the score of everyone who may be placed, and of those who stand whatever the rules say."""
    found = {
        (person, line.key): chance.score
        for line in lines
        for person, chance in pools.of(line.key).items()
        if is_open(chance, ground.view)
    }
    named = {line.key: line for line in lines}
    for person, key in stands.pairs:
        position, chance = named[key].position, pools.of(key).get(person)
        if (person, key) not in found and position is not None:
            found[person, key] = chance.score if chance else score_anyhow(ground.matcher, position, person)
    return found


def _in_neutral_order(people: Collection[int], seed: int) -> list[int]:
    """Return people by a seeded hash: where nothing else decides, the planner goes by their order."""
    ids = np.array(sorted(people), np.int64)
    order: list[int] = ids[np.argsort(tie_keys(ids, seed), kind="stable")].tolist()
    return order


def _position(line: Line, *, base: str) -> PlanPosition:
    spans = join_spans(Span(each.starts_on, each.ends_on) for each in line.spans)
    return PlanPosition(
        id=line.key,
        production=line.production_key,
        quantity=line.quantity,
        spans=tuple((day_number(each.starts_on), day_number(each.ends_on)) for each in spans),
        penalty=line.weight,
        base=base,
    )


def base_of(line: Line) -> str:
    """Return the name of where a line works; one that moves is far from whatever one of its bases is far from."""
    return "+".join(line.places)


def base_gaps(lines: Iterable[Line]) -> Mapping[tuple[str, str], int]:
    """Return the whole days to travel between bases that are far from each other; near ones need none."""
    days = get_settings().travel_days
    bases = sorted({(base_of(line), line.places) for line in lines if line.places})
    if not days:
        return {}
    return {
        (a, b): days
        for number, (a, mine) in enumerate(bases)
        for b, theirs in bases[number + 1 :]
        if any(is_far(x, y) for x in mine for y in theirs)
    }
