"""Pasted messages become the right lines; all messages are invented."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.services.places import get_gazetteer
from matching.pasted import PastedNeed, read_message
from matching.pasted_dates import PeriodWord
from matching.pasted_facts import LocalWish
from matching.roles import Taxonomy
from matching.titles import TitleResolver

TODAY = date(2027, 1, 18)  # a Monday
MESSAGES = Path(__file__).parents[2] / "data" / "messages"
Reader = Callable[[str], PastedNeed]
ASKED = "asked back"
UNKNOWN = "unknown"


def _find_place(name: str) -> str | None:
    place = get_gazetteer().resolve(name, "14")
    return place.id if place else None


@pytest.fixture
def read(resolver: TitleResolver, taxonomy: Taxonomy) -> Reader:
    def read(text: str) -> PastedNeed:
        return read_message(text, resolver=resolver, taxonomy=taxonomy, today=TODAY, find_place=_find_place)

    return read


def _message(name: str) -> str:
    return MESSAGES.joinpath(f"{name}.txt").read_text(encoding="utf-8")


def _lines(need: PastedNeed) -> list[tuple[int, str]]:
    return [(line.quantity, line.role_id or (ASKED if line.resolution.asked_back else UNKNOWN)) for line in need.lines]


# What a coordinator would write down from each message.
EXPECTED: dict[str, list[tuple[int, str]]] = {
    "commercial_es": [
        (1, "line-producer"),
        (1, "unit-production-manager"),
        (1, "production-coordinator"),
        (3, "production-assistant"),
        (1, "first-ad"),
        (1, "second-ad"),
        (1, "first-ac"),
        (1, "second-ac"),
        (1, "data-manager"),
        (1, "video-assist-operator"),
        (1, "gaffer"),
        (1, "best-boy-electric"),
        (3, "electrician"),
        (1, "key-grip"),
        (3, "grip"),
        (1, "generator-operator"),
        (1, "art-director"),
        (1, "set-decorator"),
        (1, ASKED),  # "props producto": the master or the person on set
        (2, "swing"),
        (1, "food-stylist"),
        (1, "wardrobe-stylist"),
        (1, "wardrobe-assistant"),
        (2, "makeup-artist"),
        (1, "drone-pilot"),
        (4, "driver"),
        (2, "truck-driver"),
        (1, "craft-service-key"),
        (1, "ambulance-paramedic"),
    ],
    "documentary_en": [
        (1, "production-fixer"),
        (1, "director-of-photography"),
        (1, "production-sound-mixer"),
        (2, "production-assistant"),
        (1, "driver"),
        (1, "drone-pilot"),
    ],
    "series_es": [
        (2, "camera-operator"),
        (1, "first-ac"),
        (1, "first-ac"),
        (2, "second-ac"),
        (1, "dit"),
        (1, "gaffer"),
        (1, "best-boy-electric"),
        (6, "electrician"),
        (1, "generator-operator"),
        (1, "key-grip"),
        (1, "best-boy-grip"),
        (1, "dolly-grip"),
        (4, "grip"),
        (1, "production-sound-mixer"),
        (1, "boom-operator"),
        (1, "sound-utility"),
    ],
    "bare_list": [
        (1, "gaffer"),
        (1, "key-grip"),
        (3, "electrician"),
        (1, "script-supervisor"),
        (1, "production-coordinator"),
        (2, "wardrobe-assistant"),
        (1, "tailor"),
    ],
    "short_es": [
        (1, "gaffer"),
        (1, "makeup-hair-artist"),
        (1, "art-department-assistant"),
        (2, "grip"),
    ],
    "feature_en": [
        (1, "unit-production-manager"),
        (1, "production-coordinator"),
        (1, "assistant-production-coordinator"),
        (2, "office-production-assistant"),
        (1, "travel-coordinator"),
        (1, "first-ad"),
        (1, "second-ad"),
        (1, "second-second-ad"),
        (4, "set-pa"),
        (1, "script-supervisor"),
        (1, "location-manager"),
        (2, "assistant-location-manager"),
        (1, "transportation-captain"),
        (10, "driver"),
        (1, "set-medic"),
        (1, "intimacy-coordinator"),
    ],
    "bullets_es": [
        (1, "gaffer"),
        (1, "best-boy-electric"),
        (4, "electrician"),
        (1, "key-grip"),
        (3, "grip"),
        (1, "first-ac"),
        (1, "production-sound-mixer"),
        (1, "makeup-artist"),
        (2, "driver"),
    ],
    "numbered_en": [
        (1, "production-coordinator"),
        (2, "set-pa"),
        (1, "location-manager"),
        (2, "location-assistant"),
        (3, "boat-captain"),
        (2, "safety-diver"),
        (1, "drone-pilot"),
        (1, "set-medic"),
        (1, "marine-coordinator"),
    ],
    "options_es": [
        (1, "sfx-makeup-artist"),
        (2, "hairstylist"),
        (1, "costumer"),
        (2, "wardrobe-assistant"),
        (1, "transportation-coordinator"),
        (6, "driver"),
        (1, "dolly-grip"),
        (1, "crane-operator"),
        (1, "intimacy-coordinator"),
    ],
    "video_es": [
        (1, "camera-operator"),
        (1, "first-ac"),
        (1, "second-ac"),
        (1, "data-manager"),
        (3, "makeup-hair-artist"),
        (2, "production-sound-mixer"),
        (1, UNKNOWN),  # nobody in the taxonomy flies a balloon: it stays as typed
        (1, "production-runner"),
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_message_becomes_its_lines_in_order(name: str, read: Reader) -> None:
    assert _lines(read(_message(name))) == EXPECTED[name]


def test_the_request_says_when_where_and_how(read: Reader) -> None:
    facts = read(_message("commercial_es")).facts
    assert [(d.kind, d.starts_on, d.ends_on) for d in facts.days] == [
        (PeriodWord.SHOOT, date(2027, 2, 9), date(2027, 2, 11)),
        (PeriodWord.PRELIGHT, date(2027, 2, 8), date(2027, 2, 8)),
    ]
    assert facts.needed_by_on == date(2027, 1, 19)
    assert facts.shoot_days == 3
    assert [p.place_id for p in facts.places] == ["14039", "14094"]
    assert facts.local is LocalWish.PREFERRED
    assert facts.confidential
    assert facts.urgent


def test_a_must_in_brackets_is_said_of_the_one_it_numbers(read: Reader) -> None:
    lines = {line.role_id: line for line in read(_message("commercial_es")).lines}
    assert [(a.language, a.required) for a in lines["first-ad"].languages] == [("en", True)]
    assert lines["second-ad"].languages == ()
    assert [(a.language, a.required) for a in lines["line-producer"].languages] == [("en", True)]


def test_gear_is_asked_of_those_who_handle_it(read: Reader) -> None:
    lines = {line.role_id: line for line in read(_message("commercial_es")).lines}
    assert lines["first-ac"].skills == ("Alexa 35", "probe")
    assert lines["video-assist-operator"].skills == ("q-take", "remoto")


def test_what_belongs_to_one_line_stays_with_it(read: Reader) -> None:
    documentary = {line.role_id: line for line in read(_message("documentary_en")).lines}
    assert [d.starts_on for d in documentary["drone-pilot"].days] == [date(2027, 3, 5)]
    assert documentary["driver"].days == ()
    feature = {line.role_id: line for line in read(_message("feature_en")).lines}
    assert feature["intimacy-coordinator"].day_count == 2
    assert feature["location-manager"].place_ids == ("14067",)
    assert [(a.language, a.level) for a in feature["script-supervisor"].languages] == [("en", "B2")]


def test_the_names_and_posts_of_those_who_write_ask_for_nobody(read: Reader) -> None:
    need = read(_message("bullets_es"))
    assert "production-coordinator" not in {line.role_id for line in need.lines}
    assert "Coordinadora de producción" in " ".join(f.text for f in need.fragments)


def test_a_day_behind_a_title_is_its_day_of_work(read: Reader) -> None:
    need = read(_message("options_es"))
    lines = {line.role_id: line for line in need.lines}
    assert [(d.kind, d.starts_on) for d in lines["crane-operator"].days] == [(PeriodWord.SHOOT, date(2027, 2, 20))]
    assert lines["intimacy-coordinator"].day_count == 1
    assert (need.facts.needed_by_on, need.facts.shoot_days) == (None, None)


def test_what_is_not_understood_comes_back(read: Reader) -> None:
    fragments = " ".join(f.text for f in read(_message("commercial_es")).fragments)
    for words in ("Hola Ale", "te escribo de Nube Roja", "cliente US", "por presupuesto", "Tarifas por llamado 12 hrs"):
        assert words in fragments


def test_a_greeting_asks_for_nobody(read: Reader) -> None:
    need = read("Hola Ale, ¿cómo estás? Soy productora y te mando un abrazo. Nos vemos el 3 de marzo.")
    assert need.lines == ()
    assert need.facts.days[0].starts_on == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Necesito dos grips y tres eléctricos", [(2, "grip"), (3, "electrician")]),
        ("Busco 1er, 2do y 3er AD", [(1, ASKED), (1, "second-ad"), (1, "third-ad")]),
        ("We need: key grip + 4, gaffer + 2", [(1, "key-grip"), (4, "grip"), (1, "gaffer"), (2, "electrician")]),
        (
            "Necesitamos script; coordinadora de producción; 2 PAs",
            [
                (1, "script-supervisor"),
                (1, "production-coordinator"),
                (2, "production-assistant"),
            ],
        ),
        ("Crew: director de arte, asistente de arte x3", [(1, "art-director"), (3, "art-department-assistant")]),
    ],
)
def test_counts_are_read_in_words_and_figures(text: str, lines: list[tuple[int, str]], read: Reader) -> None:
    assert _lines(read(text)) == lines


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Gaffer. Todo GDL de preferencia", LocalWish.PREFERRED),
        ("Gaffer. Crew local obligatorio", LocalWish.REQUIRED),
        ("Gaffer. Locals preferred.", LocalWish.PREFERRED),
        ("Gaffer", LocalWish.ANY),
    ],
)
def test_locals_are_wished_for_or_demanded(text: str, wish: LocalWish, read: Reader) -> None:
    assert read(text).facts.local is wish
