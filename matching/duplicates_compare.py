"""Pairs of rows compared feature by feature: outcomes as numbers, and how rare what they share is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from matching.duplicates_compare_names import NAME_FEATURES, NamePairs, compare_names
from matching.duplicates_fields import number_in
from matching.duplicates_levels import FEATURES, POSITION
from matching.duplicates_rarity import Floats, Rarity
from matching.duplicates_table import Column, Ints, Table
from matching.duplicates_words import Grades, compare_unique

CHUNK = 250_000
MOST_EDITS, ONE_EDIT = 2, 1
STREET_ALIKE, OCCUPATION_ALIKE, PLACE_ALIKE = 80.0, 75.0, 0.9
DIGITS = 8
CENTURY = 100
SAME, CLOSE, OTHER = 1, 2, 3  # of a text that has just these outcomes


@dataclass(slots=True)
class Outcomes:
    """(pairs, features): outcome codes, and log2 of the share of people who have the value that the two share."""

    codes: Grades
    shares: Floats

    def __getitem__(self, rows: Any) -> "Outcomes":
        return Outcomes(self.codes[rows], self.shares[rows])


def join(parts: list[Outcomes]) -> Outcomes:
    """Return outcomes one after the other."""
    return Outcomes(np.concatenate([each.codes for each in parts]), np.concatenate([each.shares for each in parts]))


class Comparison:
    """Compares rows of one table; `people` says of how many people each row is, where rows double each other."""

    def __init__(self, table: Table, people: Floats | None = None) -> None:
        self.table = table
        self.rarity = Rarity(table, table.weight if people is None else people)
        self.whole = np.asarray((table.birth > 0).all(axis=1))
        self.digits = _digits(table.birth)
        first = len(table.members)
        self.more_names: dict[int, list[int]] = {}
        for at, owner in enumerate(table.names.owner[first:].tolist(), first):
            self.more_names.setdefault(owner, [owner]).append(at)
        self.has_more = np.zeros(first, bool)
        self.has_more[list(self.more_names)] = True

    def compare(self, left: Ints, right: Ints) -> Outcomes:
        """Return the outcomes of pairs of rows."""
        outcomes = Outcomes(
            np.zeros((len(left), len(FEATURES)), np.int8), np.zeros((len(left), len(FEATURES)), np.float32)
        )
        names = self._names(left, right)
        outcomes.codes[:, : len(NAME_FEATURES)] = names.codes
        outcomes.shares[:, : len(NAME_FEATURES)] = names.shares
        for name, compared in (
            ("birth_date", self._birth_date),
            ("birth_year", self._birth_year),
            ("email", self._email),
            ("phone", self._phone),
            ("street", self._street),
            ("place", self._place),
            ("occupation", self._occupation),
            ("credits", self._credits),
        ):
            codes, shares = compared(left, right)
            outcomes.codes[:, POSITION[name]], outcomes.shares[:, POSITION[name]] = codes, shares
        return outcomes

    def in_chunks(self, pairs: Ints) -> Iterator[tuple[Ints, Outcomes]]:
        """Yield bounded parts of the pairs with their outcomes."""
        for start in range(0, len(pairs), CHUNK):
            part = pairs[start : start + CHUNK]
            yield part, self.compare(part[:, 0], part[:, 1])

    def _names(self, left: Ints, right: Ints) -> NamePairs:
        """Compare the names of each pair; of people with several names the two that fit best."""
        pairs = compare_names(self.table, self.rarity.words, left, right)
        several = np.flatnonzero(self.has_more[left] | self.has_more[right])
        if not several.size:
            return pairs
        ways = np.array(
            [
                (at, a, b)
                for at, one, other in zip(
                    several.tolist(), left[several].tolist(), right[several].tolist(), strict=True
                )
                for a in self.more_names.get(one, [one])
                for b in self.more_names.get(other, [other])
            ],
            np.int64,
        )
        tried = compare_names(self.table, self.rarity.words, ways[:, 1], ways[:, 2])
        order = np.lexsort((-np.arange(len(ways)), _name_weight(tried), ways[:, 0]))  # the best of each pair last
        best = order[np.append(np.diff(ways[order, 0]) > 0, True)]
        pairs.codes[ways[best, 0]], pairs.shares[ways[best, 0]] = tried.codes[best], tried.shares[best]
        return pairs

    def _birth_date(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        code = FEATURES[POSITION["birth_date"]].code
        one, other = self.table.birth[left], self.table.birth[right]
        equal = one == other
        wrong = self.digits[left] != self.digits[right]
        count = wrong.sum(axis=1)
        turned = _neighbours_turned(self.digits[left], self.digits[right], wrong) & (count == MOST_EDITS)
        crossed = equal[:, 0] & (one[:, 1] == other[:, 2]) & (one[:, 2] == other[:, 1])
        codes = np.full(len(left), code("differs"), np.int8)
        codes[equal[:, 0]] = code("year")
        codes[equal.sum(axis=1) == MOST_EDITS] = code("two_parts")
        codes[(count == ONE_EDIT) | turned | crossed] = code("close")
        codes[equal.all(axis=1)] = code("same")
        codes[~(self.whole[left] & self.whole[right])] = 0
        return codes, self.rarity.share("birth_date", left)

    def _birth_year(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        code = FEATURES[POSITION["birth_year"]].code
        one, other = self.table.birth[left], self.table.birth[right]
        months = (one[:, 1] > 0) & (other[:, 1] > 0) & (one[:, 1] != other[:, 1])
        apart = np.abs(one[:, 0] - other[:, 0])
        tens, ones = self.digits[left][:, 2:4], self.digits[right][:, 2:4]
        turned = (tens == ones[:, ::-1]).all(axis=1) & (apart < CENTURY)
        codes = np.full(len(left), code("differs"), np.int8)
        codes[(apart <= 1) | turned] = code("close")
        codes[(apart == 0) & ~months] = code("same")
        unknown = (one[:, 0] == 0) | (other[:, 0] == 0) | (self.whole[left] & self.whole[right])
        codes[unknown] = 0
        return codes, self.rarity.share("birth_year", left)

    def _email(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        code = FEATURES[POSITION["email"]].code
        column, local = self.table.texts["email"], self.table.texts["local"]
        plain, shares = self._text("email", left, right, _is_mistyped)
        codes = np.array([0, code("same"), code("close"), code("differs")], np.int8)[plain]
        same_local = (local.codes[left] > 0) & (local.codes[left] == local.codes[right])
        moved = same_local & (column.codes[left] != column.codes[right])
        codes[moved] = code("local_part")
        shares[moved] = self.rarity.share("local", left[moved])
        return codes, shares

    def _phone(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        return self._text("phone", left, right, _edits(ONE_EDIT))

    def _street(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        code = FEATURES[POSITION["street"]].code
        plain, shares = self._text("street", left, right, _alike(fuzz.ratio, STREET_ALIKE))
        codes = np.array([0, code("same"), code("close"), code("differs")], np.int8)[plain]
        codes[(plain == CLOSE) & (self.table.numbers[left] != self.table.numbers[right])] = code("name")
        return codes, shares

    def _place(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        code = FEATURES[POSITION["place"]].code
        zone, zone_share = self._text("postcode", left, right, _edits(ONE_EDIT))
        place, place_share = self._text("place", left, right, _alike(JaroWinkler.normalized_similarity, PLACE_ALIKE))
        codes = np.full(len(left), code("differs"), np.int8)
        codes[(zone == CLOSE) | (place == CLOSE)] = code("close")
        codes[place == SAME] = code("place")
        codes[(place == SAME) & (zone == CLOSE)] = code("near")
        codes[zone == SAME] = code("postcode")
        codes[(zone == SAME) & ((place == SAME) | (place == CLOSE))] = code("both")
        codes[(zone == 0) & (place == 0)] = 0
        both = codes == code("both")
        zone_share[both] = self.rarity.share("both", left[both])
        return codes, np.where(zone == SAME, zone_share, place_share)

    def _occupation(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        return self._text("occupation", left, right, _alike(fuzz.token_set_ratio, OCCUPATION_ALIKE))

    def _credits(self, left: Ints, right: Ints) -> tuple[Grades, Floats]:
        code = FEATURES[POSITION["credits"]].code
        codes = np.zeros(len(left), np.int8)
        each = np.diff(self.table.credits.indptr)
        known = np.flatnonzero((each[left] > 0) & (each[right] > 0))
        if len(known):
            both = self.table.credits[left[known]].multiply(self.table.credits[right[known]]).sum(axis=1)
            outcomes = np.array([code("none"), code("one"), code("several")], np.int8)
            codes[known] = outcomes[np.minimum(both, 2)]
        return codes, np.zeros(len(left))

    def _text(
        self, name: str, left: Ints, right: Ints, is_close: Callable[[Ints, Ints, Column], NDArray[np.bool_]]
    ) -> tuple[Grades, Floats]:
        """Return 0 unknown, 1 same, 2 close, 3 other, and the shares of what is the same."""
        column = self.table.texts[name]
        one, other = column.codes[left], column.codes[right]
        codes = np.full(len(left), OTHER, np.int8)
        codes[one == other] = SAME
        codes[(one == 0) | (other == 0)] = 0
        rest = np.flatnonzero(codes == OTHER)
        codes[rest[is_close(one[rest], other[rest], column)]] = CLOSE
        return codes, self.rarity.share(name, left)


def _edits(most: int) -> Callable[[Ints, Ints, Column], NDArray[np.bool_]]:
    return partial(_within, most)


def _within(most: int, one: Ints, other: Ints, column: Column) -> NDArray[np.bool_]:
    return compare_unique(one, other, column.values, OSA.distance, most) <= most


def _is_mistyped(one: Ints, other: Ints, column: Column) -> NDArray[np.bool_]:
    """Say which addresses differ by two letters at most; ana12 and ana13 are two people's."""
    edits = compare_unique(one, other, column.values, OSA.distance, MOST_EDITS)
    near = np.flatnonzero(edits <= MOST_EDITS)
    numbers = [np.array([number_in(each) for each in column.values[codes[near]]], object) for codes in (one, other)]
    close = np.zeros(len(one), bool)
    close[near] = numbers[0] == numbers[1]
    return close


def _alike(scorer: Callable[..., Any], least: float) -> Callable[[Ints, Ints, Column], NDArray[np.bool_]]:
    return partial(_reaching, scorer, least)


def _reaching(scorer: Callable[..., Any], least: float, one: Ints, other: Ints, column: Column) -> NDArray[np.bool_]:
    return compare_unique(one, other, column.values, scorer, least) >= least


def _name_weight(pairs: NamePairs) -> Floats:
    """Return the evidence of names by the priors alone, bits."""
    total = np.zeros(len(pairs.codes))
    for at, feature in enumerate(NAME_FEATURES):
        one = np.log2([1.0, *(level.one for level in feature.levels)])
        other = np.log2([1.0, *(level.other for level in feature.levels)])
        by_value = np.array([False, *(level.by_value for level in feature.levels)])
        codes = pairs.codes[:, at]
        total += one[codes] - np.where(by_value[codes], pairs.shares[:, at], other[codes])
    return total


def _digits(birth: Ints) -> NDArray[np.int8]:
    whole = (birth[:, 0] * 100 + birth[:, 1]) * 100 + birth[:, 2]
    return np.stack([whole // 10**at % 10 for at in range(DIGITS - 1, -1, -1)], axis=1).astype(np.int8)


def _neighbours_turned(one: NDArray[np.int8], other: NDArray[np.int8], wrong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say whether two digits side by side stand the other way round."""
    turned = (one[:, :-1] == other[:, 1:]) & (one[:, 1:] == other[:, :-1]) & wrong[:, :-1] & wrong[:, 1:]
    found: NDArray[np.bool_] = turned.any(axis=1)
    return found
