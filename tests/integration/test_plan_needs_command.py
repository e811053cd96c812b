"""`llamado plan-needs`: needs planned from the command line, one of them moved, files that the checker takes."""

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy.engine import Engine
from sqlmodel import select

from app.commands.plan_check import plan_check
from app.commands.plan_needs import plan_needs
from app.db import reading, write_transaction
from app.models.plan import Plan, PlanStatus
from app.models.production import Production
from app.services.demo.needs import read_example
from config import Settings
from tests.factories.plans import TODAY, book_on, make_line, make_people


def _run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(plan_needs, [*arguments, "--today", TODAY.isoformat()])
    return found.exit_code, found.output


def test_needs_are_planned_together_and_a_moved_one_tells_what_breaks(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    assert settings.url
    brief = tmp_path / "brief.yaml"
    brief.write_bytes(read_example("commercial_gdl_3d", TODAY))
    with write_transaction(engine) as session:
        booked, _ = make_people(session, 2, free=(0, 40))
        line = make_line(session)
        make_line(session, 35, 40)
        code = session.get_one(Production, 1).code
        book_on(session, booked, line)
    files = tmp_path / "files"
    done, told = _run("--all-open", "--brief", str(brief), "--shift", f"{code}=14d", "--export", str(files))
    assert done == 0, told
    assert "filled      2 of" in told
    assert "1 stood on lines that move: 0 stay" in told
    assert "0 stand and are asked again, 1 break" in told
    for name in ("plan", "moved"):
        names = ["--in", str(files / f"{name}.instance.json"), "--plan", str(files / f"{name}.plan.json")]
        assert CliRunner().invoke(plan_check, names).exit_code == 0
    with reading(engine) as session:
        assert not session.exec(select(Plan)).all()
    done, told = _run("--needs", "1", "--keep")
    assert done == 0, told
    with reading(engine) as session:
        assert [plan.status for plan in session.exec(select(Plan))] == [PlanStatus.DONE]


def test_what_can_t_be_planned_is_said_in_one_line(engine: Engine, settings: Settings) -> None:
    assert engine is not None
    assert settings.url
    assert _run("--needs", "7") == (
        1,
        "Error: One of the needs is not there any more. Reload the page and choose again.\n",
    )
    assert _run()[0] == 1
    assert _run("--needs", "1", "--shift", "SERIES")[0] == 2
