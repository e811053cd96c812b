"""The door for pasted messages: proposed lines to be confirmed one by one, and every word that was not understood."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.errors import InvalidInputError
from app.messages import mark
from app.services.need_text import Raw
from app.services.places import get_gazetteer
from app.services.problem import Problem
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from config import get_settings
from matching.pasted import PastedNeed, read_message
from matching.pasted_dates import DaySpan, PeriodWord
from matching.pasted_facts import LocalWish
from matching.pasted_reader import PastedLine
from matching.pasted_said import Facts

PRELIGHT_DEPARTMENTS = frozenset({"lighting", "grip", "rigging"})
"""Who works on a prelight."""

ONE_BASE_KM = 100.0
"""Places of one message that lie this near belong to its first base."""

_KINDS = {
    PeriodWord.SHOOT: mark("Read as the shoot: %(days)s (“%(source)s”)"),
    PeriodWord.PRELIGHT: mark("Read as prelight, for lighting and grip: %(days)s (“%(source)s”)"),
    PeriodWord.PREP: mark("Read as prep: %(days)s (“%(source)s”). Write it at the lines that it is for."),
    PeriodWord.SCOUT: mark("Read as a scout: %(days)s (“%(source)s”). Write it at the lines that it is for."),
    PeriodWord.FITTING: mark("Read as a fitting: %(days)s (“%(source)s”). Write it at the lines that it is for."),
    PeriodWord.WRAP: mark("Read as wrap: %(days)s (“%(source)s”). Write it at the lines that it is for."),
    PeriodWord.NEEDED_BY: mark("Read as the day by which the list is needed: %(days)s (“%(source)s”)"),
}


def read_pasted(text: str, *, today: date) -> tuple[Raw, list[Problem]]:
    """Return the draft that a message proposes and the notes on it: facts as read, fragments not understood.

    Raises InvalidInputError where no position was found in it.
    """
    need = read_message(
        text, resolver=get_title_resolver(), taxonomy=get_taxonomy(), today=today, find_place=_find_place
    )
    if not need.lines:
        raise InvalidInputError(mark("No position was found in the message. Name positions, as: gaffer, 2 grips."))
    prelight = _first(need.facts.days, PeriodWord.PRELIGHT)
    shoot = _shoot(need.facts.days)
    lines = [_line(line, need.facts, prelight, shoot) for line in need.lines]
    raw = {"production": _production(need.facts, shoot), "lines": lines, "message": text}
    if need.facts.needed_by_on is not None:
        raw["needed_by_on"] = need.facts.needed_by_on.isoformat()
    return raw, _notes(need)


def _find_place(name: str) -> str | None:
    place = get_gazetteer().resolve(name, get_settings().commission_state)
    return place.id if place else None


def _first(days: Sequence[DaySpan], kind: PeriodWord) -> DaySpan | None:
    return next((span for span in days if span.kind is kind), None)


def _shoot(days: Sequence[DaySpan]) -> tuple[date, date] | None:
    found = [span for span in days if span.kind is PeriodWord.SHOOT]
    return (min(s.starts_on for s in found), max(s.ends_on for s in found)) if found else None


def _production(facts: Facts, shoot: tuple[date, date] | None) -> Raw:
    return {
        "working_title": "",
        "kind": "",
        "confidential": facts.confidential,
        "shoot_starts_on": shoot[0].isoformat() if shoot else "",
        "shoot_ends_on": shoot[1].isoformat() if shoot else "",
        "shooting_days": facts.shoot_days,
        "bases": _bases([place.place_id for place in facts.places]),
    }


def _bases(place_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the bases: each place named, those near an earlier one as its municipalities."""
    gazetteer = get_gazetteer()
    bases: list[tuple[str, list[str]]] = []
    for place_id in dict.fromkeys(place_ids):
        near = next((base for base in bases if gazetteer.distance_km(base[0], place_id) <= ONE_BASE_KM), None)
        if near is None:
            bases.append((place_id, []))
        else:
            near[1].append(gazetteer.get(place_id).name)
    return [{"name": gazetteer.get(place_id).name, "municipalities": others} for place_id, others in bases]


def _line(line: PastedLine, facts: Facts, prelight: DaySpan | None, shoot: tuple[date, date] | None) -> Raw:
    taxonomy = get_taxonomy()
    department = taxonomy.role(line.role_id).department_id if line.role_id else ""
    local = line.local or (facts.local if facts.local is not LocalWish.ANY else None)
    days = [span for span in line.days if span.kind is not PeriodWord.NEEDED_BY]
    starts_on = min((span.starts_on for span in days), default=None)
    ends_on = max((span.ends_on for span in days), default=None)
    if not days and prelight is not None and shoot is not None and department in PRELIGHT_DEPARTMENTS:
        starts_on, ends_on = min(prelight.starts_on, shoot[0]), shoot[1]
    return {
        "asked_as": line.asked_as,
        "quantity": line.quantity,
        "role": line.role_id or "",
        "department": department,
        "bases": [get_gazetteer().get(place_id).name for place_id in line.place_ids],
        "starts_on": starts_on.isoformat() if starts_on else "",
        "ends_on": ends_on.isoformat() if ends_on else "",
        "engagement": "dailies" if line.day_count else "",
        "free_days": line.day_count,
        "languages": [
            {"language": ask.language, "level": ask.level or "B2", "required": ask.required} for ask in line.languages
        ],
        "skills": list(line.skills),
        "local": local.value if local else "",
        "note": "; ".join(line.notes),
        "_source": line.source.text,
    }


def _notes(need: PastedNeed) -> list[Problem]:
    notes = [Problem(_KINDS[span.kind], {"days": _days(span), "source": span.source.text}) for span in need.facts.days]
    if need.facts.needed_by_on is not None:
        by = need.facts.needed_by_on.isoformat()
        notes.append(Problem(mark("Read as the day by which the list is needed: %(day)s"), {"day": by}))
    notes += [
        Problem(mark("Not understood; look whether something is missing: “%(words)s”"), {"words": piece.text})
        for piece in need.fragments
    ]
    return notes


def _days(span: DaySpan) -> str:
    if span.starts_on == span.ends_on:
        return span.starts_on.isoformat()
    return f"{span.starts_on.isoformat()} – {span.ends_on.isoformat()}"
