"""Plans for tests: a few people with their days said, productions that want them, plans drafted and worked out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember, CrewRole, Seniority
from app.models.need import Position
from app.models.plan import Plan, PlanLine, PlanSlot, PlanView
from app.plan_worker import run_plan
from app.services.audit import Actor, touch_roster
from app.services.demo.places import GUADALAJARA
from app.services.plan.ask import ask_for_plan
from app.services.plan.draft import draft_plan
from tests.factories.crew import make_crew_member
from tests.factories.offer import book, hold, make_position
from tests.factories.production import make_production

TODAY = datetime.now(UTC).date()


def staff() -> Actor:
    """Return somebody of the staff, now: workers look at the real clock."""
    return Actor.command("test", datetime.now(UTC))


def on(first: int, last: int) -> tuple[date, date]:
    """Return days so many days after today, both included."""
    return TODAY + timedelta(days=first), TODAY + timedelta(days=last)


def make_people(
    session: Session, count: int, role: str = "gaffer", *, free: tuple[int, int] | None = (0, 300)
) -> list[CrewMember]:
    """Make people of a role in Guadalajara who said that they are free on days, or (None) said nothing."""
    made = [
        make_crew_member(
            session,
            role,
            given_name=f"Persona {number}",
            email=f"{role}{number}.{datetime.now(UTC).timestamp()}@example.org",
            base_place=GUADALAJARA,
            locale="en",
        )
        for number in range(count)
    ]
    for member in made:
        if free is not None:
            say_free(session, member, *free)
    touch_roster(session, datetime.now(UTC))
    session.flush()
    return made


def say_free(session: Session, member: CrewMember, first: int, last: int) -> None:
    """Let a person say that they are free on days."""
    starts_on, ends_on = on(first, last)
    session.add(
        Statement(
            crew_member_id=member.id or 0,
            kind=StatementKind.AVAILABLE,
            starts_on=starts_on,
            ends_on=ends_on,
            stated_at=datetime.now(UTC),
            valid_until_on=TODAY + timedelta(days=400),
            source=StatementSource.SELF,
        )
    )


def make_line(session: Session, first: int = 30, last: int = 39, **values: Any) -> Position:
    """Make a production of its own that wants gaffers on days in Guadalajara; `priority_of` is the production's."""
    production = values.pop("production", None) or make_production(
        session, priority=values.pop("priority_of", 3), contact_email="office@example.org"
    )
    place = values.pop("place", GUADALAJARA)
    return make_position(session, on(first, last), production=production, place=place, **values)


def draft(session: Session, *positions: Position, view: PlanView = PlanView.CONFIRMED, moves: bool = False) -> Plan:
    """Draft a plan of the needs of these positions."""
    return draft_plan(
        session,
        staff(),
        name="",
        need_ids=[position.need_id for position in positions],
        view=view,
        may_move_holds=moves,
        time_limit_seconds=10,
        today=TODAY,
    )


def work(engine: Engine, plan_id: int | None) -> Plan:
    """Hand a plan to a worker within this process and return it as it is kept."""
    with write_transaction(engine) as session:
        ask_for_plan(session, staff(), session.get_one(Plan, plan_id))
    run_plan(engine, plan_id or 0)
    with reading(engine) as session:
        return session.get_one(Plan, plan_id)


def slots_of(engine: Engine, plan: Plan) -> dict[str, list[PlanSlot]]:
    """Return the slots of a plan by line key."""
    found: dict[str, list[PlanSlot]] = {}
    statement = select(PlanLine.key, PlanSlot).join(PlanSlot, col(PlanSlot.plan_line_id) == col(PlanLine.id))
    with reading(engine) as session:
        for key, slot in session.exec(statement.where(PlanLine.plan_id == plan.id).order_by(col(PlanSlot.slot))):
            found.setdefault(key, []).append(slot)
    return found


def people_of(engine: Engine, plan: Plan) -> dict[str, set[int]]:
    """Return who stands on which line of a plan."""
    return {
        key: {slot.crew_member_id for slot in slots if slot.crew_member_id}
        for key, slots in slots_of(engine, plan).items()
    }


def book_on(session: Session, person: CrewMember, position: Position) -> None:
    """Book a person for a position, asked and confirmed."""
    book(session, staff(), person, position=position)
    _read_again(session)


def hold_on(session: Session, person: CrewMember, position: Position) -> None:
    """Have a person hold a position's days."""
    hold(session, staff(), person, position=position)
    _read_again(session)


def _read_again(session: Session) -> None:
    """Read all rows at hand again: people were locked, which forgets them, and tests look at them after the commit."""
    session.flush()
    for row in list(session):
        session.refresh(row)


def in_training(session: Session, person: CrewMember) -> None:
    """Let a person be in training for all their roles."""
    for role in session.exec(select(CrewRole).where(CrewRole.crew_member_id == person.id)):
        role.seniority = Seniority.TRAINING
        session.add(role)
    session.flush()


def key_of(position: Position) -> str:
    """Return the key of a position's line in plans."""
    return f"n{position.need_id}:{position.code}"


def ids(people: Sequence[CrewMember]) -> set[int]:
    """Return the ids of people."""
    return {each.id or 0 for each in people}
