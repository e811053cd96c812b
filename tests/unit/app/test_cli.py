"""`llamado --help`: every command with what it is for, without loading any of them."""

import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from app.cli import BEHIND, COMMANDS, flask_commands, main

HEAVY = {"alembic", "flask", "numpy", "pydantic", "scipy", "sqlalchemy", "sqlmodel"}


def test_the_help_lists_every_command_with_what_it_is_for() -> None:
    told = CliRunner().invoke(main, ["--help"], terminal_width=120).output
    for name, summary in {**BEHIND, **{name: summary for name, (_where, summary) in COMMANDS.items()}}.items():
        assert f"  {name} " in told
        assert summary in told


def test_the_help_loads_neither_web_nor_database_nor_numbers() -> None:
    code = (
        "import sys\nfrom app.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
    loaded = set(said.splitlines()[-1].split())
    assert "LOADED" in loaded
    assert not HEAVY & loaded


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_where_the_table_says(name: str) -> None:
    module, attribute = COMMANDS[name][0].split(":")
    assert isinstance(getattr(import_module(module), attribute), click.Command)


def test_the_table_names_all_that_flask_brings() -> None:
    assert set(flask_commands().list_commands(main._with_app(click.Context(main)))) == set(BEHIND)
