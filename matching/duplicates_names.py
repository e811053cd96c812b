"""Names of people read into words that can be compared: given names and surnames, Spanish first, English too."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from matching.text import fold

DATA = Path(__file__).parent / "data"
MOST_GIVEN, MOST_SURNAMES = 3, 2
MOST_MEANINGS = 5
SOUND_LENGTH = 6

_JOINED = {"san", "santa", "mac", "mc", "o", "d", "van", "von", "der", "den", "ter", "st", "saint", "al", "el"}
_DROPPED = {"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "das", "di"}
_TITLES = {"ing", "lic", "dr", "dra", "arq", "mtro", "mtra", "prof", "profa", "sr", "sra", "srita", "don", "dona"}
_SUFFIXES = {"jr", "sr", "hijo", "padre", "ii", "iii", "junior"}
_SHORT = {
    "ma": "maria", "fco": "francisco", "fca": "francisca", "gpe": "guadalupe", "jse": "jose", "ant": "antonio",
    "alej": "alejandro", "gmo": "guillermo", "hdz": "hernandez", "hdez": "hernandez", "hndz": "hernandez",
    "mtz": "martinez", "mtnz": "martinez", "mnz": "martinez", "gzz": "gonzalez", "glez": "gonzalez",
    "gonz": "gonzalez", "glz": "gonzalez", "rdz": "rodriguez", "rdgz": "rodriguez", "rguez": "rodriguez",
    "rodz": "rodriguez", "fdz": "fernandez", "fdez": "fernandez", "lpz": "lopez", "prz": "perez", "dgz": "dominguez",
    "dmz": "dominguez", "gtz": "gutierrez", "gtrz": "gutierrez", "vzqz": "vazquez", "vzz": "vazquez",
    "vqz": "vazquez", "jmz": "jimenez", "jmnz": "jimenez", "rmz": "ramirez", "rmrz": "ramirez", "mdz": "mendez",
    "shz": "sanchez", "snchz": "sanchez", "alvz": "alvarez", "slz": "salazar", "ctz": "cortez",
}  # fmt: skip
"""How names are shortened on call sheets; read as the whole name."""

_SPELLING = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"ch"), "C"),
    (re.compile(r"sh"), "s"),
    (re.compile(r"h"), ""),
    (re.compile(r"^x|x(?=[aeiou])"), "j"),
    (re.compile(r"x"), "s"),
    (re.compile(r"qu(?=[ei])|q|ck|k|c(?![eiC])"), "k"),
    (re.compile(r"[cz]"), "s"),
    (re.compile(r"gu(?=[ei])"), "G"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"ll|y(?=[aeiou])"), "L"),
    (re.compile(r"[vw]"), "b"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_VOWELS = re.compile(r"(?<!^)[aeiou]")


class PersonName(NamedTuple):
    """Words of one name in the order they were given, folded: at most three given names and two surnames."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words in one line, surnames first: what sorted neighbours are ordered by."""
        return " ".join((*self.surnames, *self.given))


def read_name(given_name: str, surname: str) -> PersonName:
    """Return the words of a name that came in two fields; one that came in one field is split.

    "Pérez López, Juan" and "Juan Pérez López" are the same; up to two surnames without a given name stay surnames.
    Of four words or more the last two are surnames. A husband's name ("García de Pérez") is left out: it is missing
    as often as not.
    """
    given, surnames = _given_words(given_name), _surname_words(surname)
    if not surnames and given:
        given, surnames = _split(given_name)
    elif not given and ("," in surname or len(surnames) > MOST_SURNAMES):
        given, surnames = _split(surname)
    return PersonName(tuple(given[:MOST_GIVEN]), _two(surnames))


def read_alias(text: str) -> PersonName:
    """Return the words of a whole name; one word alone stands for given name or surname and is taken as given."""
    return read_name(text, "")


def _split(text: str) -> tuple[list[str], list[str]]:
    last, comma, first = text.partition(",")
    if comma and fold(first):
        return _given_words(first), _surname_words(last)
    words = _married(fold(text).split())
    kept = _plain(words)
    if len(kept) == 1:
        return [_SHORT.get(kept[0], kept[0])], []
    few = 1 if len(kept) <= MOST_GIVEN else len(kept) - MOST_SURNAMES
    return _given_words(" ".join(kept[:few])), _surname_words(" ".join(kept[few:]))


def _given_words(text: str) -> list[str]:
    words = fold(text).split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return [_SHORT.get(word, word) for word in _plain(words)]


def _surname_words(text: str) -> list[str]:
    return [_SHORT.get(word, word) for word in _plain(_married(fold(text).split()))]


def _plain(words: list[str]) -> list[str]:
    """Leave particles and suffixes out and join what belongs to the next word; never leave nothing."""
    kept: list[str] = []
    before = ""
    for at, word in enumerate(words):
        if word in _JOINED and at + 1 < len(words):
            before += word
        elif word in _DROPPED or (word in _SUFFIXES and kept):
            continue
        else:
            kept.append(before + word)
            before = ""
    return kept or words[-1:]


def _married(words: list[str]) -> list[str]:
    """Take "de X" out behind a first surname; "de la", "del" are parts of surnames in their own right."""
    for at in range(1, len(words) - 1):
        if words[at] == "de" and words[at - 1] not in _DROPPED and words[at + 1] not in _DROPPED:
            return [*words[:at], *words[at + 2 :]]
    return words


def _two(surnames: list[str]) -> tuple[str, ...]:
    if len(surnames) <= MOST_SURNAMES:
        return tuple(surnames)
    return (surnames[0], "".join(surnames[1:]))


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Return nickname -> the given names that it may stand for, of data/nicknames.tsv."""
    meant: dict[str, list[str]] = defaultdict(list)
    for line in (DATA / "nicknames.tsv").read_text(encoding="utf-8").splitlines():
        name, _, short = line.partition("\t")
        for nickname in short.split():
            meant[nickname].append(name)
    return {nickname: tuple(names) for nickname, names in meant.items()}


def meanings(word: str) -> tuple[str, ...]:
    """Return what a given name may stand for, at most five; a full name stands for itself first."""
    short = nicknames().get(word, ())
    return (short or (word,))[:MOST_MEANINGS] if word not in full_names() else (word, *short)[:MOST_MEANINGS]


@cache
def full_names() -> frozenset[str]:
    """Return the given names that have nicknames."""
    return frozenset(name for names in nicknames().values() for name in names)


@cache
def common_words() -> frozenset[str]:
    """Return given names and surnames that are frequent in Mexico or in English: data/common-names.txt."""
    return frozenset((DATA / "common-names.txt").read_text(encoding="utf-8").split())


def sound(word: str) -> str:
    """Return a key that words pronounced alike in Mexican Spanish share: Jiménez, Giménez and Ximénez."""
    for pattern, letter in _SPELLING:
        word = pattern.sub(letter, word)
    return _VOWELS.sub("", word)[:SOUND_LENGTH] or word
