"""What is compared of a person, and what comes back: a pair, how likely it is one person, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as typed; "" where unknown. The id says who it is and is never compared."""

    id: str
    given_name: str
    surname: str
    birth_date: str = ""
    """YYYY-MM-DD, YYYY-MM or YYYY."""
    email: str = ""
    phone: str = ""
    street: str = ""
    place: str = ""
    postcode: str = ""
    occupation: str = ""
    credits: tuple[str, ...] = ()
    """Keys of titles that the person worked on, folded: "name|year"."""
    also_known_as: tuple[str, ...] = ()
    """Other whole names: the credit name, a former name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature of the two says, and how much: bits of evidence, below 0 against one person.

    The odds of one person are multiplied by 2**weight. Features and their outcomes: `duplicates_levels.FEATURES`.
    """

    feature: str
    outcome: str
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two profiles by id, the probability that they are one person, and the reasons, the strongest first."""

    a: str
    b: str
    probability: float
    reasons: tuple[Reason, ...]
