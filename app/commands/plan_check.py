"""`llamado plan-check`: a plan file against its instance, by a checker that shares no code with the planner."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from matching.plan_check import Verdict, check_plan
from matching.plan_check_files import ToldPlan, UnreadablePlanError, load_instance, load_plan

Read = TypeVar("Read")


@click.command("plan-check")
@click.option(
    "--in",
    "instance",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="the instance (llamado-plan/1)",
)
@click.option(
    "--plan",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="the plan that `llamado plan` wrote",
)
def plan_check(*, instance: Path, plan: Path) -> None:
    """Check a plan over several productions: every rule, every figure, and a look for a better plan.

    Prints one line a breach (position, person, days) and a summary. Exits with 0 when nothing is breached, 1 when
    something is or a file can't be read, 2 when the command was typed wrong.
    """
    problem = _read(load_instance, instance)
    told = _read(load_plan, plan)
    verdict = check_plan(problem, told)
    for breach in verdict.breaches:
        click.echo(f"breach  {breach}")
    click.echo(summary(told, verdict))
    sys.exit(1 if verdict.breaches else 0)


def _read(load: Callable[[bytes], Read], file: Path) -> Read:
    """Read a file with one of the checker's loaders; what is wrong with it ends the command."""
    try:
        return load(file.read_bytes())
    except UnreadablePlanError as error:
        raise click.ClickException(f"{file}: {error}") from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error


def summary(told: ToldPlan, verdict: Verdict) -> str:
    """Return the plan's figures on one line, the objective as reckoned here."""
    breaches = len(verdict.breaches)
    found = f"{breaches} breach{'es' if breaches != 1 else ''}" if breaches else "sound"
    return (
        f"{found} · slots filled {verdict.filled:,}/{verdict.slots:,} · objective {verdict.objective:,}"
        f" · bound {told.bound:,.6g} · gap {told.gap:.4%} · {told.status} · {told.seconds:.2f} s"
    )
