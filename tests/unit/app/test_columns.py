"""Headings in two languages, abbreviated and mistyped, find their field; strange ones are reported."""

import pytest

from app.services.columns import Vocabulary, recognise_columns

WORDS = Vocabulary(
    {
        "given_name": ["nombre", "nombres", "first name", "given name"],
        "surname": ["apellidos", "apellido", "last name", "surname"],
        "phone": ["teléfono", "tel", "celular", "whatsapp", "phone", "mobile"],
        "role": ["puesto", "cargo", "role", "position"],
    },
    repeatable=frozenset({"role"}),
)


@pytest.mark.parametrize(
    "heading",
    ["Teléfono", "TELEFONO", "Telefono (WhatsApp)", "Tel.", "Phone / Teléfono", "Telèfno", "teléfonos", "Phone*"],
)
def test_a_heading_is_known_however_it_is_typed(heading: str) -> None:
    assert recognise_columns([heading], WORDS).fields == {0: "phone"}


def test_columns_that_mean_nothing_here_are_reported() -> None:
    found = recognise_columns(["Nombre", "Signo zodiacal", "", "Tex"], WORDS)
    assert found.fields == {0: "given_name"}
    assert found.unknown == (1, 3)


def test_of_two_columns_for_one_field_the_likelier_is_taken_and_the_other_reported() -> None:
    found = recognise_columns(["Telefonno", "Teléfono", "Celular"], WORDS)
    assert found.fields == {1: "phone"}
    assert found.duplicates == (0, 2)


def test_a_repeatable_field_takes_several_columns() -> None:
    found = recognise_columns(["Puesto 1", "Puesto 2", "Role #3"], WORDS)
    assert found.of("role") == [0, 1, 2]


def test_first_name_is_not_taken_for_last_name() -> None:
    assert recognise_columns(["Last name", "First name"], WORDS).fields == {0: "surname", 1: "given_name"}
