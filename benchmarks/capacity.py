"""Capacity of 5,000 crew: 26 weeks, 3 views, 3 sizes; against HiGHS, scipy's maximum flow and augmenting paths."""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import maximum_flow

from app.db import make_engine, reading, write_transaction
from app.migrate import upgrade
from app.services.capacity import coming_mondays, make_supply
from app.services.demo.load import load_demo
from app.services.package import ShootSize
from app.services.roster import get_roster
from matching.calls import plan_calls
from matching.capacity import GOAL, BenchView, WeekCapacity, most_copies, week_capacity
from matching.crowd import Crowd, Flags, group
from matching.roster import Roster
from matching.supply import Supply
from matching.teach import plan_seats

CREW = int(os.environ.get("BENCH_CREW", "5000"))
TODAY = date(2026, 11, 23)
WEEKS = 26
PEER_EVERY = 5  # the peers answer every fifth case only
CALLS, SEATS = 20, 10
REPEATS = 3
Result = TypeVar("Result")
Counts = NDArray[np.int64]
Answer = tuple[int, int]
Case = tuple[Supply, date, BenchView]


def timed(run: Callable[[], Result]) -> tuple[Result, float]:
    """Return what `run` gives and the fewest seconds of the processor that it took; all of it is single-threaded."""
    spent = []
    for _ in range(REPEATS):
        started = time.process_time()
        result = run()
        spent.append(time.process_time() - started)
    return result, min(spent)


def main() -> None:
    """Print the figures of one run."""
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        upgrade(engine)
        with write_transaction(engine) as session:
            load_demo(session, crew=CREW, seed=1, today=TODAY, notice_version="benchmark")
        with reading(engine) as session:
            roster = get_roster(session, today=TODAY)
        engine.dispose()
    measure(roster)


def count_all(roster: Roster) -> tuple[list[Case], list[WeekCapacity]]:
    """Count every week in every view of every size, from the roster on."""
    cases = [
        (supply, monday, view)
        for supply in (make_supply(roster, size, "") for size in ShootSize)
        for view in BenchView
        for monday in coming_mondays(TODAY, WEEKS)
    ]
    return cases, [week_capacity(*case) for case in cases]


def measure(roster: Roster) -> None:
    """Measure the roster."""
    (cases, found), seconds = timed(lambda: count_all(roster))
    print(
        f"{len(roster):,} people, {len(cases)} cases (weeks x views x sizes), days and cuts included: {seconds:.2f} s"
    )
    sample = range(0, len(cases), PEER_EVERY)
    crowds = [(cases[at][0].fits(*cases[at][1:]), cases[at][0].wanted) for at in sample]
    ours, own = timed(lambda: [by_newton(*crowd) for crowd in crowds])
    if [copies for copies, _ in ours] != [found[at].fits for at in sample]:
        raise SystemExit("the same case was answered differently")
    print(f"{len(crowds)} of the cases, who fits where being known: how many fit, and what does one more lack?")
    print(f"  {'maximum flow over classes, discrete Newton':<46} {1000 * own / len(crowds):>6.1f} ms a case")
    for name, peer in PEERS.items():
        theirs, spent = timed(lambda peer=peer: [peer(*crowd) for crowd in crowds])  # type: ignore[misc]
        agree = sum(a == b for a, b in zip(ours, theirs, strict=True))
        print(f"  {name:<46} {1000 * spent / len(crowds):>6.1f} ms, {spent / own:.1f} times as long; {agree} agree")
    by_totals = sum(divide_totals(*crowd) for crowd in crowds)
    print(f"copies that fit in these cases: {sum(copies for copies, _ in ours)}; a division of totals says {by_totals}")
    for size in ShootSize:
        choose(make_supply(roster, size, ""), size)


def choose(supply: Supply, size: ShootSize) -> None:
    """Measure the choice of calls and seats for one size."""
    mondays = coming_mondays(TODAY, WEEKS)
    calls, calling = timed(lambda: plan_calls(supply, mondays, most=CALLS))
    seats, teaching = timed(lambda: plan_seats(supply, mondays, view=BenchView.IF_CONFIRMED, seats=SEATS))
    print(
        f"{size.value}: {len(calls.people)} calls in {calling:.2f} s, productions x weeks {sum(calls.before)} ->"
        f" {sum(calls.after)}; {len(seats.seats)} seats in {teaching:.2f} s, {sum(seats.before)} -> {sum(seats.after)}"
        f" of {GOAL * WEEKS}"
    )


def by_newton(fits: Flags, wanted: Counts) -> Answer:
    """Answer as the product does."""
    copies, beyond = most_copies(group(fits), wanted)
    return copies, beyond.missing


def by_scipy(fits: Flags, wanted: Counts) -> Answer:
    """Answer by scipy's maximum flow (Dinic) over the same classes, and bisection over the number of copies."""
    crowd = group(fits)
    fit, too_many = 0, divide_totals(fits, wanted) + 1
    while too_many - fit > 1:
        middle = (fit + too_many) // 2
        fit, too_many = (fit, middle) if _flow(crowd, middle * wanted) else (middle, too_many)
    return fit, _flow(crowd, too_many * wanted)


def _flow(crowd: Crowd, wanted: Counts) -> int:
    """Return how many slots stay empty: source (0), classes, lines, sink."""
    classes, lines = crowd.sets.shape
    owners, targets = np.nonzero(crowd.sets)
    sink = classes + lines + 1
    tails = np.concatenate([np.zeros(classes, np.int64), owners + 1, np.arange(lines) + classes + 1])
    heads = np.concatenate([np.arange(classes) + 1, targets + classes + 1, np.full(lines, sink)])
    room = np.concatenate([crowd.counts, crowd.counts[owners], wanted]).astype(np.int32)
    flow = maximum_flow(csr_matrix((room, (tails, heads)), shape=(sink + 1, sink + 1)), 0, sink)
    return int(wanted.sum() - flow.flow_value)


def by_linear_programme(fits: Flags, wanted: Counts) -> Answer:
    """Answer by two linear programmes over classes and lines: most copies, rounded down; most slots of one more."""
    crowd = group(fits)
    classes, lines = np.nonzero(crowd.sets)
    pairs, people, heads = len(classes), len(crowd.counts), len(wanted)
    uses = csr_matrix((np.ones(pairs), (classes, np.arange(pairs))), shape=(people, pairs + 1))
    fills = csr_matrix((np.ones(pairs), (lines, np.arange(pairs))), shape=(heads, pairs + 1))
    asks = csr_matrix((wanted, (np.arange(heads), np.full(heads, pairs))), shape=(heads, pairs + 1))
    most = linprog(
        np.append(np.zeros(pairs), -1),
        A_ub=vstack([uses, asks - fills]),
        b_ub=np.append(crowd.counts, np.zeros(heads)),
        method="highs",
    )
    copies = int(np.floor(-most.fun + 1e-6))
    slots = (copies + 1) * wanted
    filled = linprog(
        np.append(-np.ones(pairs), 0), A_ub=vstack([uses, fills]), b_ub=np.append(crowd.counts, slots), method="highs"
    )
    return copies, int(slots.sum() - round(-filled.fun))


def by_paths(fits: Flags, wanted: Counts) -> Answer:
    """Answer one copy at a time, each slot by an augmenting path between people and lines."""
    can = [np.flatnonzero(fits[:, line]).tolist() for line in range(len(wanted))]
    at: dict[int, int] = {}
    copies, missing = -1, 0
    while not missing:
        copies += 1
        missing = sum(not _place(line, can, at) for line in range(len(wanted)) for _ in range(int(wanted[line])))
    return copies, missing


def _place(line: int, can: list[list[int]], at: dict[int, int]) -> bool:
    """Fill one slot of a line, moving people to other slots where that makes room."""
    came_by = {line: (-1, -1)}
    queue = [line]
    for here in queue:
        for person in can[here]:
            placed = at.get(person)
            if placed is None:
                while here >= 0:
                    at[person] = here
                    person, here = came_by[here]  # noqa: PLW2901 - the path is walked back
                return True
            if placed not in came_by:
                came_by[placed] = (person, here)
                queue.append(placed)
    return False


def divide_totals(fits: Flags, wanted: Counts) -> int:
    """Return what a division of totals says: who can fill each role over its heads, each counted as often."""
    return int((fits.sum(axis=0) // wanted).min())


PEERS = {
    "linear programmes over classes (HiGHS by scipy)": by_linear_programme,
    "scipy's maximum flow over classes, bisection": by_scipy,
    "augmenting paths, person by person": by_paths,
}


if __name__ == "__main__":
    main()
