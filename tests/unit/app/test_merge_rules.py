"""No table that refers to a person is forgotten by a merge."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sqlmodel import SQLModel

from app import models
from app.services.merging.move import PROVES
from app.services.merging.rules import RULES, Moves


def _places() -> set[str]:
    for module in iter_modules(models.__path__):
        import_module(f"{models.__name__}.{module.name}")
    return {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "crew_member"
    }


def test_every_column_that_refers_to_a_person_has_a_rule_for_merges() -> None:
    assert set(RULES) == _places()


def test_what_moves_has_an_id_and_its_sealed_columns_are_there() -> None:
    for place, rule in RULES.items():
        table = SQLModel.metadata.tables[place.split(".")[0]]
        if isinstance(rule, Moves):
            assert "id" in table.columns, place
            assert set(rule.sealed) <= set(table.columns.keys()), place


def test_every_unique_constraint_on_a_person_that_moves_says_what_is_the_same_thing() -> None:
    for place, rule in RULES.items():
        name, column = place.split(".")
        table = SQLModel.metadata.tables[name]
        unique: list[Any] = [index for index in table.indexes if index.unique and column in index.columns]
        unique += [it for it in table.constraints if "Unique" in type(it).__name__ and column in it.columns]  # type: ignore[attr-defined]  # only the unique ones are asked
        if unique and isinstance(rule, Moves) and name != "hold":  # a hold gets a new number as it moves
            assert rule.alike is not None, place


def test_the_files_of_every_kind_but_photos_follow_what_they_prove() -> None:
    assert {kind.value for kind in PROVES} == {"residence", "credential", "training", "credit", "role"}
