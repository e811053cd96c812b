"""The `llamado` command. Each subcommand is imported when it is called, so that the others start fast."""

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import FlaskGroup

from app import create_app
from config import get_settings

COMMANDS = {
    "account": "app.commands.account:account",
    "demo": "app.commands.demo:demo",
    "migrate": "app.commands.migrate:migrate",
    "rank": "app.commands.rank:rank",
    "replay": "app.commands.replay:replay",
    "titles": "app.commands.titles:titles",
}
"""Subcommand -> where it is. `jobs` adds its own by the entry point `flask.commands`."""


class Commands(FlaskGroup):
    """Flask's group with our table of commands; listing them loads neither the web nor the database."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return our commands, those of `jobs`, and Flask's shell and routes."""
        self._load_plugin_commands()
        return sorted({*COMMANDS, *self.commands})

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import the command that was named."""
        if name not in COMMANDS:
            self._load_plugin_commands()
            return self.commands.get(name)
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(
    cls=Commands,
    create_app=create_app,
    add_default_commands=True,
    add_version_option=False,
    load_dotenv=False,
)
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
    if text is None:
        return datetime.now(UTC).astimezone(ZoneInfo(get_settings().commission_zone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day; write it as 2027-03-01") from error


if __name__ == "__main__":
    main()
