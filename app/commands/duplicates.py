"""`llamado duplicates`: which rows of a file of people are likely one person; needs no database."""

import csv
import time
from collections.abc import Sequence
from pathlib import Path

import click
from tqdm import tqdm

from app.commands.duplicates_file import UnreadableFileError, read_people
from matching.duplicates import Pair, Profile, find_pairs

COLUMNS = ("id_a", "id_b", "probability", "reasons")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="where the pairs go (CSV)")
@click.option("--threshold", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="least probability")
def duplicates(*, file: Path, out: Path, threshold: float) -> None:
    """Find who stands twice in FILE, a CSV file with the columns id, given_name and surname.

    Any of birth_date (YYYY-MM-DD or YYYY), email, phone, street, place, postcode, occupation are compared too. Writes
    id_a, id_b, probability and reasons, the likeliest pair first; a reason is "feature outcome bits", where each bit
    doubles the odds of one person and those below 0 halve them.
    """
    try:
        people, notes = read_people(file.read_bytes())
    except UnreadableFileError as error:
        raise click.ClickException(f"{file}: {error}") from error
    for note in notes:
        click.echo(f"{file}: {note}", err=True)
    started = time.monotonic()
    pairs = _compare(people, threshold)
    try:
        _write(out, pairs)
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from error
    seconds = time.monotonic() - started
    click.echo(f"{len(people)} people, {len(pairs)} pairs, {seconds:.1f} s: {out}", err=True)


def _compare(people: Sequence[Profile], threshold: float) -> list[Pair]:
    with tqdm(total=100, unit="%", desc="comparing", leave=False, delay=1) as bar:

        def tell(_what: str, share: float) -> None:
            bar.update(round(share * 100) - bar.n)

        return find_pairs(people, threshold=threshold, progress=tell)


def _write(out: Path, pairs: Sequence[Pair]) -> None:
    """Write all or nothing: a run that is broken off leaves what was there."""
    beside = out.with_name(out.name + ".part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for pair in pairs:
                reasons = "; ".join(f"{each.feature} {each.outcome} {each.weight:+.1f}" for each in pair.reasons)
                writer.writerow((pair.a, pair.b, f"{pair.probability:.6f}", reasons))
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
