"""From an item of a pasted list to the lines it asks for, with the departments that its neighbours tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.pasted_dates import DaySpan
from matching.pasted_facts import LanguageAsk, LocalWish
from matching.pasted_items import (
    Asked,
    and_pieces,
    comma_items,
    core_of,
    plus_pieces,
    read_asked,
    share_tails,
    starts_with_count,
    tell_aside,
)
from matching.pasted_text import Piece, brackets
from matching.roles import ShootSize, Taxonomy
from matching.text import fold
from matching.title_trades import BENIGN
from matching.title_words import ARTICLES, STOP_WORDS, concept_of
from matching.titles import Resolution, TitleResolver

LEAST_SURE = 0.8
MOST_WORDS = 6
MOST_CHAINED = 40
ONLY_COUNTED = "only their number is given"
"""Note on a line whose title the message leaves to be understood."""
_CREW = frozenset({3, 4})
_LEADERS = frozenset({"chief", "key", "lead", "bestboy"})
_WHOLE = re.compile(
    r"\b(?:de|del|of|complet[oa]s?|enter[oa]s?|full|whole|todo\s+el|toda\s+el|el|la|the|team|crew|equipo|departamento|depto|dept|department)\b",
    re.IGNORECASE,
)
# Words of letters and of business: an item that holds one asks for nobody.
_NO_TITLE = re.compile(
    r"\b(?:gracias|saludos?|porfa(?:vor)?|por\s+favor|please|thanks?|hola|hello|hi|abrazos?|atent[oa]|etc|tarifas?|rates?"
    r"|budget|presupuesto|pagos?|paga|facturas?|invoice|tbd|hrs?|horas|hours|am|pm|lista|list|opciones|cotizaci[oó]n|quote|te\s+escribo|i\s+am|we\s+are)\b",
    re.IGNORECASE,
)
# Outside a list, "el director habla inglés" tells of somebody; it asks for nobody.
_TOLD_OF = re.compile(r"(?:el|la|los|las|the|our|su|nuestr[oa])\b", re.IGNORECASE)
_FOR_SOMEONE = re.compile(r"(?:para|for)\b", re.IGNORECASE)
# Vehicles and machines stand for those who drive or run them.
_STANDS_FOR = {
    "van": "transport",
    "camionet": "transport",
    "truck": "transport",
    "pip": "transport",
    "generator": "lighting",
}
# Departments that people list side by side, nearest first: "coord" after a production manager is production's.
_FAMILIES = (
    ("production", "production-office", "producers"),
    ("ad", "direction", "script"),
    ("camera", "dit-video", "stills-epk"),
    ("lighting", "rigging", "grip"),
    ("grip", "rigging", "lighting"),
    ("art", "set-dressing", "props", "construction", "scenic", "greens"),
    ("costume", "makeup-hair"),
    ("transport", "picture-vehicles"),
    ("post", "color-finishing", "post-sound"),
)


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One proposed position; a person confirms each. `asked_as` is the title as read, `source` where it stood."""

    source: Piece
    asked_as: str
    quantity: int
    resolution: Resolution
    counted: bool = False
    languages: tuple[LanguageAsk, ...] = ()
    skills: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    days: tuple[DaySpan, ...] = ()
    day_count: int | None = None
    local: LocalWish | None = None
    notes: tuple[str, ...] = ()

    @property
    def role_id(self) -> str | None:
        """Return the role that the title was read as; None where a person has to say."""
        return self.resolution.role_id


class ItemReader:
    """Reads items one after the other; remembers the department of the last line as a hint for the next."""

    def __init__(self, resolver: TitleResolver, taxonomy: Taxonomy) -> None:
        self._resolver = resolver
        self._taxonomy = taxonomy
        self._last: str | None = None
        self._answers: dict[tuple[str, str | None], Resolution] = {}
        self._halves = {
            fold(half): d.id
            for d in reversed(taxonomy.departments)
            for name in (d.name_en, d.name_es)
            for half in re.split(r"[/&,]| y ", name)
        }

    def read(self, item: Piece, *, listed: bool, department: str | None = None) -> list[PastedLine]:
        """Read one item; outside a list (`listed` false) only what is surely a title makes a line."""
        core, asides = core_of(item), brackets(item)
        group = self._whole_department(core) if asides else None
        if group and listed:
            inner = [part for aside in asides for part in comma_items(aside)]
            lines = [line for part in inner for line in self.read(part, listed=True, department=group)]
            return [replace(line, notes=(*line.notes, " ".join(core.text.split()))) for line in lines]
        if _NO_TITLE.search(" ".join(core.text.split())) or not _may_be_title(core):
            return []
        lines = list(self._lines(core, asides, department))
        if any(_FOR_SOMEONE.match(line.asked_as) for line in lines):
            return []
        sure = (
            lines
            and not _TOLD_OF.match(core.text.strip())
            and all(_is_sure(line) for line in lines)
            and len(core.text.split()) <= MOST_WORDS
        )
        if not (listed and _is_listable(core, lines)) and not sure:
            return []
        last = next((line.role_id for line in reversed(lines) if line.role_id), None)
        self._last = self._taxonomy.role(last).department_id if last else self._last
        return lines

    def department_of(self, text: str) -> str | None:
        """Return the department that a heading such as "Cámara:" or "Tramoya:" names, by its name or half of it."""
        found = self._taxonomy.find_department(text)
        return found.id if found else self._halves.get(fold(text))

    def _whole_department(self, core: Piece) -> str | None:
        """Return the department of "arte completo", where its people follow in brackets."""
        name = " ".join(_WHOLE.sub(" ", core.text).split())
        return self.department_of(name) if name != " ".join(core.text.split()) else None

    def _lines(self, core: Piece, asides: Sequence[Piece], department: str | None) -> Iterator[PastedLine]:
        chain: str | None = None
        before: tuple[str, str] | None = None
        pieces = plus_pieces(core)
        if len(pieces) > MOST_CHAINED:
            return
        for piece in pieces:
            for asked in self._asked(piece, asides if len(pieces) == 1 or piece is pieces[-1] else (), chain):
                named = asked if asked.title else self._more_of(before, asked)
                resolution = self._resolve(named.title, department, chain)
                if resolution.role_id:
                    chain = chain or self._taxonomy.role(resolution.role_id).department_id
                    before = before or (named.title, resolution.role_id)
                yield _line(named, resolution)

    def _more_of(self, leader: tuple[str, str] | None, asked: Asked) -> Asked:
        """Read a bare count behind a leader ("jefe de staff + 3", "gaffer + 2") as that many of those led."""
        if leader is None:
            return replace(asked, title=asked.source.text, quantity=1)
        title, role_id = leader
        crew = [r for r in self._taxonomy.roles_of(self._taxonomy.role(role_id).department_id) if r.level in _CREW]
        most = max(crew, key=lambda r: r.typical_count[ShootSize.LARGE], default=None)
        led = _led_by(title) or (most.name_es if most else title)
        return replace(asked, title=led, notes=(ONLY_COUNTED,))

    def _asked(self, piece: Piece, asides: Sequence[Piece], chain: str | None) -> list[Asked]:
        """Read a piece as one title, or as several where "y" joins what no one role does."""
        whole = read_asked(piece)
        if whole is None:
            return []
        parts = [asked for part in and_pieces(piece) if (asked := read_asked(part))]
        several = 1 < len(parts) <= MOST_CHAINED and self._are_several(whole, parts, chain)
        return tell_aside(share_tails(parts) if several else [whole], list(asides))

    def _are_several(self, whole: Asked, parts: Sequence[Asked], chain: str | None) -> bool:
        """Tell "foquista y 2do" (two persons) from "maquillaje y peinado" (one role that does both)."""
        if any(starts_with_count(p.source) for p in parts[1:]):
            return True
        if any(len(p.title.split()) > MOST_WORDS for p in parts):
            return False
        joint = self._resolve(whole.title, None, chain).role_id
        return joint is None or all(self._resolve(p.title, None, chain).role_id == joint for p in parts)

    def _resolve(self, title: str, department: str | None, chain: str | None) -> Resolution:
        """Resolve a title in the department that its heading, its chain, its words or its neighbour tell."""
        first = self._answer(title)
        if not title or (first.role_id and not first.alternatives):
            return first
        told = [d for d in (chain, department) if d]
        hints = [_STANDS_FOR[c] for w in fold(title).split() if (c := concept_of(w)) in _STANDS_FOR]
        for context in told:
            answer = self._answer(title, context)
            if answer.role_id and self._taxonomy.role(answer.role_id).department_id == context:
                return answer
        for context in (*hints, *self._family(chain or department or self._last)):
            if first.role_id:
                break
            answer = self._answer(title, context)
            first = answer if answer.role_id else first
        return first

    def _answer(self, title: str, department: str | None = None) -> Resolution:
        key = (title, department)
        if key not in self._answers:
            self._answers[key] = self._resolver.resolve(title, department)
        return self._answers[key]

    def _family(self, department: str | None) -> tuple[str, ...]:
        if department is None:
            return ()
        return next((f for f in _FAMILIES if f[0] == department), None) or next(
            (f for f in _FAMILIES if department in f), (department,)
        )


def _may_be_title(core: Piece) -> bool:
    """Tell whether a word is left once places, time and little words are taken away."""
    return any(w not in STOP_WORDS and w not in BENIGN for w in fold(core.text).split())


def _line(asked: Asked, resolution: Resolution) -> PastedLine:
    return PastedLine(
        source=asked.source,
        asked_as=asked.title,
        quantity=asked.quantity,
        resolution=resolution,
        counted=asked.counted,
        languages=asked.languages,
        skills=asked.skills,
        notes=asked.notes,
    )


def _led_by(title: str) -> str:
    """Return whom a leader's title says it leads: "jefe de staff" leads the staff; nothing where it doesn't say."""
    words = title.split()
    led = [w for w in words if concept_of(fold(w)) not in _LEADERS]
    while led and fold(led[0]) in ARTICLES:
        led.pop(0)
    return " ".join(led) if len(led) < len(words) else ""


def _is_sure(line: PastedLine) -> bool:
    return line.role_id is not None and line.resolution.confidence >= LEAST_SURE


def _is_listable(core: Piece, lines: Sequence[PastedLine]) -> bool:
    """Tell whether an item of a list is a line: known, asked about, or short enough to be an unknown title."""
    known = any(line.role_id or line.resolution.asked_back for line in lines)
    return bool(lines) and (known or len(core.text.split()) <= MOST_WORDS)
