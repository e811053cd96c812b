"""`llamado titles`: say which roles typed titles mean."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

import click

from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.titles import Resolution

BATCH = 20_000


@click.command()
def titles() -> None:
    """Read one title a line on stdin and write what each means, as TSV.

    A second tab-separated column may name the department (id, or name in English or Spanish). Columns out: title,
    role id or "-", confidence 0..1, alternatives "role:confidence|…". "-" with two or more alternatives asks back.
    """
    resolver = get_title_resolver()
    unknown: set[str] = set()
    lines_in = _lines(sys.stdin.buffer)
    while lines := list(islice(lines_in, BATCH)):
        departments = [department for _, department in lines]
        for resolution in resolver.resolve_many([title for title, _ in lines], departments):
            click.echo(_row(resolution))
        unknown |= {d for d in departments if d and get_taxonomy().find_department(d) is None}
    for department in sorted(unknown):
        click.echo(f"unknown department, not used: {department}", err=True)


def _lines(stdin: Iterable[bytes]) -> Iterator[tuple[str, str | None]]:
    for line in stdin:
        title, _, rest = line.decode("utf-8", "replace").rstrip("\r\n").partition("\t")
        yield title, rest.partition("\t")[0].strip() or None


def _row(resolution: Resolution) -> str:
    alternatives = "|".join(f"{role_id}:{confidence:.2f}" for role_id, confidence in resolution.alternatives)
    return f"{resolution.title}\t{resolution.role_id or '-'}\t{resolution.confidence:.2f}\t{alternatives}"
