"""The features that two profiles are compared in, their outcomes, and how often each is expected: the model as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a feature: how often it is met, as shares of the pairs in which the feature is known.

    `one` of one person twice; `home` of two people of one household or office; `other` of any two people. Where
    `by_value` holds, `other` is taken from the value that the two share: a rare surname says more than a common one.
    """

    outcome: str
    one: float
    home: float
    other: float
    by_value: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature and its outcomes; code 0 is "not known of both" and says nothing, code k is `levels[k - 1]`."""

    name: str
    levels: tuple[Level, ...]

    def code(self, outcome: str) -> int:
        """Return the number of an outcome."""
        return 1 + [level.outcome for level in self.levels].index(outcome)


FEATURES = (
    Feature(
        "given_name",
        (
            Level("same", 0.80, 0.03, 0.01, by_value=True),
            Level("nickname", 0.05, 0.003, 0.001, by_value=True),
            Level("part", 0.05, 0.01, 0.005, by_value=True),
            Level("swapped", 0.01, 1e-5, 1e-5, by_value=True),
            Level("initial", 0.02, 0.06, 0.06),
            Level("close", 0.04, 0.006, 0.003),
            Level("alike", 0.01, 0.04, 0.03),
            Level("differs", 0.02, 0.85, 0.90),
        ),
    ),
    Feature(
        "second_given_name",
        (
            Level("same", 0.85, 0.03, 0.02, by_value=True),
            Level("initial", 0.05, 0.07, 0.07),
            Level("close", 0.05, 0.01, 0.01),
            Level("differs", 0.05, 0.89, 0.90),
        ),
    ),
    Feature(
        "surname",
        (
            Level("same", 0.86, 0.55, 0.008, by_value=True),
            Level("crossed", 0.01, 0.01, 1e-5, by_value=True),
            Level("second", 0.01, 0.03, 0.008, by_value=True),
            Level("close", 0.07, 0.02, 0.004),
            Level("alike", 0.01, 0.02, 0.03),
            Level("differs", 0.04, 0.37, 0.95),
        ),
    ),
    Feature(
        "second_surname",
        (
            Level("same", 0.87, 0.40, 0.008, by_value=True),
            Level("close", 0.07, 0.01, 0.01),
            Level("differs", 0.06, 0.59, 0.98),
        ),
    ),
    Feature(
        "birth_date",
        (
            Level("same", 0.86, 0.03, 5e-5, by_value=True),
            Level("close", 0.07, 0.005, 5e-4),
            Level("two_parts", 0.03, 0.02, 0.008),
            Level("year", 0.01, 0.04, 0.02),
            Level("differs", 0.03, 0.905, 0.97),
        ),
    ),
    Feature(
        "birth_year",
        (
            Level("same", 0.92, 0.06, 0.025, by_value=True),
            Level("close", 0.04, 0.09, 0.06),
            Level("differs", 0.04, 0.85, 0.92),
        ),
    ),
    Feature(
        "email",
        (
            Level("same", 0.55, 0.08, 1e-6, by_value=True),
            Level("local_part", 0.08, 0.01, 1e-5, by_value=True),
            Level("close", 0.07, 0.01, 1e-5),
            Level("differs", 0.30, 0.90, 1.0),
        ),
    ),
    Feature(
        "phone",
        (
            Level("same", 0.65, 0.45, 1e-6, by_value=True),
            Level("close", 0.04, 0.02, 2e-6),
            Level("differs", 0.31, 0.53, 1.0),
        ),
    ),
    Feature(
        "street",
        (
            Level("same", 0.50, 0.80, 1e-5, by_value=True),
            Level("close", 0.15, 0.10, 2e-4),
            Level("name", 0.05, 0.02, 1e-3),
            Level("differs", 0.30, 0.08, 1.0),
        ),
    ),
    Feature(
        "place",
        (
            Level("both", 0.65, 0.89, 0.005, by_value=True),
            Level("postcode", 0.08, 0.03, 0.003, by_value=True),
            Level("near", 0.05, 0.02, 0.003),
            Level("place", 0.10, 0.03, 0.15, by_value=True),
            Level("close", 0.04, 0.01, 0.02),
            Level("differs", 0.08, 0.02, 0.80),
        ),
    ),
    Feature(
        "occupation",
        (
            Level("same", 0.50, 0.10, 0.03, by_value=True),
            Level("close", 0.20, 0.10, 0.06),
            Level("differs", 0.30, 0.80, 0.91),
        ),
    ),
    Feature(
        "credits",
        (
            Level("several", 0.45, 0.30, 0.004),
            Level("one", 0.25, 0.15, 0.03),
            Level("none", 0.30, 0.55, 0.966),
        ),
    ),
)
"""Priors: what the shares are before any data is seen; `duplicates_model` moves `one` and `other` to the data."""

POSITION = {feature.name: at for at, feature in enumerate(FEATURES)}
HOUSEHOLD = "household"
"""The one reason that is no feature: all that agrees is what people of one home or office share."""
