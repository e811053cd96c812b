"""Reads of people's own calendars and of the days that they brought."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.calendar import CalendarFeed, FeedSpan, FeedStatus
from app.models.crew import CrewMember, CrewStatus

READ = (FeedStatus.NEW, FeedStatus.OK, FeedStatus.FAILING)
GONE = (CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.ERASED, CrewStatus.DECEASED)
NO_ADDRESS = b""
"""A calendar of the demo has no address: nothing is ever asked for it."""


def get_feed(session: Session, crew_member_id: int, feed_id: int) -> CalendarFeed:
    """Return a person's calendar; NotFoundError where it is not there or somebody else's."""
    feed = session.get(CalendarFeed, feed_id)
    if feed is None or feed.crew_member_id != crew_member_id:
        raise NotFoundError(mark("This calendar is not there any more."))
    return feed


def list_feeds(session: Session, crew_member_id: int) -> list[CalendarFeed]:
    """Return a person's calendars, oldest first."""
    mine = select(CalendarFeed).where(CalendarFeed.crew_member_id == crew_member_id)
    return list(session.exec(mine.order_by(col(CalendarFeed.id))))


def list_due_feeds(session: Session, now: datetime, limit: int) -> list[tuple[CalendarFeed, CrewMember]]:
    """Return the calendars whose time to be read has come, the longest due first, with whose they are."""
    statement = (
        select(CalendarFeed, CrewMember)
        .join(CrewMember, col(CrewMember.id) == col(CalendarFeed.crew_member_id))
        .where(
            col(CalendarFeed.status).in_(READ),
            col(CalendarFeed.next_try_at) <= now,
            col(CalendarFeed.address_encrypted) != NO_ADDRESS,
            col(CrewMember.status).not_in(GONE),
        )
        .order_by(col(CalendarFeed.next_try_at), col(CalendarFeed.id))
        .limit(limit)
    )
    return [(feed, member) for feed, member in session.exec(statement)]


def list_feed_spans(session: Session, feed_ids: Collection[int], since: date) -> Sequence[FeedSpan]:
    """Return the days of calendars that end on `since` or later, in order."""
    statement = select(FeedSpan).where(col(FeedSpan.feed_id).in_(feed_ids), col(FeedSpan.ends_on) >= since)
    return session.exec(statement.order_by(col(FeedSpan.starts_on), col(FeedSpan.id))).all()
