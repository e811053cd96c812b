"""`llamado backup` and `llamado restore`: take a backup, prove it, put it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.engine import Engine

from app.db import make_engine
from app.errors import LlamadoError
from app.services.backup.archive import latest_backup, rotate
from app.services.backup.restore import drill, restore_backup, take_backup
from config import get_settings

KEYS = (
    "The keys are not in it. Keep them elsewhere (LLAMADO_SECRET_KEY and LLAMADO_DATA_KEY, or secret.key and data.key"
    " in the data folder): what is encrypted can't be read without the data key."
)


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), default=None, help="where to; default: the settings'")
def backup(folder: Path | None) -> None:
    """Write a backup of the database while it is in use, and delete the oldest ones beyond the number kept."""
    settings = get_settings()
    folder = folder or settings.backups
    with _opened(settings.url) as engine:
        path, manifest = take_backup(engine, folder, now=datetime.now(UTC))
    gone = rotate(folder, settings.backups_kept)
    click.echo(f"{path}: {manifest.total} rows of {len(manifest.rows)} tables, {path.stat().st_size} bytes")
    click.echo(f"{gone} older backups deleted, the newest {settings.backups_kept} are kept\n{KEYS}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--check", is_flag=True, help="restore into a scratch database, look it through, and take that away")
@click.option("--into", metavar="URL", default=None, help="the database to restore into: an empty one")
@click.option("--force", is_flag=True, help="put data that is there aside")
def restore(*, file: Path | None, check: bool, into: str | None, force: bool) -> None:
    """Restore a backup: FILE, or the newest one with --check."""
    if check == (into is not None) or (into is not None and file is None):
        raise click.UsageError("say --check [FILE], or FILE --into URL")
    try:
        if into is None:
            _drill(file)
        elif file is not None:
            with _opened(get_settings().model_copy(update={"database_url": into}).url) as engine:
                manifest = restore_backup(file, engine, force=force)
            click.echo(f"{manifest.total} rows of {manifest.taken_at} restored and migrated\n{KEYS}")
    except LlamadoError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _opened(address: str) -> Iterator[Engine]:
    engine = make_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def _drill(file: Path | None) -> None:
    settings = get_settings()
    with _opened(settings.url) as engine:
        found = drill(file or latest_backup(settings.backups), engine, settings, now=datetime.now(UTC))
    click.echo(f"{found.path}: whole, restored, migrated; {found.manifest.total} rows, as many as it says")
    opens = "opens" if found.keys_fit else "DOES NOT OPEN"
    click.echo(f"{found.breaches} breaches of rules; this installation's data key {opens} what is encrypted in it")
    if found.breaches or not found.keys_fit:
        raise click.ClickException("the backup was restored, but see above")
