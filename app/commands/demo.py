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
from app.queries.account import find_account_by_email
from app.queries.demo import find_demo_crew_member, has_crew, has_demo_crew
from app.services.account import create_account, make_sign_in_link
from app.services.audit import Actor
from app.services.demo.load import MOST_CREW, load_demo
from app.services.demo.needs import hand_in_examples
from config import Settings, get_settings

NEWCOMERS_CREW, NEWCOMERS_SEED = 3000, 1
PEOPLE = (
    ("staff@demo.example.org", Role.STAFF, "Commission staff"),
    ("admin@demo.example.org", Role.ADMIN, "Commission admin"),
    ("production@demo.example.org", Role.PRODUCTION, "Line producer"),
    ("crew@demo.example.org", Role.CREW, "Crew member"),
)
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
    return sum(counts.values())


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
        accounts = _make_accounts(session, Actor.command("llamado up --demo", now))
        staff, production = accounts[Role.STAFF], accounts[Role.PRODUCTION]
        hand_in_examples(
            session,
            Actor.of(production, now),
            Actor.of(staff, now),
            contact_account_id=production.id,
            today=today,
        )
        for account in accounts.values():
            token = make_sign_in_link(session, account, now=now)
            click.echo(f"{account.role.value:<12}{settings.base_url}/sign-in/{token}")


def _make_accounts(session: Session, actor: Actor) -> dict[Role, Account]:
    """Return the demo's account of each kind, made where it is missing."""
    accounts = {}
    for email, role, name in PEOPLE:
        member = find_demo_crew_member(session) if role is Role.CREW else None
        accounts[role] = find_account_by_email(session, email) or create_account(
            session,
            actor,
            email=email,
            role=role,
            name=member.name if member else name,
            crew_member_id=member.id if member else None,
            fictional=True,
        )
    return accounts
