"""The `llamado` command. Each subcommand is imported when it is called, so that the others start fast."""

from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from app import create_app

if TYPE_CHECKING:
    from flask.cli import FlaskGroup

COMMANDS = {
    "account": ("app.commands.account:account", "Make accounts and sign-in links."),
    "audit": ("app.commands.audit:audit", "Verify the audit's chain, or write its head down."),
    "backup": ("app.commands.backup:backup", "Write a backup while people work, and check it."),
    "capacity": ("app.commands.capacity:capacity", "How many template shoots could begin week by week."),
    "check": ("app.commands.check:check", "Check every rule over the whole database."),
    "demo": ("app.commands.demo:demo", "Fill an empty registry with fictional people."),
    "duplicates": ("app.commands.duplicates:duplicates", "Find who stands twice in a list of people."),
    "feed-days": ("app.commands.feed_days:feed_days", "The busy and tentative days of a calendar file."),
    "hire-report": ("app.commands.hire_report:hire_report", "Look at hire reports."),
    "migrate": ("app.commands.migrate:migrate", "Bring the database to the newest migration."),
    "plan": ("app.commands.plan:plan", "Plan several productions together, from a file."),
    "plan-check": ("app.commands.plan_check:plan_check", "Check every rule and figure of a plan."),
    "plan-needs": ("app.commands.plan_needs:plan_needs", "Plan the registry's needs; what breaks if one moves."),
    "rank": ("app.commands.rank:rank", "A brief in, a crew list out."),
    "release": ("app.commands.release:release", "Whom a crew list was given to, by its code."),
    "replay": ("app.commands.replay:replay", "Rank who would be hired, from credits alone."),
    "restore": ("app.commands.backup:restore", "Restore a backup, or try whether one can be."),
    "titles": ("app.commands.titles:titles", "What typed titles mean, a line each."),
}
"""Subcommand -> where it is, and what it is for: so that the list of all needs none of them."""

BEHIND = {
    "jobs": "List scheduled jobs, run one now, or start the scheduler.",
    "routes": "Show the addresses of the application.",
    "run": "Run a development server.",
    "shell": "Run a shell in the application.",
    "up": "Migrate, then start web and scheduler together.",
}
"""What Flask brings, and `jobs` and `up` by the entry point `flask.commands`."""


@cache
def flask_commands() -> "FlaskGroup":
    """Return Flask's group: its own commands and those that `flask.commands` adds."""
    from flask.cli import FlaskGroup  # noqa: PLC0415 - half of the start of a command that has no use for it

    return FlaskGroup(create_app=create_app, add_version_option=False, load_dotenv=False)


class Commands(click.Group):
    """Our table of commands, and behind it Flask's group; naming one of ours loads neither web nor database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return our commands, those of `jobs`, and Flask's shell and routes."""
        del ctx  # which they are does not depend on it
        return sorted({*COMMANDS, *BEHIND})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        summaries = {**BEHIND, **{name: summary for name, (_where, summary) in COMMANDS.items()}}
        with formatter.section("Commands"):
            formatter.write_dl([(name, summaries[name]) for name in self.list_commands(ctx)])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the command that was named."""
        if name not in COMMANDS:
            return flask_commands().get_command(self._with_app(ctx), name)
        module, attribute = COMMANDS[name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    @staticmethod
    def _with_app(ctx: click.Context) -> click.Context:
        """Tell Flask's commands which application they are for."""
        from flask.cli import ScriptInfo  # noqa: PLC0415 - as in flask_commands

        if ctx.obj is None:
            ctx.obj = ScriptInfo(create_app=create_app, load_dotenv_defaults=False)
        return ctx


@click.group(cls=Commands)
def main() -> None:
    """Llamado: crew availability and production matching for film commissions."""


def today_option(function: Any) -> Any:
    """Add `--today DATE` to a command that reads a clock; without it, today in the commission's zone."""
    return click.option(
        "--today",
        metavar="DATE",
        default=None,
        callback=lambda _context, _parameter, value: _day(value),
        help="the day to take for today (YYYY-MM-DD)",
    )(function)


def _day(text: str | None) -> date:
    from config import get_settings  # noqa: PLC0415 - not every command reads settings

    if text is None:
        return datetime.now(UTC).astimezone(ZoneInfo(get_settings().commission_zone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day; write it as 2027-03-01") from error


if __name__ == "__main__":
    main()
