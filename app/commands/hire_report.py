"""`llamado hire-report verify`: prove that signed reports still read as they were signed."""

import sys

import click

from app.db import make_engine, reading
from app.queries.hire import list_lines, list_signed_reports
from app.services.hire.digest import digest_of, report_code
from config import get_settings


@click.group("hire-report")
def hire_report() -> None:
    """Look at hire reports."""


@hire_report.command()
@click.argument("code", required=False)
def verify(code: str | None) -> None:
    """Compare the digest of every signed report (or of the one with CODE) with its lines; exit 1 where one differs."""
    engine = make_engine(get_settings().url)
    checked = broken = 0
    with reading(engine) as session:
        for report, production in list_signed_reports(session):
            name = report_code(report, production)
            if code is not None and name.casefold() != code.casefold():
                continue
            lines = list_lines(session, report.id or 0)
            same = digest_of(report, lines) == report.digest
            checked, broken = checked + 1, broken + (not same)
            corrections = sum(line.corrects_id is not None for line in lines)
            said = "matches" if same else "DOES NOT MATCH"
            lines_signed = len(lines) - corrections
            click.echo(f"{name}: {lines_signed} lines, {corrections} corrections, {report.digest[:16]}… {said}")
    engine.dispose()
    if code is not None and not checked:
        raise click.ClickException(f"there is no signed report with the code {code}")
    click.echo(f"{checked} signed reports, {broken} that do not match")
    sys.exit(1 if broken else 0)
