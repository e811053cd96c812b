"""The shipped gazetteer, read once from `app/data/places`."""

import csv
import gzip
import io
from functools import cache
from importlib.resources import files

from matching.places import Gazetteer, MetropolitanArea, Place, PlaceAlias, PlaceKind


@cache
def get_gazetteer() -> Gazetteer:
    """Return the shipped gazetteer of Mexico; read at the first call, then shared."""
    folder = files("app").joinpath("data", "places")
    rows = csv.reader(io.StringIO(gzip.decompress(folder.joinpath("places_mx.csv.gz").read_bytes()).decode()))
    next(rows)
    kinds = {kind.value: kind for kind in PlaceKind}
    places = [
        Place(i, kinds[kind], name, town_of, state, float(lat), float(lon), int(people), zone)
        for i, kind, name, town_of, state, lat, lon, people, zone in rows
    ]
    aliases = [
        PlaceAlias(row["alias"], row["place"], row["use"])
        for row in csv.DictReader(io.StringIO(folder.joinpath("aliases.csv").read_text(encoding="utf-8")))
    ]
    areas = [
        MetropolitanArea(row["area"], row["name"], float(row["radius_km"]), frozenset(row["municipalities"].split()))
        for row in csv.DictReader(io.StringIO(folder.joinpath("metropolitan_areas.csv").read_text(encoding="utf-8")))
    ]
    return Gazetteer(places, aliases, areas)
