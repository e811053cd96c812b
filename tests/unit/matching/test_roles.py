"""The taxonomy built from plain data: look-ups, links, and refusal of data that contradicts itself."""

from copy import deepcopy
from typing import Any

import pytest

from matching.roles import LinkKind, RoleLink, ShootSize, Taxonomy, TaxonomyError


def _role(role_id: str, department: str, level: int, **more: Any) -> dict[str, Any]:
    words = role_id.replace("-", " ")
    return {
        "id": role_id,
        "department": department,
        "level": level,
        "line": "below",
        "name": {"en": words.title(), "es": f"{words} es", "es_f": f"{words} esa"},
        **more,
    }


def _data() -> dict[str, Any]:
    return {
        "departments": [
            {"id": "grip", "name": {"en": "Grip", "es": "Tramoya"}, "order": 140},
            {"id": "lighting", "name": {"en": "Lighting / Electric", "es": "Eléctricos"}, "order": 130},
        ],
        "roles": [
            _role(
                "gaffer",
                "lighting",
                1,
                aliases={"es_mx": ["Jefe de luces"], "abbr": ["CLT"]},
                steps_from=[{"role": "best-boy", "weight": 0.8}, {"role": "electrician", "weight": 0.3}],
                adjacent=[{"role": "key-grip", "weight": 0.2}, {"role": "electrician", "weight": 0.35}],
                typical_count={"small": 1, "large": 2},
                credentials=["Electrical safety"],
            ),
            _role("best-boy", "lighting", 2),
            _role("electrician", "lighting", 3),
            _role("key-grip", "grip", 1),
        ],
        "ambiguous": [{"alias": "Jefe", "roles": ["gaffer", "key-grip"], "prefer": None, "note": "ask"}],
        "department_terms": [{"term": "luz", "department": "lighting"}],
        "qualifiers": {"unit": ["2nd unit"]},
    }


def test_a_role_carries_its_names_titles_counts_and_credentials() -> None:
    gaffer = Taxonomy.from_data(_data()).role("gaffer")
    assert (gaffer.name("en"), gaffer.name("es-MX"), gaffer.name("es", feminine=True)) == (
        "Gaffer",
        "gaffer es",
        "gaffer esa",
    )
    assert gaffer.titles == ("Gaffer", "gaffer es", "gaffer esa", "Jefe de luces", "CLT")
    assert gaffer.typical_count == {ShootSize.SMALL: 1, ShootSize.MEDIUM: 0, ShootSize.LARGE: 2}
    assert gaffer.credentials == ("Electrical safety",)


def test_candidates_are_the_role_itself_then_its_heaviest_links() -> None:
    taxonomy = Taxonomy.from_data(_data())
    assert taxonomy.candidates_for("gaffer") == (
        RoleLink("gaffer", 1.0, LinkKind.EXACT),
        RoleLink("best-boy", 0.8, LinkKind.STEP_UP),
        RoleLink("electrician", 0.35, LinkKind.ADJACENT),
        RoleLink("key-grip", 0.2, LinkKind.ADJACENT),
    )


def test_links_below_the_least_weight_are_no_candidates() -> None:
    links = Taxonomy.from_data(_data()).candidates_for("gaffer", 0.4)
    assert [link.role_id for link in links] == ["gaffer", "best-boy"]


def test_a_department_lists_its_roles_heads_first() -> None:
    taxonomy = Taxonomy.from_data(_data())
    assert [r.id for r in taxonomy.roles_of("lighting")] == ["gaffer", "best-boy", "electrician"]
    with pytest.raises(KeyError):
        taxonomy.roles_of("catapults")


def test_crew_lists_are_ordered_by_department_then_level() -> None:
    taxonomy = Taxonomy.from_data(_data())
    ids = sorted(("key-grip", "electrician", "gaffer"), key=taxonomy.order_key)
    assert ids == ["gaffer", "electrician", "key-grip"]


@pytest.mark.parametrize("text", ["lighting", "LUZ", "electricos", "Lighting / Electric"])
def test_a_department_is_found_by_id_name_or_term(text: str) -> None:
    found = Taxonomy.from_data(_data()).find_department(text)
    assert found is not None
    assert found.id == "lighting"


def test_no_department_is_found_for_other_words() -> None:
    assert Taxonomy.from_data(_data()).find_department("catapults") is None


def test_a_shared_title_belongs_to_no_role_alone() -> None:
    data = _data()
    data["roles"][0]["aliases"]["es_mx"].append("jefe")
    taxonomy = Taxonomy.from_data(data)
    assert "jefe" not in taxonomy.roles_by_title
    assert taxonomy.ambiguous_by_title["jefe"].role_ids == ("gaffer", "key-grip")
    assert taxonomy.roles_by_title["jefe de luces"] == "gaffer"


def _broken(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = deepcopy(_data())
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (_broken(("roles", 1, "id"), "gaffer"), "role gaffer: the id is used twice"),
        (_broken(("departments", 1, "id"), "grip"), "department grip: the id is used twice"),
        (_broken(("departments", 0, "order"), None), "department grip: order"),
        (_broken(("roles", 0, "level"), 6), "role gaffer: level"),
        (_broken(("roles", 0, "department"), "moon"), "role gaffer: unknown department 'moon'"),
        (_broken(("roles", 0, "name"), {"en": "Gaffer"}), "role gaffer: es is missing"),
        (
            _broken(("roles", 0, "steps_from", 0, "weight"), 1.5),
            "role gaffer: weight of its link to best-boy",
        ),
        (_broken(("roles", 0, "steps_from", 0, "role"), "ghost"), "role gaffer: its step-up link to 'ghost'"),
        (
            _broken(("roles", 0, "steps_from", 0, "role"), "gaffer"),
            "role gaffer: its step-up link to 'gaffer'",
        ),
        (
            _broken(("roles", 1, "aliases"), {"x": ["CLT"]}),
            "role best-boy: alias 'CLT' is already claimed by gaffer",
        ),
        (_broken(("ambiguous", 0, "prefer"), "electrician"), "ambiguous 'Jefe': prefers 'electrician'"),
        (_broken(("ambiguous", 0, "roles"), ["ghost"]), "ambiguous 'Jefe': unknown roles"),
        (_broken(("department_terms", 0, "department"), "moon"), "department term 'luz': unknown department"),
        (_broken(("roles",), "gaffer"), "roles must be a list of mappings"),
    ],
)
def test_data_that_contradicts_itself_is_refused_by_name(data: dict[str, Any], named: str) -> None:
    with pytest.raises(TaxonomyError) as caught:
        Taxonomy.from_data(data)
    assert named in str(caught.value)
