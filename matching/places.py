"""Places: a gazetteer with distance, "local to the base" and "resident of the state" told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.place_names import PlaceNames
from matching.text import fold

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

DEFAULT_RADIUS_KM = 30.0
"""How far from a base outside every metropolitan area somebody still goes home at night."""

SURE = 0.6
"""From this confidence on, a single answer may be taken without asking."""

MOST_COMPARED = 40
"""How many places of one name are looked at for one whose whole label was typed or picked."""


class PlaceKind(StrEnum):
    """What a place is; a city is typed as one place though it has several municipalities (Mexico City)."""

    STATE = "state"
    CITY = "city"
    MUNICIPALITY = "municipality"
    TOWN = "town"


class Place(NamedTuple):
    """A place of the gazetteer. Coordinates are WGS84 degrees, `zone` is an IANA name.

    `municipality_id` is empty for a state or city; `id` of a municipality is its own `municipality_id`.
    """

    id: str
    kind: PlaceKind
    name: str
    municipality_id: str
    state_id: str
    lat: float
    lon: float
    population: int
    zone: str


@dataclass(frozen=True, slots=True)
class MetropolitanArea:
    """Municipalities that count as one base; from the base, `radius_km` farther out is local too."""

    id: str
    name: str
    radius_km: float
    municipality_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that typed text may mean, with a confidence in (0, 1]."""

    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """How people type a place (`name`), a state (`state`), or a city abroad (`abroad`, no place)."""

    text: str
    place_id: str
    use: str


class Gazetteer:
    """Places by id and by name. Built once, never changed; unknown ids raise KeyError."""

    def __init__(
        self, places: Iterable[Place], aliases: Sequence[PlaceAlias] = (), areas: Sequence[MetropolitanArea] = ()
    ) -> None:
        self._places: Mapping[str, Place] = {place.id: place for place in places}
        self._aliases = tuple(aliases)
        self._areas = {code: area for area in areas for code in area.municipality_ids}
        self.areas = tuple(areas)

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._places

    def __len__(self) -> int:
        return len(self._places)

    @property
    def places(self) -> Iterable[Place]:
        """All places, by id."""
        return self._places.values()

    def get(self, place_id: str) -> Place:
        """Return the place with this id; KeyError if there is none."""
        return self._places[place_id]

    def label(self, place_id: str) -> str:
        """Return the name as people write it whole: "Sayulita, Bahía de Banderas, Nayarit"."""
        place = self.get(place_id)
        parts = [place.name]
        if place.kind is PlaceKind.TOWN:
            parts.append(self.get(place.municipality_id).name)
        if place.municipality_id:
            parts.append(self.state_name(place_id))
        return ", ".join(parts)

    def state_name(self, place_id: str) -> str:
        """Return the name of the state that the place lies in."""
        return self.get(self.get(place_id).state_id).name

    def find_state(self, text: str) -> Place | None:
        """Return the state named by its id, name or abbreviation ("Jal.", "edomex")."""
        state_id = text if text in self._names.state_ids else self._names.state_of(text)
        return self._places[state_id] if state_id else None

    def find(self, text: str, near_state: str = "", limit: int = 5) -> tuple[PlaceMatch, ...]:
        """Return what the typed text may mean, best first; nothing rather than a wrong place.

        Forgives case, accents, typos, abbreviations and trade names. A state said in the text decides; else places
        of `near_state` (a name or id) and populous ones come first. Confidence is the share of the evidence that
        the place's municipality holds among all places so named, times how well the name was met.
        """
        near = self.find_state(near_state) if near_state else None
        found = self._names.find(text, near.id if near else "")
        whole = fold(text)
        said = [i for i, _ in found[:MOST_COMPARED] if self._places[i].municipality_id and fold(self.label(i)) == whole]
        if len(said) == 1:
            found = [(said[0], 1.0), *(other for other in found if other[0] != said[0])]
        return tuple(PlaceMatch(self._places[i], confidence) for i, confidence in found[:limit])

    def resolve(self, text: str, near_state: str = "") -> Place | None:
        """Return the place that the text means where that is sure enough to be taken without asking."""
        found = self.find(text, near_state, limit=1)
        return found[0].place if found and found[0].confidence >= SURE else None

    def coordinates(self, place_ids: Iterable[str | None]) -> NDArray[np.float64]:
        """Return latitude and longitude in degrees, shape (n, 2); NaN where the id is empty or unknown."""
        nowhere = (np.nan, np.nan)
        found = (self._places.get(i or "") for i in place_ids)
        points = [nowhere if place is None else (place.lat, place.lon) for place in found]
        return np.array(points, dtype=np.float64).reshape(-1, 2)

    def distance_km(self, a: str, b: str) -> float:
        """Return the great-circle distance between two places, in kilometres."""
        here, there = self.get(a), self.get(b)
        return float(haversine_km(here.lat, here.lon, there.lat, there.lon))

    def area_of(self, place_id: str) -> MetropolitanArea | None:
        """Return the metropolitan area that the place belongs to, if to any."""
        place = self.get(place_id)
        return self._areas.get(place.municipality_id or place.id)

    def is_local(self, place_id: str, base_id: str, radius_km: float | None = None) -> bool:
        """Tell whether somebody living at the place works at the base without hotel and per diem.

        True within one metropolitan area, even across a state line (Bahía de Banderas and Puerto Vallarta), and
        within `radius_km` of the base (default: the area's own, else DEFAULT_RADIUS_KM). A base that names only a
        state is met by every place in it.
        """
        place, base = self.get(place_id), self.get(base_id)
        if base.kind is PlaceKind.STATE:
            return place.state_id == base.state_id
        area = self.area_of(base_id)
        if area is not None and self.area_of(place_id) is area:
            return True
        own = area.radius_km if area is not None else DEFAULT_RADIUS_KM
        return place.kind is not PlaceKind.STATE and (
            self.distance_km(place_id, base_id) <= (own if radius_km is None else radius_km)
        )

    def is_resident(self, place_id: str, state: str) -> bool:
        """Tell whether the place lies in the state (a name or id): what "resident" asks, however near the base."""
        named = self.find_state(state)
        return named is not None and self.get(place_id).state_id == named.id

    @cached_property
    def _names(self) -> PlaceNames:
        names = PlaceNames()
        for place in self._places.values():
            names.add(
                place.id, place.name, kind=place.kind, municipality_id=place.municipality_id, people=place.population
            )
        for alias in self._aliases:
            names.add_alias(alias.text, alias.place_id, alias.use)
        for area in self.areas:
            names.join(area.municipality_ids)
        return names


def haversine_km(
    lat_a: ArrayLike, lon_a: ArrayLike, lat_b: ArrayLike, lon_b: ArrayLike
) -> NDArray[np.float64] | np.float64:
    """Return great-circle distances in kilometres between points in degrees; shapes broadcast, NaN stays NaN.

    Haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984); error below 0.6 %.
    """
    a_lat, a_lon, b_lat, b_lon = (np.radians(np.asarray(x, dtype=np.float64)) for x in (lat_a, lon_a, lat_b, lon_b))
    half = np.sin((b_lat - a_lat) / 2) ** 2 + np.cos(a_lat) * np.cos(b_lat) * np.sin((b_lon - a_lon) / 2) ** 2
    distance: NDArray[np.float64] | np.float64 = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance
