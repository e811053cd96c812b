"""Neutral order among equals: a seeded hash, never a name or a number of a row."""

import numpy as np
from numpy.typing import NDArray

from matching.rows import Rows


def tie_keys(people: Rows, seed: int) -> NDArray[np.uint64]:
    """Return a hash of each person id under the seed (the finaliser of SplitMix64, Steele et al. 2014)."""
    start = seed * 0x9E3779B97F4A7C15 % 2**64
    mixed = people.astype(np.uint64) + np.uint64(start)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ mixed >> np.uint64(shift)) * np.uint64(factor)
    return mixed ^ mixed >> np.uint64(31)
