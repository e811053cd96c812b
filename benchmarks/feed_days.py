"""Calendar feeds exactly right, and the slowest, against icalendar with recurring-ical-events.

Reads `ics/truth.jsonl` of the evaluation data beside the checkout (or of the folder LLAMADO_SHARED); both sides run as
whole processes, the peer's killed after five seconds.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("LLAMADO_SHARED", Path(__file__).resolve().parents[2] / "shared"))
LIMIT = 5.0
Case = dict[str, Any]
Answer = tuple[str, set[date], set[date]]


def _span(first: str, last: str) -> set[date]:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    return {begins + timedelta(days=number) for number in range((ends - begins).days + 1)}


def _told(ranges: list[str]) -> set[date]:
    return {day for part in ranges for day in _span(part.split("..")[0], part.split("..")[-1])}


def _ours(file: Path, case: Case) -> list[str]:
    command = [str(Path(sys.executable).with_name("llamado")), "feed-days", str(file), "--json"]
    return [*command, "--from", case["window_from"], "--to", case["window_to"], "--zone", "America/Mexico_City"]


def _peer(file: Path, case: Case) -> list[str]:
    return [sys.executable, "-m", "benchmarks._feed_days_peer", str(file), case["window_from"], case["window_to"]]


def _answer(command: list[str], limit: float) -> Answer:
    """Run a command; one that fails or is killed rejects the file."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit, check=True)  # noqa: S603 - our own commands
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return "reject", set(), set()
    found = json.loads(done.stdout)
    busy, maybe = (
        {day for part in found[kind] for day in (_span(*part) if isinstance(part, list) else _told([part]))}
        for kind in ("busy", "tentative")
    )
    return found["outcome"], busy, maybe


def _is_right(answer: Answer, case: Case) -> bool:
    """Return whether the answer is the truth or one of those that the truth lets pass."""
    truths = [case, *({"outcome": "ok", **other} for other in case.get("also_acceptable", []))]
    return any(
        answer[0] == truth["outcome"]
        and (answer[0] == "reject" or answer[1:] == (_told(truth.get("busy", [])), _told(truth.get("tentative", []))))
        for truth in truths
    )


def _measure(name: str, cases: list[Case], command: Callable[[Path, Case], list[str]], limit: float) -> int:
    right, slowest = 0, (0.0, "")
    for case in cases:
        started = time.perf_counter()
        answer = _answer(command(SHARED / "ics" / case["file"], case), limit)
        slowest = max(slowest, (time.perf_counter() - started, case["file"]))
        right += _is_right(answer, case)
    share = right / len(cases)
    print(f"{name:<36}{right:4}/{len(cases)} exactly right ({share:6.1%})  slowest {slowest[0]:4.1f} s {slowest[1]}")
    return right


def main() -> None:
    """Print both, and how many files only ours has right."""
    truth = SHARED / "ics" / "truth.jsonl"
    if not truth.is_file():
        print(f"not run: the calendar feeds of the evaluation data are not at {truth.parent}")
        return
    cases = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    ours = _measure("llamado feed-days", cases, _ours, 30.0)
    peers = _measure("icalendar + recurring-ical-events", cases, _peer, LIMIT)
    print(f"ratio of files wrong                {(len(cases) - ours)} against {(len(cases) - peers)}")
