"""Profiles as columns of numbers: each value once, with how many people have it. Equal profiles share a row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.duplicates_fields import (
    birth_key,
    email_key,
    house_number,
    local_part,
    phone_key,
    place_key,
    postcode_key,
    street_key,
)
from matching.duplicates_names import (
    MOST_GIVEN,
    MOST_MEANINGS,
    MOST_SURNAMES,
    PersonName,
    common_words,
    meanings,
    read_alias,
    read_name,
    sound,
)
from matching.duplicates_profile import Profile
from matching.text import fold

Ints = NDArray[np.int64]

TEXTS = ("email", "local", "phone", "street", "place", "postcode", "occupation")
VOWELS = "aeiou"
MOST_NAMES = 3
"""Names compared of one person: the name and two others."""
MANY_HAVE_IT = 5
"""A word of a name that so many people have is taken for a name, not for a typing error."""


class Card(NamedTuple):
    """A profile in the form that is compared; equal cards can't be told apart, and cards have an order."""

    names: tuple[PersonName, ...]
    birth: tuple[int, int, int]
    texts: tuple[str, ...]
    credits: tuple[str, ...]


def _card(profile: Profile) -> Card:
    """Return the card of a profile."""
    names = [read_name(profile.given_name, profile.surname)]
    for alias in profile.also_known_as:
        name = read_alias(alias)
        if any(name) and name not in names:
            names.append(name)
    email = email_key(profile.email)
    texts = (
        email,
        local_part(email),
        phone_key(profile.phone),
        street_key(profile.street),
        place_key(profile.place),
        postcode_key(profile.postcode),
        fold(profile.occupation),
    )
    aliases = sorted(names[1:])[: MOST_NAMES - 1]
    return Card((names[0], *aliases), birth_key(profile.birth_date), texts, tuple(sorted(set(profile.credits))))


@dataclass(slots=True)
class Column:
    """Codes of a text by row, 0 for unknown, and its `values` by code."""

    codes: Ints
    values: NDArray[np.object_]


@dataclass(slots=True)
class Words:
    """Every word of every name by code, 0 for none: what it may mean, its sound, whether many people have it."""

    values: NDArray[np.object_]
    meanings: Ints  # (words, MOST_MEANINGS), codes
    sounds: Ints
    initials: Ints  # code of the first letter
    endings: Ints  # code of the last letter where it is a vowel, else 0
    is_letter: NDArray[np.bool_]
    is_short: NDArray[np.bool_]  # may stand for another word
    is_common: NDArray[np.bool_]


@dataclass(slots=True)
class Names:
    """Names by row, the people's own first and in their order, then the others; words are codes, 0 where none."""

    owner: Ints
    given: Ints  # (names, MOST_GIVEN)
    surnames: Ints  # (names, MOST_SURNAMES)
    joined: Ints  # all given names as one word
    order: Ints  # rank of the name's text


@dataclass(slots=True)
class Table:
    """Distinct cards in their own order, so that neither ids nor the order of rows matter."""

    members: list[list[int]]
    """Row -> where in the input the profiles of this card stand."""
    weight: Ints
    """Row -> how many people."""
    people: int
    first: int | None
    """How many of the input are of the first list, None where there is one list."""
    names: Names
    words: Words
    texts: dict[str, Column]
    numbers: Ints  # house number of the street, 0 for none
    birth: Ints  # (rows, 3): year, month, day
    credits: csr_array
    of_first: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    """Row -> whether one of the first profiles (the new ones) has this card; all, where nobody is new."""
    of_rest: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))


def make_table(profiles: Sequence[Profile], first: int | None = None) -> Table:
    """Return the table of profiles; of two lists one after the other, `first` says how long the first one is."""
    of_card: dict[Card, list[int]] = defaultdict(list)
    for at, profile in enumerate(profiles):
        of_card[_card(profile)].append(at)
    rows = sorted(of_card)
    members = [of_card[card] for card in rows]
    weight = np.array([len(each) for each in members], np.int64)
    names, words = _names(rows, weight)
    numbers = _column([house_number(card.texts[TEXTS.index("street")]) for card in rows])
    edge = len(profiles) if first is None else first
    return Table(
        members=members,
        weight=weight,
        people=len(profiles),
        first=first,
        names=names,
        words=words,
        texts={name: _column([card.texts[at] for card in rows]) for at, name in enumerate(TEXTS)},
        numbers=numbers.codes,
        birth=np.array([card.birth for card in rows], np.int64).reshape(-1, 3),
        credits=_credits(rows),
        of_first=np.array([each[0] < edge for each in members], bool),
        of_rest=np.array([first is None or each[-1] >= edge for each in members], bool),
    )


def _column(texts: list[str]) -> Column:
    values = ["", *sorted(set(texts) - {""})]
    code_of = {value: code for code, value in enumerate(values)}
    return Column(np.array([code_of[text] for text in texts], np.int64), np.array(values, object))


def _credits(rows: Sequence[Card]) -> csr_array:
    titles = {title: at for at, title in enumerate(sorted({title for card in rows for title in card.credits}))}
    columns = [titles[title] for card in rows for title in card.credits]
    starts = np.cumsum([0, *(len(card.credits) for card in rows)])
    shape = (len(rows), max(1, len(titles)))
    return csr_array((np.ones(len(columns), np.int64), np.array(columns, np.int64), starts), shape=shape)


def _names(rows: Sequence[Card], weight: Ints) -> tuple[Names, Words]:
    """Code the names, each person's own first."""
    owners = [(at, card.names[0]) for at, card in enumerate(rows)]
    owners += [(at, name) for at, card in enumerate(rows) for name in card.names[1:]]
    owner = np.array([at for at, _ in owners], np.int64)
    listed = [name for _, name in owners]
    spelled = {word for name in listed for word in (*name.given, *name.surnames, "".join(name.given))}
    meant = {each for word in spelled for each in meanings(word)}
    values = ["", *sorted((spelled | meant) - {""})]
    code_of = {value: code for code, value in enumerate(values)}

    def matrix(words_of: list[tuple[str, ...]], width: int) -> Ints:
        filled = [[*(code_of[word] for word in words), *([0] * (width - len(words)))] for words in words_of]
        return np.array(filled, np.int64).reshape(-1, width)

    given = matrix([name.given for name in listed], MOST_GIVEN)
    surnames = matrix([name.surnames for name in listed], MOST_SURNAMES)
    joined = np.array([code_of["".join(name.given)] for name in listed], np.int64)
    order_of = {text: at for at, text in enumerate(sorted({name.text for name in listed}))}
    order = np.array([order_of[name.text] for name in listed], np.int64)
    words = _words(values, code_of)
    own = slice(0, len(rows))
    has_it = sum_by_word(given[own], weight, len(values)) + sum_by_word(surnames[own], weight, len(values))
    words.is_common |= has_it >= MANY_HAVE_IT
    return Names(owner, given, surnames, joined, order), words


def sum_by_word(words: Ints, weight: NDArray[Any], size: int) -> NDArray[np.float64]:
    """Return for each of `size` words the weight of the rows that have it in any column; 0 for no word."""
    total = np.zeros(size)
    for column in words.T:
        total += np.bincount(column, weights=weight, minlength=size)
    total[0] = 0.0
    return total


def _words(values: list[str], code_of: dict[str, int]) -> Words:
    meant = np.zeros((len(values), MOST_MEANINGS), np.int64)
    for code, value in enumerate(values):
        for at, each in enumerate(meanings(value) if value else ()):
            meant[code, at] = code_of[each]
    sounds = [sound(value) for value in values]
    sound_of = {each: at for at, each in enumerate(sorted(set(sounds)))}
    letters = {each: at for at, each in enumerate(sorted({value[:1] for value in values}))}
    known = common_words()
    return Words(
        values=np.array(values, object),
        meanings=meant,
        sounds=np.array([sound_of[each] for each in sounds], np.int64),
        initials=np.array([letters[value[:1]] for value in values], np.int64),
        endings=np.array([VOWELS.index(value[-1:]) + 1 if value and value[-1] in VOWELS else 0 for value in values]),
        is_letter=np.array([len(value) == 1 for value in values], bool),
        is_short=(meant[:, 0] != np.arange(len(values))) | (meant[:, 1] > 0),
        is_common=np.array([value in known for value in values], bool),
    )
