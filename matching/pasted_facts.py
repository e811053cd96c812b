"""What a pasted message says besides titles: secrecy, urgency, places, locals, languages, gear."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from matching.pasted_text import Piece

_CONFIDENTIAL = re.compile(
    r"\b(?:es\s+|est[aá]\s+bajo\s+|bajo\s+|under\s+|it'?s\s+)?(?:NDA|confidencial(?:es)?|confidential)\b"
    r"|\bno\s+dig[aá](?:s|n|is)?\b[^.,;\n]*|\b(?:do\s+not|don'?t)\s+(?:disclose|share|mention)\b[^.,;\n]*",
    re.IGNORECASE,
)
_URGENT = re.compile(r"\b(?:ya|urge|urgente|urgent|asap|a\.s\.a\.p\.|lo\s+antes\s+posible)\b", re.IGNORECASE)
# "a 30 días" is a term of payment
_SHOOT_DAYS = re.compile(
    r"(?<!\ba )\b(?P<days>\d{1,3})\s*(?:d[ií]as?|llamados?|jornadas?|shoot(?:ing)?\s+days?|days?)\b"
    r"(?:\s+de\s+(?:rodaje|filmaci[oó]n|llamado))?",
    re.IGNORECASE,
)
PREFERENCE = (
    r"(?:de\s+preferencia|preferentemente|preferible(?:mente)?|preferabl[ey]|preferred|ideal(?:mente|ly)?|deseable"
    r"|a\s+plus|nice\s+to\s+have|ojal[aá])"
)
_INSISTENCE = (
    r"(?:s[ií]\s+o\s+s[ií]|obligatori[oa]s?|indispensables?|forzos[oa]s?|required|a\s+must|must\s+(?:have|be)"
    r"|requerid[oa]s?)"
)
_LOCAL_WORDS = r"(?:tod[oa]s?|crew|equipo|gente|personal|everyone|all|s[oó]lo|solamente|only|100\s*%)"
_CODES = r"(?:GDL|PVR|CDMX|MTY|Guadalajara|Vallarta|Puerto\s+Vallarta|Jalisco)"
_LOCAL = re.compile(
    rf"\b(?:{_LOCAL_WORDS}\s+){{1,3}}(?:(?:de|in|en|from|el|crew|the)\s+)*(?:{_CODES}|local(?:es|s)?)\b(?:\s+(?P<soft>{PREFERENCE}))?(?:\s+(?P<hard>only|{_INSISTENCE}))?"
    rf"|\b(?:{_CODES}|local(?:es|s)?(?:\s+(?:crew|hires?|staff))?)\s+(?:(?P<soft2>{PREFERENCE})|(?P<hard2>only|{_INSISTENCE}))"
    rf"|\b(?P<soft3>{PREFERENCE})\s+(?:crew\s+)?(?:{_CODES}|local(?:es|s)?)\b",
    re.IGNORECASE,
)
_LANGUAGES = {
    "en": r"ingl[eé]s|english|biling[uü]es?|bilingual",
    "es": r"espa[nñ]ol|spanish",
    "fr": r"franc[eé]s|french",
    "de": r"alem[aá]n|german",
    "pt": r"portugu[eé]s|portuguese",
    "it": r"italiano|italian",
    "zh": r"chino|mandar[ií]n|chinese",
    "ja": r"japon[eé]s|japanese",
    "lsm": r"lsm|lengua\s+de\s+se[nñ]as",
}
_LANGUAGE = re.compile(
    rf"(?P<soft>{PREFERENCE}\s+)?\b(?:(?:con|que\s+hable|habla|with|fluent|fluent\s+in|speaks?|buen|good)\s+)*"
    r"(?:(?P<level0>[ABC][12])\s+)?(?P<language>" + "|".join(_LANGUAGES.values()) + r")\b"
    r"(?:[\s-]+(?:speakers?|speaking|fluido|fluent|avanzado|advanced))?(?:\s+(?P<level>[ABC][12])\b)?"
    rf"(?:\s+(?P<hard>{_INSISTENCE}))?(?:\s+(?P<soft2>{PREFERENCE}))?",
    re.IGNORECASE,
)
_GEAR = re.compile(
    r"\b(?:q-?\s?take|(?:arri\s+)?alexa(?:\s+(?:35|mini(?:\s+lf)?|lf|65|xt))?|sony\s+(?:venice|fx\s?\d+)(?:\s+2)?|venice(?:\s+2)?"
    r"|red\s+(?:komodo|raptor|v-?raptor|monstro)|phantom|probe(?:\s+lens)?|technocrane|dante|ronin(?:\s+\d)?|trinity|movi"
    r"|remot[oa]|remote|fpv|con\s+(?:coche|carro|auto|camioneta|moto|veh[ií]culo)(?:\s+propi[oa])?|own\s+(?:car|vehicle|kit)"
    r"|kit\s+propio|nocturn[oa]|nights?)\b",
    re.IGNORECASE,
)
_PLACE_LIST = re.compile(
    r"\b(?:[A-Z]{3,4}|[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+(?:\s+[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)?)(?:\s*/\s*(?:[A-Z]{3,4}|[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+))*"
)
_CODE = re.compile(r"[A-Z]{3,4}")
_IN = re.compile(
    r"(?:\b(?:en|in|at|to|base|basados\s+en|loc(?:aci[oó]n(?:es)?)?|location|foro)\s*:?\s*|\+\s*loc\s+)$", re.IGNORECASE
)

LOOK_BACK = 60
MOST_NAMES = 500

FindPlace = Callable[[str], str | None]
"""Takes a name as typed, returns the id of the place it surely means, or None."""


class LocalWish(StrEnum):
    """Whether the message wants crew who live there."""

    ANY = "any"
    PREFERRED = "preferred"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class LanguageAsk:
    """A language that a line asks for: ISO code, CEFR level if named, and whether it is a must."""

    language: str
    level: str | None
    required: bool
    source: Piece


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place that the message names, and where."""

    place_id: str
    source: Piece


def find_confidential(text: str) -> list[Piece]:
    """Find what asks for secrecy."""
    return [_piece(f) for f in _CONFIDENTIAL.finditer(text)]


def find_urgent(text: str) -> list[Piece]:
    """Find what asks for haste. "YA" counts in capitals only: "ya" means already."""
    return [_piece(f) for f in _URGENT.finditer(text) if f.group().lower() != "ya" or f.group() == "YA"]


def find_shoot_days(text: str) -> list[tuple[int, Piece]]:
    """Find how many days are shot."""
    return [(int(f["days"]), _piece(f)) for f in _SHOOT_DAYS.finditer(text)]


def find_local(text: str) -> list[tuple[LocalWish, Piece]]:
    """Find whether locals are preferred or required; "todo GDL de preferencia" prefers them."""
    found = []
    for each in _LOCAL.finditer(text):
        parts = each.groupdict()
        soft = parts["soft"] or parts["soft2"] or parts["soft3"]
        found.append((LocalWish.PREFERRED if soft else LocalWish.REQUIRED, _piece(each)))
    return found


def find_languages(piece: Piece) -> list[LanguageAsk]:
    """Find the languages that a piece asks for; one merely named is a must, one "de preferencia" is not."""
    found = []
    for each in _LANGUAGE.finditer(piece.text):
        code = next(c for c, words in _LANGUAGES.items() if re.fullmatch(words, each["language"], re.IGNORECASE))
        soft = bool(each["soft"] or each["soft2"]) and not each["hard"]
        level = (each["level"] or each["level0"] or "").upper() or None
        found.append(LanguageAsk(code, level, not soft, piece.sub(each.start(), each.end())))
    return found


def find_gear(piece: Piece) -> list[Piece]:
    """Find cameras, tools and vehicles that a piece asks for."""
    return [piece.sub(f.start(), f.end()) for f in _GEAR.finditer(piece.text)]


def find_places(text: str, find_place: FindPlace) -> list[PlaceNamed]:
    """Find places: codes as "GDL", names after "en" or "loc", and what stands with them between slashes."""
    found = []
    for each in islice(_PLACE_LIST.finditer(text), MOST_NAMES):
        names = re.split(r"\s*/\s*", each.group())
        if not (
            _IN.search(text[max(each.start() - LOOK_BACK, 0) : each.start()])
            or any(_CODE.fullmatch(name) for name in names)
        ):
            continue
        places = [place for name in names if (place := find_place(name))]
        if len(places) == len(names):
            found += [PlaceNamed(place, _piece(each)) for place in dict.fromkeys(places)]
    return found


def _piece(found: re.Match[str]) -> Piece:
    return Piece(found.start(), found.end(), found.group())
