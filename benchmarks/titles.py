"""Resolving typed titles: titles a second and how many right, against rapidfuzz `extractOne` with `WRatio`."""

import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.text import fold

TITLES = Path(__file__).parent.parent / "tests" / "data" / "titles.tsv"
PEER_SAMPLE = 5
PEER_CUTOFF = 86.0
COPIES = 8


def _measure(
    resolve: Callable[[list[str]], list[str | None]], rows: list[tuple[str, str]]
) -> tuple[float, float, float]:
    """Return titles a second of processor time, share right of real titles, share of nonsense accepted."""
    started = time.process_time()
    answers = resolve([title for title, _ in rows])
    rate = len(rows) / (time.process_time() - started)
    real = [(expected, answer) for (_, expected), answer in zip(rows, answers, strict=True) if expected != "-"]
    nonsense = [answer for (_, expected), answer in zip(rows, answers, strict=True) if expected == "-"]
    right = sum(expected == answer for expected, answer in real) / len(real)
    return rate, right, sum(answer is not None for answer in nonsense) / len(nonsense)


def main() -> None:
    """Print both, on the titles of tests/data/titles.tsv that need no asking back."""
    lines = [line.split("\t") for line in TITLES.read_text(encoding="utf-8").splitlines()[1:]]
    rows = [(title, expected) for title, department, expected in lines if not department and expected[0] != "?"]
    resolver = get_title_resolver()
    spellings = {fold(t): role.id for role in get_taxonomy().roles for t in role.titles}
    names = list(spellings)

    def ours(titles: list[str]) -> list[str | None]:
        return [answer.role_id for answer in resolver.resolve_many(titles)]

    def peer(titles: list[str]) -> list[str | None]:
        found = (process.extractOne(fold(t), names, scorer=fuzz.WRatio, score_cutoff=PEER_CUTOFF) for t in titles)
        return [spellings[best[0]] if best else None for best in found]

    # numbered copies, so that no line is answered from a cache of equal lines
    many = [(f"{title} {copy}", expected) for copy in range(COPIES) for title, expected in rows]
    batch_rate, _, _ = _measure(ours, many)
    rate, right, accepted = _measure(ours, rows)
    peer_rate, peer_right, peer_accepted = _measure(peer, rows[::PEER_SAMPLE])
    print(
        f"llamado          {batch_rate:8.0f} titles/s in batch  {right:6.1%} right  {accepted:5.1%} nonsense accepted"
    )
    print(f"                 {rate:8.0f} titles/s in one list of {len(rows)}")
    print(
        f"rapidfuzz WRatio {peer_rate:8.0f} titles/s           {peer_right:6.1%} right  {peer_accepted:5.1%} nonsense"
    )
    print(f"ratio            {batch_rate / peer_rate:8.1f} times as fast")
