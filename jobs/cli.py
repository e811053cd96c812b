"""`llamado jobs` and `llamado up`: the scheduler's commands, and web and scheduler started together."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import import_module

import click

from app.cli import today_option


@click.group()
def jobs() -> None:
    """List scheduled jobs, run one now, or start the scheduler."""


@jobs.command("list")
def list_jobs() -> None:
    """List the jobs: how often, and why."""
    registry = import_module("jobs.registry")
    for job in registry.JOBS.values():
        click.echo(f"{job.id:<16}{job.schedule!s:<20}{job.purpose}")


@jobs.command()
@click.argument("job")
def run(job: str) -> None:
    """Run the latest slot of JOB now, unless it was run."""
    from app.db import make_engine  # noqa: PLC0415 - `llamado --help` loads no database
    from config import get_settings  # noqa: PLC0415 - as above
    from jobs.registry import JOBS  # noqa: PLC0415 - as above
    from jobs.runner import run_slot  # noqa: PLC0415 - as above

    if job not in JOBS:
        raise click.BadParameter(f"there is no job {job!r}; there are: {', '.join(JOBS)}")
    ran = run_slot(make_engine(get_settings().url), JOBS[job], now=datetime.now(UTC), fence=None)
    click.echo("done" if ran else "this slot was run already")


@jobs.command()
def scheduler() -> None:
    """Start the scheduler and stay; any number may run, one is elected."""
    import_module("jobs.scheduler").main([])


@click.command()
@click.option("--demo", is_flag=True, help="load the fictional demo registry first, once")
@today_option
@click.option("--threads", default=8, show_default=True, help="web requests answered at the same time")
def up(*, demo: bool, today: date, threads: int) -> None:
    """Migrate, then start web and scheduler together; Ctrl-C ends both."""
    from waitress import serve  # noqa: PLC0415 - `llamado --help` loads no server

    from app import create_app  # noqa: PLC0415 - as above
    from app.db import make_engine  # noqa: PLC0415 - as above
    from app.migrate import upgrade  # noqa: PLC0415 - as above
    from config import get_settings  # noqa: PLC0415 - as above

    settings = get_settings()
    engine = make_engine(settings.url)
    upgrade(engine)
    if demo:
        from app.commands.demo import prepare_demo  # noqa: PLC0415 - as above

        prepare_demo(engine, settings, today=today)
    engine.dispose()
    command = [sys.executable, "-m", "jobs.scheduler", "--parent", str(os.getpid())]
    ticker = subprocess.Popen(command)  # noqa: S603 - our own interpreter and module
    try:
        click.echo(f"\nLlamado is at {settings.base_url} (Ctrl-C ends it)")
        sys.stdout.flush()
        serve(create_app(settings), host=settings.host, port=settings.port, threads=threads, ident="llamado")
    finally:
        _end(ticker)


def _end(ticker: "subprocess.Popen[bytes]") -> None:
    """Let the scheduler finish what it runs; killed in the middle, the job is rolled back and runs again."""
    ticker.terminate()
    try:
        ticker.wait(timeout=20)
    except subprocess.TimeoutExpired:
        ticker.kill()
        ticker.wait()
