"""A production that asks people for dates, a rival that asks the same ones; everything ahead of the real clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, delete

from app.db import write_transaction
from app.models.account import Account, Role
from app.models.availability import Hold, StatementSource
from app.models.crew import CrewMember
from app.models.need import Position, PositionSpan
from app.models.offer import Offer, OfferRound
from app.models.production import Production
from app.models.shortlist import Proposal
from app.services.audit import Actor
from app.services.demo.places import GUADALAJARA
from app.services.offer import accept_offer
from app.services.reconfirm import reopen_moved
from tests.factories.account import make_account, sign_in
from tests.factories.offer import ask, make_gaffer, make_position, offers_of, set_days
from tests.factories.production import make_production

TITLE, RIVAL_TITLE = "La noche quebrada", "Río de plata"


def ahead(first: int = 0, last: int = 9) -> tuple[date, date]:
    """Return days that lie ahead of the real clock, both included."""
    start = datetime.now(UTC).date() + timedelta(days=90)
    return start + timedelta(days=first), start + timedelta(days=last)


@dataclass(frozen=True)
class Side:
    """A production with its contact and the line that it asks for."""

    account: Account
    production: Production
    position: Position


@dataclass(frozen=True)
class World:
    """Two productions, both confidential, and three gaffers whom both may ask."""

    web: Flask
    mine: Side
    rival: Side
    people: tuple[CrewMember, ...]

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that commits at its end."""
        with write_transaction(self.web.extensions["llamado.engine"]) as session:
            yield session

    def browser(self, side: Side) -> FlaskClient:
        """Return a browser signed in as a side's contact."""
        return sign_in(self.web, side.account)

    def crew_browser(self, person: CrewMember) -> FlaskClient:
        """Return a browser signed in as a person."""
        with self.writing() as session:
            account = make_account(session, Role.CREW, crew_member_id=person.id)
        return sign_in(self.web, account)

    def ask(self, side: Side, *people: CrewMember, hours_ago: float = 1, **values: Any) -> list[Offer]:
        """Ask people for a side's line some hours ago; return the offers."""
        with self.writing() as session:
            return offers_of(session, self._round(session, side, people, hours_ago, values))

    def _round(
        self, session: Session, side: Side, people: tuple[CrewMember, ...], hours_ago: float, values: dict[str, Any]
    ) -> OfferRound:
        position = session.get_one(Position, side.position.id)
        return ask(session, actor(hours_ago), position, *people, **values)

    def hold(self, side: Side, person: CrewMember, *, hours_ago: float = 1, **values: Any) -> Hold:
        """Have a person say yes to a side."""
        with self.writing() as session:
            [offer] = offers_of(session, self._round(session, side, (person,), hours_ago, values))
            return accept_offer(session, actor(hours_ago), offer=offer, source=StatementSource.SELF)

    def move(self, side: Side, days: int) -> None:
        """Move a side's line by some days, and ask anew whoever was asked or held for it."""
        with self.writing() as session:
            position = session.get_one(Position, side.position.id)
            session.exec(delete(PositionSpan).where(col(PositionSpan.position_id) == position.id))
            set_days(session, position, ahead(days, 9 + days), place=GUADALAJARA)
            reopen_moved(session, actor(), position=position)

    def read(self, table: type[Any], key: int | None) -> Any:
        """Return a row as it stands now."""
        with self.writing() as session:
            return session.get_one(table, key)


def actor(hours_ago: float = 0) -> Actor:
    """Return somebody who acts, some hours before now."""
    return Actor.command("test", datetime.now(UTC) - timedelta(hours=hours_ago))


def make_world(web: Flask) -> World:
    """Make both productions and the people, and put the people forward for both lines."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        people = tuple(
            make_gaffer(session, given_name=name, surname="Prueba", phone=f"+5233990000{number}", locale=locale)
            for number, (name, locale) in enumerate((("Abril", "es_MX"), ("Bruno", "en"), ("Carla", "es_MX")), 10)
        )
        mine, rival = (make_side(session, title, people) for title in (TITLE, RIVAL_TITLE))
    return World(web, mine, rival, people)


def make_side(session: Session, title: str, people: tuple[CrewMember, ...]) -> Side:
    """Make a confidential production with its contact and a gaffer's line that people are put forward for."""
    account = make_account(session, Role.PRODUCTION)
    production = make_production(
        session,
        working_title=title,
        contact_account_id=account.id,
        confidential=True,
        shoot_starts_on=ahead()[0],
        shoot_ends_on=ahead()[1],
    )
    position = make_position(session, ahead(), production=production, place=GUADALAJARA)
    session.add_all(
        Proposal(position_id=position.id or 0, slot=slot, crew_member_id=person.id, made_at=actor().at)
        for slot, person in enumerate(people)
    )
    return Side(account, production, position)
