"""`llamado migrate`: bring the database to the newest migration."""

import click

from app.db import make_engine
from app.migrate import head, upgrade
from config import get_settings


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration and put its guards in place."""
    engine = make_engine(get_settings().url)
    upgrade(engine)
    click.echo(f"database is at migration {head()}")
