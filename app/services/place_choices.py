"""Places as people type them in forms: taken where they are sure, asked back where they aren't."""

from dataclasses import dataclass

from app.services.places import get_gazetteer
from config import get_settings
from matching.places import SURE

MOST = 8


@dataclass(frozen=True)
class PlaceAnswer:
    """The place that a text means, or the whole names of those it may mean."""

    place_id: str | None
    suggestions: tuple[str, ...] = ()


def read_place(text: str) -> PlaceAnswer:
    """Return the place that was typed; places of the commission's state come first."""
    gazetteer = get_gazetteer()
    found = gazetteer.find(text, get_settings().commission_state, MOST)
    if found and found[0].confidence >= SURE:
        return PlaceAnswer(found[0].place.id)
    return PlaceAnswer(None, tuple(gazetteer.label(match.place.id) for match in found))


def suggest_places(text: str) -> list[str]:
    """Return the whole names of the places that a beginning may mean, best first."""
    gazetteer = get_gazetteer()
    found = gazetteer.find(text, get_settings().commission_state, MOST)
    return list(dict.fromkeys(gazetteer.label(match.place.id) for match in found))


def place_label(place_id: str | None) -> str:
    """Return a place's whole name ("Sayulita, Bahía de Banderas, Nayarit"); nothing where it is unknown."""
    gazetteer = get_gazetteer()
    return gazetteer.label(place_id) if place_id and place_id in gazetteer else ""


def place_name(place_id: str | None) -> str:
    """Return a place's own name ("Sayulita"); nothing where it is unknown."""
    gazetteer = get_gazetteer()
    return gazetteer.get(place_id).name if place_id and place_id in gazetteer else ""
