"""What goes into a match and what comes out of it: positions, candidates, reasons, near misses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from matching.days import Span, count_span_days, spans_overlap
from matching.role_entries import LinkKind

PER_MILLE = 1000  # feature values are whole thousandths, so that scores are integers


def mark(message: str) -> str:
    """Mark a message id for translation; whoever shows it translates it."""
    return message


class Cefr(IntEnum):
    """Levels of the Common European Framework; a mother tongue stands above C2."""

    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6
    NATIVE = 7


class Local(StrEnum):
    """Whether a position asks for residents of the production's state."""

    ANY = "any"
    PREFERRED = "preferred"
    REQUIRED = "required"


class ProductionKind(StrEnum):
    """What is being made. The order is part of the roster's encoding: add at the end only."""

    FEATURE = "feature"
    SERIES = "series"
    DOCUMENTARY = "documentary"
    COMMERCIAL = "commercial"
    MUSIC_VIDEO = "music_video"
    TV_LIVE = "tv_live"
    SHORT = "short"
    ANIMATION = "animation"


class Scale(IntEnum):
    """How large a shoot is: about 25-40, 70-110 and 180-260 crew."""

    UNKNOWN = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3


class Priority(StrEnum):
    """How much a production needs the position filled."""

    MUST = "must"
    SHOULD = "should"
    NICE = "nice"


class Rule(StrEnum):
    """The hard rules, in the order in which they are told. A person who breaks one is not a candidate."""

    ROLE = "role"
    STEP_UP = "step_up"
    CONSENT = "consent"
    DROPPED = "dropped"
    DAYS = "days"
    LANGUAGE = "language"
    CREDENTIAL = "credential"
    RESIDENCY = "residency"
    TRAVEL = "travel"
    CREDITS = "credits"


class DayStatus(StrEnum):
    """How far a candidate is free on the needed days, worst first."""

    HELD = "held"
    TENTATIVE = "tentative"
    UNCONFIRMED = "unconfirmed"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Point:
    """A base on the map in degrees, with its state and metropolitan area.

    People of the area, or within `local_km` (0: the policy's), are local to it.
    """

    latitude: float
    longitude: float
    state: str = ""
    area: str = ""
    local_km: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """The days that a position works from one base."""

    base: Point
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LanguageNeed:
    """A language and its least level; a preferred one only moves people up."""

    language: str
    level: Cefr
    required: bool = True


@dataclass(frozen=True, slots=True)
class ProductionFacts:
    """What a match knows of the production; `team` are keys of companies and heads that come with it."""

    key: int = 0
    kind: ProductionKind | None = None
    scale: Scale = Scale.UNKNOWN
    team: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Position:
    """One line of a need, as matching reads it.

    `spans` are the needed days, rest days included; with `free_days` (undated dailies) any so many days
    within them. `stays` divides the days over bases; empty where the base is not known.
    `excluded` are people whom staff dropped from this line.
    """

    key: int
    role: str
    spans: tuple[Span, ...]
    quantity: int = 1
    free_days: int | None = None
    stays: tuple[Stay, ...] = ()
    languages: tuple[LanguageNeed, ...] = ()
    credentials: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    min_credits: int = 0
    local: Local = Local.ANY
    accept_step_up: bool = True
    least_weight: int = 0  # per mille; a line's own limit on step-ups, above the policy's
    trainee_slots: int = 0
    priority: Priority = Priority.MUST
    level: int = 1
    production: ProductionFacts = field(default_factory=ProductionFacts)
    excluded: frozenset[int] = frozenset()

    @property
    def needed_days(self) -> int:
        """Return how many days the position needs."""
        days = count_span_days(self.spans)
        return days if self.free_days is None else min(self.free_days, days)

    @property
    def ends_on(self) -> date:
        """Return the last needed day: credentials are valid up to it."""
        return max(span.ends_on for span in self.spans)

    @property
    def states(self) -> frozenset[str]:
        """Return the states of the bases, where they are known."""
        return frozenset(stay.base.state for stay in self.stays if stay.base.state)

    def shares_day(self, other: "Position") -> bool:
        """Return whether the two lines may want one person on the same day."""
        return spans_overlap(self.spans, other.spans)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with `%(name)s` places and what stands in them.

    Values named role, language, credential, skill, level are ids: the reader's language names them.
    """

    message: str
    values: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of one candidate: its value in thousandths, its weight, its sentence and the facts behind it."""

    feature: str
    value: int
    weight: int
    label: str
    detail: Sentence


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A hard rule that a person breaks, with what is missing."""

    rule: Rule
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How many more people there would be if one thing changed, and the first of them by tie order."""

    rule: Rule
    count: int
    sentence: Sentence
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCount:
    """The needed days of one candidate: they add up to `needed`, except that `held` are part of `soft`."""

    needed: int
    free: int
    unknown: int
    soft: int
    held: int = 0

    @property
    def status(self) -> DayStatus:
        """Return the worst that is known of the days."""
        if self.held:
            return DayStatus.HELD
        if self.soft:
            return DayStatus.TENTATIVE
        return DayStatus.UNCONFIRMED if self.unknown else DayStatus.FREE


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may fill the position, with everything from which the rank can be computed again.

    `values` are thousandths in the order of `features.NAMES`; `facts` are the numbers the reasons tell.
    """

    person: int
    score: int
    rotation: int
    values: tuple[int, ...]
    role: str
    link: LinkKind
    weight: int
    days: DayCount
    facts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Sentence, ...] = ()
    trainee: bool = False


class Ranked(NamedTuple):
    """A candidate in short, for assigning people to slots: `sure` where every needed day is stated free.

    `soft` where days that are tentative, or held by another production, would be needed too.
    """

    person: int
    score: int
    sure: bool
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer for one position: the best candidates, who misses by little, how many broke which rule.

    `order` and `trainee_order` go on below the candidates that are told in full. `holders` counts the people who
    hold the role or an accepted link, before any other rule.
    """

    position: int
    candidates: tuple[Candidate, ...]
    trainees: tuple[Candidate, ...]
    order: tuple[Ranked, ...]
    trainee_order: tuple[Ranked, ...]
    holders: int
    eligible: int
    free: int
    broken: Mapping[Rule, int]
    near_misses: tuple[NearMiss, ...]
