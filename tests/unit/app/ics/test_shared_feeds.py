"""Real feeds from public collections, with the days that other calendar engines found in them."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.ics.days import DaySpan
from app.ics.feed import read_feed_days

AT_LEAST = 0.98


def spelled(spans: list[DaySpan]) -> set[date]:
    return {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}


def told(ranges: list[str]) -> set[date]:
    pairs = [(part.split("..")[0], part.split("..")[-1]) for part in ranges]
    return spelled([(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pairs])


def is_right(case: dict[str, Any], folder: Path) -> bool:
    found = read_feed_days(
        (folder / case["file"]).read_bytes(),
        window_from=date.fromisoformat(case["window_from"]),
        window_to=date.fromisoformat(case["window_to"]),
        zone=ZoneInfo("America/Mexico_City"),
    )
    if found.outcome != case["outcome"] or found.outcome == "reject":
        return bool(found.outcome == case["outcome"])
    return (spelled(found.busy), spelled(found.tentative)) == (told(case["busy"]), told(case["tentative"]))


@pytest.mark.shared
def test_nearly_every_feed_is_read_exactly_right(shared: Path) -> None:
    folder = shared / "ics"
    cases = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    wrong = [case["file"] for case in cases if not is_right(case, folder)]
    assert len(wrong) <= (1 - AT_LEAST) * len(cases), wrong
