"""What past credits say about a person for one position: one function a feature, each value in [0, 1].

Every credit weighs w = step(job -> job asked) x same department x 2^(-age/half-life). Four likenesses multiply it one
after the other: w_k = w_(k-1)·exp(Σ θ·s), s in [0, 1]. A feature is log((Σw_k + ε)/(Σw_(k-1) + ε)) over its largest
value Σθ: the average likeness of the person's relevant credits, 0 for someone without any. So a sum of the features
stays the logarithm of one sum over credits, and any reason shown can be traced to the credits that made it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from matching.history import CreditHistory, Flags, Floats, Ints, Production, tally
from matching.history_view import Likeness, likeness, team_circle

STAGES: Mapping[str, tuple[str, ...]] = {
    "place": ("country", "origin", "language"),
    "kind": ("kind", "budget", "size"),
    "team": ("director", "producer", "writer", "company"),
    "circle": ("circle",),
}
"""The likenesses in the order in which they multiply a credit's weight."""
MANY_CREDITS = 500.0


@dataclass(frozen=True, slots=True)
class CreditScale:
    """The fitted constants inside the features; the weights between features are apart from these.

    `theta`: strength of each likeness; `department`: log bonus of the same department; `step_floor`: share taken
    for jobs that nobody was seen to step between; `step_power`: how sharply the ladder counts; `half_life` in years;
    `floor`: ε, the weight below which credits say nothing; `full`: Σw that counts as full experience.
    """

    theta: Mapping[str, float]
    department: float
    step_floor: float
    step_power: float
    half_life: float
    floor: float
    full: float


class AskingProduction:
    """A production that asks for crew, compared once with the whole history; its positions share this."""

    def __init__(
        self,
        history: CreditHistory,
        scale: CreditScale,
        production: Production,
        team: Mapping[str, Collection[str]],
        positions: int,
    ) -> None:
        self.history, self.scale = history, scale
        self.near: Likeness = likeness(history, production, team, positions)
        self.on_team = np.zeros(len(history.people))
        known = (history.people.find(person) for of_role in team.values() for person in of_role)
        self.on_team[[row for row in known if row >= 0]] = 1.0
        self.decay = np.exp2(-self.near.age / scale.half_life)
        columns = self.near.columns
        self.boosts = {
            stage: np.exp(sum(scale.theta[name] * columns[name] for name in names))[history.production]
            for stage, names in STAGES.items()
            if stage != "circle"
        }
        self.circle = team_circle(history, self.near, team, scale.half_life)
        self.boosts["circle"] = np.exp(scale.theta["circle"] * self.circle)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sums over credits that the features of one position read; every column is (people,)."""

    scale: CreditScale
    credits: Floats  # number of credits, in any job
    genre: Floats  # mean likeness of genres over all credits, in any job (one unlike credit is added as doubt)
    country: Floats  # the same of countries, half of it for the first country
    stages: Mapping[str, Floats]  # Σw after each likeness; "work" before the first
    directed_job: Floats  # share of the directors' decayed productions on which the person did this job
    directed_department: Floats  # the same for any job of the department
    on_team: Floats  # 1.0 for the production's own director, producers and writers


@dataclass(frozen=True, slots=True)
class _Rows:
    """The credits of the people looked at: rows of the history, whose they are, and of how many people."""

    rows: Ints | slice
    owner: Ints
    many: int

    def total(self, weights: Floats | None = None) -> Floats:
        """Sum weights (one a credit) by person."""
        return tally(self.owner, self.many, weights)


def gather(asking: AskingProduction, job: str, department: str, people: Ints | None = None) -> Evidence:
    """Sum the credits of people (rows of the history; None = everybody) for one position."""
    history, scale = asking.history, asking.scale
    if people is None:
        mine = _Rows(slice(None), history.person, len(history.people))
    else:
        mine = _Rows(*history.rows_of(people), len(people))
    is_job = history.job == history.jobs.find(job)
    is_department = history.department == history.departments.find(department)
    ladder = _ladder(history, scale, history.jobs.find(job))
    same = np.exp(scale.department * is_department[mine.rows])
    production = history.production[mine.rows]
    weight = ladder[history.job[mine.rows]] * same * asking.decay[production]
    stages = {"work": mine.total(weight)}
    for stage in STAGES:
        weight = weight * asking.boosts[stage][mine.rows]
        stages[stage] = mine.total(weight)
    credits_, near = mine.total(), asking.near.columns
    country = (near["country"] + near["origin"]) / 2.0
    return Evidence(
        scale=scale,
        credits=credits_,
        genre=mine.total(near["genre"][production]) / (credits_ + 1.0),
        country=mine.total(country[production]) / (credits_ + 1.0),
        stages=stages,
        directed_job=_directed(asking, is_job, mine),
        directed_department=_directed(asking, is_department, mine),
        on_team=asking.on_team if people is None else asking.on_team[people],
    )


def _ladder(history: CreditHistory, scale: CreditScale, job: int) -> Floats:
    """Return how much a credit in each job counts for this one: (jobs,)."""
    steps = history.steps[:, job] if job >= 0 else np.zeros(len(history.jobs))
    return np.asarray((steps + scale.step_floor) ** scale.step_power, np.float64)


def _directed(asking: AskingProduction, wanted: Flags, mine: _Rows) -> Floats:
    """Share of the directors' past productions that had wanted credits (half a production is added as doubt)."""
    history, directed = asking.history, asking.near.columns["director"] * asking.decay
    staffed = np.zeros(len(directed))
    staffed[history.production[wanted]] = 1.0
    each = directed[history.production[mine.rows]] * wanted[mine.rows]
    share: Floats = mine.total(each) / ((directed * staffed).sum() + 0.5)
    return np.minimum(share, 1.0)


def _gain(evidence: Evidence, stage: str, before: str) -> Floats:
    """Return the average likeness a stage adds to the relevant credits, in [0, 1]."""
    floor, sums = evidence.scale.floor, evidence.stages
    most = sum(evidence.scale.theta[name] for name in STAGES[stage])
    gain = np.log((sums[stage] + floor) / (sums[before] + floor)) / most
    return np.asarray(np.clip(gain, 0.0, 1.0), np.float64)


def work(evidence: Evidence) -> Floats:
    """Has done this job, or jobs that lead to it, often and lately."""
    floor = evidence.scale.floor
    most = np.log1p(evidence.scale.full / floor)
    return np.asarray(np.minimum(np.log1p(evidence.stages["work"] / floor) / most, 1.0), np.float64)


def place(evidence: Evidence) -> Floats:
    """Has done that work on productions of the same countries and language."""
    return _gain(evidence, "place", "work")


def kind(evidence: Evidence) -> Floats:
    """Has done that work on productions of the same kind, budget and size."""
    return _gain(evidence, "kind", "place")


def team(evidence: Evidence) -> Floats:
    """Has done that work for this director, these producers, writers or companies."""
    return _gain(evidence, "team", "kind")


def circle(evidence: Evidence) -> Floats:
    """Has done that work beside people who often work with this team."""
    return _gain(evidence, "circle", "team")


def director_crew(evidence: Evidence) -> Floats:
    """Belongs to the director's usual crew in this job and department."""
    return (evidence.directed_job + evidence.directed_department) / 2.0


def usual_kind(evidence: Evidence) -> Floats:
    """Has worked mostly on productions of these genres."""
    return evidence.genre


def usual_place(evidence: Evidence) -> Floats:
    """Has worked mostly on productions of these countries."""
    return evidence.country


def on_team(evidence: Evidence) -> Floats:
    """Directs, produces or writes this production."""
    return evidence.on_team


def focus(evidence: Evidence) -> Floats:
    """Has done little else than this kind of work."""
    return np.asarray(np.clip(1.0 - np.log1p(evidence.credits) / np.log1p(MANY_CREDITS), 0.0, 1.0), np.float64)


FEATURES: tuple[Callable[[Evidence], Floats], ...] = (
    work,
    place,
    kind,
    team,
    circle,
    director_crew,
    usual_kind,
    usual_place,
    on_team,
    focus,
)
"""The ten features, in the order of the columns of `feature_table`."""


def feature_table(evidence: Evidence) -> Floats:
    """Return every feature of every person: (people, features), each in [0, 1]."""
    return np.stack([feature(evidence) for feature in FEATURES], axis=1)
