"""One of the writers of `tests.proof.race`: does what people, productions and jobs do, at random, as fast as it can.

It runs until it is killed. Each line of its journal is one try: what, outcome (done, refused, met, shown, failed),
milliseconds, and what it acknowledges.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, delete, select

from app.db import make_engine, write_transaction
from app.errors import LlamadoError
from app.models.availability import Booking, BookingStatus, Hold, HoldStatus, StatementSource
from app.models.challenge import Challenge, ChallengeStatus
from app.models.crew import CrewMember
from app.models.need import Position, PositionSpan
from app.models.offer import DeclineReason, Offer, OfferStatus, RoundMode
from app.queries.need import get_need
from app.services.audit import Actor
from app.services.booking import cancel_booking, confirm_hold
from app.services.challenge import challenge_holds_ahead, withdraw_challenge
from app.services.hold import extend_hold, release_hold
from app.services.offer import accept_offer, decline_offer, expire_offers
from app.services.reconfirm import agree_to_dates, refuse_dates, reopen_moved
from app.services.step_clocks import run_clocks
from app.unit import is_passing
from config import get_settings
from tests.factories.offer import ask, days, set_days

BEGAN = datetime(2026, 11, 23, 18, tzinfo=UTC)
HOURS_A_SECOND = 4
"""The clock of the race runs so fast that offers, holds and challenges run out within it."""

TRIES = 4
"""How often a request is run, as `app.unit.commits` does it, before a person would be shown an error."""

SHARE_REFUSED = 0.3
LIVE = (HoldStatus.ACTIVE, HoldStatus.CHALLENGED)
Deed = Callable[["Writer", Session, Actor], str]


class Writer:
    """A writer: its luck, its database, its journal."""

    def __init__(self, engine: Engine, seed: int, started: float, journal: Path) -> None:
        self.engine, self.started, self.random = engine, started, random.Random(seed)  # noqa: S311 - chance, no secret
        self.journal = journal.open("a", buffering=1, encoding="utf-8")

    def run(self) -> None:
        """Do one thing after the other."""
        names = sorted(DEEDS)
        weights = [DEEDS[name][0] for name in names]
        while True:
            [name] = self.random.choices(names, weights)
            began = time.perf_counter()
            outcome, detail = self.attempt(DEEDS[name][1])
            took = (time.perf_counter() - began) * 1000
            self.journal.write(f"{name}\t{outcome}\t{took:.1f}\t{detail}\n")

    def attempt(self, deed: Deed) -> tuple[str, str]:
        """Run a deed in its own transaction; again where it met another one, as a request would be."""
        met = 0
        while True:
            try:
                with write_transaction(self.engine) as session:
                    acknowledged = deed(self, session, self.actor)
            except LlamadoError as error:
                return "refused", str(error)
            except OperationalError as error:
                met += 1
                if not is_passing(error) or met == TRIES:
                    return "shown", repr(error)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what the proof looks for
                return "failed", repr(error)
            else:
                return ("met" if met else "done"), acknowledged

    @property
    def actor(self) -> Actor:
        """Whoever does it, at this moment of the race's clock."""
        passed = timedelta(hours=(time.time() - self.started) * HOURS_A_SECOND)
        return Actor.command("race", BEGAN + passed)

    def pick(self, session: Session, table: Any, *conditions: Any) -> Any:
        """Return a row at random, seen as somebody sees a page: without any lock."""
        ids = session.exec(select(table.id).where(*conditions)).all()
        if not ids:
            raise LlamadoError("nothing to do")
        return session.get_one(table, self.random.choice(ids))


def _ask(writer: Writer, session: Session, actor: Actor) -> str:
    position = writer.pick(session, Position)
    people = list(session.exec(select(CrewMember).order_by(col(CrewMember.id))))
    chosen = writer.random.sample(people, min(writer.random.randint(1, 3), len(people)))
    mode = writer.random.choice(list(RoundMode))
    key = f"race-{writer.random.getrandbits(60)}"
    round_ = ask(session, actor, position, *chosen, mode=mode, places=writer.random.randint(1, 2), form_key=key)
    return f"round:{round_.id}:opened"


def _accept(writer: Writer, session: Session, actor: Actor) -> str:
    offer = writer.pick(session, Offer, Offer.status == OfferStatus.SENT)
    hold = accept_offer(session, actor, offer=offer, source=StatementSource.SELF)
    return f"offer:{offer.id}:accepted hold:{hold.id}:made"


def _decline(writer: Writer, session: Session, actor: Actor) -> str:
    offer = writer.pick(session, Offer, Offer.status == OfferStatus.SENT)
    decline_offer(session, actor, offer=offer, reason=DeclineReason.DATES)
    return f"offer:{offer.id}:declined"


def _confirm(writer: Writer, session: Session, actor: Actor) -> str:
    hold = writer.pick(session, Hold, col(Hold.status).in_(LIVE))
    booking = confirm_hold(session, actor, hold=hold)
    return f"hold:{hold.id}:booked booking:{booking.id}:confirmed"


def _release(writer: Writer, session: Session, actor: Actor) -> str:
    hold = writer.pick(session, Hold, col(Hold.status).in_(LIVE))
    release_hold(session, actor, hold=hold, reason="Plans changed")
    return f"hold:{hold.id}:released"


def _extend(writer: Writer, session: Session, actor: Actor) -> str:
    hold = writer.pick(session, Hold, Hold.status == HoldStatus.ACTIVE)
    extend_hold(session, actor, hold=hold)
    return f"hold:{hold.id}:extended"


def _challenge(writer: Writer, session: Session, actor: Actor) -> str:
    hold = writer.pick(session, Hold, col(Hold.status).in_(LIVE))
    challenge = challenge_holds_ahead(session, actor, hold=hold)
    return f"challenge:{challenge.id}:opened"


def _withdraw_challenge(writer: Writer, session: Session, actor: Actor) -> str:
    challenge = writer.pick(session, Challenge, Challenge.status == ChallengeStatus.OPEN)
    withdraw_challenge(session, actor, challenge=challenge)
    return f"challenge:{challenge.id}:withdrawn"


def _cancel(writer: Writer, session: Session, actor: Actor) -> str:
    booking = writer.pick(session, Booking, Booking.status == BookingStatus.CONFIRMED)
    cancel_booking(session, actor, booking=booking, reason="Postponed")
    return f"booking:{booking.id}:cancelled"


def _move(writer: Writer, session: Session, actor: Actor) -> str:
    position = writer.pick(session, Position)
    get_need(session, position.need_id, lock=True)  # as changing a need begins
    first = writer.random.randint(0, 20)
    session.exec(delete(PositionSpan).where(col(PositionSpan.position_id) == position.id))
    set_days(session, position, days(first, first + writer.random.randint(0, 6)))
    reopen_moved(session, actor, position=position)
    return ""


def _answer_dates(writer: Writer, session: Session, actor: Actor) -> str:
    table: Any = writer.random.choice([Hold, Booking])
    subject = writer.pick(session, table, table.reconfirm_since_at.is_not(None))
    if writer.random.random() < SHARE_REFUSED:
        refuse_dates(session, actor, subject=subject)
        return ""
    agree_to_dates(session, actor, subject=subject)
    return f"{'hold' if table is Hold else 'booking'}:{subject.id}:agreed"


def _run_offers(_writer: Writer, session: Session, actor: Actor) -> str:
    expire_offers(session, actor)
    return ""


def _run_holds(_writer: Writer, session: Session, actor: Actor) -> str:
    run_clocks(session, actor)
    return ""


DEEDS: dict[str, tuple[int, Deed]] = {
    "ask": (16, _ask),
    "accept": (26, _accept),
    "decline": (3, _decline),
    "confirm": (14, _confirm),
    "release": (5, _release),
    "extend": (2, _extend),
    "challenge": (9, _challenge),
    "withdraw_challenge": (2, _withdraw_challenge),
    "cancel": (8, _cancel),
    "move": (4, _move),
    "answer_dates": (6, _answer_dates),
    "run_offers": (1, _run_offers),
    "run_holds": (1, _run_holds),
}


def write_until_killed(address: str, seed: int, started: float, journal: Path) -> None:
    """Be a writer: what a process of the race runs."""
    os.environ["LLAMADO_DATA_DIR"], os.environ["LLAMADO_HOLDS_A_PLACE"] = str(journal.parent), "20"
    get_settings.cache_clear()
    Writer(make_engine(address), seed, started=started, journal=journal).run()
