"""How people's own calendars stand, in words: for the person's page, and (without more) for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.ics.reasons import SENTENCES
from app.messages import mark
from app.models.calendar import CalendarFeed, FeedDayKind, FeedSpan, FeedStatus
from app.queries.feed import NO_ADDRESS, list_feed_spans, list_feeds
from app.services.feeds import MOST_FEEDS, PAUSED

LOOKS_AHEAD = timedelta(days=91)
PROVIDERS = {
    "google": mark("Google Calendar"),
    "outlook": mark("Outlook calendar"),
    "icloud": mark("iCloud calendar"),
    "fastmail": mark("Fastmail calendar"),
    "": mark("Calendar"),
}
PROBLEMS = {
    "bad_address": mark("It leads to something that is no address of the web."),
    "refused_address": mark("It leads into a private network, where nothing is read."),
    "no_such_host": mark("There is no server of that name."),
    "unreachable": mark("Its server can't be reached."),
    "not_trusted": mark("Its server can't prove who it is: the certificate is not in order."),
    "too_slow": mark("Its server takes too long to answer."),
    "bad_redirect": mark("Its server sends us round in circles, or out of the encrypted connection."),
    "broken_answer": mark("Its server's answer broke off."),
    "not_allowed": mark("Its server answers “not allowed”. Was the calendar closed to others?"),
    "not_found": mark("Its server answers “not found”. Was the secret address renewed?"),
    "gone": mark("Its server answers “gone”: this address is no longer used."),
    "asked_too_often": mark("Its server wants to be asked less often. We wait as long as it says."),
    "server_trouble": mark("Its server is in trouble."),
    "odd_answer": mark("Its server gives an answer that we don't understand."),
    "key_gone": mark("Its address can't be opened any more."),
    "failed": mark("Something went wrong while it was read."),
    **{reason.value: text for reason, text in SENTENCES.items()},
}
"""Code of a problem -> message id. What the .ics reader has to say comes from there."""
REMEDIED_BY_ADDRESS = {"bad_address", "refused_address", "no_such_host", "not_allowed", "not_found", "gone", "key_gone"}


@dataclass(frozen=True)
class FeedRow:
    """A calendar as a page shows it; `provider` and `problem` are message ids. Its address is not among it."""

    feed: CalendarFeed
    provider: str
    problem: str
    busy: int
    tentative: int

    @property
    def is_paused(self) -> bool:
        """Tell whether the person stopped it themself."""
        return self.feed.status is FeedStatus.STOPPED and self.feed.problem == PAUSED

    @property
    def state(self) -> str:
        """Return new, ok, failing, stopped or paused."""
        return PAUSED if self.is_paused else self.feed.status.value

    @property
    def wants_address(self) -> bool:
        """Tell whether another address would help."""
        failing = self.feed.status in {FeedStatus.FAILING, FeedStatus.STOPPED}
        return failing and (self.feed.problem in REMEDIED_BY_ADDRESS or self.feed.problem == "not_a_calendar")

    @property
    def can_be_read(self) -> bool:
        """Tell whether it has an address; those of the demo have none."""
        return self.feed.address_encrypted != NO_ADDRESS


@dataclass(frozen=True)
class FeedRows:
    """A person's calendars, and whether one more may come."""

    rows: list[FeedRow]

    @property
    def has_room(self) -> bool:
        """Tell whether one more may be added."""
        return len(self.rows) < MOST_FEEDS


def list_feed_rows(session: Session, crew_member_id: int, *, today: date) -> FeedRows:
    """Return a person's calendars with their days of the next three months counted."""
    feeds = list_feeds(session, crew_member_id)
    spans: dict[int, list[FeedSpan]] = {}
    for span in list_feed_spans(session, [feed.id or 0 for feed in feeds], today):
        spans.setdefault(span.feed_id, []).append(span)
    return FeedRows([_row(feed, spans.get(feed.id or 0, ()), today) for feed in feeds])


def _row(feed: CalendarFeed, spans: Iterable[FeedSpan], today: date) -> FeedRow:
    counts = dict.fromkeys(FeedDayKind, 0)
    for span in spans:
        last = min(span.ends_on, today + LOOKS_AHEAD)
        counts[span.kind] += max((last - max(span.starts_on, today)).days + 1, 0)
    return FeedRow(
        feed=feed,
        provider=PROVIDERS.get(feed.provider, PROVIDERS[""]),
        problem=PROBLEMS.get(feed.problem, ""),
        busy=counts[FeedDayKind.BUSY],
        tentative=counts[FeedDayKind.TENTATIVE],
    )
