"""The shipped gazetteer: what people type, what is near, who is local and who is resident."""

from zoneinfo import ZoneInfo

import pytest

from app.services.places import get_gazetteer
from matching.places import SURE

GUADALAJARA, ZAPOPAN, VALLARTA, BAHIA, CHAPALA = "14039", "14120", "14067", "18020", "14030"
NUEVO_NAYARIT, SAYULITA, AJIJIC, TEPIC, CDMX = "180200059", "180200092", "140300002", "18017", "09"

AS_TYPED = [
    ("GDL", GUADALAJARA),
    ("Guadalajara", GUADALAJARA),
    ("guadalajara, jal.", GUADALAJARA),
    ("Guadlajara", GUADALAJARA),
    ("gdl jalisco", GUADALAJARA),
    ("Guadalajara (Jalisco)", GUADALAJARA),
    ("ZMG", GUADALAJARA),
    ("Guada", GUADALAJARA),
    ("Col. Providencia, Guadalajara", GUADALAJARA),
    ("Zapopan", ZAPOPAN),
    ("Zapopan, Guadalajara", ZAPOPAN),
    ("zapopn", ZAPOPAN),
    ("zapopan jalisco mexico", ZAPOPAN),
    ("Tlaquepaque", "14098"),
    ("tlaquepake", "14098"),
    ("San Pedro Tlaquepaque, Jal", "14098"),
    ("Tlaque", "14098"),
    ("Tlajo", "14097"),
    ("Tlajomulco", "14097"),
    ("tlajomulco de zuñiga", "14097"),
    ("Tonalá", "14101"),
    ("Tonala Chiapas", "07097"),
    ("El Salto", "14070"),
    ("Zapotlanejo", "14124"),
    ("PVR", VALLARTA),
    ("Vallarta", VALLARTA),
    ("Pto. Vallarta", VALLARTA),
    ("Puerto Vallarta, Jalisco, México", VALLARTA),
    ("puerto vayarta", VALLARTA),
    ("El Pitillal", VALLARTA),
    ("Nuevo Vallarta", NUEVO_NAYARIT),
    ("Nvo. Vallarta", NUEVO_NAYARIT),
    ("Nuevo Nayarit", NUEVO_NAYARIT),
    ("Riviera Nayarit", BAHIA),
    ("bahia de banderas", BAHIA),
    ("Bucerías", "180200013"),
    ("bucerias nay", "180200013"),
    ("Sayulita", SAYULITA),
    ("Sayulita, Bahía de Banderas, Nay.", SAYULITA),
    ("sayullita", SAYULITA),
    ("Punta Mita", "180200106"),
    ("Punta de Mita", "180200106"),
    ("San Pancho", "180200081"),
    ("La Cruz de Huanacaxtle", "180200027"),
    ("Mezcales", "180200053"),
    ("Ajijic", AJIJIC),
    ("ajijik", AJIJIC),
    ("Chapala", CHAPALA),
    ("Ribera de Chapala", CHAPALA),
    ("Jocotepec", "14050"),
    ("Tequila", "14094"),
    ("Mazamitla", "14059"),
    ("Tapalpa", "14086"),
    ("Cd. Guzmán", "140230001"),
    ("Lagos", "14053"),
    ("Tepa", "14093"),
    ("Autlan", "14015"),
    ("Ocotlán", "14063"),
    ("Melaque", "140220033"),
    ("Tepic, Nay", TEPIC),
    ("CDMX", CDMX),
    ("DF", CDMX),
    ("Ciudad de México", CDMX),
    ("Col. Roma Norte, CDMX", "09015"),
    ("Coyoacán", "09003"),
    ("Naucalpan", "15057"),
    ("Toluca Edo. Mex.", "15106"),
    ("Monterrey, NL", "19039"),
    ("MTY", "19039"),
    ("Tijuana BC", "02004"),
    ("Querétaro", "22014"),
    ("Oaxaca", "20067"),
    ("La Paz BCS", "03003"),
    ("León, Gto.", "11020"),
    ("SLP", "24028"),
    ("Jalisco", "14"),
]


@pytest.mark.parametrize(("typed", "place_id"), AS_TYPED)
def test_a_place_is_found_as_people_type_it(typed: str, place_id: str) -> None:
    place = get_gazetteer().resolve(typed, near_state="Jalisco")
    assert place is not None
    assert place.id == place_id


@pytest.mark.parametrize(
    "typed", ["", "   ", "Dentist", "gaffer", "asdfgh", "Los Angeles", "Madrid", "New York", "x", "12345", "?!"]
)
def test_what_is_no_place_here_is_nothing(typed: str) -> None:
    assert get_gazetteer().find(typed, near_state="Jalisco") == ()


@pytest.mark.parametrize("typed", ["San Miguel", "La Cofradía", "Guadalajara / Puerto Vallarta"])
def test_a_name_that_many_places_bear_is_asked_back(typed: str) -> None:
    found = get_gazetteer().find(typed, near_state="Jalisco")
    assert len(found) > 1
    assert found[0].confidence < SURE
    assert get_gazetteer().resolve(typed, near_state="Jalisco") is None


def test_a_whole_label_means_the_place_that_it_labels() -> None:
    gazetteer = get_gazetteer()
    places = [place for place in gazetteer.places if place.kind.value != "state"]
    missed = [p.id for p in places if (m := gazetteer.find(gazetteer.label(p.id), "Jalisco")) and m[0].place.id != p.id]
    assert len(missed) < 40, "out of 11,622: places of one name and municipality, and towns named after states"
    assert not [place_id for place_id in missed if place_id.startswith(("14", "18"))]


def test_the_state_that_is_near_decides_between_places_of_one_name() -> None:
    gazetteer = get_gazetteer()
    assert [gazetteer.find("Tequila", near)[0].place.state_id for near in ("Jalisco", "Veracruz")] == ["14", "30"]
    assert gazetteer.label("14094") == "Tequila, Jalisco"


def test_bahia_de_banderas_is_local_to_vallarta_and_no_resident_of_jalisco() -> None:
    gazetteer = get_gazetteer()
    for place in (BAHIA, SAYULITA, NUEVO_NAYARIT):
        assert gazetteer.is_local(place, VALLARTA)
        assert not gazetteer.is_resident(place, "Jalisco")
        assert gazetteer.is_resident(place, "Nayarit")


def test_guadalajara_is_resident_of_jalisco_and_not_local_to_vallarta() -> None:
    gazetteer = get_gazetteer()
    assert gazetteer.is_resident(GUADALAJARA, "jal.")
    assert not gazetteer.is_local(GUADALAJARA, VALLARTA)
    assert gazetteer.is_local(GUADALAJARA, "14"), "a base that is only a state is met anywhere in it"


@pytest.mark.parametrize(
    "municipality", ["14120", "14098", "14101", "14097", "14070", "14044", "14051", "14124", "14002"]
)
def test_every_municipality_of_the_metropolitan_area_is_local_to_guadalajara(municipality: str) -> None:
    assert get_gazetteer().is_local(municipality, GUADALAJARA)


def test_the_lake_is_a_base_of_its_own() -> None:
    gazetteer = get_gazetteer()
    assert gazetteer.is_local(AJIJIC, CHAPALA)
    assert not gazetteer.is_local(AJIJIC, GUADALAJARA)
    assert gazetteer.is_local(AJIJIC, GUADALAJARA, radius_km=60)


def test_a_borough_is_local_to_mexico_city() -> None:
    assert get_gazetteer().is_local("09003", CDMX)


def test_the_bay_keeps_jaliscos_time_and_the_rest_of_nayarit_does_not() -> None:
    gazetteer = get_gazetteer()
    assert gazetteer.get(SAYULITA).zone == "America/Bahia_Banderas"
    assert gazetteer.get(VALLARTA).zone == "America/Mexico_City"
    assert gazetteer.get(TEPIC).zone == "America/Mazatlan"


def test_distances_are_those_of_the_map() -> None:
    gazetteer = get_gazetteer()
    assert gazetteer.distance_km(GUADALAJARA, VALLARTA) == pytest.approx(197, abs=6)
    assert gazetteer.distance_km(GUADALAJARA, CDMX) == pytest.approx(465, abs=15)


def test_the_gazetteer_is_whole() -> None:
    places = list(get_gazetteer().places)
    kinds = [place.kind.value for place in places]
    assert (kinds.count("state"), kinds.count("city"), kinds.count("municipality")) == (31, 1, 2392)
    assert sum(place.state_id == "14" and place.kind.value == "municipality" for place in places) == 125
    assert all(14 < place.lat < 33 and -119 < place.lon < -86 for place in places)
    for zone in {place.zone for place in places}:
        ZoneInfo(zone)


def test_every_area_and_alias_names_a_place() -> None:
    gazetteer = get_gazetteer()
    assert all(code in gazetteer for area in gazetteer.areas for code in area.municipality_ids)
    assert all(alias.place_id in gazetteer or alias.use == "abroad" for alias in gazetteer._aliases)


def test_loading_happens_once() -> None:
    get_gazetteer.cache_clear()
    assert get_gazetteer() is get_gazetteer()
