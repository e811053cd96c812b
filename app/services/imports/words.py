"""Languages, levels, licences and other choices as people type them into lists, in English and Spanish."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from rapidfuzz import fuzz

from app.errors import InvalidInputError
from app.messages import mark
from app.models.credit import TrainingResult
from app.models.crew import CefrLevel, Channel, CredentialKind, CrewStatus, Language, Seniority
from app.models.production import ProductionKind
from app.services.cells import cell_day
from matching.text import fold

Choice = TypeVar("Choice", bound=StrEnum)

_SECTIONS: Mapping[type[StrEnum], str] = {
    Language: "languages",
    CefrLevel: "levels",
    CredentialKind: "credentials",
    Seniority: "seniorities",
    Channel: "channels",
    TrainingResult: "results",
    ProductionKind: "kinds",
    CrewStatus: "statuses",
}
_SHARES = ((95, CefrLevel.C2), (85, CefrLevel.C1), (70, CefrLevel.B2), (50, CefrLevel.B1), (30, CefrLevel.A2))
_CEFR = re.compile(r"\b([abc][12])\b", re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,3})\s*%")
_EXPIRY = re.compile(
    r"[\s(,–-]*\b(?:vence|vencimiento|vigencia|vigente|hasta|expira|exp|expires|expiry|valid|válida)\b"
    r"(?:\s*(?:el|on|until|hasta|al|to)\b)*\s*[.:]?\s*([^()]+?)\)?\s*$",
    re.IGNORECASE,
)
_CLOSE = 86.0
_SHORT = 4
_LIST = re.compile(r"[;,/|\n•]")
_QUOTED = re.compile(r'"((?:[^"]|"")+)"(?=\s*(?:[;,/|\n•]|$))')
"""An entry in quotation marks, up to the next separator; a mark of inches within an entry is none."""


@lru_cache(maxsize=4096)
def find_choice(kind: type[Choice], text: str) -> Choice | None:
    """Return the choice that the text names, typos forgiven; None where there is none."""
    typed, words = fold(text), _words(kind)
    if typed in words:
        return kind(words[typed])
    best = max(words, key=lambda word: fuzz.ratio(typed, word), default="")
    if min(len(typed), len(best)) > _SHORT and fuzz.ratio(typed, best) >= _CLOSE:
        return kind(words[best])
    return None


@cache
def _words(kind: type[StrEnum]) -> Mapping[str, str]:
    """Return folded word -> value of a choice; its own value is a word for it too."""
    section = _data()[_SECTIONS[kind]]
    known = {fold(member.value): member.value for member in kind}
    known.update({fold(word): kind(value).value for value, words in section.items() for word in words})
    return known


@cache
def second_given_names() -> frozenset[str]:
    """Return folded given names that often stand second."""
    return frozenset(_data()["second_given_names"])


@cache
def _data() -> Mapping[str, Any]:
    text = files("app").joinpath("data", "import_words.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def split_list(text: str, separators: re.Pattern[str] = _LIST) -> list[str]:
    """Return the parts of a list typed into one cell; what stands in brackets or quotation marks is not divided."""
    if not separators.search(text) and '"' not in text:
        return [text.strip()] if text.strip() else []
    depth, parts, rest = 0, [""], text
    while rest:
        quoted = _QUOTED.match(rest) if not parts[-1].strip() else None
        if quoted:
            parts[-1] = quoted[1].replace('""', '"')
            rest = rest[quoted.end() :]
            continue
        char, rest = rest[0], rest[1:]
        depth = max(0, depth + (char in "([") - (char in ")]"))
        if depth == 0 and separators.match(char):
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def join_list(parts: Iterable[str]) -> str:
    """Return entries as one cell that `split_list` takes apart again: what it would divide gets quotation marks."""
    return "; ".join(part if split_list(part) == [part] else '"' + part.replace('"', '""') + '"' for part in parts)


def find_level(text: str) -> CefrLevel | None:
    """Return the level that a text tells: B2, "fluent", "avanzado", "80%"; None where it tells none."""
    if cefr := _CEFR.search(text):
        return CefrLevel(cefr[1].upper())
    if share := _SHARE.search(text):
        return next((level for least, level in _SHARES if int(share[1]) >= least), CefrLevel.A1)
    return find_choice(CefrLevel, text)


@lru_cache(maxsize=4096)
def read_language(text: str) -> tuple[Language | None, CefrLevel | None]:
    """Return the language and level of "inglés B2", "English (fluent)", "Francés - intermedio"."""
    level = find_level(text) if _CEFR.search(text) or _SHARE.search(text) else None
    words = fold(_SHARE.sub(" ", _CEFR.sub(" ", text))).split()
    for length in range(min(len(words), 4), 0, -1):
        for at in range(len(words) - length + 1):
            language = find_choice(Language, " ".join(words[at : at + length]))
            if language is not None:
                rest = " ".join(words[:at] + words[at + length :])
                return language, level or find_level(rest)
    return None, level


def read_credential(text: str) -> tuple[CredentialKind, str, date | None]:
    """Return kind, title (where the kind is `other`) and expiry of "Licencia AFAC (vence 31/12/2027)".

    Raises InvalidInputError for an expiry that is no day.
    """
    expires_on = None
    if found := _EXPIRY.search(text):
        expires_on = cell_day(found[1].strip())
        text = text[: found.start()].strip()
    kind = find_choice(CredentialKind, re.sub(r"\(.*?\)", " ", text)) or find_choice(CredentialKind, text)
    if kind is None or kind is CredentialKind.OTHER:
        if not text:
            raise InvalidInputError(mark("Which licence or certificate is it? Write its name before the expiry."))
        return CredentialKind.OTHER, text[:160], expires_on
    return kind, "", expires_on


def iter_numbers(text: str) -> Iterator[int]:
    """Yield the whole numbers in a text, in order."""
    yield from (int(digits) for digits in re.findall(r"\d{1,3}", text))
