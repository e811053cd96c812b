"""`llamado plan-check`: two files in, breaches and a summary out."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.commands.plan_check import plan_check
from tests.factories.plan_instances import as_file, told, two_jobs


def _check(folder: Path, plan: dict[str, Any] | bytes) -> Result:
    instance, answer = folder / "instance.json", folder / "plan.json"
    instance.write_bytes(as_file(two_jobs()))
    answer.write_bytes(plan if isinstance(plan, bytes) else as_file(plan))
    return CliRunner().invoke(plan_check, ["--in", str(instance), "--plan", str(answer)])


def test_a_sound_plan_ends_well_with_its_figures(tmp_path: Path) -> None:
    result = _check(tmp_path, told(two_jobs(), [("Ana", "a"), ("Ana", "b")]))
    assert result.exit_code == 0
    assert result.output == (
        "sound · slots filled 2/2 · objective 1,700 · bound 1,700 · gap 0.0000% · optimal · 0.50 s\n"
    )


def test_each_breach_is_a_line_and_the_command_fails(tmp_path: Path) -> None:
    result = _check(tmp_path, {**told(two_jobs(), [("Ana", "a")], bound=1700), "seconds": -1, "objective": -1})
    assert result.exit_code == 1
    assert result.output.splitlines()[:2] == [
        "breach  objective told -1, reckoned -1,100",
        "breach  gap told 2.54545, reckoned 1701",
    ]
    assert result.output.splitlines()[-1].startswith("3 breaches · slots filled 1/2 · objective -1,100")


@pytest.mark.parametrize("plan", [b"", b"[]", b"{}", b"\x00"])
def test_a_file_that_is_no_plan_is_named_without_a_traceback(tmp_path: Path, plan: bytes) -> None:
    result = _check(tmp_path, plan)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {tmp_path / 'plan.json'}: ")


def test_the_command_loads_no_web_no_database_and_no_planner() -> None:
    code = (
        "import sys; from app.cli import main; main.get_command(None, 'plan-check');"
        "print([name for name in ('flask', 'sqlalchemy', 'numpy', 'matching.plan', 'matching.plan_types',"
        " 'matching.plan_file') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout == "[]\n"
