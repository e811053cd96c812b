"""Reading a feed in a process of its own, which is limited and can be killed: a calendar is anybody's input."""

import contextlib
import json
import math
import os
import resource
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from app.ics.days import FeedDays, Reason
from app.ics.feed import read_feed_days
from app.ics.limits import MAX_BYTES

_ROOT = Path(__file__).resolve().parents[2]
_MEMORY = 512 * 1024 * 1024
"""Bytes of address space; the largest feed within the limits takes about a third of it."""

_PASSED_ON = ("PYTHONTZPATH",)
"""The rest of the environment holds keys, which a reader of foreign files has no use for."""


def read_feed_days_in_child(
    data: bytes, *, window_from: date, window_to: date, zone: str, seconds: float = 5.0
) -> FeedDays:
    """Read a feed as `read_feed_days` does, within `seconds` of wall clock and half a gigabyte; never raises for it.

    `zone` is the person's, as the zone database names it. A child that takes too long or dies comes back as rejected.
    """
    if len(data) > MAX_BYTES:
        return FeedDays.rejected(Reason.TOO_LARGE)
    command = [sys.executable, "-m", "app.ics.child"]
    asked = [window_from.isoformat(), window_to.isoformat(), zone, str(math.ceil(seconds))]
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [*command, *asked],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return FeedDays.rejected(Reason.TOO_LONG)
    if child.returncode == -signal.SIGXCPU:
        return FeedDays.rejected(Reason.TOO_LONG)
    if child.returncode != 0:
        return FeedDays.rejected(Reason.FAILED)
    return FeedDays.from_lists(json.loads(child.stdout))


def _answer(window_from: str, window_to: str, zone: str, seconds: str) -> None:
    """Be the child: take the limits on, read the feed from stdin, write the answer to stdout."""
    for limit, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system without this limit, or already under a lower one
            resource.setrlimit(limit, (most, most))
    data = sys.stdin.buffer.read()
    window = {"window_from": date.fromisoformat(window_from), "window_to": date.fromisoformat(window_to)}
    try:
        days = read_feed_days(data, **window, zone=ZoneInfo(zone))
    except MemoryError:
        days = FeedDays.rejected(Reason.TOO_LARGE)
    sys.stdout.write(json.dumps(days.as_lists()))


if __name__ == "__main__":
    _answer(*sys.argv[1:])
