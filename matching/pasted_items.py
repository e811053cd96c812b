"""One item of a pasted list taken apart: "gaffer + best boy + 3 staff", "foquista y 2do (Alexa 35, probe)"."""

import re
from dataclasses import dataclass, replace

from matching.pasted_facts import LanguageAsk, find_gear, find_languages
from matching.pasted_text import Piece, brackets, split, without
from matching.text import fold
from matching.title_words import LEVELS, ORDINALS, concept_of

_NUMBER_WORDS = (
    "un|una|uno|one|a|an dos|two|par tres|three cuatro|four cinco|five seis|six siete|seven ocho|eight nueve|nine "
    "diez|ten once|eleven doce|twelve"
)
_NUMBERS = {word: n for n, words in enumerate(_NUMBER_WORDS.split(), start=1) for word in words.split("|")}
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LEAD = re.compile(
    r"^(?:[-*•·–—\s]|\d{1,2}[.)]\s+|y\b|e\b|and\b|plus\b|m[aá]s\b|tambi[eé]n\b|adem[aá]s\b|also\b|los?\b|las?\b|el\b|the\b)+",
    re.IGNORECASE,
)
_FRONT = re.compile(
    rf"^(?:un\s+par\s+de|a\s+couple\s+of|x?\s*(?P<n>\d{{1,3}})\s*[x×]?|(?P<w>{_WORDS}))\s+(?=\D)", re.IGNORECASE
)
_BACK = re.compile(r"\s*(?:[x×]\s*(?P<n>\d{1,3})|(?<=\s)(?P<m>\d{1,3})\s*[x×])\s*$", re.IGNORECASE)
_ALONE = re.compile(rf"^(?:(?P<n>\d{{1,3}})|(?P<w>{_WORDS}))(?:\s+(?:m[aá]s|more))?$", re.IGNORECASE)
_COUNT_ASIDE = re.compile(r"^x?\s*(\d{1,3})\s*x?$", re.IGNORECASE)
_NEXT_COUNT = re.compile(r"(?<=\s)(?=\d{1,2}\s[^\W\d]{3,})")
_PLUS = re.compile(r"\+")
_AND = re.compile(r"(?<=\s)(?:y|e|and|&)(?=\s)", re.IGNORECASE)
_DANGLING = re.compile(r"(?:\s+(?:with|w/|con|que|y|and|de|del|of|en|in|for|para))+$", re.IGNORECASE)
_REMARK = re.compile(r"(?<=\w)\s+[-–—]\s+(?=\w)")
_COMMA = re.compile(r"[,;]")
MOST_HEADS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One title of an item with what was asked of it; `title` is what the resolver should read.

    `source` is where it stands; `title` may borrow words that its neighbour wrote ("1er y 2do de dirección").
    """

    source: Piece
    title: str
    quantity: int = 1
    counted: bool = False
    languages: tuple[LanguageAsk, ...] = ()
    skills: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def comma_items(piece: Piece) -> list[Piece]:
    """Split at commas outside brackets."""
    return split(piece, _COMMA)


def core_of(item: Piece) -> Piece:
    """Return an item with its brackets blanked out."""
    core = item
    for aside in brackets(item):
        core = without(core, [Piece(aside.start - 1, aside.end + 1, "")])
    return without(
        core, [Piece(item.start + f.start(), item.start + f.end(), "") for f in re.finditer(r"[()\[\]{}]", item.text)]
    )


def plus_pieces(core: Piece) -> list[Piece]:
    """Split at "+", and before a second count ("4 vans 2 camiones")."""
    return [part for plus in split(core, _PLUS) for part in _by_count(plus)]


def _by_count(piece: Piece) -> list[Piece]:
    parts = split(piece, _NEXT_COUNT)
    return parts if all(_FRONT.match(p.text) for p in parts) else [piece]


def and_pieces(piece: Piece) -> list[Piece]:
    """Split at "y" and "and"; a slash names one person twice more often than two persons."""
    return split(piece, _AND)


def starts_with_count(piece: Piece) -> bool:
    """Tell whether a piece counts its own heads: "two grips", "un par de staff"."""
    return _FRONT.match(piece.text) is not None


def read_asked(piece: Piece) -> Asked | None:
    """Read count, languages and gear off a piece; what is left is its title. None for a piece without letters."""
    lead = _LEAD.match(piece.text)
    bare = piece.sub(lead.end(), len(piece.text)) if lead and lead.end() < len(piece.text) else piece
    languages = tuple(find_languages(bare))
    gear = find_gear(bare)
    remark = _REMARK.search(bare.text)
    said = bare.sub(remark.end(), len(bare.text)) if remark else None
    rest = without(
        bare,
        [*(ask.source for ask in languages), *gear, *([bare.sub(remark.start(), len(bare.text))] if remark else [])],
    )
    # gear that is all there is names the post itself: "Technocrane", "remoto"
    if not any(c.isalpha() for c in rest.text):
        rest, gear, languages, said = bare, [], (), None
    title, quantity = _counted(" ".join(rest.text.split()).strip(" .:;!?¡¿"))
    title = _DANGLING.sub("", title)
    if not any(c.isalpha() for c in title) and not (quantity and not title):
        return None
    return Asked(
        source=Piece(piece.start, piece.start + len(piece.text.rstrip()), piece.text.rstrip()),
        title=title,
        quantity=min(quantity or 1, MOST_HEADS),
        counted=quantity is not None,
        languages=languages,
        skills=(*(g.text for g in gear), *([said.text] if said else [])),
    )


def _counted(text: str) -> tuple[str, int | None]:
    """Read the count in front of or behind a title; a bare number has no title."""
    alone = _ALONE.match(text)
    if alone:
        return "", _number(alone)
    for pattern in (_FRONT, _BACK):
        found = pattern.search(text)
        if found:
            title = (text[: found.start()] + text[found.end() :]).strip()
            parts = found.groupdict()
            digits = parts.get("n") or parts.get("m")
            return title, max(int(digits), 1) if digits else _NUMBERS.get((parts.get("w") or "dos").lower(), 2)
    return text, None


def _number(found: re.Match[str]) -> int:
    return max(int(found["n"]), 1) if found["n"] else _NUMBERS[found["w"].lower()]


def share_tails(asked: list[Asked]) -> list[Asked]:
    """Give a bare number the words its neighbour wrote for both: "1er y 2do de dirección"."""
    shared = list(asked)
    for i in range(len(shared) - 2, -1, -1):
        words, following = shared[i].title.split(), shared[i + 1].title.split()
        tail = following[1:] if following and concept_of(fold(following[0])) in LEVELS else []
        if words and tail and all(concept_of(fold(w)) in LEVELS for w in words):
            shared[i] = replace(shared[i], title=" ".join((*words, *tail)))
    return shared


def tell_aside(asked: list[Asked], asides: list[Piece]) -> list[Asked]:
    """Share out what stands in brackets: counts, languages, gear; to one title where its number is named."""
    # behind several counted titles, what stands in brackets is said of the last
    if len(asked) > 1 and asked[-1].counted:
        return [*asked[:-1], *tell_aside(asked[-1:], asides)]
    for aside in (part for each in asides for part in comma_items(each)):
        count = _COUNT_ASIDE.match(aside.text)
        if count and len(asked) == 1:
            asked = [replace(asked[0], quantity=min(max(int(count[1]), 1), MOST_HEADS), counted=True)]
            continue
        asked = _told(asked, aside)
    return asked


def _told(asked: list[Asked], aside: Piece) -> list[Asked]:
    languages = tuple(find_languages(aside))
    words = [concept_of(w) for w in fold(aside.text).split()]
    numbers = {w for w in words if w in ORDINALS}
    meant = [a for a in asked if numbers & {concept_of(w) for w in fold(a.title).split()}] or asked
    skills = () if languages else (aside.text,)
    return [
        replace(a, languages=(*a.languages, *languages), skills=(*a.skills, *skills)) if a in meant else a
        for a in asked
    ]
