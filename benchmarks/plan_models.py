"""Peers of the planner that are solvers: the whole model given to HiGHS or CP-SAT, or one production at a time.

One 0/1 variable a candidate; at most `quantity` of each position; of each person at most one in every largest set of
positions that share a day (one row for each two positions where spans or ways between bases make days no interval).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.plan_greedy import Book, position_bound, value
from matching.plan_check import objective_of
from matching.plan_check_files import Instance, Pair

HALF = 0.5
WORKERS = 2
NO_LIMIT = 1e6


@dataclass(frozen=True, slots=True)
class Solved:
    """What a solver chose, and how much any choice is worth at most (no constant taken off)."""

    chosen: list[Pair]
    bound: float


@dataclass(frozen=True, slots=True)
class Model:
    """Columns and rows: a row is (columns, at most); `gain` is what a column adds to an empty plan."""

    columns: list[Pair]
    gain: list[int]
    fixed: list[bool]
    rows: list[tuple[list[int], int]]


def build(instance: Instance, positions: Sequence[str], book: Book) -> Model:
    """Return the model of some positions for people as free as the book has them."""
    allowed = [
        (person, name)
        for name in positions
        for person in instance.scores[name]
        if (person, name) not in instance.forbidden
        and all(each == name or book.fit(each, name) for each in book.works.get(person, ()))
    ]
    columns_of: dict[str, list[int]] = defaultdict(list)
    of_person: dict[str, dict[str, int]] = defaultdict(dict)
    for column, (person, name) in enumerate(allowed):
        columns_of[name].append(column)
        of_person[person][name] = column
    rows = [(columns, instance.lines[name].quantity) for name, columns in columns_of.items()]
    plain = not instance.gaps and all(len(line.spans) == 1 for line in instance.lines.values())
    sets = _largest_sets if plain else _clashing_pairs
    for columns in of_person.values():
        rows += [([columns[name] for name in names], 1) for names in sets(instance, list(columns), book)]
    gain = [value(instance, person, name) + instance.lines[name].penalty for person, name in allowed]
    return Model(allowed, gain, [pair in instance.fixed for pair in allowed], rows)


def _largest_sets(instance: Instance, names: list[str], _book: Book) -> Iterator[list[str]]:
    """Yield the largest sets of positions with a day in common, by a sweep over their first days."""
    active: list[str] = []
    for name in sorted(names, key=lambda each: instance.lines[each].spans):
        first = instance.lines[name].spans[0][0]
        still = [each for each in active if instance.lines[each].spans[0][1] >= first]
        if 1 < len(active) > len(still):
            yield active
        active = [*still, name]
    if len(active) > 1:
        yield active


def _clashing_pairs(_instance: Instance, names: list[str], book: Book) -> Iterator[list[str]]:
    yield from ([one, other] for one, other in combinations(names, 2) if not book.fit(one, other))


def solve_highs(model: Model, limit: float) -> Solved:
    """Give the model to HiGHS as it comes, by way of scipy: half the seconds of highspy 1.16 with its defaults."""
    if not model.columns:
        return Solved([], 0.0)
    columns = np.concatenate([each for each, _ in model.rows])
    starts = np.cumsum([0, *(len(each) for each, _ in model.rows)])
    shape = (len(model.rows), len(model.columns))
    matrix = csr_array((np.ones(len(columns)), columns, starts), shape=shape)
    found = milp(
        -np.array(model.gain, float),
        integrality=np.ones(len(model.columns)),
        bounds=Bounds(np.array(model.fixed, float), 1.0),
        constraints=LinearConstraint(matrix, -np.inf, [most for _, most in model.rows]),
        options={"time_limit": limit, "mip_rel_gap": 0.0},
    )
    taken = np.array(model.fixed) if found.x is None else found.x > HALF
    bound = math.inf if found.mip_dual_bound is None else -found.mip_dual_bound
    return Solved([model.columns[each] for each in np.flatnonzero(taken)], bound)


def solve_cp_sat(model: Model, limit: float) -> Solved:
    """Give the model to CP-SAT of OR-tools with two workers. Raises ImportError where it is not installed."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - it may not be installed

    problem = cp_model.CpModel()
    variables = [problem.new_bool_var("") for _ in model.columns]
    for columns, most in model.rows:
        among = [variables[each] for each in columns]
        if most == 1:
            problem.add_at_most_one(among)
        else:
            problem.add(cp_model.LinearExpr.sum(among) <= most)
    for variable, is_fixed in zip(variables, model.fixed, strict=True):
        if is_fixed:
            problem.add(variable == 1)
    problem.maximize(cp_model.LinearExpr.weighted_sum(variables, model.gain))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = WORKERS
    known = solver.solve(problem) in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    taken = [bool(solver.value(each)) for each in variables] if known else model.fixed
    chosen = [pair for pair, is_taken in zip(model.columns, taken, strict=True) if is_taken]
    return Solved(chosen, solver.best_objective_bound if known else math.inf)


Solver = Callable[[Model, float], Solved]


def whole(instance: Instance, solver: Solver, limit: float) -> tuple[list[Pair], float]:
    """Return assignments and bound of the whole instance in one model."""
    book = Book(instance)
    solved = solver(build(instance, list(instance.lines), book), limit)
    bound = solved.bound + objective_of(instance, set())
    return solved.chosen, min(bound, float(position_bound(instance)))  # a solver may have no bound yet


def production_by_production_at_best(instance: Instance, productions: Sequence[Sequence[str]]) -> list[Pair]:
    """Solve one production after the other to its own optimum, with the people that those before have left."""
    book = Book(instance)
    for positions in productions:
        for person, position in solve_highs(build(instance, positions, book), NO_LIMIT).chosen:
            if (person, position) not in instance.fixed:
                book.put(person, position)
    return book.assignments
