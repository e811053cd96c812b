"""One peer of the planner as a process: METHOD INSTANCE PLAN SECONDS; writes a plan as `llamado plan` does."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.plan_greedy import BY_ID, GREEDY, by_hash, position_bound
from benchmarks.plan_models import production_by_production_at_best, solve_cp_sat, solve_highs, whole
from matching.plan_check import objective_of
from matching.plan_check_files import Instance, Pair, load_instance

NOT_INSTALLED = 3
Answer = tuple[list[Pair], float]
Peer = Callable[[Instance, Path, float], Answer]


def _greedy(name: str, tie: Callable[[str], str]) -> Peer:
    return lambda instance, _file, _limit: (list(GREEDY[name](instance, tie)), position_bound(instance))


def _one_by_one(instance: Instance, file: Path, _limit: float) -> Answer:
    productions: dict[str, list[str]] = {}
    for row in json.loads(file.read_bytes())["positions"]:
        productions.setdefault(row["production"], []).append(row["id"])
    return production_by_production_at_best(instance, list(productions.values())), position_bound(instance)


PEERS: dict[str, Peer] = {
    **{name: _greedy(name, by_hash) for name in GREEDY},
    **{f"{name}, ties by id": _greedy(name, BY_ID) for name in GREEDY},
    "production by production, each optimal": _one_by_one,
    "HiGHS, the whole model": lambda instance, _file, limit: whole(instance, solve_highs, limit),
    "CP-SAT, the whole model": lambda instance, _file, limit: whole(instance, solve_cp_sat, limit),
}


def main(method: str, file: Path, plan: Path, limit: float) -> None:
    """Solve and write."""
    started = time.perf_counter()
    instance = load_instance(file.read_bytes())
    try:
        assignments, bound = PEERS[method](instance, file, limit)
    except ImportError:
        sys.exit(NOT_INSTALLED)
    objective = objective_of(instance, set(assignments))
    told = {
        "assignments": assignments,
        "objective": objective,
        "bound": bound,
        "gap": (bound - objective) / max(1, abs(objective)),
        "status": "optimal" if bound - objective < 1 else "feasible",
        "seconds": time.perf_counter() - started,
    }
    plan.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4]))
