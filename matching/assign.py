"""Exact assignment of people to the slots of lines that compete for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

from matching.types import Position, Ranked
from matching.weights import Policy

# One line's order of candidates is finer than any score, one filled slot weighs more than all scores together.
PLACE_UNIT = 4096
FILL_UNIT = 2**40


class ProposalError(ValueError):
    """The exact assignment could not be computed; the message is the solver's."""


@dataclass(frozen=True, slots=True)
class Line:
    """The slots of one position that are filled together: its own, or its trainee slots."""

    position: Position
    candidates: tuple[Ranked, ...]
    slots: int
    trainee: bool = False


def assign(group: Sequence[Line], policy: Policy) -> dict[int, list[int]]:
    """Return the people chosen for each line of a group, best first."""
    if all(a.position.shares_day(b.position) for i, a in enumerate(group) for b in group[:i]):
        chosen = _assign_exclusive(group, policy)
    else:
        chosen = _assign_overlapping(group, policy)
    return {at: [c.person for c in line.candidates if (at, c.person) in chosen] for at, line in enumerate(group)}


def _gain(line: Line, place: int, policy: Policy) -> int:
    """Return what it is worth to put the line's candidate at `place` on a slot."""
    fill = FILL_UNIT * policy.priorities[line.position.priority]
    return fill + line.candidates[place].score * PLACE_UNIT - place


def _assign_exclusive(group: Sequence[Line], policy: Policy) -> set[tuple[int, int]]:
    """Assign where all lines share days, so that each person takes one slot at most (Hungarian method)."""
    column: dict[int, int] = {}
    for line in group:
        for candidate in line.candidates:
            column.setdefault(candidate.person, len(column))
    row_line = [at for at, line in enumerate(group) for _ in range(line.slots)]
    gains = np.zeros((len(row_line), len(column) + len(row_line)))  # the last columns leave a slot open
    row = 0
    for line in group:
        places = [column[c.person] for c in line.candidates]
        values = [_gain(line, place, policy) for place in range(len(places))]
        gains[row : row + line.slots, places] = values
        row += line.slots
    people = list(column)
    rows, columns = linear_sum_assignment(gains, maximize=True)
    return {
        (row_line[r], people[c])
        for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
        if c < len(people) and gains[r, c] > 0
    }


def _assign_overlapping(group: Sequence[Line], policy: Policy) -> set[tuple[int, int]]:
    """Assign where some lines share no day: a 0/1 programme with a row for each person and set of shared days."""
    cells = [(at, place) for at, line in enumerate(group) for place in range(len(line.candidates))]
    if not cells:
        return set()
    people = [group[at].candidates[place].person for at, place in cells]
    lines_of: dict[int, list[int]] = {}
    for cell, person in enumerate(people):
        lines_of.setdefault(person, []).append(cell)
    rows = [[c for c, (at, _) in enumerate(cells) if at == line] for line in range(len(group))]
    most = [line.slots for line in group]
    for mine in lines_of.values():
        for clique in _cliques([(group[cells[c][0]].position, c) for c in mine]):
            rows.append(clique)
            most.append(1)
    matrix = coo_array(
        (
            np.ones(sum(map(len, rows))),
            (np.repeat(np.arange(len(rows)), [len(r) for r in rows]), np.concatenate([np.array(r, int) for r in rows])),
        ),
        shape=(len(rows), len(cells)),
    )
    return {(cells[c][0], people[c]) for c in _solve(group, cells, matrix.tocsr(), most, policy)}


def _solve(
    group: Sequence[Line], cells: Sequence[tuple[int, int]], matrix: object, most: Sequence[int], policy: Policy
) -> list[int]:
    # HiGHS works to absolute tolerances: first fill, then, with the fill kept, the score.
    constraint = LinearConstraint(matrix, -np.inf, np.array(most, float))
    fill = np.array([policy.priorities[group[at].position.priority] for at, _ in cells], float)
    filled = _maximise(fill, [constraint])
    least = round(float(fill @ filled))
    worth = np.array([group[at].candidates[place].score - place / PLACE_UNIT for at, place in cells])
    kept = LinearConstraint(fill[None, :], least - 0.5, np.inf)
    best = _maximise(worth, [constraint, kept])
    return np.flatnonzero(best > 0.5).tolist()  # noqa: PLR2004 - a 0/1 variable, read back from a float


def _maximise(worth: NDArray[np.float64], constraints: list[object]) -> NDArray[np.float64]:
    answer = milp(
        -worth,
        integrality=np.ones(len(worth)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"mip_rel_gap": 0},
    )
    if answer.x is None:
        raise ProposalError(answer.message)
    whole: NDArray[np.float64] = np.rint(answer.x)
    return whole


def _cliques(cells: Sequence[tuple[Position, int]]) -> list[list[int]]:
    """Return the cells that share a day, one list for each day on which a line begins; those of one are dropped."""
    starts = sorted({span.starts_on for position, _ in cells for span in position.spans})
    found = {
        tuple(cell for position, cell in cells if any(span.starts_on <= day <= span.ends_on for span in position.spans))
        for day in starts
    }
    return [list(clique) for clique in sorted(found) if len(clique) > 1]
