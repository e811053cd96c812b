"""Own calendars of fictional people, as they were read: without an address, so that nothing is ever asked for them."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlmodel import Session

from app.models.calendar import CalendarFeed, FeedDayKind, FeedSpan, FeedStatus
from app.queries.feed import NO_ADDRESS, list_feeds
from app.services.audit import Actor, record_audit, touch_roster
from app.services.demo.bulk import Batch
from app.services.demo.person import Person
from matching.days import Span

SHARE = 0.12  # of the people who are active and have e-mail
WINDOW_DAYS = 731
STEP_DAYS = 9
PROVIDERS = {"google": 62, "icloud": 20, "outlook": 15, "fastmail": 3}
TROUBLED = {"": 86, "not_found": 9, "server_trouble": 5}

SOON = ((FeedDayKind.BUSY, 2, 3), (FeedDayKind.TENTATIVE, 6, 6), (FeedDayKind.BUSY, 9, 9))
"""Days of the demo's own crew member, counted from today."""


def add_feeds(batch: Batch, person: Person, crew_member_id: int, *, seed: int, today: date) -> None:
    """Add a calendar with its days to a few people; drawn apart, so that everything else of them stays as it was."""
    random = Random(f"{seed}/feed/{person.index}")
    if not person.is_active or person.doubles is not None or not person.email or random.random() > SHARE:
        return
    problem = random.choices(list(TROUBLED), list(TROUBLED.values()))[0]
    at = datetime.combine(today, time(4, random.randrange(60)), tzinfo=UTC)
    read_at = at - timedelta(days=random.randint(1, 9)) if problem else at
    feed_id = batch.add(
        CalendarFeed,
        crew_member_id=crew_member_id,
        address_encrypted=NO_ADDRESS,
        provider=random.choices(list(PROVIDERS), list(PROVIDERS.values()))[0],
        status=FeedStatus.FAILING if problem else FeedStatus.OK,
        problem=problem,
        failures=random.randint(2, 4) if problem else 0,
        added_at=at - timedelta(days=random.randint(20, 300)),
        tried_at=at,
        read_at=read_at,
        read_until_on=today + timedelta(days=WINDOW_DAYS),
        next_try_at=at + timedelta(hours=1),
    )
    for kind, span in _draw_days(random, today):
        batch.add(
            FeedSpan,
            feed_id=feed_id,
            crew_member_id=crew_member_id,
            kind=kind,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
        )


def give_calendar(session: Session, actor: Actor, crew_member_id: int, *, today: date) -> None:
    """Let a fictional person have a calendar that was just read: a few days soon, before those that offers ask for."""
    if list_feeds(session, crew_member_id):
        return
    read_at = actor.at - timedelta(minutes=20)
    feed = CalendarFeed(
        crew_member_id=crew_member_id,
        address_encrypted=NO_ADDRESS,
        provider="google",
        status=FeedStatus.OK,
        added_at=actor.at - timedelta(days=40),
        tried_at=read_at,
        read_at=read_at,
        read_until_on=today + timedelta(days=WINDOW_DAYS),
        next_try_at=read_at + timedelta(hours=1),
    )
    session.add(feed)
    session.flush()
    for kind, first, last in SOON:
        days = (today + timedelta(days=first), today + timedelta(days=last))
        who = {"feed_id": feed.id or 0, "crew_member_id": crew_member_id}
        session.add(FeedSpan(**who, kind=kind, starts_on=days[0], ends_on=days[1]))
    after = {"provider": feed.provider}
    record_audit(
        session,
        actor,
        "command:feed:added",
        subject_kind="calendar_feed",
        subject_id=feed.id,
        crew_member_id=crew_member_id,
        after=after,
    )
    touch_roster(session, actor.at, crew_member_id)
    session.flush()


def _draw_days(random: Random, today: date) -> list[tuple[FeedDayKind, Span]]:
    """Return appointments of a day or two, and a week away now and then, over the next seven months."""
    found = []
    day = today + timedelta(days=random.randint(1, STEP_DAYS))
    while day < today + timedelta(days=210):
        length = random.choices((1, 2, 7), (70, 20, 10))[0]
        kind = FeedDayKind.TENTATIVE if random.random() < 0.2 else FeedDayKind.BUSY
        found.append((kind, Span(day, day + timedelta(days=length - 1))))
        day += timedelta(days=length + random.randint(2, 2 * STEP_DAYS))
    return found
