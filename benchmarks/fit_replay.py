"""Fit the credit model on credits before 2010: `python -m benchmarks.fit_replay HISTORY.csv --out MODEL.json`.

Films of --from..--until are treated as if they had asked for their crew: each quarter is answered from what was known
before it. Deterministic: the same history and seed give the same model. Takes a few minutes on one core.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.services.replay import TEAM_JOBS, Row, credit_of, production_of, read_rows
from benchmarks.credit_likelihood import Floats, Ints, Kernel, Sample, fit_kernel, fit_linear
from matching.credit_model import CreditModel, shipped_model
from matching.history import CreditHistory
from matching.history_features import (
    FEATURES,
    STAGES,
    AskingProduction,
    CreditScale,
    director_crew,
    feature_table,
    focus,
    gather,
    on_team,
    usual_kind,
    usual_place,
)

LIKENESSES = [name for names in STAGES.values() for name in names]
START = {"country": 1.5, "origin": 0.5, "language": 0.5, "kind": 1.2, "budget": 1.0, "size": 0.6} | {
    "director": 0.6, "producer": 0.5, "writer": 0.4, "company": 1.0, "circle": 2.0,
    "department": 1.0, "step": 1.5, "age": 0.12,
}  # fmt: skip
"""First guess of the strengths, from which the fit is drawn away by the data only."""
TOP, REST = 150, 0.006
"""People of a position that are looked at: the best so many by the model so far, and this share of all others."""
PLAIN = [FEATURES.index(each) for each in (director_crew, usual_kind, usual_place, on_team, focus)]
"""Columns of the features that are no stage of the sum over credits."""


@dataclass(frozen=True)
class Position:
    """One sampled position: rows of its candidates, who was hired, and the weights of the sample."""

    asking: AskingProduction
    job: str
    department: str
    rows: Ints
    hired: Floats
    log_weight: Floats


def positions_of(rows: list[Row]) -> dict[tuple[str, str], set[str]]:
    """Return the positions below the line of one film: (job, department) -> people hired."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["line"] == "below":
            found[row["job"], row["department"]].add(row["person_id"])
    return found


def team_of_film(rows: list[Row]) -> dict[str, set[str]]:
    """Return team role -> people of one film."""
    team: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["job"] in TEAM_JOBS:
            team[TEAM_JOBS[row["job"]]].add(row["person_id"])
    return team


def sample_positions(
    path: Path, years: tuple[int, int], share: float, model: CreditModel, seed: int
) -> Iterator[Position]:
    """Yield a share of the positions of films released in the years, each before its quarter is learned."""
    dice = np.random.default_rng(seed)
    quarters: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(path, {"person_id", "job", "department", "line"}):
        year, month = row["released_on"][:4], int(row["released_on"][5:7])
        quarters[f"{year}q{(month + 2) // 3}" if int(year) >= years[0] else "before"].append(row)
    history = CreditHistory(TEAM_JOBS)
    for quarter in sorted(quarters, key=lambda name: (name != "before", name)):
        rows = quarters[quarter]
        if quarter != "before" and int(quarter[:4]) <= years[1]:
            yield from _sample_quarter(history, rows, share, model, dice)
        history.learn(map(production_of, rows), map(credit_of, rows))


def _sample_quarter(
    history: CreditHistory, rows: list[Row], share: float, model: CreditModel, dice: np.random.Generator
) -> Iterator[Position]:
    films: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        films[row["film_id"]].append(row)
    for film in sorted(films):
        asked = positions_of(films[film])
        chosen = [key for key in sorted(asked) if dice.random() < share]
        if not chosen:
            continue
        production = production_of(films[film][0])
        asking = AskingProduction(history, model.scale, production, team_of_film(films[film]), len(asked))
        for job, department in chosen:
            hired = [row for row in map(history.people.find, sorted(asked[job, department])) if row >= 0]
            if hired:
                yield _sample_people(asking, (job, department), np.array(sorted(hired)), model, dice)


def _sample_people(
    asking: AskingProduction, key: tuple[str, str], hired: Ints, model: CreditModel, dice: np.random.Generator
) -> Position:
    scores = model.score(feature_table(gather(asking, *key)))
    first = np.argpartition(-scores, TOP)[:TOP]
    others = np.setdiff1d(np.arange(len(scores)), np.union1d(first, hired))
    drawn = others[dice.random(len(others)) < REST]
    surely = np.union1d(first, hired)
    rows = np.concatenate([surely, drawn])
    weight = np.concatenate([np.zeros(len(surely)), np.full(len(drawn), -np.log(REST))])
    return Position(asking, *key, rows, np.isin(rows, hired).astype(np.float64), weight)


def pack(positions: list[tuple[Position, Floats, Ints, Floats]]) -> Sample:
    """Stack sampled positions with their likenesses (credits × …), owners and plain features."""
    sizes = [len(position.rows) for position, *_ in positions]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Sample(
        starts=starts,
        hired=np.concatenate([position.hired for position, *_ in positions]),
        log_weight=np.concatenate([position.log_weight for position, *_ in positions]),
        owner=np.concatenate([owner + start for (_, _, owner, _), start in zip(positions, starts, strict=True)]),
        phi=np.concatenate([phi for _, phi, _, _ in positions]),
        plain=np.concatenate([table for *_, table in positions]),
    )


def describe(position: Position) -> tuple[Position, Floats, Ints, Floats]:
    """Compute what the fit reads of a position: likenesses of each credit, whose it is, plain features."""
    asking, history = position.asking, position.asking.history
    rows, owner = history.rows_of(position.rows)
    films, near, row = history.production[rows], asking.near, history.jobs.find(position.job)
    steps = history.steps[:, row] if row >= 0 else np.zeros(len(history.jobs))
    columns = [near.columns[name][films] for name in LIKENESSES if name != "circle"]
    columns += [asking.circle[rows], history.department[rows] == history.departments.find(position.department)]
    columns += [np.log(steps + asking.scale.step_floor)[history.job[rows]], -near.age[films]]
    table = feature_table(gather(asking, position.job, position.department, position.rows))
    return position, np.stack(columns, axis=1).astype(np.float32), owner, table[:, PLAIN]


def model_of(kernel: Kernel, weights: Floats, before: CreditModel, fitted: str) -> CreditModel:
    """Turn fitted numbers into a model; the sum's parts become features, each over its largest value."""
    strength = dict(
        zip([*LIKENESSES, "department", "step", "age"], (round(float(t), 4) for t in kernel.theta), strict=True)
    )
    scale = CreditScale(
        theta={name: strength[name] for name in LIKENESSES},
        department=strength["department"],
        step_floor=before.scale.step_floor,
        step_power=strength["step"],
        half_life=round(float(np.log(2.0) / kernel.theta[-1]), 3),
        floor=float(f"{kernel.floor:.4g}"),
        full=before.scale.full,
    )
    named = {f.__name__: round(float(w), 4) for f, w in zip(FEATURES, weights, strict=True)}
    return CreditModel(before.name, fitted, scale, named, before.rotation)


def implied_weights(kernel: Kernel, before: CreditScale) -> Floats:
    """Return the weights that make the sum of the features the logarithm of the fitted sum over credits."""
    strength = dict(zip(LIKENESSES, kernel.theta, strict=False))
    stages = [np.log1p(before.full / kernel.floor), *(sum(strength[n] for n in names) for names in STAGES.values())]
    weights = np.concatenate([kernel.power * np.array(stages), kernel.weights])
    return np.asarray(np.maximum(weights, 0.0), np.float64)


def fit(path: Path, years: tuple[int, int], share: float, seed: int) -> CreditModel:
    """Fit the constants inside the features, then, on people drawn anew by these, the weights of the features."""
    before = shipped_model()
    start = np.array([*(START[name] for name in LIKENESSES), START["department"], START["step"], START["age"]])
    sample = pack([describe(each) for each in sample_positions(path, years, share, before, seed)])
    many = len(sample.starts)
    print(f"{many} positions, {len(sample.hired)} candidates, {len(sample.owner)} credits", flush=True)
    kernel = fit_kernel(sample, start)
    fitted = f"{many} positions of films of {years[0]}-{years[1]}, seed {seed}, by benchmarks/fit_replay.py"
    model = model_of(kernel, implied_weights(kernel, before.scale), before, fitted)
    sample = pack([tabulate(each) for each in sample_positions(path, years, share, model, seed + 1)])
    return model_of(kernel, fit_linear(sample, sample.plain), before, fitted)


def tabulate(position: Position) -> tuple[Position, Floats, Ints, Floats]:
    """Compute every feature of a position's candidates, and no single credits."""
    table = feature_table(gather(position.asking, position.job, position.department, position.rows))
    return position, np.zeros((0, 1)), np.zeros(0, np.int64), table


def write_model(model: CreditModel, path: Path) -> None:
    """Write a model as the JSON that the product reads."""
    raw = {name: getattr(model, name) for name in ("name", "fitted", "weights", "rotation")}
    raw["scale"] = {name: getattr(model.scale, name) for name in CreditScale.__slots__}
    path.write_text(json.dumps(raw, indent=2) + "\n", encoding="utf-8")


def fit_weights() -> None:
    """Read the command line and fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--from", dest="first", type=int, default=2002)
    parser.add_argument("--until", type=int, default=2009)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_model(fit(asked.history, (asked.first, asked.until), asked.share, asked.seed), asked.out)


if __name__ == "__main__":
    fit_weights()
