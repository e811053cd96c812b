"""Names, languages, licences and contacts, as people type them into lists."""

from datetime import date

import pytest

from app.contacts import normal_email, normal_phone
from app.models.crew import CefrLevel, CredentialKind, Language, Seniority
from app.models.intake import UploadKind
from app.services.columns import recognise_columns
from app.services.imports.columns import import_fields, vocabulary
from app.services.imports.names import split_name
from app.services.imports.words import find_choice, read_credential, read_language, split_list
from matching.text import fold


@pytest.mark.parametrize(
    ("full", "given", "surname", "sure"),
    [
        ("Ana Ríos", "Ana", "Ríos", True),
        ("Ana Ríos Peña", "Ana", "Ríos Peña", False),
        ("José Luis Pérez", "José Luis", "Pérez", False),
        ("María del Carmen López Ruiz", "María del Carmen", "López Ruiz", True),
        ("María del Carmen López", "María del Carmen", "López", False),
        ("Juan de la Cruz Pérez", "Juan", "de la Cruz Pérez", False),
        ("Ana Sofía de la Torre y Vega", "Ana Sofía", "de la Torre y Vega", True),
        ("Ríos Peña, Ana Sofía", "Ana Sofía", "Ríos Peña", True),
        ("Ana", "Ana", "", False),
        ("", "", "", False),
    ],
)
def test_a_full_name_is_divided_as_in_spanish(full: str, given: str, surname: str, sure: bool) -> None:  # noqa: FBT001 - a column of the table
    assert split_name(full) == (given, surname, sure)


@pytest.mark.parametrize(
    ("typed", "language", "level"),
    [
        ("inglés B2", Language.EN, CefrLevel.B2),
        ("English (fluent)", Language.EN, CefrLevel.C1),
        ("Francés - intermedio", Language.FR, CefrLevel.B1),
        ("español nativo", Language.ES, CefrLevel.C2),
        ("Inglés 80%", Language.EN, CefrLevel.B2),
        ("lengua de señas mexicana avanzado", Language.LSM, CefrLevel.C1),
        ("Ingles intermedio alto", Language.EN, CefrLevel.B2),
        ("C1 de alemán", Language.DE, CefrLevel.C1),
        ("inglés", Language.EN, None),
        ("klingon fluido", None, None),
    ],
)
def test_a_language_and_its_level_are_read(typed: str, language: Language | None, level: CefrLevel | None) -> None:
    assert read_language(typed) == (language, level)


@pytest.mark.parametrize(
    ("typed", "kind", "title", "expires_on"),
    [
        ("Primeros auxilios (vence 31/12/2027)", CredentialKind.FIRST_AID, "", date(2027, 12, 31)),
        ("Licencia AFAC, vigencia 2027-05-01", CredentialKind.AFAC_LICENCE, "", date(2027, 5, 1)),
        ("driver's license exp. 1 mar 2028", CredentialKind.DRIVER_LICENCE, "", date(2028, 3, 1)),
        ("Licencia federal tipo B", CredentialKind.HEAVY_VEHICLE_LICENCE, "", None),
        ("Certificado de malabares", CredentialKind.OTHER, "Certificado de malabares", None),
    ],
)
def test_a_licence_and_its_expiry_are_read(
    typed: str, kind: CredentialKind, title: str, expires_on: date | None
) -> None:
    assert read_credential(typed) == (kind, title, expires_on)


@pytest.mark.parametrize(
    "typed",
    ["33 1234 5678", "(33) 1234-5678", "+52 33 1234 5678", "+52 1 33 1234 5678", "044 33 1234 5678", "01 33 1234 5678"],
)
def test_a_mexican_phone_is_one_number_however_it_is_written(typed: str) -> None:
    assert normal_phone(typed) == "+523312345678"


def test_what_is_no_phone_or_mail_is_nothing() -> None:
    assert (normal_phone("ext. 12"), normal_email("ana at example")) == (None, None)
    assert normal_email(" Ana@Example.ORG ") == "ana@example.org"


def test_a_list_in_a_cell_is_divided_outside_of_brackets() -> None:
    assert split_list("Gaffer / Best boy (eléctrico, grip); Grip") == ["Gaffer", "Best boy (eléctrico, grip)", "Grip"]


def test_a_mistyped_choice_is_known_and_a_strange_one_is_not() -> None:
    assert find_choice(Seniority, "experimentdo") is Seniority.EXPERIENCED
    assert find_choice(Seniority, "astronauta") is None


@pytest.mark.parametrize("kind", [UploadKind.CREW, UploadKind.CREDITS])
def test_no_heading_stands_for_two_columns_and_each_is_recognised(kind: UploadKind) -> None:
    seen: dict[str, str] = {}
    for field in import_fields(kind):
        for heading in field.headings:
            assert seen.setdefault(fold(heading), field.name) == field.name
            assert recognise_columns([heading], vocabulary(kind)).fields == {0: field.name}
