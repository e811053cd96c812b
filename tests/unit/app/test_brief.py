"""Brief files: what they say is kept whole, and hostile ones are refused with a remedy."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.errors import InvalidInputError
from app.services.brief import list_notes, read_brief
from app.services.brief_file import brief_schema
from app.services.need_content import NeedContent
from app.services.need_plan import count_need, plan_need
from app.services.problem import ProblemsError

BRIEFS = sorted((Path(__file__).resolve().parents[3] / "app" / "data" / "briefs").glob("*.yaml"))
COUNTS = {"commercial_gdl_3d": (37, 50, 3), "feature_gdl_6w": (90, 140, 14), "series_pvr_gdl_14w": (90, 198, 22)}
SMALL = """brief: {working_title: Film, type: feature}
schedule: {shoot_start: 2027-03-01, shoot_end: 2027-04-10}
needs:
- {id: A-1, asked_as: Gaffer, count: 1}
- {id: A-2, asked_as: Best boy eléctrico, count: 2}
"""


def without_roles(path: Path) -> tuple[bytes, list[str]]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    roles = [need.pop("role") for need in data["needs"]]
    return yaml.safe_dump(data, allow_unicode=True).encode(), roles


def problems(file: str) -> str:
    with pytest.raises(ProblemsError) as raised:
        read_brief(file.encode())
    return "\n".join(problem.text("en") for problem in raised.value.problems)


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_no_line_of_a_brief_is_lost_and_every_role_is_right_or_asked_back(path: Path) -> None:
    file, roles = without_roles(path)
    content = read_brief(file)
    plan = plan_need(content)
    assert (len(plan), content.heads, content.trainees) == COUNTS[path.stem]
    wrong = {
        each.line.asked_as: (each.reading.role_id or each.reading.choices, role)
        for each, role in zip(plan, roles, strict=True)
        if each.reading.role_id != role and not (each.reading.role_id is None and role in each.reading.choices)
    }
    assert wrong == {}
    assert count_need(plan).unknown == 0
    assert all(each.problem is None for each in plan)


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_days_of_a_brief_are_its_own_divided_whole(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for need, each in zip(data["needs"], plan_need(read_brief(path.read_bytes())), strict=True):
        assert (each.starts_on, each.ends_on) == (need["start"], need["end"]), need["id"]
        days = sum((stretch.ends_on - stretch.starts_on).days + 1 for stretch in each.stretches)
        assert days == (need["end"] - need["start"]).days + 1, need["id"]
        assert each.free_days == need.get("days"), need["id"]


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_content_comes_back_the_same_from_what_a_version_keeps(path: Path) -> None:
    content = read_brief(path.read_bytes())
    assert NeedContent.model_validate(content.to_json()) == content


@pytest.mark.shared
def test_the_shipped_briefs_are_those_that_were_given(shared: Path) -> None:
    for path in sorted((shared / "data" / "briefs").glob("*.yaml")):
        assert read_brief(path.read_bytes()) == read_brief((BRIEFS[0].parent / path.name).read_bytes())


def test_parts_that_the_format_does_not_know_are_kept() -> None:
    content = read_brief((SMALL + "rules: {turnaround_hours: 12}\nweather: {rain: likely}\n").encode())
    assert content.production.details == {"rules": {"turnaround_hours": 12}, "weather": {"rain": "likely"}}


def test_an_unknown_field_of_a_line_is_kept_with_the_line() -> None:
    content = read_brief(SMALL.replace("count: 2", "count: 2, colour: red").encode())
    assert content.lines[1].extra == {"colour": "red"}


def test_a_person_is_told_of_unknown_fields_and_totals_that_do_not_add_up() -> None:
    file = SMALL.replace("count: 2", "count: 2, colour: red") + "totals: {position_lines: 2, heads: 9}\n"
    assert [note.text("en") for note in list_notes(read_brief(file.encode()))] == [
        "Position 2 A-2: Fields that are not known here are kept, but not read: colour",
        "The brief says 9 for heads in its totals; 3 were read.",
    ]
    assert [list_notes(read_brief(path.read_bytes())) for path in BRIEFS] == [[], [], []]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("count: 2", "count: -2", "File line 5 · Position 2 A-2 · How many: This is too small. Give at least 1. (-2)"),
        ("count: 2", "count: many", "Position 2 A-2 · How many: This is no whole number"),
        ("count: 2", "count: 2, start: 2027-02-30", "Position 2 A-2 · From: This is no date"),
        ("count: 2", "start: 2027-03-09, end: 2027-03-01", "Position 2 A-2: The end lies before the start"),
        ("count: 2", "languages: [{lang: en, level: Z9}]", "Position 2 A-2 · Level: Not one of the choices"),
        ("asked_as: Gaffer, ", "", "File line 4 · Position 1 A-1 · Position: This is missing"),
        ("type: feature", "type: opera", "File line 1 · Kind: Not one of the choices"),
        ("shoot_end: 2027-04-10", "shoot_end: 2026-04-10", "The end lies before the start"),
    ],
)
def test_an_error_names_line_position_field_and_remedy(old: str, new: str, said: str) -> None:
    assert said in problems(SMALL.replace(old, new))


def test_an_error_is_told_in_spanish_too() -> None:
    with pytest.raises(ProblemsError) as raised:
        read_brief(SMALL.replace("count: 2", "count: -2").encode())
    assert raised.value.problems[0].text("es_MX").startswith("Línea 5 del archivo · Puesto 2 A-2 · Cuántas personas:")


def nested(depth: int) -> str:
    return SMALL + "deep: " + "[" * depth + "]" * depth


HOSTILE: dict[str, Any] = {
    "billion laughs": SMALL + "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "deep nesting": nested(5000),
    "python object": SMALL + "x: !!python/object/apply:os.system ['true']\n",
    "binary": SMALL + "x: !!binary aGVsbG8=\n",
    "a key twice": SMALL + "needs: []\n",
    "two documents": SMALL + "---\nneeds: []\n",
    "ten thousand lines": SMALL + "".join(f"- {{asked_as: Grip {n}}}\n" for n in range(10_000)),
    "two hundred thousand lines": SMALL + "- {asked_as: Grip}\n" * 80_000,
    "too large": SMALL + "#" * 3_000_000,
    "NUL": SMALL.replace("Gaffer", '"Gaf\\0fer"'),
    "raw NUL": SMALL.replace("Gaffer", "Gaf\0fer"),
    "half a character": SMALL.replace("Gaffer", '"Gaf\\ud800fer"'),
    "no YAML": "brief: [unclosed\n",
    "empty": "",
    "only a word": "hello",
    "a list": "- a\n- b\n",
    "no lines": "brief: {working_title: A, type: feature}\nneeds: []\n",
    "not UTF-8": b"\xff\xfe\x00b",
    "huge number": SMALL.replace("count: 2", "count: " + "9" * 6000),
    "needs as text": "brief: {working_title: A, type: feature}\nneeds: everything\n",
    "lines as text": "brief: {working_title: A, type: feature}\nneeds: [gaffer, grip]\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_remedy(name: str) -> None:
    file = HOSTILE[name]
    with pytest.raises(InvalidInputError) as raised:
        read_brief(file if isinstance(file, bytes) else file.encode())
    texts = (
        [p.text("en") for p in raised.value.problems]
        if isinstance(raised.value, ProblemsError)
        else [str(raised.value)]
    )
    assert texts
    assert all(len(text) < 400 for text in texts)


def test_an_infinite_figure_stays_text() -> None:
    content = read_brief((SMALL + "budget: .inf\n").encode())
    assert content.production.details == {"budget": ".inf"}


def test_the_published_schema_is_that_of_the_code() -> None:
    published = Path(__file__).resolve().parents[3] / "docs" / "brief.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == brief_schema()


def test_the_remedy_for_an_anchor_is_to_write_it_out() -> None:
    with pytest.raises(InvalidInputError, match="Write the values out"):
        read_brief(HOSTILE["billion laughs"].encode())
