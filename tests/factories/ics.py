"""Small calendar files, and their days as a reader of calendars tells them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.ics.days import DaySpan, FeedDays
from app.ics.feed import read_feed_days

HOME = ZoneInfo("America/Mexico_City")

STALE_RULES = """BEGIN:{kind}
DTSTART:{start}
TZOFFSETFROM:{before}
TZOFFSETTO:{after}
RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={day}
END:{kind}
"""


def event(*lines: str, uid: str = "1@example.org") -> str:
    """Return a VEVENT of these lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    """Return a VCALENDAR of these components, with the line ends of the standard."""
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *parts, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def summer_time(tzid: str, standard: str = "-0600", summer: str = "-0500", start: str = "19700405T020000") -> str:
    """Return a VTIMEZONE with summer time from April to October."""
    begins = STALE_RULES.format(kind="DAYLIGHT", start=start, before=standard, after=summer, month=4, day="1SU")
    ends = STALE_RULES.format(kind="STANDARD", start=start, before=summer, after=standard, month=10, day="-1SU")
    return f"BEGIN:VTIMEZONE\nTZID:{tzid}\n{begins}{ends}END:VTIMEZONE"


def read(
    data: bytes, window_from: str = "2027-01-01", window_to: str = "2028-01-01", zone: ZoneInfo = HOME
) -> FeedDays:
    """Read a feed over a window of days."""
    first, end = date.fromisoformat(window_from), date.fromisoformat(window_to)
    return read_feed_days(data, window_from=first, window_to=end, zone=zone)


def days(spans: list[DaySpan]) -> list[str]:
    """Return every day of the spans, as text."""
    return [
        (first + timedelta(days=number)).isoformat()
        for first, last in spans
        for number in range((last - first).days + 1)
    ]


def busy(*parts: str, window_from: str = "2027-01-01", window_to: str = "2028-01-01") -> list[str]:
    """Return the busy days of a calendar of these components, which must be readable."""
    found = read(calendar(*parts), window_from, window_to)
    assert found.outcome == "ok"
    return days(found.busy)
