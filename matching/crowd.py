"""A crowd before a package: people who can fill the same lines stand together, and a maximum flow fills the slots."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

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
    def _network(self) -> "_Network":
        return _Network.of(self)

    def fill(self, wanted: NDArray[np.int64]) -> "Filling":
        """Fill `wanted` slots of each line with one person each, as many as can be; deterministic."""
        return self._network.fill(self, np.asarray(wanted, np.int32))


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


@dataclass(frozen=True)
class _Network:
    """The flow problem source -> classes -> lines -> sink as compressed rows; capacities are filled in per call."""

    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    capacity: Counts
    to_sink: slice

    @classmethod
    def of(cls, crowd: Crowd) -> "_Network":
        classes, lines = crowd.sets.shape
        owners, targets = np.nonzero(crowd.sets)
        indices = np.concatenate(
            [np.arange(1, classes + 1), classes + 1 + targets, np.full(lines, classes + lines + 1)]
        )
        width = np.bincount(owners, minlength=classes)
        indptr = np.concatenate(
            [[0, classes], classes + np.cumsum(width), classes + len(owners) + np.arange(1, lines + 1)]
        )
        indptr = np.append(indptr, indptr[-1])
        capacity = np.concatenate([crowd.counts, crowd.counts[owners], np.zeros(lines, np.int32)])
        return cls(
            indices.astype(np.int32),
            indptr.astype(np.int32),
            capacity.astype(np.int32),
            slice(classes + len(owners), classes + len(owners) + lines),
        )

    def fill(self, crowd: Crowd, wanted: Counts) -> Filling:
        classes, lines = crowd.sets.shape
        if not classes or not wanted.any():
            return Filling(crowd, wanted, np.zeros((classes, lines), np.int32))
        capacity = self.capacity.copy()
        capacity[self.to_sink] = wanted
        nodes = classes + lines + 2
        graph = csr_matrix((capacity, self.indices, self.indptr), shape=(nodes, nodes))
        flow = maximum_flow(graph, 0, nodes - 1, method="dinic").flow
        placed = np.zeros((classes, lines), np.int32)
        first, last = flow.indptr[1], flow.indptr[classes + 1]
        owner = np.repeat(np.arange(classes), np.diff(flow.indptr[1 : classes + 2]))
        line = flow.indices[first:last] - (classes + 1)
        onward = line >= 0  # the rest goes back to the source
        placed[owner[onward], line[onward]] = flow.data[first:last][onward]
        return Filling(crowd, wanted, placed)
