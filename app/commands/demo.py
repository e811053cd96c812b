"""`llamado demo`: the fictional registry, for a newcomer to start with and for benchmarks."""

import time
from datetime import UTC, date, datetime

import click
from sqlalchemy.engine import Engine
from sqlmodel import Session
from tqdm import tqdm

from app.cli import today_option
from app.db import make_engine, write_transaction
from app.errors import LlamadoError
from app.migrate import upgrade
from app.models.account import Account, Role
from app.models.crew import CrewMember
from app.queries.account import find_account_by_email
from app.queries.demo import find_demo_crew_member, has_crew, has_demo_crew
from app.services.account import create_account, make_sign_in_link
from app.services.audit import Actor
from app.services.demo.asks import ask_around
from app.services.demo.bench import remember_bench
from app.services.demo.closing import close_a_production
from app.services.demo.desk import set_the_desk
from app.services.demo.feeds import give_calendar
from app.services.demo.load import MOST_CREW, load_demo
from app.services.demo.needs import hand_in_examples
from app.services.demo.past import remember_needs
from app.services.demo.waiting import bring_in_newcomers
from app.services.demo.workspace import set_next_steps
from config import Settings, get_settings

NEWCOMERS_CREW, NEWCOMERS_SEED = 3000, 1
PEOPLE = {
    Role.STAFF: ("staff@demo.example.org", "Commission staff"),
    Role.ADMIN: ("admin@demo.example.org", "Commission admin"),
    Role.READER: ("reader@demo.example.org", "Commission director"),
    Role.PRODUCTION: ("production@demo.example.org", "Line producer"),
    Role.CREW: ("crew@demo.example.org", "Crew member"),
}
"""One fictional account of each kind."""


@click.command()
@click.option("--crew", type=click.IntRange(1, MOST_CREW), default=NEWCOMERS_CREW, show_default=True, metavar="N")
@click.option("--seed", type=click.IntRange(0), default=NEWCOMERS_SEED, show_default=True, metavar="S")
@today_option
def demo(crew: int, seed: int, today: date) -> None:
    """Fill an empty registry with N fictional people; the same seed and day give the same registry."""
    settings = get_settings()
    engine = make_engine(settings.url)
    upgrade(engine)
    started = time.perf_counter()
    try:
        rows = fill_registry(engine, settings, crew=crew, seed=seed, today=today)
    except LlamadoError as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()
    seconds = time.perf_counter() - started
    click.echo(f"{rows:,} rows for {crew:,} fictional people in {seconds:.1f} s (seed {seed}, {today})")


def fill_registry(engine: Engine, settings: Settings, *, crew: int, seed: int, today: date) -> int:
    """Load the demo in one transaction, with a progress bar on stderr; return how many rows were written."""
    notice = settings.privacy_notice_version
    with tqdm(total=crew, unit=" people", desc="demo registry") as bar, write_transaction(engine) as session:
        counts = load_demo(session, crew=crew, seed=seed, today=today, notice_version=notice, on_progress=bar.update)
        remember_needs(session, seed=seed, today=today)
        remembered = remember_bench(session, seed=seed, today=today)
    return sum(counts.values()) + remembered


def prepare_demo(engine: Engine, settings: Settings, *, today: date) -> None:
    """Load the newcomers' registry, accounts and example needs once, and print a sign-in link for each account.

    A registry of real people gets none of it: the accounts' links would open it to whoever reads the terminal.
    """
    with write_transaction(engine) as session:
        empty = not has_crew(session)
        if not empty and not has_demo_crew(session):
            raise click.ClickException("This registry holds real people: start it without --demo.")
    if empty:
        fill_registry(engine, settings, crew=NEWCOMERS_CREW, seed=NEWCOMERS_SEED, today=today)
    now = datetime.now(UTC)
    with write_transaction(engine) as session:
        command = Actor.command("llamado up --demo", now)
        accounts: dict[Role, Account] = {
            role: _make_account(session, command, role) for role in PEOPLE if role is not Role.CREW
        }
        staff, production = accounts[Role.STAFF], accounts[Role.PRODUCTION]
        fresh = hand_in_examples(
            session,
            Actor.of(production, now),
            Actor.of(staff, now),
            contact_account_id=production.id,
            today=today,
        )
        set_next_steps(session, Actor.of(staff, now), Actor.of(production, now), fresh, today=today)
        asked = ask_around(session, fresh[0], production=Actor.of(production, now), person=command) if fresh else None
        crew = accounts[Role.CREW] = _make_account(session, command, Role.CREW, asked)
        if empty and crew.crew_member_id:
            give_calendar(session, command, crew.crew_member_id, today=today)
        if empty:
            bring_in_newcomers(session, Actor.of(staff, now), seed=NEWCOMERS_SEED, today=today)
            whose = crew.crew_member_id
            set_the_desk(session, Actor.of(staff, now), crew_member_id=whose, today=today)
            close_a_production(
                session, Actor.of(staff, now), Actor.of(production, now), crew_member_id=whose, today=today
            )
        for account in accounts.values():
            token = make_sign_in_link(session, account, now=now)
            click.echo(f"{account.role.value:<12}{settings.base_url}/sign-in/{token}")


def _make_account(session: Session, actor: Actor, role: Role, crew_member_id: int | None = None) -> Account:
    """Return the demo's account of a kind, made where it is missing; a crew member's for that person, or another."""
    email, name = PEOPLE[role]
    known = find_account_by_email(session, email)
    if known is not None:
        return known
    member = None
    if role is Role.CREW:
        member = session.get(CrewMember, crew_member_id) if crew_member_id else find_demo_crew_member(session)
    return create_account(
        session,
        actor,
        email=email,
        role=role,
        name=member.name if member else name,
        crew_member_id=member.id if member else None,
        fictional=True,
    )
