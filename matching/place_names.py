"""Names of places as people type them: an index that forgives accents, typos, abbreviations and trade names."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from matching.text import fold

# what people shorten in names of places; compared after folding, word by word
_SHORT = {
    "cd": "ciudad",
    "fco": "francisco",
    "gpe": "guadalupe",
    "gral": "general",
    "mpio": "municipio",
    "nva": "nueva",
    "nvo": "nuevo",
    "pto": "puerto",
    "sn": "san",
    "sta": "santa",
    "sto": "santo",
    "zap": "zapopan",
}
_LEAD_IN = re.compile(r"^(?:municipio de|municipio|pueblo de|ciudad de|ciudad|en|de|near|cerca de) (?=\w)")
_COUNTRY = re.compile(r" (?:mexico|mx|mex)$")
_SAINT = re.compile(r"^(?:san|santa|santo) \w+ (?=\w{5})")
_OF = re.compile(r" (?:de|del|de la|de los|de las) ")
_PARTS = re.compile(r"[,;/|()\[\]\n\t]| - | \u2013 ")

NAMED, PART_OF_NAME, CURATED = 1.0, 0.93, 50.0
NEAR, STATE_ITSELF = 6.0, 0.02
SHARPNESS = 25.0  # how fast evidence falls with the distance of a name: 0.93 alike counts a sixth
MIN_TYPO_LENGTH, SHORT_NAME = 4, 5
LEAST_RATIO, LEAST_SHORT_RATIO = 82.0, 88.0
FALLBACK = 0.9  # the finer part of an address wasn't known, the coarser one was


@dataclass(slots=True)
class _Entry:
    kind: str
    municipality_id: str
    state_id: str
    weight: float


class PlaceNames:
    """Folded names, aliases and parts of names -> places, with the weight of each place.

    A place's weight is its population to the power 3/4: large places are meant more often, small ones not never.
    """

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._by_key: dict[str, dict[str, float]] = defaultdict(dict)
        self._curated: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self._abroad: set[str] = set()
        self._area: dict[str, str] = {}
        self._joined: dict[str, set[str]] = defaultdict(set)
        self.state_ids: set[str] = set()

    def add(self, place_id: str, name: str, *, kind: str, municipality_id: str, people: int) -> None:
        """Index a place by its name, by what stands in parentheses and, for municipalities, by its telling part."""
        state_id = place_id if not municipality_id else municipality_id[:2]
        weight = (people + 500) ** 0.75 * (STATE_ITSELF if kind == "state" else 1.0)
        self._entries[place_id] = _Entry(kind, municipality_id, state_id, weight)
        keys = [fold(part) for part in re.split(r"[()\[\]]", name)]
        for key in filter(None, keys):
            self._by_key[key][place_id] = NAMED
        if not municipality_id:
            self.state_ids.add(place_id)
            self._states[keys[0]] = place_id
        if kind == "municipality":
            for key in {_OF.split(keys[0])[0], _SAINT.sub("", keys[0])} - {keys[0]}:
                self._by_key[key].setdefault(place_id, PART_OF_NAME)

    def add_alias(self, text: str, place_id: str, use: str) -> None:
        """Add a curated name: of a place (`name`), of a state (`state`) or of somewhere abroad (`abroad`)."""
        key = fold(text)
        if use == "state":
            self._states[key] = place_id
        elif use == "abroad":
            self._abroad.add(key)
        else:
            self._curated[key] = place_id
            self._by_key[key][place_id] = NAMED

    def join(self, municipality_ids: Iterable[str]) -> None:
        """Let an area's places count as near wherever one of its states is near, and as one base in an address."""
        codes = sorted(municipality_ids)
        for code in codes:
            self._joined[code] |= {each[:2] for each in codes}
            self._area[code] = codes[0]

    def state_of(self, text: str) -> str:
        """Return the id of the state that the text names, or nothing."""
        return self._states.get(fold(text), "")

    def find(self, text: str, near_state_id: str) -> list[tuple[str, float]]:
        """Return (place id, confidence) best first, for a whole address or one name."""
        parts, state_id = self._read(text)
        if not parts:
            return [(state_id, NAMED)] if state_id else []
        answers = [self._look_up(part, state_id, near_state_id) for part in parts]
        known = [answer for answer in answers if answer]
        if not known:
            return []
        inside = self._inside(known)
        if inside:
            return inside
        if len(known) > 1 and self._is_large(known[0][0][0]):
            first = [answer[0] for answer in known]
            one_base = len({self._area.get(self._entries[place].municipality_id, place) for place, _ in first}) == 1
            return known[0] if one_base else [(place, confidence / len(known)) for place, confidence in first]
        coarse = known[-1]
        certainty = NAMED if len(answers) == 1 else FALLBACK
        return [(place, confidence * certainty) for place, confidence in coarse]

    def _is_large(self, place_id: str) -> bool:
        return self._entries[place_id].kind != "town"

    def _inside(self, known: list[list[tuple[str, float]]]) -> list[tuple[str, float]]:
        """Return the first part's places that lie in what a later part names ("Sayulita, Bahía de Banderas")."""
        if len(known) < 2:  # noqa: PLR2004 - one name has nothing to lie in
            return []
        outer = {self._entries[place].municipality_id for answer in known[1:] for place, _ in answer[:1]} - {""}
        inside = [place for place, _ in known[0] if self._entries[place].municipality_id in outer]
        return [(place, NAMED / len(inside)) for place in inside]

    def _read(self, text: str) -> tuple[list[str], str]:
        """Return the folded parts of an address without the state and country, and the state said."""
        whole = self._expand(fold(text))
        if whole in self._curated or (whole in self._by_key and whole not in self._states):
            return [whole], ""
        if whole in self._abroad:
            return [], ""
        parts: list[str] = []
        state_id = ""
        for raw in _PARTS.split(text):
            part = self._expand(fold(raw))
            if part in {"", "mexico", "mx"}:
                continue
            if part in self._states and (parts or state_id == ""):
                state_id, part = self._take_state(part, is_first=not parts)
            else:
                part, said = self._split_state(part)
                state_id = said or state_id
            if part:
                parts.append(part)
        return parts, state_id

    def _take_state(self, part: str, *, is_first: bool) -> tuple[str, str]:
        """Read a part as the state of its name, unless it comes first and a municipality bears the name too."""
        both = is_first and any(self._is_large(place) for place in self._by_key.get(part, {}) if len(place) > 2)  # noqa: PLR2004 - ids of states have two digits
        return ("", part) if both else (self._states[part], "")

    def _split_state(self, part: str) -> tuple[str, str]:
        """Split "tonala chiapas" into the name and the state's id, where the whole isn't itself a name."""
        if part in self._by_key:
            return part, ""
        for told in (part, _COUNTRY.sub("", part)):
            words = told.split()
            for cut in range(1, len(words)):
                state = self._states.get(" ".join(words[cut:]))
                if state:
                    return " ".join(words[:cut]), state
        return _COUNTRY.sub("", part), ""

    @staticmethod
    def _expand(key: str) -> str:
        return " ".join(_SHORT.get(word, word) for word in key.split())

    def _look_up(self, key: str, state_id: str, near_id: str) -> list[tuple[str, float]]:
        """Return the places of one name: exactly so named, else nearly."""
        if key in self._abroad and not state_id:
            return []
        bare = _LEAD_IN.sub("", key)
        for look, name in ((self._exact, key), (self._exact, bare), (self._nearly, key)):
            found = {i: s for i, s in look(name).items() if not state_id or self._entries[i].state_id == state_id}
            if found:
                return self._weigh(key, found, near_id)
        return []

    def _exact(self, key: str) -> dict[str, float]:
        return dict(self._by_key.get(key, {}))

    def _nearly(self, key: str) -> dict[str, float]:
        """Return places whose name differs by a few letters or begins so, with the likeness in (0, 1)."""
        if len(key) < MIN_TYPO_LENGTH:
            return {}
        least = LEAST_SHORT_RATIO if len(key) <= SHORT_NAME else LEAST_RATIO
        close = process.extract(key, self._keys, scorer=fuzz.ratio, limit=40, score_cutoff=least)
        found: dict[str, float] = {}
        for name, likeness in [(name, ratio / 100) for name, ratio, _ in close] + list(self._beginning(key)):
            for place, part in self._by_key[name].items():
                found[place] = max(found.get(place, 0.0), likeness * part)
        return found

    def _beginning(self, key: str) -> Iterator[tuple[str, float]]:
        """Yield the names that begin with what was typed."""
        for name in self._keys:
            if name.startswith(key):
                yield name, 0.75 + 0.2 * len(key) / len(name)

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._by_key)

    def _weigh(self, key: str, likeness: dict[str, float], near_id: str) -> list[tuple[str, float]]:
        """Order by likeness and weight; confidence is the share of the place's municipality times the likeness."""
        evidence = {place: self._evidence(key, place, alike, near_id) for place, alike in likeness.items()}
        total = sum(evidence.values())
        shares: dict[str, float] = defaultdict(float)
        for place, value in evidence.items():
            shares[self._entries[place].municipality_id or place] += value / total
        ordered = sorted(evidence, key=lambda place: (-evidence[place], place))
        return [
            (place, min(1.0, shares[self._entries[place].municipality_id or place]) * likeness[place])
            for place in ordered
        ]

    def _evidence(self, key: str, place: str, alike: float, near_id: str) -> float:
        entry = self._entries[place]
        is_near = near_id and (entry.state_id == near_id or near_id in self._joined.get(entry.municipality_id, ()))
        curated = CURATED if self._curated.get(key) == place else 1.0
        return math.exp(-SHARPNESS * (1 - alike)) * entry.weight * (NEAR if is_near else 1.0) * curated
