"""Reading people's own calendars: what is due is fetched and understood, with no lock held and nothing written."""

import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from app.db import reading
from app.fetch_rules import FetchError, FetchPolicy
from app.ics.child import read_feed_days_in_child
from app.ics.days import FeedDays, Outcome
from app.models.calendar import CalendarFeed, FeedStatus
from app.queries.feed import list_due_feeds
from app.safe_fetch import Fetched, fetch
from app.services.feeds import find_feed_address
from app.services.person_days import zone_of

MOST_A_RUN = 200
AT_ONCE = 8
SECONDS_A_RUN = 90  # after which nothing new is begun; the rest stays due
SECONDS_TO_UNDERSTAND = 5
WINDOW_DAYS = 731  # today and two years
SLACK_DAYS = 7  # how far the window may move on before an unchanged calendar is read whole again
MARK = 8  # characters of a digest that tell the zone it was read in
KEY_GONE = "key_gone"
log = logging.getLogger("llamado.feeds")

Understand = Callable[..., FeedDays]


@dataclass(frozen=True)
class DueFeed:
    """A calendar to be read, apart from any session; `address` is a secret, None where its key was destroyed."""

    feed_id: int
    crew_member_id: int
    sealed: bytes
    address: str | None
    zone: ZoneInfo
    today: date
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    read_until_on: date | None = None

    @property
    def window(self) -> tuple[date, date]:
        """Return the first day that is read, and the day after the last."""
        return self.today, self.today + timedelta(days=WINDOW_DAYS)

    @property
    def may_be_unchanged(self) -> bool:
        """Tell whether the same content would mean the same days: same zone, and the window has hardly moved on."""
        if self.read_until_on is None or self.digest[:MARK] != _mark_of(self.zone):
            return False
        return self.window[1] - self.read_until_on <= timedelta(days=SLACK_DAYS)


@dataclass(frozen=True)
class Reading:
    """What reading a calendar came to: a problem's code, or nothing new, or its days with what to remember of it."""

    feed_id: int
    crew_member_id: int
    sealed: bytes
    starts_on: date
    ends_before: date
    problem: str = ""
    retry_after: timedelta | None = None
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    days: FeedDays | None = None


def gather_feeds(
    engine: Engine, *, now: datetime, policy: FetchPolicy | None = None, understand: Understand | None = None
) -> list[Reading]:
    """Fetch and understand the calendars that are due, several at once, a bounded number for a bounded time."""
    with reading(engine) as session:
        due = [
            _due_feed(feed, find_feed_address(session, feed), zone_of(member), now)
            for feed, member in list_due_feeds(session, now, MOST_A_RUN)
        ]
    if not due:
        return []
    stop_at = time.monotonic() + SECONDS_A_RUN

    def read(each: DueFeed) -> Reading | None:
        if time.monotonic() > stop_at:
            return None
        return read_feed(each, policy or FetchPolicy(), understand or read_feed_days_in_child, now=now)

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="feeds") as pool:
        return [found for found in pool.map(read, due) if found is not None]


def _due_feed(feed: CalendarFeed, address: str | None, zone: ZoneInfo, now: datetime) -> DueFeed:
    """Return the calendar as it is read; after a failure nothing counts as unchanged, so that all is looked at anew."""
    return DueFeed(
        feed_id=feed.id or 0,
        crew_member_id=feed.crew_member_id,
        sealed=feed.address_encrypted,
        address=address,
        zone=zone,
        today=now.astimezone(zone).date(),
        etag=feed.etag,
        last_modified=feed.last_modified,
        digest=feed.digest,
        read_until_on=feed.read_until_on if feed.status is FeedStatus.OK else None,
    )


def read_feed(due: DueFeed, policy: FetchPolicy, understand: Understand, *, now: datetime) -> Reading:
    """Fetch and understand one calendar. Never raises: a calendar is anybody's input, and one must not stop others."""
    starts_on, ends_before = due.window
    blank = Reading(due.feed_id, due.crew_member_id, due.sealed, starts_on, ends_before)
    if due.address is None:
        return replace(blank, problem=KEY_GONE)
    conditions = {"etag": due.etag, "last_modified": due.last_modified} if due.may_be_unchanged else {}
    try:
        answer = fetch(due.address, policy, **conditions)
        return _understood(due, blank, answer, understand, now)
    except FetchError as error:
        return replace(blank, problem=error.problem.value)
    except Exception as error:  # noqa: BLE001 - whatever it was, the next calendar is read
        log.error("calendar %s: %s", due.feed_id, type(error).__name__)  # noqa: TRY400 - its text may hold the address
        return replace(blank, problem="failed")


def _understood(due: DueFeed, blank: Reading, answer: Fetched, understand: Understand, now: datetime) -> Reading:
    if answer.status == HTTPStatus.NOT_MODIFIED and due.may_be_unchanged:
        return replace(blank, etag=due.etag, last_modified=due.last_modified, digest=due.digest)
    if answer.status != HTTPStatus.OK:
        problem = problem_of_status(answer.status)
        return replace(blank, problem=problem, retry_after=read_retry_after(answer.retry_after, now))
    digest = _mark_of(due.zone) + hashlib.sha256(answer.body).hexdigest()[MARK:]
    found = replace(blank, etag=answer.etag, last_modified=answer.last_modified, digest=digest)
    if digest == due.digest and due.may_be_unchanged:
        return found
    window = {"window_from": blank.starts_on, "window_to": blank.ends_before}
    days = understand(answer.body, **window, zone=due.zone.key, seconds=SECONDS_TO_UNDERSTAND)
    if days.outcome is not Outcome.OK:
        return replace(blank, problem=days.reason or "failed")
    return replace(found, days=days)


def _mark_of(zone: ZoneInfo) -> str:
    return hashlib.sha256(zone.key.encode()).hexdigest()[:MARK]


_PROBLEMS = {
    HTTPStatus.UNAUTHORIZED: "not_allowed",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.GONE: "gone",
    HTTPStatus.TOO_MANY_REQUESTS: "asked_too_often",
}


def problem_of_status(status: int) -> str:
    """Return the code of what an answer other than 200 means."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "server_trouble"
    return next((problem for known, problem in _PROBLEMS.items() if known == status), "odd_answer")


def read_retry_after(value: str, now: datetime) -> timedelta | None:
    """Return for how long a server asks to be left alone: seconds or a date, within a day; None where unsaid."""
    text = value.strip()
    try:
        wait = timedelta(seconds=int(text)) if text.isdecimal() else parsedate_to_datetime(text).astimezone(UTC) - now
    except (ValueError, OverflowError, TypeError):
        return None
    return min(max(wait, timedelta(0)), timedelta(days=1))
