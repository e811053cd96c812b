"""Words of audit events: days, roles, choices and lists are told as people say them; people's own words stay."""

import pytest

from app.audit_labels import action_words
from app.services.audit_values import value_words


@pytest.mark.parametrize(
    ("value", "field", "told"),
    [
        ("camera-trainee", "role_id", "Trainee de cámara"),
        ("2026-12-11", "act_by_on", "11 dic 2026"),
        ("2026-11-26 06:00:00+00:00", "until", "26 nov 2026, 00:00"),
        ("rectification", "kind", "Rectificación"),
        ("waiting", "status", "En la fila"),
        (True, "confirmed", "sí"),
        ([], "tags", "–"),
        ({"safe_set": "no"}, "facts", "El set fue seguro: No"),
        ({'["en"]': {"level": "B2"}}, "languages", "Inglés: nivel: B2"),
    ],
)
def test_a_value_is_told_in_the_pages_language(value: object, field: str, told: str) -> None:
    assert value_words(value, "es_MX", field) == told


@pytest.mark.parametrize("own", ["active", "2026-13-45", "[a note", "  "])
def test_what_people_wrote_stays_as_it_is(own: str) -> None:
    assert value_words(own, "es_MX", "note") == own


def test_a_text_that_looks_like_a_day_and_is_none_stays() -> None:
    assert value_words("2026-13-45", "en", "until") == "2026-13-45"


def test_a_deed_is_told_so_that_it_fits_any_thing() -> None:
    told = [action_words(f"offer:{thing}:sent", "es_MX") for thing in ("offer", "message")]
    assert told == ["Oferta: se envió", "Correo electrónico: se envió"]
    assert action_words("offer:offer:sent", "en") == "Offer: sent"
