"""Which pairs are worth comparing: those that share one of several cheap keys, in blocks of bounded size."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.duplicates_table import Ints, Table

MOST_IN_BLOCK = 30
"""A larger block is not compared each with each, but each with its neighbours in the order of names."""
NEIGHBOURS = 8
MONTHS, DAYS = 100, 100


def candidates(table: Table) -> Ints:
    """Return pairs of rows, (pairs, 2), the lower first, sorted, each once; a row of several people with itself too."""
    rows = len(table.members)
    found = [_equal_cards(table) * (rows + 1)]
    for owner, keys, order in _keys(table):
        found.extend(_neighbours(table, owner, keys, order))
    codes = np.sort(np.concatenate(found))  # sorted by hand: np.unique hashes, four times as slow
    codes = codes[np.diff(codes, prepend=-1) > 0]
    return np.stack((codes // rows, codes % rows), axis=1) if rows else np.zeros((0, 2), np.int64)


def may_meet(table: Table, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Return for each pair whether one may be of the first list and the other of the rest."""
    return (table.of_first[left] & table.of_rest[right]) | (table.of_first[right] & table.of_rest[left])


def _equal_cards(table: Table) -> Ints:
    several = table.weight > 1
    return np.flatnonzero(several & table.of_first & table.of_rest)


def _neighbours(table: Table, owner: Ints, keys: Ints, order: Ints) -> Iterator[Ints]:
    """Yield codes (lower row × rows + higher row) of the pairs of one kind of key; keys below 0 are none."""
    known = np.flatnonzero(keys >= 0)
    known = known[np.lexsort((owner[known], order[known], keys[known]))]
    keys, owner = keys[known], owner[known]
    if not len(keys):
        return
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(keys)])))
    reach = np.repeat(np.where(sizes <= MOST_IN_BLOCK, MOST_IN_BLOCK, NEIGHBOURS), sizes)
    at = np.arange(len(keys))
    for step in range(1, min(MOST_IN_BLOCK, len(keys))):
        at = at[at + step < len(keys)]
        at = at[(keys[at] == keys[at + step]) & (reach[at] >= step)]
        if not len(at):
            return
        left, right = owner[at], owner[at + step]
        kept = (left != right) & may_meet(table, left, right)
        low, high = np.minimum(left, right)[kept], np.maximum(left, right)[kept]
        yield low * len(table.members) + high


def _keys(table: Table) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield (row, key, order within a block) of each kind of key."""
    names = table.names
    own = np.arange(len(table.members))
    order = names.order[: len(own)]
    for name in ("phone", "email", "local", "street"):
        codes = table.texts[name].codes
        yield own, np.where(codes > 0, codes, -1), order
    yield from _birth_keys(table, own, order)
    yield from _name_keys(table)
    postcode = table.texts["postcode"].codes
    yield own, _joint(postcode, table.numbers), order
    owner, heard, rank = _either_name(table, own, order)
    yield owner, _joint(postcode[owner], heard), rank
    yield names.owner, np.zeros(len(names.owner), np.int64), names.order


def _birth_keys(table: Table, own: Ints, order: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    year, month, day = table.birth.T
    low, high = np.minimum(month, day), np.maximum(month, day)
    whole = (year * MONTHS + low) * DAYS + high
    yield own, np.where(low > 0, whole, -1), order
    owner, heard, rank = _either_name(table, own, order)
    yield owner, _joint(year[owner], heard), rank
    yield owner, np.where(low[owner] > 0, _joint((low * DAYS + high)[owner], heard), -1), rank


def _either_name(table: Table, own: Ints, order: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (row, sound, order) of the first given name and of the first surname: they may stand swapped."""
    both = np.concatenate((table.names.given[: len(own), 0], table.names.surnames[: len(own), 0]))
    return np.tile(own, 2), table.words.sounds[both] * (both > 0), np.tile(order, 2)


def _name_keys(table: Table) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield two words of a name in either order: as meant, as spelled, as heard."""
    names, words = table.names, table.words
    first, second = names.given[:, 0], names.given[:, 1]
    father, mother = names.surnames.T
    meant = words.meanings
    for one, other in ((meant[first, 0], father), (meant[first, 1], father), (meant[first, 0], mother)):
        yield names.owner, _unordered(one, other), names.order
    yield names.owner, _unordered(father, mother), names.order
    yield names.owner, _unordered(meant[second, 0], father), names.order
    heard = words.sounds
    yield names.owner, _unordered(heard[first] * (first > 0), heard[father] * (father > 0)), names.order
    initial = words.initials
    yield names.owner, _joint(_unordered(father, mother) + 1, initial[first]), names.order


def _joint(one: Ints, other: Ints) -> Ints:
    size = int(other.max(initial=0)) + 1
    return np.where((one > 0) & (other > 0), one * size + other, -1)


def _unordered(one: Ints, other: Ints) -> Ints:
    low, high = np.minimum(one, other), np.maximum(one, other)
    return _joint(low, high)
