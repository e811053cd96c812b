"""People's own calendars: added by address, read again, paused, taken away. A job reads them, see feed_reading."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import ConflictError
from app.messages import mark
from app.models.calendar import CalendarFeed, FeedSpan, FeedStatus
from app.queries.crew import get_crew_member
from app.queries.feed import NO_ADDRESS, get_feed, list_feed_spans, list_feeds
from app.services.audit import Actor, record_audit, touch_roster
from app.services.feed_address import read_feed_address
from app.services.locks import lock_people
from app.services.person_key import open_sealed, person_cipher

MOST_FEEDS = 3
PAUSED = "paused"
LEAST_PAUSE = timedelta(minutes=1)  # between two readings that a person asks for


def add_feed(session: Session, actor: Actor, *, crew_member_id: int, address: str) -> CalendarFeed:
    """Take a calendar of the person in; the job reads it at once. Its address is kept under their own key."""
    lock_people(session, [crew_member_id])
    get_crew_member(session, crew_member_id)
    known = list_feeds(session, crew_member_id)
    if len(known) >= MOST_FEEDS:
        raise ConflictError(mark("Up to %(most)s calendars are read. Take one away first."), most=MOST_FEEDS)
    read = read_feed_address(address)
    _require_new(session, known, read.address)
    feed = CalendarFeed(
        crew_member_id=crew_member_id,
        address_encrypted=_seal(session, actor, crew_member_id, read.address),
        provider=read.provider,
        added_at=actor.at,
        next_try_at=actor.at,
    )
    session.add(feed)
    session.flush()
    _record(session, actor, feed, "added", after={"provider": read.provider})
    return feed


def change_feed_address(
    session: Session, actor: Actor, *, crew_member_id: int, feed_id: int, address: str
) -> CalendarFeed:
    """Put a new address in an old one's place; the days read last stay until the new one was read."""
    feed = _locked(session, crew_member_id, feed_id)
    read = read_feed_address(address)
    others = [each for each in list_feeds(session, crew_member_id) if each.id != feed_id]
    _require_new(session, others, read.address)
    before = {"provider": feed.provider, "status": feed.status}
    feed.address_encrypted = _seal(session, actor, crew_member_id, read.address)
    feed.provider = read.provider
    _start_anew(feed, actor)
    _record(session, actor, feed, "address_changed", before=before, after={"provider": read.provider})
    return feed


def remove_feed(session: Session, actor: Actor, *, crew_member_id: int, feed_id: int) -> None:
    """Take a calendar away, and its days with it."""
    feed = _locked(session, crew_member_id, feed_id)
    days = _drop_days(session, actor, feed)
    _record(session, actor, feed, "removed", before={"provider": feed.provider, "days": days})
    session.delete(feed)
    session.flush()


def pause_feed(session: Session, actor: Actor, *, crew_member_id: int, feed_id: int) -> None:
    """Stop reading a calendar until the person goes on; its days don't count meanwhile."""
    feed = _locked(session, crew_member_id, feed_id)
    before = {"status": feed.status, "days": _drop_days(session, actor, feed)}
    feed.status, feed.problem = FeedStatus.STOPPED, PAUSED
    session.add(feed)
    _record(session, actor, feed, "paused", before=before)


def ask_to_read(session: Session, actor: Actor, *, crew_member_id: int, feed_id: int) -> None:
    """Have a calendar read as soon as the job comes by, also one that was paused or given up."""
    feed = _locked(session, crew_member_id, feed_id)
    if feed.address_encrypted == NO_ADDRESS:
        raise ConflictError(mark("This calendar belongs to the demo: it has no address that could be read."))
    if feed.tried_at is not None and actor.at - feed.tried_at < LEAST_PAUSE and feed.status is not FeedStatus.STOPPED:
        raise ConflictError(mark("This calendar was read a moment ago. Try again in a minute."))
    before = {"status": feed.status}
    if feed.status is FeedStatus.STOPPED:
        _start_anew(feed, actor)
    feed.next_try_at = actor.at
    session.add(feed)
    _record(session, actor, feed, "reading_asked", before=before)


def find_feed_address(session: Session, feed: CalendarFeed) -> str | None:
    """Return the address of a calendar; None where it has none or the person's key was destroyed."""
    if feed.address_encrypted == NO_ADDRESS:
        return None
    return open_sealed(session, feed.crew_member_id, feed.address_encrypted)


def _locked(session: Session, crew_member_id: int, feed_id: int) -> CalendarFeed:
    lock_people(session, [crew_member_id])
    return get_feed(session, crew_member_id, feed_id)


def _require_new(session: Session, known: list[CalendarFeed], address: str) -> None:
    if any(find_feed_address(session, feed) == address for feed in known):
        raise ConflictError(mark("This calendar is read already."))


def _seal(session: Session, actor: Actor, crew_member_id: int, address: str) -> bytes:
    return person_cipher(session, crew_member_id, actor.at).encrypt(address.encode())


def _start_anew(feed: CalendarFeed, actor: Actor) -> None:
    feed.status, feed.problem, feed.failures = FeedStatus.NEW, "", 0
    feed.etag = feed.last_modified = feed.digest = ""
    feed.read_until_on, feed.next_try_at = None, actor.at


def _drop_days(session: Session, actor: Actor, feed: CalendarFeed) -> int:
    """Delete what the calendar brought; return how many spans of days counted for something still."""
    counted = len(list_feed_spans(session, [feed.id or 0], actor.at.date() - timedelta(days=1)))
    session.execute(sa.delete(FeedSpan).where(col(FeedSpan.feed_id) == feed.id))
    feed.etag = feed.last_modified = feed.digest = ""
    feed.read_until_on = None
    if counted:
        touch_roster(session, actor.at, feed.crew_member_id)
    return counted


def _record(
    session: Session,
    actor: Actor,
    feed: CalendarFeed,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Leave an event; a calendar's address is in none of them."""
    record_audit(
        session,
        actor,
        f"crew:feed:{action}",
        subject_kind="calendar_feed",
        subject_id=feed.id,
        crew_member_id=feed.crew_member_id,
        before=before,
        after=after,
    )
    session.flush()
