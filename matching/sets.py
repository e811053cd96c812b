"""Sets that many people share (languages, places), each kept once, and lists of people by name."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.places import haversine_km
from matching.rows import Coded, Ints, sorted_unique
from matching.types import Point

FAR_AWAY_KM = 65535  # no base known


@dataclass(frozen=True)
class SharedSets:
    """Different sets of small integers: set `s` is `tokens[offsets[s]:offsets[s + 1]]`, ascending."""

    offsets: Ints
    tokens: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def owners(self) -> Ints:
        """Return, for each token, the set it belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def joined(self, other: "SharedSets", shift: int) -> "SharedSets":
        """Return these sets followed by the others, whose tokens are raised by `shift`."""
        offsets = np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]])
        return SharedSets(offsets, np.concatenate([self.tokens, other.tokens + shift]))


def share_sets(person: Ints, token: Ints, people: int) -> tuple[NDArray[np.uint32], SharedSets]:
    """Return for each person the number of the set of their tokens, and the different sets.

    Exact interning in as many steps as the largest set has members: after step j two people have the same
    state if and only if their first j tokens are the same.
    """
    width = int(token.max()) + 2 if len(token) else 2
    person, token = np.divmod(sorted_unique(person * width + token), width)
    counts = np.bincount(person, minlength=people)
    starts = np.concatenate([[0], np.cumsum(counts)])
    state = np.zeros(people, dtype=np.int64)
    used = 1
    for step in range(int(counts.max()) if people else 0):
        longer = np.flatnonzero(counts > step)
        grown = state[longer] * width + token[starts[longer] + step]
        different, at = np.unique(grown, return_inverse=True)
        state[longer] = used + at
        used += len(different)
    kept, first, set_of = np.unique(state, return_index=True, return_inverse=True)
    sizes = counts[first] if len(kept) else np.zeros(0, np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    picked = [token[starts[p] : starts[p + 1]] for p in first]
    tokens = np.concatenate(picked) if picked else np.zeros(0, np.int64)
    return set_of.astype(np.uint32), SharedSets(offsets.astype(np.int64), tokens.astype(np.int64))


@dataclass(frozen=True)
class LanguageSets:
    """The different language profiles: `levels[name][set]` is the Cefr level, 0 where the language is not spoken."""

    size: int
    levels: Mapping[str, NDArray[np.uint8]]

    def level(self, language: str) -> NDArray[np.uint8]:
        """Return the level of the language in every set."""
        found = self.levels.get(language)
        return np.zeros(self.size, np.uint8) if found is None else found

    def joined(self, other: "LanguageSets") -> "LanguageSets":
        """Return these sets followed by the others."""
        names = {**self.levels, **other.levels}
        return LanguageSets(self.size + other.size, {n: np.concatenate([self.level(n), other.level(n)]) for n in names})


LEVELS = 8  # a Cefr level is 1..7; language x 8 + level is one token


def share_languages(languages: Coded, people: int) -> tuple[NDArray[np.uint32], LanguageSets]:
    """Return each person's language profile and the different profiles; the higher of two levels counts."""
    set_of, sets = share_sets(languages.person, languages.code * LEVELS + languages.value, people)
    levels = {name: np.zeros(len(sets), np.uint8) for name in languages.names}
    owners = sets.owners
    for code, name in enumerate(languages.names):
        mine = sets.tokens // LEVELS == code
        np.maximum.at(levels[name], owners[mine], (sets.tokens[mine] % LEVELS).astype(np.uint8))
    return set_of, LanguageSets(len(sets), levels)


@dataclass(frozen=True)
class PlaceSets:
    """The different sets of bases that people work from, over places in degrees."""

    latitude: NDArray[np.float32]
    longitude: NDArray[np.float32]
    areas: tuple[str, ...]
    sets: SharedSets

    def km_from(self, base: Point) -> NDArray[np.uint16]:
        """Return for every set the whole kilometres from its nearest place; within the base's area, 0."""
        nearest = np.full(len(self.sets), FAR_AWAY_KM, np.uint16)
        km = np.rint(haversine_km(self.latitude, self.longitude, base.latitude, base.longitude)).astype(np.uint16)
        if base.area:
            km[[area == base.area for area in self.areas]] = 0
        np.minimum.at(nearest, self.sets.owners, km[self.sets.tokens])
        return nearest

    def joined(self, other: "PlaceSets") -> "PlaceSets":
        """Return these sets followed by the others."""
        return PlaceSets(
            np.concatenate([self.latitude, other.latitude]),
            np.concatenate([self.longitude, other.longitude]),
            self.areas + other.areas,
            self.sets.joined(other.sets, len(self.latitude)),
        )
