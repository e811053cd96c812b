"""`llamado rank`: a brief in, a crew list out, on both engines."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel, col, select

from app.commands.rank import rank
from app.db import reading, write_transaction
from app.models.need import Need, NeedStatus
from app.models.trust import AuditEvent, Release
from config import Settings
from tests.factories.demo_registry import write_demo
from tests.factories.matched_need import TODAY

BRIEF = files("app").joinpath("data", "briefs", "commercial_gdl_3d.yaml")
LINES = 37


@pytest.fixture
def registry(engine: Engine, settings: Settings) -> Engine:
    """Return the database of the settings with six hundred fictional people in it."""
    assert settings.url
    with write_transaction(engine) as session:
        write_demo(session, crew=600, seed=5, today=TODAY, notice_version="1")
    return engine


def run(output: Path, *options: str, brief: Path | None = None) -> Result:
    source = brief or Path(str(BRIEF))
    return CliRunner().invoke(rank, [str(source), "-o", str(output), "--today", TODAY.isoformat(), *options])


def count_rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


def test_a_brief_becomes_a_list_with_all_its_positions(registry: Engine, tmp_path: Path) -> None:
    output = tmp_path / "list.json"
    result = run(output, "--lang", "en")
    assert result.exit_code == 0, result.output
    data = json.loads(output.read_text())
    codes = [position["code"] for department in data["departments"] for position in department["positions"]]
    assert len(codes) == len(set(codes)) == LINES
    assert data["head"]["production_code"] == "GDL-COM-2027-03"
    assert data["head"]["made_on"] == TODAY.isoformat()
    assert f"positions {LINES}" in result.output
    assert "seconds" in result.output
    with reading(registry) as session:
        assert session.exec(select(Need)).all() == []


def test_a_list_leaves_nothing_behind_but_the_note_that_it_went_out_and_its_code(
    registry: Engine, tmp_path: Path
) -> None:
    before = count_rows(registry)
    assert run(tmp_path / "list.json").exit_code == 0
    after = count_rows(registry)
    left = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert left == {"audit_event": 1, "release": 1}
    with reading(registry) as session:
        [release] = session.exec(select(Release)).all()
        assert release.need_id is None
        assert release.contacts > 0
        assert json.loads((tmp_path / "list.json").read_text())["head"]["release"]["code"] == release.code
        event = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
    assert event is not None
    assert event.action == "command:crew_list:written"
    assert "GDL-COM-2027-03" in event.detail


def test_a_kept_list_is_a_matched_need_with_its_release(registry: Engine, tmp_path: Path) -> None:
    assert run(tmp_path / "list.csv", "--keep").exit_code == 0
    assert run(tmp_path / "list.csv", "--keep").exit_code == 0
    with reading(registry) as session:
        [need] = session.exec(select(Need)).all()
        assert need.status is NeedStatus.SENT
        assert [release.format for release in session.exec(select(Release))] == ["csv", "csv"]


@pytest.mark.usefixtures("registry")
def test_the_same_brief_day_and_seed_give_the_same_list(tmp_path: Path) -> None:
    lists = []
    for name, seed in (("a", "7"), ("b", "7")):
        output = tmp_path / f"{name}.json"
        assert run(output, "--seed", seed).exit_code == 0
        data = json.loads(output.read_text())
        lists.append([p["places"] for d in data["departments"] for p in d["positions"]])
    assert lists[0] == lists[1]


def test_a_brief_with_mistakes_names_line_and_remedy_and_writes_nothing(registry: Engine, tmp_path: Path) -> None:
    before = count_rows(registry)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(BRIEF.read_text(encoding="utf-8").replace("count: 1", "count: many", 1))
    output = tmp_path / "list.xlsx"
    result = run(output, brief=wrong)
    assert result.exit_code == 1
    assert "C1-001" in result.output
    assert "many" in result.output
    assert not output.exists()
    assert count_rows(registry) == before


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("text", ["{", "just words", "brief: {}"])
def test_what_is_no_brief_is_refused(tmp_path: Path, text: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text)
    result = run(tmp_path / "list.xlsx", brief=wrong)
    assert result.exit_code == 1
    assert "wrong.yaml" in result.output
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("registry")
def test_an_ending_that_says_no_format_is_a_typing_error(tmp_path: Path) -> None:
    result = run(tmp_path / "list.docx")
    assert result.exit_code == 2
    assert ".xlsx" in result.output


@pytest.mark.usefixtures("registry")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere" / "list.xlsx")
    assert result.exit_code == 1
    assert "nowhere" in result.output


@pytest.mark.usefixtures("settings")
def test_an_empty_registry_says_what_to_do_first(tmp_path: Path) -> None:
    result = run(tmp_path / "list.xlsx")
    assert result.exit_code == 1
    assert "llamado demo" in result.output
