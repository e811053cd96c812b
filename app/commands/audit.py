"""`llamado audit`: verify the chain that the audit is held together by, write down its head, seal what waits."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.engine import Engine

from app.db import make_engine, reading, write_transaction
from app.services.audit_chain import BATCH, find_last_link, seal
from app.services.audit_head import written_head
from app.services.audit_verify import parse_head, verify_chain
from config import get_settings


@click.group()
def audit() -> None:
    """Verify the audit's chain, write down its head, seal what waits."""


@contextmanager
def _opened() -> Iterator[Engine]:
    engine = make_engine(get_settings().url)
    try:
        yield engine
    finally:
        engine.dispose()


def _head(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[int, bytes] | None:
    if value is None:
        return None
    try:
        return parse_head(value)
    except ValueError as error:
        raise click.BadParameter("write the link's number, a colon and at least 16 hex digits of its digest") from error


@audit.command()
@click.option("--from", "first", type=click.IntRange(min=1), default=1, show_default=True, help="the link to begin at")
@click.option("--head", callback=_head, metavar="N:HEX", default=None, help="a head that was written down before")
def verify(*, first: int, head: tuple[int, bytes] | None) -> None:
    """Look through the chain; name what was altered, removed or put in, and exit 1 where anything was."""
    if head is not None and head[0] < first:
        raise click.UsageError("the head stands before --from: begin at it or before it")
    with _opened() as engine, reading(engine) as session:
        found = verify_chain(session, now=datetime.now(UTC), first=first, head=head)
    for fault in found.faults:
        message, values = fault.words()
        click.echo(message % values)
    if found.count > len(found.faults):
        click.echo(f"… and {found.count - len(found.faults)} more")
    click.echo(
        f"{found.links} links in {found.seconds:.2f} s; {found.count} faults; {found.waiting} events wait for a link;"
        f" {found.sealed_late} were sealed more than a day after what they tell"
    )
    sys.exit(0 if found.holds else 1)


@audit.command()
def head() -> None:
    """Write the newest link: keep it on paper, or anywhere that nobody of this machine can write to."""
    with _opened() as engine, reading(engine) as session:
        last = find_last_link(session)
    if last is None:
        raise click.ClickException("nothing is sealed yet: the job audit-chain does it, or llamado audit seal")
    click.echo(written_head(last))


@audit.command("seal")
def seal_all() -> None:
    """Seal every event that waits, in batches, so that others write between them."""
    began, links = time.perf_counter(), 0
    with _opened() as engine:
        everywhere = True
        while True:
            with write_transaction(engine) as session:
                made = seal(session, now=datetime.now(UTC), everywhere=everywhere)
            links += made
            if made < BATCH and everywhere:
                break
            everywhere = made < BATCH
    click.echo(f"{links} links in {time.perf_counter() - began:.2f} s")
