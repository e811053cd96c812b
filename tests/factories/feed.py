"""Calendar feeds for tests, and days that they brought."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from app.models.calendar import CalendarFeed, FeedDayKind, FeedSpan, FeedStatus

_AT = datetime(2026, 11, 23, 17, 40, tzinfo=UTC)


def make_feed(
    session: Session, crew_member_id: int, *spans: tuple[FeedDayKind, date, date], **values: Any
) -> CalendarFeed:
    """Make a calendar of a person that was read and brought the days of `spans`; its address says nothing."""
    given = {"status": FeedStatus.OK, "added_at": _AT, "tried_at": _AT, "read_at": _AT, "next_try_at": _AT}
    feed = CalendarFeed(**{"crew_member_id": crew_member_id, "address_encrypted": b"", **given, **values})
    session.add(feed)
    session.flush()
    for kind, starts_on, ends_on in spans:
        who = {"feed_id": feed.id or 0, "crew_member_id": crew_member_id}
        session.add(FeedSpan(**who, kind=kind, starts_on=starts_on, ends_on=ends_on))
    session.flush()
    return feed
