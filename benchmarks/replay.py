"""Replay of real credits: who was hired, ranked by the product's model and by plainer peers, scored by one scorer.

`python -m benchmarks.replay [--in DEV] [--scorer SCRIPT] [--only NAME …]`; DEV holds `public` and `truth`.
Without --in it reads `replay/dev.tar.xz` of the evaluation data beside the checkout (or of the folder LLAMADO_SHARED).
"""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from app.services.replay import Replay, replay_model, run_replay
from matching.history import CreditHistory, Floats, tally
from matching.history_features import AskingProduction

SHARED = Path(os.environ.get("LLAMADO_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Scorer = Callable[[AskingProduction, str, str], Floats]


def of_job(asking: AskingProduction, job: str, weights: Floats | None = None) -> Floats:
    """Sum the credits in the job, weighted by production (1 each without weights): (people,)."""
    history: CreditHistory = asking.history
    rows = np.flatnonzero(history.job == history.jobs.find(job))
    weight = None if weights is None else weights[history.production[rows]]
    return tally(history.person[rows], len(history.people), weight)


def holders(asking: AskingProduction, job: str, _department: str) -> Floats:
    """Random among holders of the job."""
    return np.minimum(of_job(asking, job), 1.0)


def most_credits(asking: AskingProduction, job: str, _department: str) -> Floats:
    """Most credits in the job."""
    return of_job(asking, job)


def decayed(asking: AskingProduction, job: str, _department: str) -> Floats:
    """Credits in the job, halved every six years."""
    return of_job(asking, job, np.exp2(-asking.near.age / 6.0))


def same_team(asking: AskingProduction, job: str, department: str) -> Floats:
    """Did the job for the same director or producer first, then decayed credits."""
    near = asking.near.columns
    together = of_job(asking, job, np.maximum(near["director"], np.ceil(near["producer"])))
    return 100.0 * together + decayed(asking, job, department)


PEERS: tuple[Scorer, ...] = (holders, most_credits, decayed, same_team)


class Peer(Replay):
    """A plainer ranking in the same run: same history, same lots, no rotation."""

    def __init__(self, scorer: Scorer) -> None:
        super().__init__(replace(replay_model(), rotation=0.0))
        self.scorer = scorer

    def scores(self, asking: AskingProduction, job: str, department: str) -> Floats:
        """Score by the peer."""
        return self.scorer(asking, job, department)


def rankings() -> dict[str, Callable[[], Replay]]:
    """Return what is compared: a name -> a fresh replay."""
    model = replay_model()
    peers: dict[str, Callable[[], Replay]] = {
        (scorer.__doc__ or "").rstrip("."): partial(Peer, scorer) for scorer in PEERS
    }
    return peers | {
        f"{model.name} without rotation": lambda: Replay(replace(model, rotation=0.0)),
        f"{model.name}, rotation {model.rotation:g}": lambda: Replay(model),
    }


def score(scorer: Path, dev: Path, answers: Path) -> dict[str, dict[str, float]]:
    """Run the scorer over a folder of answers."""
    out = answers / "score.json"
    places = ["--public", str(dev / "public"), "--truth", str(dev / "truth"), "--answers", str(answers)]
    subprocess.run([sys.executable, str(scorer), *places, "--json", str(out)], check=True, capture_output=True)  # noqa: S603 - the scorer named on our own command line
    found: dict[str, dict[str, float]] = json.loads(out.read_text())
    return found


def compare(dev: Path, scorer: Path, only: list[str], work: Path) -> None:
    """Answer, score and print a line a ranking."""
    print(f"{'ranking':<58}{'R@20':>7}{'MRR':>7}{'R@100':>7}{'Gini':>7}{'ms/need':>9}{'seconds':>9}")
    for name, make in rankings().items():
        if only and not any(word in name for word in only):
            continue
        started = time.perf_counter()
        spent = run_replay(dev / "public", work / name, make())
        seconds = time.perf_counter() - started
        found = score(scorer, dev, work / name)
        every, gini = found["all"], found["exposure"]["gini_count"]
        figures = f"{every['r20']:7.4f}{every['mrr100']:7.4f}{every['r100']:7.4f}{gini:7.3f}"
        print(f"{name:<58}{figures}{np.mean(spent):9.2f}{seconds:9.1f}", flush=True)


def main() -> None:
    """Read the command line, find the data and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--in", dest="dev", type=Path, help="folder with public and truth")
    parser.add_argument("--scorer", type=Path, default=SHARED / "tools" / "score_replay.py")
    parser.add_argument("--only", nargs="*", default=[], help="words in the names of the rankings to run")
    asked, _ = parser.parse_known_args()
    packed = SHARED / "replay" / "dev.tar.xz"
    if not asked.scorer.is_file() or not (asked.dev or packed).exists():
        print(f"not run: {asked.dev or packed} or {asked.scorer} is not here; name them with --in and --scorer")
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if asked.dev is None:
            with tarfile.open(packed) as archive:
                archive.extractall(work, filter="data")
        compare(asked.dev or work / "dev", asked.scorer, asked.only, work / "answers")


if __name__ == "__main__":
    main()
