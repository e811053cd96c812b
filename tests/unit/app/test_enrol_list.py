"""A pasted list of people, as academies send it."""

import pytest

from app.services.enrol_list import Typed, read_people


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
