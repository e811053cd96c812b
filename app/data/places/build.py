"""Makes places_mx.csv.gz from INEGI's and GeoNames' open data; run by hand, see README.md beside it."""
# ruff: noqa: INP001, T201 - a script beside its data, no part of the package; it reports to the terminal

import argparse
import csv
import gzip
import io
import json
import math
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

FINE_STATES = {"14", "18"}  # Jalisco and Nayarit: towns from 500 people, not only from 1,000
INEGI_FROM = 1000  # INEGI's extract has every town from here on: a larger one of GeoNames is a twin
TWIN_DEGREES = 0.01  # about 1 km: nearer than that, another name is another name of the same town
SAME_TOWN_DEGREES = 0.06  # about 6 km: the two sources put one town's point at different plazas
GEONAMES_STATES = {"05": "07", "06": "08", "07": "05", "08": "06"}  # FIPS 10-4 codes that differ from INEGI's
STATE_NAMES = {
    "05": "Coahuila",
    "09": "Ciudad de México",
    "15": "Estado de México",
    "16": "Michoacán",
    "30": "Veracruz",
}
COLUMNS = ("id", "kind", "name", "municipality", "state", "lat", "lon", "population", "zone")


@dataclass(frozen=True)
class Place:
    """One row of the gazetteer; `state` is INEGI's two-digit code, coordinates are WGS84 degrees."""

    id: str
    kind: str
    name: str
    municipality: str
    state: str
    lat: float
    lon: float
    population: int
    zone: str = ""


def key(name: str) -> str:
    """Return the name in lower case, without accents, punctuation or a trailing parenthesis."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.split("(")[0]).split())


def read_geonames(path: Path) -> list[Place]:
    """Return Mexico's places of a GeoNames `cities500` extract; the municipality isn't told there."""
    rows = json.loads(path.read_text(encoding="utf-8")).values()
    return [
        Place(
            id=f"gn{row['geonameid']}",
            kind="town",
            name=row["name"],
            municipality="",
            state=GEONAMES_STATES.get(row["admin1code"], row["admin1code"]),
            lat=row["latitude"],
            lon=row["longitude"],
            population=row["population"],
            zone=row["timezone"],
        )
        for row in rows
        if row["countrycode"] == "MX"
    ]


def read_towns(path: Path) -> list[Place]:
    """Return INEGI's localities (2020) from 1,000 people; this extract has lost the accents on vowels."""
    query = "SELECT cvegeo, nom_localidad, cve_entidad, latitud, longitud, poblacion_total FROM localidades"
    with sqlite3.connect(path) as connection:
        rows = connection.execute(query).fetchall()
    return [Place(i, "town", name, i[:5], state, lat, lon, people) for i, name, state, lat, lon, people in rows]


class Nearby:
    """GeoNames' places by state, to find the one that a town of INEGI's is."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_state: dict[str, list[Place]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in places:
            self.by_state[place.state].append(place)
            self.by_name[place.state, key(place.name)].append(place)

    def nearest(self, lat: float, lon: float, state: str) -> Place:
        """Return the nearest place of the state (plane distance is enough to choose by)."""
        stretch = math.cos(math.radians(lat))
        return min(self.by_state[state], key=lambda p: (p.lat - lat) ** 2 + ((p.lon - lon) * stretch) ** 2)

    def same(self, town: Place) -> Place | None:
        """Return the place of the same name that stands where the town stands."""
        for place in self.by_name[town.state, key(town.name)]:
            if math.dist((place.lat, place.lon), (town.lat, town.lon)) < SAME_TOWN_DEGREES:
                return place
        return None


def accents(names: Iterable[str]) -> dict[str, str]:
    """Return how each word is mostly written, for words that mostly carry an accent."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        for word in re.findall(r"\w+", name):
            written[key(word)][word] += 1
    most = {bare: words.most_common(1)[0][0] for bare, words in written.items()}
    return {bare: word for bare, word in most.items() if word.lower() != bare}


def accented(name: str, words: dict[str, str]) -> str:
    """Return the name with the accents that its words carry elsewhere."""

    def restore(match: re.Match[str]) -> str:
        word = match.group()
        known = words.get(key(word), word)
        return known[0].upper() + known[1:] if word[0].isupper() else known.lower()

    return re.sub(r"\w+", restore, name)


def name_towns(towns: list[Place], nearby: Nearby, words: dict[str, str]) -> Iterator[Place]:
    """Yield the towns with their accents, from the same town in GeoNames or word by word."""
    for town in towns:
        twin = nearby.same(town)
        spelled = twin.name if twin and key(twin.name) == key(town.name) and "(" not in town.name else ""
        yield replace(town, name=spelled or accented(town.name, words))


def read_municipalities(path: Path, towns: list[Place], nearby: Nearby) -> list[Place]:
    """Return INEGI's municipalities at their seat's point, else where GeoNames or their towns lie."""
    by_id = {town.id: town for town in towns}
    members: dict[str, list[Place]] = defaultdict(list)
    for town in towns:
        members[town.municipality].append(town)
    found = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        code, state = row["cve_completa"], row["cve_entidad"]
        seat = by_id.get(code + row["cve_cabecera"])
        named = nearby.by_name.get((state, key(row["nom_cabecera"] or row["nom_municipio"])), [])
        largest = max(members[code], key=lambda t: t.population, default=None)
        point = seat or (named[0] if len(named) == 1 else None) or largest
        if point is None:
            print("no point for", code, row["nom_municipio"], row["nom_entidad"])
            continue
        people = row["poblacion_total"]
        found.append(Place(code, "municipality", row["nom_municipio"], code, state, point.lat, point.lon, people))
    return found


def fine_towns(nearby: Nearby, towns: list[Place]) -> Iterator[Place]:
    """Yield GeoNames' small towns of the fine states that INEGI's extract leaves out.

    Their municipality is that of the nearest town of INEGI's in the state.
    """
    for state in sorted(FINE_STATES):
        local = Nearby(town for town in towns if town.state == state)
        for place in nearby.by_state[state]:
            owner = local.nearest(place.lat, place.lon, state)
            apart = math.dist((place.lat, place.lon), (owner.lat, owner.lon)) > TWIN_DEGREES
            if place.population < INEGI_FROM and apart and local.same(place) is None:
                yield replace(place, municipality=owner.municipality, zone="")


def states(path: Path, municipalities: list[Place]) -> Iterator[Place]:
    """Yield the states, each at its most populous municipality; Mexico City is typed as one place."""
    names = {row["cve_entidad"]: row["nom_entidad"] for row in json.loads(path.read_text(encoding="utf-8"))}
    for code, name in sorted(names.items()):
        members = [m for m in municipalities if m.state == code]
        largest = max(members, key=lambda m: m.population)
        people = sum(m.population for m in members)
        kind = "city" if code == "09" else "state"
        yield Place(code, kind, STATE_NAMES.get(code, name), "", code, largest.lat, largest.lon, people, largest.zone)


def write(places: list[Place], path: Path) -> None:
    """Write the rows, the same bytes for the same rows."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for p in places:
        rows.writerow(
            (p.id, p.kind, p.name, p.municipality, p.state, f"{p.lat:.4f}", f"{p.lon:.4f}", p.population, p.zone)
        )
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def main() -> None:
    """Read the three sources and write the gazetteer beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("municipalities", type=Path, help="INEGI municipalities, JSON")
    parser.add_argument("localities", type=Path, help="INEGI localities, SQLite")
    parser.add_argument("geonames", type=Path, help="GeoNames cities500, JSON")
    chosen = parser.parse_args()
    geonames = read_geonames(chosen.geonames)
    nearby = Nearby(geonames)
    raw_towns = read_towns(chosen.localities)
    municipalities = read_municipalities(chosen.municipalities, raw_towns, nearby)
    words = accents([place.name for place in geonames] + [m.name for m in municipalities])
    towns = list(name_towns(raw_towns, nearby, words))
    towns += list(fine_towns(nearby, towns))
    seats = {m.id: key(m.name) for m in municipalities}
    # a seat that bears its municipality's name would only be a second answer to the same word
    towns = [t for t in towns if seats[t.municipality] != key(t.name)]
    zones = {m.id: nearby.nearest(m.lat, m.lon, m.state).zone for m in municipalities}
    placed = [replace(p, zone=zones[p.municipality]) for p in municipalities + towns]
    placed += states(chosen.municipalities, [p for p in placed if p.kind == "municipality"])
    write(sorted(placed, key=lambda p: p.id), Path(__file__).parent / "places_mx.csv.gz")
    print(Counter(p.kind for p in placed), Counter(p.zone for p in placed))


if __name__ == "__main__":
    main()
