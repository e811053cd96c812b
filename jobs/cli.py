"""`llamado jobs` and `llamado up`: the scheduler's commands, and web and scheduler started together."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import import_module

import click

from app.cli import today_option


@click.group(invoke_without_command=True)
@click.pass_context
def jobs(context: click.Context) -> None:
    """List scheduled jobs, run one now, or start the scheduler."""
    if context.invoked_subcommand is None:
        _list()


@jobs.command("list")
def list_jobs() -> None:
    """List the jobs: why, when, and how the last run went."""
    _list()


def _list() -> None:
    from app.db import make_engine, reading  # noqa: PLC0415 - `llamado --help` loads no database
    from app.queries.job import list_job_states  # noqa: PLC0415 - as above
    from config import get_settings  # noqa: PLC0415 - as above
    from jobs.registry import JOBS  # noqa: PLC0415 - as above

    entries = [job.entry(ordinal) for ordinal, job in enumerate(JOBS.values())]
    now = datetime.now(UTC)
    engine = make_engine(get_settings().url)
    with reading(engine) as session:
        states = list_job_states(session, now=now, jobs=entries)
    engine.dispose()
    for state in states:
        run = state.last
        took = f"{state.duration.total_seconds():.1f} s" if state.duration is not None else ""
        last = f"{run.started_at:%Y-%m-%d %H:%M:%S} {run.outcome} {took}" if run else "never run"
        behind = f", {state.lag.total_seconds():.0f} s behind" if state.lag else ""
        click.echo(f"{state.job.id}: {state.job.purpose}")
        click.echo(f"    {state.job.schedule}; last {last}; next {state.next_at:%Y-%m-%d %H:%M:%S} UTC{behind}")
        if run and (run.error or run.summary):
            click.echo(f"    {run.error or json.dumps(run.summary, ensure_ascii=False)}")


@jobs.command()
@click.argument("job")
def run(job: str) -> None:
    """Run JOB now, whatever its schedule, and print what it did."""
    from app.db import make_engine  # noqa: PLC0415 - `llamado --help` loads no database
    from config import get_settings  # noqa: PLC0415 - as above
    from jobs.registry import JOBS  # noqa: PLC0415 - as above
    from jobs.runner import run_by_hand  # noqa: PLC0415 - as above

    if job not in JOBS:
        raise click.BadParameter(f"there is no job {job!r}; there are: {', '.join(JOBS)}")
    engine = make_engine(get_settings().url)
    try:
        summary = run_by_hand(engine, JOBS[job], now=datetime.now(UTC))
    except Exception as error:
        raise click.ClickException(f"{job} failed: {type(error).__name__}: {error}") from error
    finally:
        engine.dispose()
    click.echo(f"{job}: {json.dumps(summary, ensure_ascii=False)}")


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
