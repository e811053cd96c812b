"""A pasted list of people, as academies send it."""

from collections.abc import Callable

import pytest

from app.errors import InvalidInputError
from app.services.enrol_file import read_people_file
from app.services.enrol_list import Typed, read_people
from tests.factories.spreadsheet import csv_bytes, xlsx_bytes


@pytest.mark.parametrize(
    ("line", "name", "email", "phone"),
    [
        ("Ana Ríos", "Ana Ríos", "", ""),
        ("Ana Ríos <ana@example.org>", "Ana Ríos", "ana@example.org", ""),
        ("ana@example.org, Ana Ríos, 33 1234 5678", "Ana Ríos", "ana@example.org", "33 1234 5678"),
        ("Ana Ríos\tana@example.org\t+52 (33) 1234-5678", "Ana Ríos", "ana@example.org", "+52 (33) 1234-5678"),
        ("12. Ana Ríos; 3312345678", "Ana Ríos", "", "3312345678"),
        ("Ríos Peña, Ana", "Ríos Peña, Ana", "", ""),
        ("ana@example.org.", "", "ana@example.org", ""),
    ],
)
def test_name_e_mail_and_phone_are_found_in_any_order(line: str, name: str, email: str, phone: str) -> None:
    (found,) = read_people(line)
    assert (found.name, found.email, found.phone) == (name, email, phone)


def test_blank_lines_and_a_heading_are_left_out() -> None:
    text = "Nombre, correo\n\nAna Ríos\n  ,;\nNombre Apellido"
    assert [typed.name for typed in read_people(text)] == ["Ana Ríos", "Nombre Apellido"]


def test_the_line_is_kept_as_typed_for_whoever_has_to_correct_it() -> None:
    assert read_people(" Ana   Ríos ,  x ")[0] == Typed("Ana Ríos , x", "Ana Ríos , x", "", "")


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_a_file_is_read_into_lines_as_they_would_be_pasted(make: Callable[..., bytes]) -> None:
    data = make(
        ("Nombre", "Apellidos", "Correo", "Teléfono", "Observaciones"),
        ("Ana", "Ríos Peña", "ana@example.org", "33 1234 5678", "becaria"),
        ("Luis", "Sol", "", "", ""),
    )
    lines = read_people_file(data, "lista")
    assert lines == ["Ríos Peña, Ana\tana@example.org\t33 1234 5678", "Sol, Luis"]
    first = read_people("\n".join(lines))[0]
    assert (first.name, first.email, first.phone) == ("Ríos Peña, Ana", "ana@example.org", "33 1234 5678")


def test_a_file_that_names_nobody_is_refused_with_the_remedy() -> None:
    with pytest.raises(InvalidInputError, match="Put headings into the first row"):
        read_people_file(csv_bytes(("Color", "Talla"), ("rojo", "M")), "x.csv")
