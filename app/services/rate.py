"""How often something may be done: by one person, from one address, and over all; counted where all workers look.

A count is written in a short transaction of its own, so that a refused request counts too and two workers never read
the same number. The window slides: of the window before, the share counts that a window ending now still covers
(the sliding window counter of C. Bhatt, "How we built rate limiting capable of scaling to millions of domains", 2017).
"""

import enum
import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, delete, select

from app.db import write_transaction
from app.errors import TooOftenError
from app.keys import secret_key
from app.messages import mark
from app.models.security import RateCount
from config import Settings, get_settings

IPV6_SITE = 64
"""Bits of an IPv6 address that stand for one household or office: it hands out the rest itself."""


class Deed(enum.StrEnum):
    """What is counted."""

    PASSWORD = "password"  # noqa: S105 - the name of a deed
    LINK = "link"
    SECOND_FACTOR = "second_factor"
    REGISTRATION = "registration"
    DRAFT = "draft"
    HAND_IN = "hand_in"
    UPLOAD = "upload"
    EXPORT = "export"
    MAILING = "mailing"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so long: of one person, from one address, over all. None: no such limit."""

    within: timedelta
    person: int | None
    address: int | None
    overall: int | None
    visitors_only: bool = False


_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
LIMITS: Mapping[Deed, Limit] = {
    Deed.PASSWORD: Limit(_QUARTER, person=10, address=30, overall=1000),
    Deed.LINK: Limit(_QUARTER, person=10, address=30, overall=1000),
    Deed.SECOND_FACTOR: Limit(_QUARTER, person=8, address=60, overall=1000),
    Deed.REGISTRATION: Limit(_HOUR, person=12, address=90, overall=500),
    Deed.DRAFT: Limit(_QUARTER, person=None, address=60, overall=2000, visitors_only=True),
    Deed.HAND_IN: Limit(_QUARTER, person=None, address=6, overall=300, visitors_only=True),
    Deed.UPLOAD: Limit(_HOUR, person=60, address=120, overall=2000),
    Deed.EXPORT: Limit(_HOUR, person=60, address=300, overall=None),
    Deed.MAILING: Limit(_HOUR, person=20, address=60, overall=100),
    Deed.CALENDAR: Limit(_HOUR, person=60, address=3000, overall=None),
}
"""An office shares an address and a calendar service fetches for thousands, so addresses get more than persons; the
limits over all are far above what a commission sees, and far below what guesses a code or fills a disk."""


def network_of(address: str) -> str:
    """Return what counts as one place on the network: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(IPv6Network((found, IPV6_SITE), strict=False))
    return str(found)


def count_deed(
    engine: Engine, deed: Deed, *, now: datetime, person: str = "", address: str = "", settings: Settings | None = None
) -> None:
    """Count one more; raise TooOftenError, which says how long to wait, where that is one too many.

    What was refused for its person or address is not counted over all: one flood must not shut out everybody else.
    """
    limit = LIMITS[deed]
    key = secret_key(settings or get_settings())
    with write_transaction(engine) as session:
        wait = max(
            _count(session, deed, _hash(key, "person", person), limit.person if person else None, now),
            _count(
                session,
                deed,
                _hash(key, "address", network_of(address)),
                limit.address if address else None,
                now,
            ),
        )
        if not wait:
            wait = _count(session, deed, _hash(key, "all", ""), limit.overall, now)
    if wait:
        raise _too_often(wait)


def forgive(session: Session, deed: Deed, *, person: str, settings: Settings | None = None) -> None:
    """Forget a person's tries once one of them was right; what came from the address stays counted."""
    hashed = _hash(secret_key(settings or get_settings()), "person", person)
    session.execute(delete(RateCount).where(col(RateCount.deed) == deed, col(RateCount.key_hash) == hashed))


def _hash(key: str, scope: str, what: str) -> str:
    """Return what the database keeps: under the installation's key, as addresses can be guessed."""
    return hmac.new(
        key.encode(), f"{scope}:{what.strip().lower()}".encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def _count(session: Session, deed: Deed, key_hash: str, most: int | None, now: datetime) -> int:
    """Count one more under a key; return how many seconds to wait, 0 where there were few enough."""
    if most is None:
        return 0
    within = LIMITS[deed].within
    seconds = within.total_seconds()
    begins = math.floor(now.timestamp() / seconds) * seconds
    window = datetime.fromtimestamp(begins, UTC)
    lately = _add(session, deed, key_hash, window)
    earlier = session.exec(
        select(RateCount.count).where(
            RateCount.deed == deed, RateCount.key_hash == key_hash, RateCount.window_from_at == window - within
        )
    ).first()
    gone = (now.timestamp() - begins) / seconds
    if lately + math.ceil((earlier or 0) * (1 - gone)) <= most:
        return 0
    return _wait(lately, earlier or 0, most, gone, seconds)


def _wait(lately: int, earlier: int, most: int, gone: float, seconds: float) -> int:
    """Return in how many seconds one more try is few enough, if none is made until then."""
    if lately < most:  # the window before still weighs: wait until enough of it is past
        share = 1 - (most - 1 - lately) / earlier if earlier else 0.0
        return max(1, math.ceil((share - gone) * seconds))
    share = 1 - (most - 1) / lately  # of the next window, in which this one is the one before
    return max(1, math.ceil((1 - gone + share) * seconds))


def _add(session: Session, deed: Deed, key_hash: str, window: datetime) -> int:
    """Add one to a count, made where it is missing, in one statement; return what it is then."""
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        kind(RateCount)
        .values(deed=deed.value, key_hash=key_hash, window_from_at=window, count=1)
        .on_conflict_do_update(
            index_elements=["deed", "key_hash", "window_from_at"], set_={"count": col(RateCount.count) + 1}
        )
        .returning(col(RateCount.count))
    )
    return int(session.execute(statement).scalar_one())


def _too_often(wait: int) -> TooOftenError:
    minutes = math.ceil(wait / 60)
    if minutes <= 1:
        return TooOftenError(mark("Too many tries. Wait a minute and try again."), seconds=wait)
    return TooOftenError(mark("Too many tries. Wait %(minutes)s minutes and try again."), seconds=wait, minutes=minutes)
