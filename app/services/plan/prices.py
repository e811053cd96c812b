"""Alternatives in a plan: other lines for who stands on a slot, other people for it, each with what it would cost."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np
from sqlmodel import Session

from app.models.plan import Plan, PlanInstance, PlanLine, PlanSlot
from app.queries.plan import find_instance
from matching.plan import price
from matching.plan_file import read_problem
from matching.plan_types import PlanAnswer, PlanProblem, Tier

MOST_LINES, MOST_PEOPLE = 4, 4
SECONDS = 2.0
"""For all alternatives of a slot together: they are looked up while somebody waits."""


@dataclass(frozen=True)
class Mover:
    """Somebody who would stand elsewhere: from a line to a line, None for no line."""

    crew_member_id: int
    line_from: str | None
    line_to: str | None


@dataclass(frozen=True)
class Alternative:
    """A person put on a line instead, and the whole plan made anew around that.

    `slots_lost` are lines with how many more slots stay open there, `worth_lost` what these weigh in the plan,
    `score_lost` the match score given up; `exact` says that no better plan with this change is possible.
    """

    crew_member_id: int
    line_key: str
    score: int
    worth_lost: int
    score_lost: int
    slots_lost: tuple[tuple[str, int], ...]
    moved: tuple[Mover, ...]
    exact: bool


@dataclass(frozen=True)
class Alternatives:
    """`lines`: where else the slot's person could stand; `people`: who else could stand on the slot."""

    lines: tuple[Alternative, ...]
    people: tuple[Alternative, ...]


def alternatives(session: Session, plan: Plan, slot: PlanSlot) -> Alternatives:
    """Return the alternatives of a slot, the best matches first, priced on the very problem that was solved.

    Nothing where the plan keeps no instance.
    """
    kept = find_instance(session, plan.id or 0)
    line = session.get(PlanLine, slot.plan_line_id)
    if kept is None or line is None:
        return Alternatives((), ())
    return _Prices(kept, plan.tiers, line.key).of(line.key, slot.crew_member_id, seconds=SECONDS)


class _Prices:
    """The part of a kept plan that hangs together with a slot: no price depends on the rest, and less is solved again.

    People and positions hang together where somebody may stand on something, however far down the chain.
    """

    def __init__(self, kept: PlanInstance, tiers: Sequence[Mapping[str, Any]], key: str) -> None:
        whole = read_problem(zlib.decompress(kept.problem))
        told = json.loads(zlib.decompress(kept.answer))
        start = next((at for at, position in enumerate(whole.positions) if position.id == key), None)
        self._problem = whole if start is None else part_of(whole, start)
        self._at = {position.id: at for at, position in enumerate(self._problem.positions)}
        self._person_at = {int(person): at for at, person in enumerate(self._problem.people)}
        pairs = ((int(person), each) for person, each in told["assignments"] if each in self._at)
        self._answer = PlanAnswer(
            assignments=tuple(sorted((self._person_at[person], self._at[each]) for person, each in pairs)),
            objective=told["objective"],
            bound=told["bound"],
            gap=told["gap"],
            status=told["status"],
            seconds=told["seconds"],
            tiers=tuple(Tier(**each) for each in tiers),
        )

    def of(self, key: str, crew_member_id: int | None, *, seconds: float) -> Alternatives:
        """Return what else could be, of a slot of the line with this key, within so many seconds."""
        if key not in self._at:
            return Alternatives((), ())
        person = self._person_at.get(crew_member_id or 0)
        lines = self._other_lines(person, self._at[key]) if person is not None else []
        wanted = [*lines, *self._other_people(self._at[key])]
        end = monotonic() + seconds
        found = [
            self._price(*each, seconds=max(end - monotonic(), 0.0) / (len(wanted) - done))
            for done, each in enumerate(wanted)
        ]
        return Alternatives(tuple(found[: len(lines)]), tuple(found[len(lines) :]))

    def _candidates(self) -> Iterator[tuple[int, int, int]]:
        """Yield (person, position, score) of whoever may still be put there; lines full of fixed people take nobody."""
        problem = self._problem
        settled = {*problem.forbidden, *self._answer.assignments}
        fixed = {person for person, _ in problem.fixed}
        taken = Counter(position for _, position in problem.fixed)
        full = {at for at, count in taken.items() if count >= problem.positions[at].quantity}
        for triple in zip(problem.person.tolist(), problem.position.tolist(), problem.score.tolist(), strict=True):
            if triple[:2] not in settled and triple[0] not in fixed and triple[1] not in full:
                yield triple

    def _other_lines(self, person: int, position: int) -> list[tuple[int, int, int]]:
        mine = (each for each in self._candidates() if each[0] == person and each[1] != position)
        return sorted(mine, key=lambda each: -each[2])[:MOST_LINES]

    def _other_people(self, position: int) -> list[tuple[int, int, int]]:
        mine = (each for each in self._candidates() if each[1] == position)
        return sorted(mine, key=lambda each: -each[2])[:MOST_PEOPLE]

    def _price(self, person: int, position: int, score: int, *, seconds: float) -> Alternative:
        found = price(self._problem, self._answer, person=person, position=position, time_limit=seconds)
        return Alternative(
            crew_member_id=int(self._problem.people[person]),
            line_key=self._problem.positions[position].id,
            score=score,
            worth_lost=found.fill_lost,
            score_lost=found.score_lost,
            slots_lost=tuple((self._problem.positions[at].id, slots) for at, slots in found.short),
            moved=tuple(
                Mover(int(self._problem.people[who]), self._key(before), self._key(after))
                for who, before, after in found.moved
            ),
            exact=found.exact,
        )

    def _key(self, position: int) -> str | None:
        return None if position < 0 else self._problem.positions[position].id


def part_of(problem: PlanProblem, position: int) -> PlanProblem:
    """Return the problem of all that hangs together with one position by candidates; ids stay, indices are new."""
    positions = np.zeros(len(problem.positions), bool)
    people = np.zeros(len(problem.people), bool)
    positions[position] = True
    reached = 0
    while (now := int(positions.sum()) + int(people.sum())) > reached:
        reached = now
        people[problem.person[positions[problem.position]]] = True
        positions[problem.position[people[problem.person]]] = True
    person_to, position_to = np.cumsum(people) - 1, np.cumsum(positions) - 1
    kept = positions[problem.position]

    def pairs(whole: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        inside = ((who, at) for who, at in whole if positions[at] and people[who])
        return tuple((int(person_to[who]), int(position_to[at])) for who, at in inside)

    return replace(
        problem,
        positions=tuple(each for each, inside in zip(problem.positions, positions, strict=True) if inside),
        people=tuple(each for each, inside in zip(problem.people, people, strict=True) if inside),
        person=person_to[problem.person[kept]].astype(np.int32),
        position=position_to[problem.position[kept]].astype(np.int32),
        score=problem.score[kept],
        fixed=pairs(problem.fixed),
        forbidden=pairs(problem.forbidden),
        previous=pairs(problem.previous),
    )
