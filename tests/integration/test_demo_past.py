"""The demo's past: needs of productions that run or ran, made of their bookings, as the director reads them."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, func, select

from app.models.ask import ConfirmationAsk
from app.models.availability import Booking
from app.models.need import Need, NeedStatus, Position
from app.models.production import Production, ProductionStatus
from app.models.shortlist import Proposal
from app.services.demo.load import load_demo
from app.services.demo.past import remember_needs
from app.services.director.answers import read_answers

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
SEED = 7  # has five productions whose office has opened


def _fill(session: Session) -> int:
    load_demo(session, crew=120, seed=SEED, today=TODAY, notice_version="2026-11")
    return remember_needs(session, seed=SEED, today=TODAY)


def _facts(session: Session) -> list[tuple[object, ...]]:
    lines = session.exec(select(Position.code, Position.role_id, Position.quantity).order_by(col(Position.id))).all()
    open_slots = session.exec(select(Proposal.unfilled_reason).order_by(col(Proposal.id))).all()
    return [*(tuple(line) for line in lines), tuple(open_slots)]


def test_the_past_is_made_of_the_bookings_and_can_be_read(session: Session) -> None:
    needs = _fill(session)
    assert needs > 0
    booked = session.exec(select(func.count()).where(col(Booking.position_id).is_not(None))).one()
    slots = session.exec(select(func.count()).where(col(Proposal.crew_member_id).is_not(None))).one()
    assert booked == slots > 0
    for need, production in session.exec(select(Need, Production).join(Production)):
        over = production.status in {ProductionStatus.WRAP, ProductionStatus.CLOSED}
        assert need.status is (NeedStatus.CLOSED if over else NeedStatus.SENT)
        assert need.created_at.date() <= TODAY
    answers = read_answers(session, now=NOW)
    assert sum(speed.needs for speed in answers.speeds) == needs
    assert sum(speed.answered for speed in answers.speeds) > 0
    asks = session.exec(select(ConfirmationAsk)).all()
    assert all(timedelta(days=7) < NOW - ask.asked_at < timedelta(days=30) for ask in asks)
    assert remember_needs(session, seed=SEED, today=TODAY) == 0, "each production's need once"


def test_the_same_seed_and_day_give_the_same_past(session: Session) -> None:
    _fill(session)
    once = _facts(session)
    session.rollback()
    _fill(session)
    assert _facts(session) == once
