"""Pasted messages: the proposed lines carry what the message says, and its unread words come along."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInputError
from app.services.need_content import NeedContent, read_content
from app.services.need_pasted import read_pasted
from app.services.need_plan import plan_need
from app.services.need_text import to_content

MESSAGES = Path(__file__).parents[2] / "data" / "messages"
TODAY = date(2027, 1, 18)


def content_of(raw: dict[str, Any]) -> NeedContent:
    raw = raw | {"production": raw["production"] | {"working_title": "Spot", "kind": "commercial"}}
    content, problems = read_content(to_content(raw))
    assert content is not None, problems
    return content


def test_the_typical_request_becomes_the_right_lines() -> None:
    text = (MESSAGES / "commercial_es.txt").read_text(encoding="utf-8")
    raw, _ = read_pasted(text, today=TODAY)
    content = content_of(raw)
    production = content.production
    assert (production.shoot_starts_on, production.shoot_ends_on) == (date(2027, 2, 9), date(2027, 2, 11))
    assert [(base.name, base.municipalities) for base in production.bases] == [("Guadalajara", ["Tequila"])]
    assert production.confidential
    assert content.needed_by_on == date(2027, 1, 19)
    assert content.message == text.strip()
    by_title = {each.line.asked_as: each for each in plan_need(content)}
    assert len(by_title) >= 25
    assert by_title["gaffer"].starts_on == date(2027, 2, 8)
    assert by_title["staff"].reading.role_id in {"electrician", "grip"}
    assert by_title["vans"].line.quantity == 4
    assert [ask.language for ask in by_title["1er de dirección"].line.languages] == ["en"]
    assert all(each.line.local.value == "preferred" for each in by_title.values())
    assert all(each.problem is None for each in by_title.values())


@pytest.mark.parametrize("path", sorted(MESSAGES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_word_of_a_message_is_shown_again(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    raw, notes = read_pasted(text, today=TODAY)
    assert all(line["_source"] and line["_source"].split()[0] in text for line in raw["lines"])
    unread = [note.values["words"] for note in notes if "words" in note.values]
    assert all(words in text for words in unread)
    assert raw["message"] == text


def test_a_message_without_positions_is_told() -> None:
    with pytest.raises(InvalidInputError, match="No position"):
        read_pasted("Hola, buen día, ¿cómo estás?", today=TODAY)
