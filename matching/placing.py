"""People placed on lines one by one, so that a small change of who can fill what needs no new start."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from matching.crowd import Filling, Flags, group
from matching.days import WORD_BITS, Words

Numbers = NDArray[np.int64]
IDLE = -1


def pack_lines(fits: Flags) -> Words:
    """Return people x lines as bits: words x people, the first line lowest."""
    lines = fits.shape[1]
    words = -(-lines // WORD_BITS)
    wide = np.zeros((len(fits), words * WORD_BITS), bool)
    wide[:, :lines] = fits
    packed: Words = np.packbits(wide, axis=1, bitorder="little").view(np.uint64)
    return np.ascontiguousarray(packed.T)


def unpack_lines(can: Words, lines: int) -> Flags:
    """Return bits as people x lines: the inverse of `pack_lines`."""
    flat = np.ascontiguousarray(can.T).view(np.uint8)
    found: Flags = np.unpackbits(flat, axis=1, count=lines, bitorder="little").astype(bool)
    return found


@cache
def line_bits(lines: int) -> Words:
    """Return the bit of each line, words x (lines + 1); the last is empty, so that IDLE has no line."""
    return pack_lines(np.eye(lines + 1, lines, dtype=bool))


def touches(can: Words, mask: Words) -> Flags:
    """Return which people (columns) have any line of the mask."""
    found: Flags = can[0] & mask[0] > 0
    for word in range(1, len(can)):
        found |= can[word] & mask[word] > 0
    return found


@dataclass(frozen=True)
class Placing:
    """As many of the `wanted` slots as can be are filled: `at` is each person's line, or IDLE; `can` are bits."""

    can: Words
    wanted: Numbers
    at: NDArray[np.int64]

    @classmethod
    def best(cls, can: Words, wanted: Numbers) -> "Placing":
        """Fill from nothing."""
        return cls.of(can, group(unpack_lines(can, len(wanted))).fill(wanted))

    @classmethod
    def of(cls, can: Words, filling: Filling) -> "Placing":
        """Return a filling of classes person by person: those of a class are the same, the first go first."""
        lines = len(filling.wanted)
        idle = filling.crowd.counts - filling.placed.sum(axis=1)
        seats = np.column_stack([filling.placed, idle])
        where = np.tile(np.append(np.arange(lines), IDLE), len(seats))
        at = np.full(len(filling.crowd.of), IDLE, np.int64)
        order = np.argsort(filling.crowd.of, kind="stable")
        at[order[(filling.crowd.of == IDLE).sum() :]] = np.repeat(where, seats.ravel())
        return cls(can, filling.wanted.astype(np.int64), at)

    @cached_property
    def _placed(self) -> Words:
        """The line of each person as a bit."""
        return line_bits(len(self.wanted))[:, self.at]

    @cached_property
    def open(self) -> Numbers:
        """The slots of each line that stay empty."""
        counts = np.bincount(self.at + 1, minlength=len(self.wanted) + 1)
        left: Numbers = self.wanted - counts[1:]
        return left

    @property
    def missing(self) -> int:
        """How many slots stay empty: the fewest possible."""
        return int(self.open.sum())

    @cached_property
    def short(self) -> Words:
        """The lines, as bits, on which one person more fills one more slot: the smallest minimum cut."""
        lines: Words = self._search[0][-1]
        return lines

    @cached_property
    def short_lines(self) -> Flags:
        """The same lines as flags."""
        lines: Flags = unpack_lines(self.short[:, None], len(self.wanted))[0]
        return lines

    @cached_property
    def spare(self) -> Flags:
        """The people who can be taken without loss: idle, or placed where another can stand in."""
        spare: Flags = self.at == IDLE
        while True:
            reached = np.bitwise_or.reduce(self.can[:, spare], axis=1)
            wider = spare | touches(self._placed, reached)
            if (wider == spare).all():
                return spare
            spare = wider

    def replaced(self, can: Words) -> "Placing":
        """Return the best placing where people can fill other lines than before: what still holds is kept."""
        still = (can & self._placed > 0).any(axis=0)
        placing = Placing(can, self.wanted, np.where(still, self.at, IDLE))
        while placing.missing:
            layers, leavers, finder = placing._search
            if finder is None:
                return placing
            placing = placing._moved(layers, leavers, finder)
        return placing

    @cached_property
    def _search(self) -> tuple[list[Words], dict[int, int], int | None]:
        """Go back from the open slots to who could fill them, to who could stand in for those, and so on.

        Returns the lines reached after each step, for each line the person who would leave it, and the first idle
        person found, with whom the last step ends; None where nobody is.
        """
        bits = line_bits(len(self.wanted))
        reached: Words = np.bitwise_or.reduce(bits[:, :-1][:, self.open > 0], axis=1)
        layers, leavers = [reached], dict[int, int]()
        while True:
            helpful = touches(self.can, reached)
            idle = helpful & (self.at == IDLE)
            if idle.any():
                return layers, leavers, int(np.argmax(idle))
            people = np.flatnonzero(helpful & ~touches(self._placed, reached))
            if not len(people):
                return layers, leavers, None
            lines, first = np.unique(self.at[people], return_index=True)
            leavers.update(zip(lines.tolist(), people[first].tolist(), strict=True))
            reached = reached | np.bitwise_or.reduce(bits[:, lines], axis=1)
            layers.append(reached)

    def _moved(self, layers: Sequence[Words], leavers: dict[int, int], finder: int) -> "Placing":
        """Return the placing after the chain of moves that a search has found."""
        at = self.at.copy()
        person = finder
        for layer in reversed(layers):
            within = unpack_lines((self.can[:, person] & layer)[:, None], len(self.wanted))[0]
            at[person] = int(np.argmax(within))
            person = leavers.get(int(at[person]), IDLE)  # the last line has an open slot, and nobody leaves it
        return Placing(self.can, self.wanted, at)
