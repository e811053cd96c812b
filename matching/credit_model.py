"""The fitted model of who gets hired, from credits alone: ten weights, the features' constants, and rotation."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.history import Floats, Ints
from matching.history_features import FEATURES, CreditScale

SHIPPED = "credit_model.json"
"""The fitted model that comes with the product, in `matching/data`."""

SURE = 50.0
"""A chance of one in so many halves what rotation costs."""


@dataclass(frozen=True, slots=True)
class CreditModel:
    """A named, versioned set of weights with the constants it was fitted with and how it was fitted.

    `weights`: feature's name -> weight; a score is their weighted sum, in log-odds of being hired.
    `rotation`: λ; see `rotate`.
    """

    name: str
    fitted: str
    scale: CreditScale
    weights: Mapping[str, float]
    rotation: float

    def score(self, table: Floats) -> Floats:
        """Weigh a feature table (people × features, columns as in `FEATURES`) into scores (people,)."""
        return np.asarray(table @ np.array([self.weights[feature.__name__] for feature in FEATURES]), np.float64)

    def rotate(self, scores: Floats, listed: Floats) -> Floats:
        """Lower the scores of people listed often: by λ·log(1+n)/(1+50·p), n times listed (people,).

        p, the softmax of the scores, is the chance of being the one hired: the surer somebody fits, the less
        rotation counts, so that it turns the crowd and leaves a director's own crew in place.
        """
        if not len(scores):
            return scores
        chance = np.exp(scores - scores.max())
        chance /= chance.sum()
        return np.asarray(scores - self.rotation * np.log1p(listed) / (1.0 + SURE * chance), np.float64)


def parse_model(text: str) -> CreditModel:
    """Read a model from JSON; raises ValueError where a feature has no weight or an unknown one has."""
    raw: dict[str, Any] = json.loads(text)
    names = {feature.__name__ for feature in FEATURES}
    if set(raw["weights"]) != names:
        raise ValueError(f"weights are for {sorted(raw['weights'])}, features are {sorted(names)}")
    return CreditModel(
        name=raw["name"],
        fitted=raw["fitted"],
        scale=CreditScale(**raw["scale"]),
        weights=raw["weights"],
        rotation=raw["rotation"],
    )


def shipped_model() -> CreditModel:
    """Read the model that comes with the product."""
    return parse_model((files("matching") / "data" / SHIPPED).read_text(encoding="utf-8"))


def lots(keys: Sequence[str], seed: int) -> NDArray[np.uint64]:
    """Draw a lot for each key: the same key and seed draw the same lot, whatever row the key stands in."""
    salt = seed.to_bytes(8, "little", signed=True)
    digests = (blake2b(key.encode(), digest_size=8, key=salt).digest() for key in keys)
    return np.frombuffer(b"".join(digests), np.uint64)


def best(scores: Floats, lot: NDArray[np.uint64], count: int) -> Ints:
    """Return the positions of the highest scores, best first; equal scores in the order of their lots."""
    count = min(count, len(scores))
    if not count:
        return np.empty(0, np.int64)
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    ahead = np.flatnonzero(scores >= least)
    return ahead[np.lexsort((lot[ahead], -scores[ahead]))][:count]


def mix(lot: NDArray[np.uint64], draw: int) -> NDArray[np.uint64]:
    """Shuffle lots anew for one draw (one position), by the finaliser of splitmix64 (Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        out = lot ^ np.uint64(draw % 2**64)
        out = (out ^ (out >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(out ^ (out >> np.uint64(31)), np.uint64)
