"""`llamado plan`: solve a planning instance from a file. Needs no database."""

import os
from dataclasses import replace
from math import isfinite
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter

import click

from matching.plan import DEFAULT_SECONDS, solve
from matching.plan_file import read_problem, write_answer
from matching.plan_types import PlanError


def _finite(value: float) -> float:
    """Return the value; a range lets "nan" and "inf" through."""
    if not isfinite(value):
        raise click.BadParameter("a number of seconds is wanted")
    return value


@click.command()
@click.option(
    "--in", "source", required=True, type=click.Path(path_type=Path), help="problem, format llamado-plan/1 (JSON)"
)
@click.option("--out", "target", required=True, type=click.Path(path_type=Path), help="file for the plan (JSON)")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    callback=lambda _context, _parameter, value: _finite(value),
    default=DEFAULT_SECONDS,
    show_default=True,
    help="seconds; then the best plan so far is written, with its proven gap",
)
@click.option("--seed", type=int, default=0, show_default=True, help="decides between plans of the same worth")
def plan(source: Path, target: Path, time_limit: float, seed: int) -> None:
    """Plan several productions together: as much score and as few empty slots as can be, and a proof of it."""
    began = perf_counter()
    try:
        problem = read_problem(source)
        left = max(0.0, time_limit - (perf_counter() - began))  # reading counts: the limit is the caller's
        answer = solve(problem, time_limit=left, seed=seed)
        answer = replace(answer, seconds=perf_counter() - began)
        _write_whole(target, write_answer(problem, answer))
    except PlanError as error:
        raise click.ClickException(f"{source}: {error}") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or source}: {error.strerror or error}") from error
    slots = sum(position.quantity for position in problem.positions)
    click.echo(
        f"{len(answer.assignments)} of {slots} slots, objective {answer.objective}, bound {answer.bound:.0f}, "
        f"gap {answer.gap:.4%}, {answer.status}, {answer.seconds:.2f} s"
    )


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside the target and put it in place in one step: nobody reads half a plan."""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(0o644)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
