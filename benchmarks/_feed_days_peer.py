"""Days of a feed by icalendar and recurring-ical-events alone: `python -m benchmarks._feed_days_peer FILE FROM TO`."""

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

HOME = ZoneInfo("America/Mexico_City")


def _local(moment: date | datetime) -> date | datetime:
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo else moment.replace(tzinfo=HOME)).astimezone(HOME)


def _days(event: icalendar.Event) -> set[date]:
    start, end = _local(event.start), _local(event.end)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        last = end - timedelta(days=1)
    else:
        last = end - timedelta(microseconds=1) if end > start else start
    first, last = (day.date() if isinstance(day, datetime) else day for day in (start, last))
    return {first + timedelta(days=number) for number in range(max(0, (last - first).days) + 1)}


def main(file: str, window_from: str, window_to: str) -> None:
    """Print outcome, busy and tentative days as JSON."""
    first, end = date.fromisoformat(window_from), date.fromisoformat(window_to)
    days: dict[bool, set[date]] = {True: set(), False: set()}
    for calendar in icalendar.Calendar.from_ical(Path(file).read_bytes(), multiple=True):
        for event in recurring_ical_events.of(calendar).between(first, end):
            if "CANCELLED" in str(event.get("STATUS")) or "TRANSPARENT" in str(event.get("TRANSP")):
                continue
            tentative = "TENTATIVE" in (str(event.get("STATUS")), str(event.get("X-MICROSOFT-CDO-BUSYSTATUS")))
            days[tentative] |= {day for day in _days(event) if first <= day < end}
    busy, maybe = sorted(map(str, days[False])), sorted(map(str, days[True] - days[False]))
    sys.stdout.write(json.dumps({"outcome": "ok", "busy": busy, "tentative": maybe}))


if __name__ == "__main__":
    main(*sys.argv[1:])
