"""Small fictional careers: productions, credits and positions of a replay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from matching.credit_model import shipped_model
from matching.history import Credit, CreditHistory, Floats, Production
from matching.history_features import FEATURES, AskingProduction, feature_table, gather

TEAM_JOBS = {"Director": "director", "Producer": "producer", "Executive": "executive", "Writer": "writer"}
ASKING = Production(
    "asking",
    date(2010, 3, 1),
    countries=("MX",),
    languages=("es",),
    genres=("Drama", "Crime"),
    companies=("Faro",),
    budget=2e6,
    kind="live action",
)


def make_past(key: str, year: int, **changes: object) -> Production:
    """Make a past production that is like the asking one but for `changes`."""
    return replace(ASKING, **{"key": key, "on": date(year, 3, 1), **changes})  # type: ignore[arg-type]  # any column


def make_history(productions: Sequence[Production], work: Sequence[tuple[str, str, str]]) -> CreditHistory:
    """Make a history of (person, job, production key); every job but a team's is in the department "Lighting"."""
    history = CreditHistory(TEAM_JOBS)
    history.learn(productions, [make_credit(*each) for each in work])
    return history


def make_credit(person: str, job: str, production: str) -> Credit:
    """Make a credit, in "Team" for a team's job, else in "Lighting"."""
    return Credit(production, person, job, "Team" if job in TEAM_JOBS else "Lighting")


def table_of(
    history: CreditHistory,
    job: str = "Gaffer",
    team: Mapping[str, Sequence[str]] | None = None,
    asking: Production = ASKING,
    rows: Sequence[int] | None = None,
) -> Floats:
    """Compute every feature of everybody (or of some rows) for one position: (people, features)."""
    view = AskingProduction(history, shipped_model().scale, asking, team or {}, positions=10)
    return feature_table(gather(view, job, "Lighting", None if rows is None else np.array(rows)))


def value_of(history: CreditHistory, feature: str, person: str, **asked: object) -> float:
    """Compute one feature of one person."""
    column = [each.__name__ for each in FEATURES].index(feature)
    return float(table_of(history, **asked)[history.people.find(person), column])  # type: ignore[arg-type]  # as table_of


def score_of(history: CreditHistory, person: str, **asked: object) -> float:
    """Compute one person's score by the shipped weights."""
    scores = shipped_model().score(table_of(history, **asked))  # type: ignore[arg-type]  # as table_of
    return float(np.asarray(scores)[history.people.find(person)])
