"""`llamado check`: look the whole database through for breaches of the rules that always hold."""

import sys
from datetime import UTC, datetime

import click

from app.db import make_engine, reading
from app.services.integrity import check_integrity, count_rules
from config import get_settings


@click.command()
def check() -> None:
    """Check every rule over the whole database; exit 1 where one is broken."""
    engine = make_engine(get_settings().url)
    with reading(engine) as session:
        breaches = check_integrity(session, now=datetime.now(UTC))
    engine.dispose()
    for breach in breaches:
        more = "" if breach.count == len(breach.where) else f" and {breach.count - len(breach.where)} more"
        click.echo(f"{breach.rule}: {breach.says}\n    broken by {', '.join(breach.where)}{more}\n    {breach.remedy}")
    click.echo(f"{count_rules()} rules, {sum(breach.count for breach in breaches)} breaches")
    sys.exit(1 if breaches else 0)
