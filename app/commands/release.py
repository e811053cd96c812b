"""`llamado release CODE`: whom a crew list was given to, by the code that stands in it."""

import click

from app.db import make_engine, reading
from app.queries.disclosure import find_release
from app.services.crewlist.stamp import read_code
from config import get_settings


@click.command()
@click.argument("code")
def release(code: str) -> None:
    """Say whom the crew list with CODE was given to, by whom, when, what for and until when.

    Exits with 1 where no file has the code.
    """
    engine = make_engine(get_settings().url)
    try:
        with reading(engine) as session:
            found = find_release(session, read_code(code))
            if found is None:
                raise click.ClickException(f"no file has the code {read_code(code)}")
            row, _need, production, account = found
            facts = {
                "code": row.code,
                "given to": row.given_to,
                "production": f"{production.code} v{row.need_version}"
                if production
                else "of a brief that was not kept",
                "taken by": (account.name or account.email) if account else "a command or job",
                "at": f"{row.made_at:%Y-%m-%d %H:%M} UTC",
                "form": row.format,
                "for": row.purpose,
                "people": f"{row.people}, {row.contacts} with contact details",
                "contacts until": row.contacts_until_on.isoformat() if row.contacts_until_on else "",
            }
    finally:
        engine.dispose()
    for name, value in facts.items():
        if value:
            click.echo(f"{name:15}{value}")
