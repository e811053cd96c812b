"""The fictional registry that a newcomer starts with."""

from datetime import UTC, datetime

import click
from sqlalchemy.engine import Engine

from app.db import write_transaction
from app.models.account import Role
from app.queries.account import find_account_by_email
from app.services.account import create_account, make_sign_in_link
from app.services.audit import Actor
from config import Settings

PEOPLE = (
    ("staff@demo.example.org", Role.STAFF, "Commission staff"),
    ("admin@demo.example.org", Role.ADMIN, "Commission admin"),
    ("production@demo.example.org", Role.PRODUCTION, "Line producer"),
    ("crew@demo.example.org", Role.CREW, "Crew member"),
)
"""One fictional account of each kind."""


def prepare_demo(engine: Engine, settings: Settings) -> None:
    """Make the demo accounts once, and print a sign-in link for each."""
    now = datetime.now(UTC)
    actor = Actor.command("llamado up --demo", now)
    with write_transaction(engine) as session:
        for email, role, name in PEOPLE:
            account = find_account_by_email(session, email) or create_account(
                session, actor, email=email, role=role, name=name, fictional=True
            )
            token = make_sign_in_link(session, account, now=now)
            click.echo(f"{name:<18}{settings.base_url}/sign-in/{token}")
