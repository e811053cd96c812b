"""Long lists of crew for tests: fictional people, with planted errors and doubles, the same each time."""

from tests.factories.spreadsheet import csv_bytes

HEAD = ("Nombre", "Apellidos", "Correo", "Celular", "Ciudad", "Puesto", "Años", "Idiomas", "Notas")
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
_GIVEN = ("Ana", "Beto", "Caro", "Dani", "Eva", "Fito", "Gil", "Hugo", "Inés", "Jimena", "Karla", "Luis")
_TOWNS = ("Zapopan", "Guadalajara", "Tlaquepaque", "Puerto Vallarta")
_ROLES = ("Gaffer", "Key grip", "Foquista", "Script supervisor", "Electricista")


def _surname(number: int, words: int = 4) -> str:
    """Return a surname that no other number has."""
    parts = []
    for _ in range(words):
        number, rest = divmod(number * 5 + 3, len(_SYLLABLES))
        parts.append(_SYLLABLES[rest])
    return "".join(parts).capitalize()


def person_row(number: int, **said: str) -> tuple[str, ...]:
    """Return the row of a fictional person, under `HEAD`."""
    row = dict(
        zip(
            HEAD,
            (
                _GIVEN[number % len(_GIVEN)],
                f"{_surname(number)} {_surname(number * 7 + 1)} {number}",
                f"p{number}@example.org",
                f"33{20_000_000 + number * 37}",
                _TOWNS[number % len(_TOWNS)],
                _ROLES[number % len(_ROLES)],
                str(number % 30),
                "Español nativo, inglés B2",
                "",
            ),
            strict=True,
        )
    )
    return tuple({**row, **said}.values())


def known_file(known: int) -> bytes:
    """Return the list of those who are in the registry before."""
    return csv_bytes(HEAD, *(person_row(number) for number in range(known)))


def crew_file(rows: int, *, errors: int, known: int, repeated: int) -> bytes:
    """Return a list of so many rows: `known` people with a note, `repeated` rows of people above, `errors`."""
    wrong = (
        {"Correo": "no-mail"}, {"Celular": "123"}, {"Años": "muchos"}, {"Nombre": "", "Apellidos": ""},
        {"Nombre": "=cmd|' /C calc'!A0"}, {"Celular": "1.23E+09"},
    )  # fmt: skip
    lines = [person_row(number, Notas="Vino a la junta") for number in range(known)]
    fresh = rows - errors - known - repeated
    lines += [person_row(known + number) for number in range(fresh)]
    lines += [person_row(known + number, Puesto="Script supervisor") for number in range(repeated)]
    lines += [person_row(known + fresh + number, **wrong[number % len(wrong)]) for number in range(errors)]
    return csv_bytes(HEAD, *lines)
