"""A crowd before a package: people who can fill the same lines stand together, and a maximum flow fills the slots."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Crowd:
    """People grouped into classes: `sets` (classes x lines) says what each fills, `counts` how many they are.

    `of` gives each person's class, -1 for who can fill nothing.
    """

    sets: Flags
    counts: Counts
    of: NDArray[np.intp]

    @cached_property
    def supply(self) -> NDArray[np.int64]:
        """How many people could fill each line, were it the only one."""
        supply: NDArray[np.int64] = self.counts.astype(np.int64) @ self.sets
        return supply

    def reaching(self, lines: Flags) -> int:
        """Return how many people can fill any of the lines."""
        return int(self.counts[self.sets[:, lines].any(axis=1)].sum())

    @cached_property
    def able(self) -> list[list[int]]:
        """The classes that can fill each line, those that can fill fewest lines first."""
        by_width = np.argsort(self.sets.sum(axis=1), kind="stable")
        return [by_width[self.sets[by_width, line]].tolist() for line in range(self.sets.shape[1])]

    def fill(self, wanted: NDArray[np.int64]) -> "Filling":
        """Fill `wanted` slots of each line with one person each, as many as can be; deterministic."""
        return _Filler(self, np.asarray(wanted, np.int32)).fill()


def group(fits: Flags) -> Crowd:
    """Group people by the lines that they can fill: `fits` is people x lines."""
    of = np.full(len(fits), -1, np.intp)
    rows = np.flatnonzero(fits.any(axis=1))
    if not len(rows):
        return Crowd(np.zeros((0, fits.shape[1]), bool), np.zeros(0, np.int32), of)
    packed = np.packbits(fits[rows], axis=1)
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, inverse, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    of[rows] = inverse
    return Crowd(fits[rows[first]], counts.astype(np.int32), of)


@dataclass(frozen=True)
class Filling:
    """A best filling: `placed` (classes x lines) people, `open` the slots of each line that stay empty."""

    crowd: Crowd
    wanted: Counts
    placed: Counts

    @cached_property
    def open(self) -> Counts:
        """Empty slots, by line; which of the lines that compete stays open is the solver's choice."""
        left: Counts = self.wanted - self.placed.sum(axis=0, dtype=np.int32)
        return left

    @property
    def missing(self) -> int:
        """How many slots stay empty, whoever is placed where: the fewest possible."""
        return int(self.open.sum())

    @cached_property
    def short(self) -> Flags:
        """The lines of the smallest minimum cut: one more person on any of them fills one more slot.

        All who can fill these lines are fewer than their slots, by `missing`.
        """
        lines: Flags = self.open > 0
        while True:
            helpful = self.crowd.sets[:, lines].any(axis=1)
            wider = lines | (self.placed[helpful] > 0).any(axis=0)
            if (wider == lines).all():
                return lines
            lines = wider

    @cached_property
    def spare(self) -> Flags:
        """The classes of which a person can be taken without loss: idle, or placed where another can stand in."""
        idle: Flags = self.placed.sum(axis=1) < self.crowd.counts
        while True:
            reached = self.crowd.sets[idle].any(axis=0)
            wider = idle | (self.placed[:, reached] > 0).any(axis=1)
            if (wider == idle).all():
                return idle
            idle = wider

    def bottlenecks(self) -> Iterator["Bottleneck"]:
        """Yield the short lines, those together that share people."""
        left = self.short.copy()
        while left.any():
            part = np.zeros_like(left)
            part[np.argmax(left)] = True
            while True:
                shared = self.crowd.sets[self.crowd.sets[:, part].any(axis=1)].any(axis=0) & left
                if (shared | part).sum() == part.sum():
                    break
                part |= shared
            yield Bottleneck(part, self.crowd.reaching(part), int(self.wanted[part].sum()))
            left &= ~part


@dataclass(frozen=True)
class Bottleneck:
    """Lines (flags) that share too few people for the slots wanted of them."""

    lines: Flags
    people: int
    wanted: int


class _Filler:
    """A filling in the making: idle people by class, and where the others stand.

    Lines are filled straight from idle people as far as these go, scarcest line first, and then slot by slot along
    shortest augmenting paths (Ford and Fulkerson). A line whose search has failed can't be helped any more.
    """

    def __init__(self, crowd: Crowd, wanted: Counts) -> None:
        self._crowd, self._wanted = crowd, wanted
        self._idle: list[int] = crowd.counts.tolist()
        self._stand: list[dict[int, int]] = [{} for _ in self._idle]
        self._hopeless: set[int] = set()

    def fill(self) -> Filling:
        """Fill all lines as far as can be."""
        left: list[int] = self._wanted.tolist()
        for line in np.argsort(self._crowd.supply - self._wanted, kind="stable").tolist():
            left[line] -= self._take_idle(line, left[line])
        for line, slots in enumerate(left):
            for _ in range(slots):
                if line in self._hopeless or not self._make_room(line):
                    break
        return Filling(self._crowd, self._wanted, self._placed())

    def _take_idle(self, line: int, slots: int) -> int:
        """Fill up to so many slots with idle people, those of fewest lines first; return how many were filled."""
        taken = 0
        for each in self._crowd.able[line]:
            if taken == slots:
                break
            people = min(self._idle[each], slots - taken)
            if people:
                self._idle[each] -= people
                self._stand[each][line] = people
                taken += people
        return taken

    def _make_room(self, line: int) -> bool:
        """Fill one slot more of a line by moving others; False where nobody idle can be reached."""
        came_by: dict[int, tuple[int, int]] = {line: (-1, -1)}
        queue = [line]
        for here in queue:
            for each in self._crowd.able[here]:
                if self._idle[each]:
                    self._idle[each] -= 1
                    self._move_up(here, each, came_by)
                    return True
                for other in self._stand[each]:
                    if other not in came_by and other not in self._hopeless:
                        came_by[other] = (here, each)
                        queue.append(other)
        self._hopeless.update(queue)
        return False

    def _move_up(self, line: int, newcomer: int, came_by: dict[int, tuple[int, int]]) -> None:
        """Put a newcomer on a line, the one who makes room for them on the next, and so on to the open slot."""
        while True:
            stand = self._stand[newcomer]
            stand[line] = stand.get(line, 0) + 1
            onto, leaver = came_by[line]
            if onto < 0:
                return
            stand = self._stand[leaver]
            stand[line] -= 1
            if not stand[line]:
                del stand[line]
            line, newcomer = onto, leaver

    def _placed(self) -> Counts:
        placed = np.zeros(self._crowd.sets.shape, np.int32)
        for number, stand in enumerate(self._stand):
            for line, people in stand.items():
                placed[number, line] = people
        return placed
