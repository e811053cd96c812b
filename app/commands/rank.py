"""`llamado rank`: a brief file in, a crew list out."""

from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlmodel import Session

from app.cli import today_option
from app.db import make_engine, reading
from app.errors import LlamadoError
from app.messages import translate
from app.migrate import upgrade
from app.queries.demo import has_crew
from app.services.audit import Actor
from app.services.crewlist.document import CrewList
from app.services.crewlist.from_brief import RankedBrief, Wanted, rank_brief
from app.services.crewlist.release import FORMATS
from app.services.crewlist.words import UNFILLED, Words
from app.services.problem import ProblemsError
from config import Settings, get_settings

LANGUAGES = {"en": "en", "es": "es_MX"}


@click.command()
@click.argument("brief", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="where to write; the ending says the format: .xlsx, .pdf, .csv or .json",
)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default=None, help="language of the list")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=None, help="break ties another way")
@click.option("--keep", is_flag=True, help="keep the need, its match and the release; else nothing is left behind")
@today_option
def rank(brief: Path, output: Path, lang: str | None, seed: int | None, today: date, *, keep: bool) -> None:
    """Match the positions of BRIEF (YAML) against the registry and write the crew list with its candidates.

    Exits with 0 when the list was written (open places and their reasons are in it), 1 when the brief can't be read or
    the registry is empty, 2 when the command was typed wrong.
    """
    settings = get_settings()
    form = output.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise click.BadParameter(f"{output.name} ends in none of .xlsx .pdf .csv .json", param_hint="-o")
    locale = LANGUAGES[lang] if lang else settings.default_locale
    engine = make_engine(settings.url)
    try:
        upgrade(engine)
        with reading(engine) as session:
            _require_crew(session)
        wanted = Wanted(form, locale, today, seed, keep)
        found = rank_brief(engine, Actor.command("llamado rank", _instant(today, settings)), brief.read_bytes(), wanted)
        _write(output, found.data)
    except ProblemsError as error:
        told = "\n".join(f"  {problem.text(locale)}" for problem in error.problems)
        raise click.ClickException(f"{brief.name}: {translate(locale, error.message)}\n{told}") from error
    except LlamadoError as error:
        raise click.ClickException(f"{brief.name}: {translate(locale, error.message, **error.values)}") from error
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or error}") from error
    finally:
        engine.dispose()
    _report(found, output)


def _require_crew(session: Session) -> None:
    if not has_crew(session):
        raise click.ClickException(
            "there is nobody in the registry yet: import crew on the web page, or try `llamado demo --crew 3000`"
        )


def _instant(today: date, settings: Settings) -> datetime:
    """Return now, or noon of the day that was given for today."""
    zone = ZoneInfo(settings.commission_zone)
    now = datetime.now(UTC)
    return now if now.astimezone(zone).date() == today else datetime.combine(today, time(12), zone).astimezone(UTC)


def _write(output: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    partial = output.with_name(f".{output.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _report(found: RankedBrief, output: Path) -> None:
    document = found.document
    head = document.head
    trainees = sum(slot.trainee for slot in document.slots)
    click.echo(f"{head.code}  {head.title}")
    click.echo(f"positions {len(document.lines)} · places {len(document.slots)} (trainees {trainees})")
    click.echo(f"filled    {document.filled} · open {len(document.slots) - document.filled}")
    _report_open(document)
    steps = " · ".join(f"{name} {seconds:.2f}" for name, seconds in found.seconds.items())
    click.echo(f"seconds   {sum(found.seconds.values()):.2f} ({steps}), {found.people:,} people in the registry")
    click.echo(f"written   {output} ({len(found.data):,} bytes)")


def _report_open(document: CrewList) -> None:
    words = Words(document.locale)
    reasons = Counter(slot.open_reason for slot in document.slots if slot.is_open)
    for reason, count in reasons.most_common():
        click.echo(f"          {count:>3}  {words(UNFILLED[reason]) if reason else ''}")
