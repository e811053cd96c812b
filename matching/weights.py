"""Weights of the features as named, versioned data, and the numbers of the commission's policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matching.types import PER_MILLE

FEATURE_NAMES = (
    "role_fit",
    "availability",
    "freshness",
    "experience",
    "scale_and_kind",
    "team",
    "training",
    "distance",
    "preferences",
    "rotation",
)
MOST_WEIGHT = 100


class WeightsError(ValueError):
    """A weight set names an unknown feature, leaves one out, or holds a number outside 0..100."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A named, versioned set: one whole number 0..100 a feature, in the order of FEATURE_NAMES. Never changed."""

    name: str
    version: int
    values: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(FEATURE_NAMES):
            raise WeightsError(f"{len(FEATURE_NAMES)} weights are needed, {len(self.values)} given")
        if any(not 0 <= v <= MOST_WEIGHT for v in self.values) or not any(self.values):
            raise WeightsError(f"weights lie within 0..{MOST_WEIGHT} and one is above 0")

    @classmethod
    def of(cls, name: str, version: int, values: Mapping[str, int]) -> "Weights":
        """Build from weights by feature name; raise WeightsError unless every feature has one."""
        if set(values) != set(FEATURE_NAMES):
            raise WeightsError(f"not the known features: {sorted(set(values) ^ set(FEATURE_NAMES))}")
        return cls(name, version, tuple(values[feature] for feature in FEATURE_NAMES))

    @property
    def best_score(self) -> int:
        """Return the score of someone who has the full value in every feature."""
        return PER_MILLE * sum(self.values)

    def score(self, values: tuple[int, ...]) -> int:
        """Return the score of feature values in thousandths: an integer, so that it comes out the same anywhere."""
        return sum(w * v for w, v in zip(self.values, values, strict=True))


DEFAULT_WEIGHTS = Weights.of(
    "default",
    1,
    {
        "role_fit": 24,
        "availability": 20,
        "freshness": 5,
        "experience": 14,
        "scale_and_kind": 5,
        "team": 8,
        "training": 4,
        "distance": 10,
        "preferences": 4,
        "rotation": 6,
    },
)

# Licences that the law asks for the work itself; any other credential only warns. A commission may change the list.
# Drone, explosives and firearms, medical, diving, heavy vehicles.
LEGALLY_REQUIRED = frozenset({"afac_licence", "sedena_permit", "tum", "diver_certificate", "heavy_vehicle_licence"})


@dataclass(frozen=True)
class Policy:
    """The thresholds of the hard rules and the discounts of uncertain days. Weights per mille, days, kilometres."""

    version: int = 1
    step_up_from: int = 400  # a linked role is a candidate from this weight, below it only a trainee
    trained_weight: int = 500  # how near somebody stands whom the commission trained for the role
    trainee_weight: int = 300  # how near a trainee role of the same department stands to the role asked for
    unknown_day: int = 500
    soft_day: int = 250  # tentative, or held by another production
    near_days: int = 3  # "free except 3 days"
    fresh_days: int = 60
    local_km: int = 50
    far_km: int = 1000
    away: int = 300  # distance value of someone who travels however far
    hold_to_weeks: bool = False  # the weeks away that a person named are a wish, told as a warning; True: a limit
    need_credits: bool = True
    propose_unconfirmed: bool = True
    legally_required: frozenset[str] = LEGALLY_REQUIRED
    priorities: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"must": 4, "should": 2, "nice": 1}))


DEFAULT_POLICY = Policy()
