"""What reading people's calendars came to is written: days replaced in one step, or the last good ones kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.ics.days import FeedDays
from app.messages import mark
from app.models.calendar import CalendarFeed, FeedDayKind, FeedSpan, FeedStatus
from app.models.crew import CrewMember
from app.queries.feed import list_feed_spans
from app.services.audit import Actor, record_audit, touch_roster
from app.services.feed_reading import KEY_GONE, Reading
from app.services.locks import lock_people
from app.services.notice import link_to, tell_person

ONE_HOUR = timedelta(hours=1)
MOST_HOURS = 24
JITTER = 0.2  # of the time between two readings: calendars that came in together don't stay together
GIVES_UP_AFTER = {KEY_GONE: 1, "gone": 3, "not_found": 5, "not_allowed": 5}
"""Failures in a row after which a calendar is not asked any more; other problems pass, it is asked for ever."""
KEPT_PAST_DAYS = 60

SUBJECT = mark("We can't read your calendar any more")
TEXT = mark(
    "Hello %(name)s,\n\nthe address of your calendar that you gave us no longer works: its server has answered several"
    " times that it is gone or closed to us. The days that we read last still count, but changes don't reach us.\n\n"
    "Paste the calendar's address again, or take it away, on your page:\n%(link)s\n"
)

DaySpan = tuple[FeedDayKind, date, date]


def settle_readings(session: Session, *, now: datetime, readings: Iterable[Reading]) -> dict[str, int]:
    """Write what the readings came to; return how many were changed, unchanged, failed, given up or overtaken."""
    found = list(readings)
    lock_people(session, {each.crew_member_id for each in found})
    counts = Counter({"calendars_read": len(found)})
    for each in found:
        feed = session.get(CalendarFeed, each.feed_id)
        if feed is None or feed.address_encrypted != each.sealed or feed.status is FeedStatus.STOPPED:
            counts["calendars_overtaken"] += 1  # removed, paused or given another address since it was asked
        else:
            settling = _Settling(session, Actor.job("feeds", now), feed)
            counts[f"calendars_{settling.fail(each) if each.problem else settling.succeed(each)}"] += 1
    session.flush()
    return dict(counts)


def wait_after(feed_id: int, failures: int) -> timedelta:
    """Return how long to wait: an hour, doubled with each failure in a row up to a day, spread by the feed's id."""
    hours: int = min(2 ** max(failures - 1, 0), MOST_HOURS)
    share = (feed_id * 2654435761 % 2**32) / 2**32  # Knuth's multiplicative hash: neighbours fall far apart
    return hours * ONE_HOUR * (1 + JITTER * (share - 0.5))


@dataclass(frozen=True)
class _Settling:
    """One calendar that was asked, while what came of it is written."""

    session: Session
    actor: Actor
    feed: CalendarFeed

    def succeed(self, read: Reading) -> str:
        """Note that the days are known to be right, and replace them where they are others."""
        feed, before = self.feed, self._state()
        feed.status, feed.failures = FeedStatus.OK, 0
        feed.tried_at = feed.read_at = self.actor.at
        feed.etag, feed.last_modified, feed.digest = read.etag, read.last_modified, read.digest
        feed.next_try_at = self.actor.at + wait_after(feed.id or 0, 0)
        changed = False
        if read.days is not None:
            feed.read_until_on, feed.problem = read.ends_before, read.days.reason
            changed = self._replace_days(_spans_of(read.days), read.starts_on)
        self.session.add(feed)
        if before != self._state():
            self._record("read", before, self._state())
        return "changed" if changed else "unchanged"

    def fail(self, read: Reading) -> str:
        """Keep the last good days and wait longer; after some problems in a row give up, and say so once."""
        feed, before = self.feed, self._state()
        is_other = feed.problem != read.problem and read.problem in GIVES_UP_AFTER  # which count by themselves
        feed.failures = 1 if is_other else feed.failures + 1
        feed.status, feed.problem, feed.tried_at = FeedStatus.FAILING, read.problem, self.actor.at
        wait = max(wait_after(feed.id or 0, feed.failures), read.retry_after or timedelta(0))
        feed.next_try_at = self.actor.at + wait
        given_up = feed.failures >= GIVES_UP_AFTER.get(read.problem, feed.failures + 1)
        if given_up:
            feed.status = FeedStatus.STOPPED
            self._tell()
        self.session.add(feed)
        if before != self._state():
            self._record("given_up" if given_up else "failed", before, self._state())
        return "given_up" if given_up else "failed"

    def _state(self) -> dict[str, Any]:
        return {"status": self.feed.status.value, "problem": self.feed.problem}

    def _replace_days(self, spans: Sequence[DaySpan], since: date) -> bool:
        """Put the new days in place of the old ones from `since` on; what is past stays for a while."""
        old = sorted(_clip(each, since) for each in list_feed_spans(self.session, [self.feed.id or 0], since))
        if old == spans:
            return False
        execute, mine = self.session.execute, col(FeedSpan.feed_id) == self.feed.id
        yesterday, long_past = since - timedelta(days=1), since - timedelta(days=KEPT_PAST_DAYS)
        execute(sa.delete(FeedSpan).where(mine, col(FeedSpan.starts_on) >= since))
        execute(sa.update(FeedSpan).where(mine, col(FeedSpan.ends_on) >= since).values(ends_on=yesterday))
        execute(sa.delete(FeedSpan).where(mine, col(FeedSpan.ends_on) < long_past))
        if spans:
            who = {"feed_id": self.feed.id, "crew_member_id": self.feed.crew_member_id}
            rows = [{**who, "kind": kind, "starts_on": first, "ends_on": last} for kind, first, last in spans]
            execute(sa.insert(FeedSpan), rows)
        self._record("days_changed", _told(old), _told(spans))
        touch_roster(self.session, self.actor.at, self.feed.crew_member_id)
        return True

    def _tell(self) -> None:
        """Write to the person once; not where their key was destroyed, for then they asked to be forgotten."""
        member = self.session.get(CrewMember, self.feed.crew_member_id)
        if member is not None and self.feed.problem != KEY_GONE:
            tell_person(self.session, self.actor, member, subject=SUBJECT, text=TEXT, link=link_to("/me#feeds"))

    def _record(self, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        told = self.feed.problem != KEY_GONE  # values would make a new key for somebody whose key was destroyed
        record_audit(
            self.session,
            self.actor,
            f"job:feed:{action}",
            subject_kind="calendar_feed",
            subject_id=self.feed.id,
            crew_member_id=self.feed.crew_member_id,
            before=before if told else None,
            after=after if told else None,
        )


def _spans_of(days: FeedDays) -> list[DaySpan]:
    kinds = ((FeedDayKind.BUSY, days.busy), (FeedDayKind.TENTATIVE, days.tentative))
    return sorted((kind, first, last) for kind, spans in kinds for first, last in spans)


def _clip(span: FeedSpan, since: date) -> DaySpan:
    return span.kind, max(span.starts_on, since), span.ends_on


def _told(spans: Iterable[DaySpan]) -> dict[str, Any]:
    found: dict[str, list[str]] = {kind.value: [] for kind in FeedDayKind}
    for kind, first, last in spans:
        found[kind.value].append(first.isoformat() if first == last else f"{first}..{last}")
    return found
