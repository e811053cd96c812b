"""Distance, locality and names on a small gazetteer of our own; properties of the finder."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places import Gazetteer, MetropolitanArea, Place, PlaceAlias, PlaceKind, haversine_km

DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def _place(place_id: str, name: str, people: int, lat: float = 20.0, lon: float = -103.0) -> Place:
    kind = {2: PlaceKind.STATE, 5: PlaceKind.MUNICIPALITY}.get(len(place_id), PlaceKind.TOWN)
    return Place(place_id, kind, name, place_id[:5] if len(place_id) > 2 else "", place_id[:2], lat, lon, people, "UTC")


@pytest.fixture(scope="module")
def small() -> Gazetteer:
    places = [
        _place("14", "Jalisco", 8_000_000),
        _place("18", "Nayarit", 1_200_000),
        _place("14001", "San Pedro Arena", 600_000),
        _place("14002", "Arboleda de Zúñiga", 90_000, lat=20.1),
        _place("140020007", "Laguna (La Cuesta)", 2_000, lat=20.2),
        _place("18001", "Arboleda", 4_000, lat=22.0),
        _place("18002", "Costa Larga", 50_000, lat=20.05),
    ]
    aliases = [PlaceAlias("arb", "14002", "name"), PlaceAlias("nay", "18", "state"), PlaceAlias("oslo", "", "abroad")]
    return Gazetteer(places, aliases, [MetropolitanArea("a", "A", 5.0, frozenset({"14001", "18002"}))])


def test_a_whole_name_is_taken_before_a_part_of_a_larger_ones(small: Gazetteer) -> None:
    assert small.find("arboleda", "Nayarit")[0].place.id == "18001"


def test_what_stands_in_parentheses_is_a_name_too(small: Gazetteer) -> None:
    assert small.find("la cuesta")[0].place.id == small.find("LAGUNA")[0].place.id == "140020007"


def test_a_saints_municipality_is_found_by_its_telling_part(small: Gazetteer) -> None:
    assert small.find("Arena")[0].place.id == "14001"


def test_a_stated_state_rules_the_others_out(small: Gazetteer) -> None:
    assert {m.place.state_id for m in small.find("arboleda, nay.", "Jalisco")} == {"18"}


def test_a_municipality_said_behind_a_town_places_it(small: Gazetteer) -> None:
    found = small.find("La Cuesta, Arboleda de Zúñiga")
    assert (found[0].place.id, found[0].confidence) == ("140020007", 1.0)


def test_an_unknown_street_falls_back_to_its_municipality_with_less_confidence(small: Gazetteer) -> None:
    found = small.find("Privada Quetzal 12, arb")
    assert found[0].place.id == "14002"
    assert found[0].confidence < 1.0


def test_an_area_across_the_state_line_is_local_and_a_place_just_outside_its_radius_is_not(small: Gazetteer) -> None:
    assert small.is_local("18002", "14001")
    assert not small.is_local("14002", "14001")
    assert small.is_local("140020007", "14002"), "11 km lie within the default radius"


def test_a_state_is_no_home_that_is_local_to_a_town(small: Gazetteer) -> None:
    assert not small.is_local("14", "14001")


def test_an_unknown_place_has_no_coordinates(small: Gazetteer) -> None:
    points = small.coordinates(["14001", None, "99999"])
    assert points.shape == (3, 2)
    assert np.isnan(points[1:]).all()
    assert points[0].tolist() == [20.0, -103.0]


def test_no_places_have_an_empty_table_of_coordinates(small: Gazetteer) -> None:
    assert small.coordinates([]).shape == (0, 2)


def test_an_unknown_id_is_an_error(small: Gazetteer) -> None:
    with pytest.raises(KeyError):
        small.get("99999")


@given(DEGREES, DEGREES)
def test_distance_is_symmetric_and_never_more_than_half_way_round(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    there, back = float(haversine_km(*a, *b)), float(haversine_km(*b, *a))
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016


@given(DEGREES)
def test_no_distance_lies_between_a_point_and_itself(point: tuple[float, float]) -> None:
    assert float(haversine_km(*point, *point)) == 0


def test_a_degree_of_latitude_is_111_km() -> None:
    assert float(haversine_km(0, 0, 1, 0)) == pytest.approx(111.195, abs=0.001)


@given(st.text(max_size=60))
def test_any_text_is_answered_in_order_with_confidences_up_to_one(small: Gazetteer, text: str) -> None:
    found = small.find(text, "Jalisco")
    assert all(0 < match.confidence <= 1 for match in found)
    assert len({match.place.id for match in found}) == len(found) <= 5


@given(st.sampled_from(["arena", "Costa Larga", "arboleda de zuniga", "nayarit", "la cuesta"]), st.randoms())
def test_case_and_spaces_never_decide(small: Gazetteer, name: str, random: Random) -> None:
    typed = "".join(random.choice((c.upper(), c.lower())) for c in name).replace(" ", "   ")
    assert small.find(typed) == small.find(name)
