"""Instances for the planning benchmark: several productions that want people of one pool, in format llamado-plan/1.

People hold one to four roles, common ones more often; each role has three relatives whose holders may step in for
less; a person is busy for one to eight weeks every three months or so. A production takes a role on for the whole
shoot, for half of it or for its middle. Same size and seed, same instance.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

HORIZON = 640
PENALTY = 2000
ZONES = 12
LEVELS = 5
LEAST_FIT = 0.2
PHASES = ((0.25, 0.0, 1.0), (0.20, 0.0, 0.5), (0.20, 0.5, 1.0), (0.35, 0.2, 0.8))
"""Share of positions, first and last part of the shoot that they are there for."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything an instance has; `positions` are those of one production."""

    productions: int = 12
    positions: int = 60
    people: int = 1500
    roles: int = 120


SIZES = {
    "ordinary": Size(people=5000),
    "tight": Size(),
    "very-tight": Size(people=800),
    "few-roles": Size(roles=60),
    "many-productions": Size(productions=24, people=5000),
    "large-pool": Size(people=20_000),
}


def make_instance(size: Size, seed: int) -> dict[str, Any]:
    """Draw an instance."""
    dice = np.random.default_rng([seed, size.productions, size.people, size.roles])
    common = 1 / (np.arange(size.roles) + 10.0)
    fit = _fit(dice, size, common)
    busy, taken = _busy(dice, size.people)
    quality, zone = dice.random(size.people), dice.integers(0, ZONES, size.people)
    positions: list[dict[str, Any]] = []
    candidates: list[list[Any]] = []
    for production in range(size.productions):
        first, length, base = dice.integers(0, 180), dice.integers(40, 110), dice.integers(0, ZONES)
        near = 1 - np.abs(zone - base) / (ZONES - 1)
        wanted = np.sqrt(common)
        several = size.positions > size.roles
        for role in dice.choice(size.roles, size.positions, replace=several, p=wanted / wanted.sum()):
            starts, ends = _days(dice, int(first), int(length))
            name = f"p{production}-{len(positions)}"
            free = taken[:, ends + 1] == taken[:, starts]
            people = np.flatnonzero(free & (fit[:, role] >= LEAST_FIT))
            score = 0.5 * fit[people, role] + 0.35 * quality[people] + 0.15 * near[people]
            points = np.rint(1000 * score).astype(int).tolist()
            candidates += [[f"c{person}", name, each] for person, each in zip(people, points, strict=True)]
            positions.append({
                "id": name, "production": f"p{production}", "quantity": int(dice.integers(1, 4)),
                "starts": starts, "ends": ends, "penalty": PENALTY,
            })  # fmt: skip
    people_rows = [{"id": f"c{person}", "busy": spans} for person, spans in enumerate(busy)]
    return {"format": "llamado-plan/1", "positions": positions, "people": people_rows, "candidates": candidates}


def _fit(dice: np.random.Generator, size: Size, common: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return people x roles: how well each fits, by the level in the role or, for less, in a relative of it."""
    held = np.zeros((size.people, size.roles))
    for person, many in enumerate(dice.integers(1, 5, size.people)):
        roles = dice.choice(size.roles, many, replace=False, p=common / common.sum())
        held[person, roles] = dice.integers(1, LEVELS + 1, many) / LEVELS
    fit = held.copy()
    for role in range(size.roles):
        for relative in dice.choice(size.roles, 3, replace=False):
            np.maximum(fit[:, role], dice.choice([0.4, 0.6]) * held[:, relative], out=fit[:, role])
    return fit


def _busy(dice: np.random.Generator, people: int) -> tuple[list[list[list[int]]], NDArray[np.int32]]:
    """Return the busy spans of each, and people x days: how many days before this one are busy."""
    spans: list[list[list[int]]] = []
    days = np.zeros((people, HORIZON + 1), np.int32)
    for person in range(people):
        mine, day = [], int(dice.exponential(90))
        while (last := day + int(dice.integers(5, 60)) - 1) < HORIZON:
            mine.append([day, last])
            days[person, day + 1 : last + 2] = 1
            day = last + 1 + int(dice.exponential(90))
        spans.append(mine)
    return spans, np.cumsum(days, axis=1, dtype=np.int32)


def _days(dice: np.random.Generator, first: int, length: int) -> tuple[int, int]:
    phase = dice.choice(len(PHASES), p=[share for share, _, _ in PHASES])
    _, begins, ends = PHASES[phase]
    starts = first + int(begins * length)
    return starts, max(starts + 3, first + int(ends * length)) - 1
