"""Plans over several productions: slots, score, bound, gap and seconds, against greedy rules, HiGHS and CP-SAT.

Every method is a process of its own, file in and file out, and every answer goes through the plan checker. Options:
--seed N, --only NAME …, --instances DIR (files named <instance>-<anything>.json instead of our own), --limit SECONDS
of the solvers, --quick (tight and very-tight only, solvers stopped after 20 s). CP-SAT takes part where OR-tools is
installed (`.venv/bin/pip install ortools`); it is in no lock file.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._plan_peer import NOT_INSTALLED, PEERS
from benchmarks.plan_instances import SIZES, make_instance
from matching.plan_check import Verdict, check_plan
from matching.plan_check_files import Instance, ToldPlan, load_instance, load_plan

LIMITS = {"many-productions": (4,), "few-roles": (4, 10, 60), "very-tight": (4, 10, 60)}
"""Seconds that `llamado plan` gets, one after the other until its plan is proven; two where nothing is said."""
GRACE = 30.0
"""Seconds beyond its time limit after which a method is stopped: reading and writing, and what it overruns."""
QUICK = ("tight", "very-tight")
SOLVERS = ("HiGHS, the whole model", "CP-SAT, the whole model")
HEAD = (
    f"{'instance':<20}{'method':<42}{'slots':>11}{'score':>11}{'objective':>12}{'bound':>14}{'gap':>10}"
    f"{'seconds':>9}{'more slots':>12}{'score':>8}"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One method's answer, as the checker counts it."""

    method: str
    told: ToldPlan
    verdict: Verdict
    score: int
    seconds: float
    exact: bool


def main() -> None:
    """Print one table."""
    asked = _options()
    names = asked.only or (QUICK if asked.quick else list(SIZES))
    limit = asked.limit or (20.0 if asked.quick else 60.0)
    print("more slots, score: how much more the best plan of llamado has, in per cent of the method's")
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for file in _files(asked, names, Path(folder)):
            compare(file, Path(folder) / "plan.json", limit, quick=asked.quick)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=SIZES, default=[])
    parser.add_argument("--instances", type=Path)
    parser.add_argument("--limit", type=float)
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def _files(asked: argparse.Namespace, names: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield the instance files, our own made one at a time."""
    for name in names:
        if asked.instances:
            yield from sorted(asked.instances.glob(f"{name}-[0-9]*.json"))
            continue
        file = folder / f"{name}-{asked.seed}.json"
        file.write_text(json.dumps(make_instance(SIZES[name], asked.seed), separators=(",", ":")), encoding="utf-8")
        yield file


def compare(file: Path, plan: Path, limit: float, *, quick: bool) -> None:
    """Print the lines of one instance, llamado's first."""
    instance = load_instance(file.read_bytes())
    name = next((each for each in SIZES if file.stem.startswith(each + "-")), file.stem)
    limits = LIMITS.get(name, (2,))
    best: Run | None = None
    for seconds in limits[:2] if quick else limits:
        run = _run(instance, f"llamado plan, {seconds} s", _ours(file, plan, seconds), plan, seconds + GRACE)
        if not isinstance(run, Run):
            sys.exit(f"llamado plan: {run}")
        best = run if best is None or run.verdict.objective >= best.verdict.objective else best
        print(_line(file.stem, run, None), flush=True)
        if run.told.status == "optimal":
            break
    for method in PEERS:
        command = [sys.executable, "-m", "benchmarks._plan_peer", method, str(file), str(plan), str(limit)]
        label = f"{method}, {limit:g} s" if method in SOLVERS else method
        run = _run(instance, label, command, plan, limit + GRACE)
        print(_line(file.stem, run, best) if isinstance(run, Run) else f"{file.stem:<20}{label:<42}{run}", flush=True)


def _ours(file: Path, plan: Path, seconds: int) -> list[str]:
    command = [str(Path(sys.executable).with_name("llamado")), "plan", "--in", str(file), "--out", str(plan)]
    return [*command, "--time-limit", str(seconds)]


def _run(instance: Instance, method: str, command: list[str], plan: Path, limit: float) -> Run | str:
    """Run a method and check its answer, or return why there is none. A breach ends the benchmark."""
    plan.unlink(missing_ok=True)
    started = time.perf_counter()
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=limit)  # noqa: S603 - our own commands
    except subprocess.TimeoutExpired:
        return f"no answer after {limit:g} s"
    seconds = time.perf_counter() - started
    if done.returncode == NOT_INSTALLED:
        return "not installed"
    if done.returncode:
        sys.exit(f"{method} ended with {done.returncode}:\n{done.stderr.decode()}")
    told = load_plan(plan.read_bytes())
    verdict = check_plan(instance, told)
    if verdict.breaches:
        sys.exit("\n".join([f"{method} breaks rules:", *map(str, verdict.breaches)]))
    score = sum(instance.scores[position][person] for person, position in told.assignments)
    return Run(method, told, verdict, score, seconds, exact=method.startswith(("llamado", *SOLVERS)))


def _line(instance: str, run: Run, ours: Run | None) -> str:
    told, verdict = run.told, run.verdict
    bound = f"{told.bound:>14,.1f}{told.gap:>10.3%}" if run.exact else f"{'–':>14}{'–':>10}"
    more = ""
    if ours:
        more = f"{_gain(ours.verdict.filled, verdict.filled):>12}{_gain(ours.score, run.score):>8}"
    return (
        f"{instance:<20}{run.method:<42}{f'{verdict.filled:,}/{verdict.slots:,}':>11}{run.score:>11,}"
        f"{verdict.objective:>12,}{bound}{run.seconds:>9.2f}{more}"
    )


def _gain(ours: int, theirs: int) -> str:
    return f"{ours / theirs - 1:+.1%}" if theirs else "–"


if __name__ == "__main__":
    main()
