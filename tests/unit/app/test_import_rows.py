"""Whatever stands in the cells of a list, a row is read: what can't be taken is named, and nothing else happens."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.crew import Seniority
from app.models.intake import UploadKind
from app.models.trust import ConsentPurpose
from app.services.cells import Cell, normal_cell
from app.services.imports.columns import import_fields
from app.services.imports.crew_read import CrewDraft, read_crew_row
from app.services.imports.questions import KEEP, resolve_places, resolve_titles
from app.services.imports.row import ImportRow

TODAY = date(2026, 11, 23)
FIELDS = [field.name for field in import_fields(UploadKind.CREW)]
_WORDS = st.sampled_from([
    "sí", "no", "x", "2027-13-01", "31/12/2026", "02/11/2026", "Gaffer / Best boy", "inglés B2", "(((", "vence",
    "AFAC (vence ayer)", "-5 años", "ana@example.org; beto@example.org", "33 1234 5678 / 55 0000 0000", "=1+1",
    "99999999999999999999", "Zapopan", "80%", "de la", ",",
])  # fmt: skip
_CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.text(max_size=40), _WORDS, st.integers(), st.floats(), st.dates(), st.booleans()
)


def read(**cells: Cell) -> tuple[CrewDraft, ImportRow]:
    row = ImportRow(7, {name: [(name, cell)] for name, cell in cells.items()})
    return read_crew_row(row, TODAY), row


@given(st.dictionaries(st.sampled_from(FIELDS), _CELLS))
@settings(max_examples=300, deadline=1000)
def test_any_cells_are_read_or_named(cells: dict[str, Any]) -> None:
    row = ImportRow(7, {name: [(name, normal_cell(cell))] for name, cell in cells.items()})
    draft = read_crew_row(row, TODAY)
    assert all(problem.row == 7 and problem.message for problem in row.problems)
    assert all(given_on <= TODAY for given_on in draft.consents.values())
    assert draft.person.name or any(not problem.warning for problem in row.problems)


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=10)), max_size=5),
    st.lists(st.text(max_size=30), max_size=5),
)
@settings(max_examples=60, deadline=2000)
def test_any_titles_and_places_resolve_or_are_asked(titles: list[tuple[str, str]], places: list[str]) -> None:
    roles, questions = resolve_titles([(row, title) for row, title in enumerate(titles)], {})
    assert set(roles) == set(titles)
    assert all(question.answer or question.required for question in questions)
    found, doubts = resolve_places([(row, place) for row, place in enumerate(places)], {}, "Jalisco")
    assert set(found) == {place for place in places if place}
    assert all(question.answer for question in doubts)


def test_a_consent_counts_only_with_its_day_and_the_version_of_the_notice() -> None:
    whole, _ = read(full_name="Ana Ríos", consent_registry="02/11/2026", notice_version="2026-11")
    assert whole.consents == {ConsentPurpose.REGISTRY: date(2026, 11, 2)}
    for cells in ({"consent_registry": "sí", "notice_version": "2026-11"}, {"consent_registry": "02/11/2026"}):
        draft, row = read(full_name="Ana Ríos", **cells)
        assert draft.consents == {}
        assert "consent_registry" in {problem.column for problem in row.problems if problem.warning}


def test_years_and_seniority_go_with_their_roles_in_order() -> None:
    draft, _ = read(full_name="Ana Ríos", role="Gaffer / Grip", years="12 / 5", seniority="senior / junior")
    assert [(role.title, role.years, role.seniority) for role in draft.roles] == [
        ("Gaffer", 12, Seniority.SENIOR),
        ("Grip", 5, Seniority.JUNIOR),
    ]


def test_of_tax_and_insurance_numbers_only_yes_is_kept() -> None:
    draft, row = read(full_name="Ana Ríos", rfc="RIPA850101XX0", imss="12345678901", vehicle="no")
    assert (draft.columns["has_rfc"], draft.columns["has_imss"], draft.columns["has_vehicle"]) == (True, True, False)
    assert "RIPA" not in str(draft)
    assert all(problem.warning for problem in row.problems)


def test_an_answer_decides_what_an_unknown_title_means() -> None:
    asked = [(2, ("Astronauta", ""))]
    _, (question,) = resolve_titles(asked, {})
    assert (question.answer, question.required) == (KEEP, False)
    roles, _ = resolve_titles(asked, {question.key: "gaffer"})
    assert roles == {("Astronauta", ""): "gaffer"}
    assert resolve_titles(asked, {question.key: "no-such-role"})[0] == {("Astronauta", ""): None}
