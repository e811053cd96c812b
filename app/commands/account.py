"""`llamado account`: make accounts and sign-in links from the machine itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlmodel import Session

from app.db import make_engine, write_transaction
from app.errors import LlamadoError
from app.models.account import OFFICE, Role
from app.queries.account import find_account_by_email
from app.services.account import create_account, make_sign_in_link
from app.services.account_admin import reset_factor
from app.services.audit import Actor, record_audit
from config import get_settings


@contextmanager
def _transaction() -> Iterator[Session]:
    """Yield a writing session, and leave no connection behind."""
    engine = make_engine(get_settings().url)
    try:
        with write_transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


@click.group()
def account() -> None:
    """Make accounts and sign-in links."""


@account.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="")
@click.option("--password", default=None, help="asked for when it is left out (readers, staff and admins)")
def create(email: str, role: str, name: str, password: str | None) -> None:
    """Make an account for EMAIL."""
    kind = Role(role)
    if kind in OFFICE and password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    actor = Actor.command("llamado account create", datetime.now(UTC))
    try:
        with _transaction() as session:
            create_account(session, actor, email=email, role=kind, name=name, password=password or "")
    except LlamadoError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{email} may sign in as {kind.value}")


@account.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a sign-in link for EMAIL: works once, within 30 minutes."""
    settings = get_settings()
    now = datetime.now(UTC)
    with _transaction() as session:
        found = find_account_by_email(session, email)
        if found is None:
            raise click.ClickException(f"there is no account with the e-mail {email}")
        token = make_sign_in_link(session, found, now=now)
        actor = Actor.command("llamado account link", now)
        record_audit(session, actor, "command:link:made", subject_kind="account", subject_id=found.id)
    click.echo(f"{settings.base_url}/sign-in/{token}")


@account.command("reset-factor")
@click.argument("email")
def reset(email: str) -> None:
    """Take the second factor of EMAIL away: for the last administrator, whom nobody else can help."""
    settings = get_settings()
    actor = Actor.command("llamado account reset-factor", datetime.now(UTC))
    try:
        with _transaction() as session:
            found = find_account_by_email(session, email)
            if found is None:
                raise click.ClickException(f"there is no account with the e-mail {email}")
            reset_factor(session, actor, found, by=None, base_url=settings.base_url)
    except LlamadoError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{email} sets up a new second factor at the next sign-in")
