"""`llamado feed-days`: which days a calendar file takes."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from app.ics.child import read_feed_days_in_child
from app.ics.days import FeedDays, Outcome


def _sentence(days: FeedDays) -> str:
    if not days.reason:
        return ""
    from app.ics.reasons import sentence  # noqa: PLC0415 - texts are loaded only where there is something to say

    return sentence(days.reason)


class Day(click.ParamType[date]):
    """A day written as 2027-03-01."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day or say how one is written."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2027-03-01", param, ctx)


class Zone(click.ParamType[str]):
    """A zone by its name in the zone database."""

    name = "zone"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name."""
        try:
            return ZoneInfo(value).key
        except (KeyError, ValueError, OSError):
            self.fail(f"{value!r} is no zone; write it as America/Mexico_City", param, ctx)


@click.command("feed-days")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "window_from", required=True, type=Day(), metavar="DATE", help="first day")
@click.option("--to", "window_to", required=True, type=Day(), metavar="DATE", help="the day after the last")
@click.option("--zone", required=True, type=Zone(), metavar="ZONE", help="the person's zone, America/Mexico_City")
@click.option("--json", "as_json", is_flag=True, help="print JSON instead of a table")
def feed_days(*, file: Path, window_from: date, window_to: date, zone: str, as_json: bool) -> None:
    """Print the busy and tentative days in the calendar FILE (.ics), or why it can't be read."""
    if window_from >= window_to:
        raise click.BadParameter("it must be later than --from", param_hint="--to")
    days = read_feed_days_in_child(file.read_bytes(), window_from=window_from, window_to=window_to, zone=zone)
    if as_json:
        click.echo(json.dumps({**days.as_lists(), "reason": _sentence(days) or None}))
        return
    for line in _table(days):
        click.echo(line)


def _table(days: FeedDays) -> list[str]:
    if days.outcome == Outcome.REJECT:
        return [f"rejected: {_sentence(days)}"]
    rows = [(span, "busy") for span in days.busy] + [(span, "tentative") for span in days.tentative]
    lines = [f"{first}  {last}  {_length(first, last):>5}  {state}" for (first, last), state in sorted(rows)]
    head = ["first       last         days  state"] if lines else ["no busy or tentative days"]
    return [*head, *lines, *([_sentence(days)] if days.reason else [])]


def _length(*span: date) -> int:
    first, last = span
    return (last - first).days + 1
