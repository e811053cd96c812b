"""`llamado plan`: reads a problem, writes the whole answer or none, says what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands.plan import plan

PROBLEM = {
    "format": "llamado-plan/1",
    "positions": [
        {"id": "gaffer-a", "production": "a", "quantity": 1, "starts": 1, "ends": 5, "penalty": 2000},
        {"id": "gaffer-b", "production": "b", "quantity": 1, "starts": 4, "ends": 9, "penalty": 2000},
    ],
    "people": [{"id": "ana"}, {"id": "beto"}],
    "candidates": [["ana", "gaffer-a", 900], ["ana", "gaffer-b", 800], ["beto", "gaffer-a", 100]],
}


def test_a_problem_is_solved_and_its_plan_written(tmp_path: Path) -> None:
    source, target = tmp_path / "problem.json", tmp_path / "plan.json"
    source.write_text(json.dumps(PROBLEM))
    told = CliRunner().invoke(plan, ["--in", str(source), "--out", str(target), "--time-limit", "5"])
    assert told.exit_code == 0
    assert "2 of 2 slots, objective 900, bound 900, gap 0.0000%, optimal" in told.output
    answer = json.loads(target.read_text())
    assert answer["assignments"] == [["ana", "gaffer-b"], ["beto", "gaffer-a"]]
    assert answer["status"] == "optimal"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "problem.json"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("{", "this is no JSON"),
        (json.dumps({**PROBLEM, "candidates": [["eva", "gaffer-a", 1]]}), 'candidates[0]: person "eva" is not known'),
        (json.dumps({**PROBLEM, "fixed": [["ana", "gaffer-a"], ["ana", "gaffer-b"]]}), "exclude each other"),
        (None, "No such file"),
    ],
)
def test_a_bad_problem_is_told_and_an_older_plan_is_left_as_it_was(
    tmp_path: Path, raw: str | None, message: str
) -> None:
    source, target = tmp_path / "problem.json", tmp_path / "plan.json"
    target.write_text("before")
    if raw is not None:
        source.write_text(raw)
    told = CliRunner().invoke(plan, ["--in", str(source), "--out", str(target)])
    assert told.exit_code == 1
    assert message in told.output
    assert target.read_text() == "before"


@pytest.mark.parametrize("limit", ["nan", "inf", "-1"])
def test_a_time_limit_that_is_no_number_of_seconds_is_refused(tmp_path: Path, limit: str) -> None:
    told = CliRunner().invoke(plan, ["--in", "x", "--out", str(tmp_path / "plan.json"), "--time-limit", limit])
    assert told.exit_code == 2
    assert "--time-limit" in told.output


def test_planning_loads_neither_web_nor_database() -> None:
    code = "import sys, app.cli, app.commands.plan; print([m for m in sys.modules if '.' not in m])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    assert "highspy" in done.stdout
    assert not [name for name in ("flask", "sqlmodel", "sqlalchemy", "pydantic", "scipy") if f"'{name}'" in done.stdout]
