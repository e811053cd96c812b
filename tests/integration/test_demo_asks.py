"""The demo's rounds, holds and challenges: a function of the registry, for every page, harmless in a tiny one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import write_transaction
from app.models.account import Role
from app.models.availability import Booking, Hold, HoldStatus
from app.models.challenge import Challenge, ChallengedHold, ChallengeStatus
from app.models.offer import Offer, OfferStatus
from app.queries.booking import list_person_bookings
from app.queries.offer import list_person_offers
from app.services.audit import Actor
from app.services.demo.asks import ask_around
from app.services.demo.load import load_demo
from app.services.demo.needs import hand_in_examples
from app.services.hold_order import worst_orders
from tests.engines import ENGINES, fresh_engine
from tests.factories.account import make_account

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def _prepare(engine: Engine, crew: int, now: datetime = NOW) -> int | None:
    with write_transaction(engine) as session:
        load_demo(session, crew=crew, seed=1, today=now.date(), notice_version="test")
    with write_transaction(engine) as session:
        accounts = {role: make_account(session, role) for role in (Role.PRODUCTION, Role.STAFF)}
        office, staff = (Actor.of(account, now) for account in accounts.values())
        needs = hand_in_examples(
            session, office, staff, contact_account_id=accounts[Role.PRODUCTION].id, today=now.date()
        )
        return ask_around(session, needs[0], production=office, person=Actor.command("demo", now))


def _told(engine: Engine) -> list[tuple[object, ...]]:
    with Session(engine) as session:
        offers = session.execute(
            sa.select(col(Offer.crew_member_id), col(Offer.position_id), col(Offer.status)).order_by(col(Offer.id))
        )
        return [tuple(row) for row in offers]


def test_the_same_registry_tells_the_same_stories_on_both_engines_for_every_page(tmp_path: Path) -> None:
    seen = []
    for kind in ENGINES:
        for engine in fresh_engine(kind, tmp_path):
            left = _prepare(engine, 2500)
            assert left is not None
            seen.append((left, _told(engine)))
            with Session(engine) as session:
                _require_stories(session, left)
    assert seen[0] == seen[1]


def _require_stories(session: Session, left: int) -> None:
    """Require something to show on each page; `left` is the person with an offer to answer."""
    assert {each.status for each in session.exec(select(Offer))} >= {
        OfferStatus.SENT,
        OfferStatus.WAITING,
        OfferStatus.ACCEPTED,
        OfferStatus.DECLINED,
    }
    assert [each.offer.status for each in list_person_offers(session, left)] == [OfferStatus.SENT]
    assert list_person_bookings(session, left), "their calendar shows a booking as well"
    ours = session.exec(select(Hold).where(col(Hold.position_id).is_not(None))).all()
    live = [hold.id or 0 for hold in ours if hold.status in {HoldStatus.ACTIVE, HoldStatus.CHALLENGED}]
    orders = worst_orders(session, live)
    assert 1 in orders.values()
    assert max(orders.values()) >= 2
    open_ones = session.exec(select(Challenge).where(Challenge.status == ChallengeStatus.OPEN)).all()
    asked = {row.hold_id for row in session.exec(select(ChallengedHold))}
    assert {challenge.hold_id for challenge in open_ones} & set(live), "one that our production made"
    assert asked & set(live), "and one that asks it"
    assert any(hold.reconfirm_since_at for hold in ours)
    assert session.exec(select(Booking).where(col(Booking.position_id).is_not(None))).all()


@pytest.mark.parametrize("today", [date(2027, 2, 14), date(2030, 12, 31)])
def test_a_tiny_registry_on_any_day_is_no_trouble(engine: Engine, today: date) -> None:
    _prepare(engine, 40, datetime(today.year, today.month, today.day, 3, tzinfo=UTC))
