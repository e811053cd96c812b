"""Whatever people, productions and the clock do in whichever order: the rules of offers, holds and bookings hold."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, delete, func, select

from app.errors import ConflictError, InvalidInputError
from app.models.availability import Booking, Hold, StatementSource
from app.models.challenge import Challenge
from app.models.message import Message
from app.models.need import Position, PositionSpan
from app.models.offer import DeclineReason, Offer, OfferRound, RoundMode
from app.models.trust import AuditEvent
from app.services.audit import Actor
from app.services.booking import cancel_booking, confirm_hold
from app.services.challenge import challenge_holds_ahead, withdraw_challenge
from app.services.hold import extend_hold, release_hold
from app.services.offer import accept_offer, decline_offer, expire_offers, withdraw_offer, withdraw_round
from app.services.reconfirm import agree_to_dates, refuse_dates, reopen_moved
from app.services.step_check import list_breaches
from app.services.step_clocks import run_clocks
from tests.conftest import NOW
from tests.engines import empty
from tests.factories.offer import ask, days, make_gaffer, make_position, offers_of, set_days
from tests.factories.production import make_production

PEOPLE, PRODUCTIONS, LINES = 3, 3, 5
spans = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda pair: days(pair[0], pair[0] + pair[1]))
picks = st.integers(0, 99)
TELLING = {"sent", "accepted", "released", "expired", "cancelled", "reopened", "redated", "challenged", "confirmed"}
"""Actions after which somebody has a message; `exhausted` and the like are told with them."""


ENDS: dict[str, tuple[Any, Callable[..., Any], dict[str, Any]]] = {
    "release hold": (Hold, release_hold, {"reason": "Plans changed"}),
    "extend hold": (Hold, extend_hold, {}),
    "cancel booking": (Booking, cancel_booking, {"reason": "Postponed"}),
    "withdraw challenge": (Challenge, withdraw_challenge, {}),
    "withdraw round_": (OfferRound, withdraw_round, {"reason": "Not needed"}),
}


class Steps(RuleBasedStateMachine):
    """Few people, few productions, one calendar of three weeks, and a clock that only goes on."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.engine.execution_options(writes=True), expire_on_commit=False)
        self.now = NOW
        self.refused = 0
        self.people = [make_gaffer(self.session, most_offers_a_week=50) for _ in range(PEOPLE)]
        shows = [make_production(self.session, contact_email="office@example.org") for _ in range(PRODUCTIONS)]
        self.lines = [
            make_position(self.session, days(line, line + 5), production=shows[line % PRODUCTIONS], quantity=2)
            for line in range(LINES)
        ]
        for line in range(LINES):  # begin in the thick of it: everybody is held by somebody
            self.ask_and_accept(line=line, person=line % 2)

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @property
    def actor(self) -> Actor:
        return Actor.command("machine", self.now)

    def attempt(self, action: Callable[..., Any], **values: Any) -> Any:
        """Do it in a savepoint: what is refused must leave nothing behind."""
        before = self.told()
        try:
            with self.session.begin_nested():
                done = action(self.session, self.actor, **values)
                self.session.flush()
        except (ConflictError, InvalidInputError):
            self.refused += 1
            self.session.expire_all()
            return None
        assert before <= self.told()
        return done

    def told(self) -> tuple[int, int]:
        events = self.session.exec(select(func.count()).select_from(AuditEvent)).one()
        return events, self.session.exec(select(func.count()).select_from(Message)).one()

    def pick(self, table: Any, number: int, *conditions: Any) -> Any:
        rows = self.session.exec(select(table).where(*conditions).order_by(table.id)).all()
        return rows[number % len(rows)] if rows else None

    @rule(
        line=picks, first=picks, count=st.integers(1, PEOPLE), mode=st.sampled_from(RoundMode), places=st.integers(1, 2)
    )
    def open_round(self, line: int, first: int, count: int, mode: RoundMode, places: int) -> None:
        people = [self.people[(first + number) % PEOPLE] for number in range(count)]
        position = self.lines[line % LINES]
        self.attempt(
            lambda session, actor: ask(session, actor, position, *people, mode=mode, places=places, answer_hours=24)
        )

    @rule(line=picks, person=picks)
    def ask_and_accept(self, line: int, person: int) -> None:
        position, member = self.lines[line % LINES], self.people[person % PEOPLE]
        round_ = self.attempt(lambda session, actor: ask(session, actor, position, member))
        if round_ is not None:
            [offer] = offers_of(self.session, round_)
            self.attempt(accept_offer, offer=offer, source=StatementSource.SELF)

    @rule(number=picks, what=st.sampled_from(["accept", "accept", "decline", "withdraw"]))
    def answer(self, number: int, what: str) -> None:
        offer = self.pick(Offer, number, col(Offer.status).in_(["sent", "waiting"])) or self.pick(Offer, number)
        if offer is None:
            return
        if what == "accept":
            self.attempt(accept_offer, offer=offer, source=StatementSource.SELF)
        elif what == "decline":
            self.attempt(decline_offer, offer=offer, reason=DeclineReason.DATES)
        else:
            self.attempt(withdraw_offer, offer=offer, reason="Not needed")

    @rule(number=picks, what=st.sampled_from(sorted(ENDS)))
    def end(self, number: int, what: str) -> None:
        table, action, given = ENDS[what]
        thing = self.pick(table, number)
        if thing is not None:
            self.attempt(action, **{what.rsplit(maxsplit=1)[-1]: thing}, **given)

    @rule(number=picks)
    def challenge(self, number: int) -> None:
        hold = self.pick(Hold, number, col(Hold.status).in_(["active", "challenged"]))
        if hold is not None:
            self.attempt(challenge_holds_ahead, hold=hold)

    @rule(number=picks)
    def confirm(self, number: int) -> None:
        hold = self.pick(Hold, number, col(Hold.status).in_(["active", "challenged"]))
        if hold is not None:
            self.attempt(confirm_hold, hold=hold)

    @rule(line=picks, span=spans)
    def move_dates(self, line: int, span: tuple[date, date]) -> None:
        position: Position = self.lines[line % LINES]
        self.session.exec(delete(PositionSpan).where(col(PositionSpan.position_id) == position.id))
        set_days(self.session, position, span)
        self.attempt(reopen_moved, position=position)

    @rule(number=picks, agrees=st.booleans())
    def answer_dates(self, number: int, *, agrees: bool) -> None:
        tables: tuple[Any, Any] = (Hold, Booking)
        asked = [self.pick(table, number, table.reconfirm_since_at.is_not(None)) for table in tables]
        for subject in asked:
            if subject is not None:
                self.attempt(agree_to_dates if agrees else refuse_dates, subject=subject)

    @rule(hours=st.sampled_from([1, 1, 13, 25, 80, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def jobs_run(self) -> None:
        expire_offers(self.session, self.actor)
        run_clocks(self.session, self.actor)
        again = self.told()
        expire_offers(self.session, self.actor)
        run_clocks(self.session, self.actor)
        assert self.told() == again, "the jobs have nothing left to do at the same moment"

    @invariant()
    def every_rule_holds(self) -> None:
        self.session.flush()
        assert list_breaches(self.session) == []

    @invariant()
    def what_was_told_to_people_was_queued(self) -> None:
        events = self.session.exec(select(AuditEvent.action)).all()
        telling = sum(action.rsplit(":", 1)[1] in TELLING for action in events if action.startswith("offer:"))
        assert self.told()[1] >= telling


@pytest.fixture
def machine(engine: Engine) -> Iterator[type[Steps]]:
    yield type("StepsOnEngine", (Steps,), {"engine": engine})
    if engine.dialect.name == "postgresql":
        empty()


def test_whatever_happens_the_rules_hold(machine: type[Steps]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=8, stateful_step_count=30, deadline=None))
