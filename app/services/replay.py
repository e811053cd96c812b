"""Replay of real credits: answer each quarter's positions from what was known before, then learn the quarter."""

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from app.errors import InvalidInputError
from matching.credit_model import CreditModel, best, lots, mix, shipped_model
from matching.history import Credit, CreditHistory, Floats, Production
from matching.history_features import AskingProduction, feature_table, gather

Row = dict[str, str]

TEAM_JOBS = {
    "Director": "director",
    "Producer": "producer",
    "Executive Producer": "executive",
    "Screenplay": "writer",
    "Writer": "writer",
}
TEAM_LETTERS = {"D": "director", "P": "producer", "E": "executive", "W": "writer"}
LISTED = 100
"""Most people that an answer may name."""
SHOWN = 20
"""Being among the first so many counts as having been shown, for rotation."""

HISTORY_COLUMNS = {"film_id", "released_on", "countries", "languages", "genres", "companies", "budget_usd"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The people ranked for one need, best first, and the milliseconds it took."""

    need_id: str
    people: list[str]
    scores: list[float]
    milliseconds: float


class ReplayFormatError(InvalidInputError):
    """A folder or file that is not in the format of the replay."""


def quarters_of(folder: Path) -> list[str]:
    """List the quarters that the folder asks about, in the order of time; raises ReplayFormatError for none."""
    quarters = sorted(path.stem.removeprefix("needs-") for path in folder.glob("needs-*.csv"))
    if not quarters or not (folder / "history.csv").is_file():
        raise ReplayFormatError("%(folder)s has no history.csv with needs-YYYYqN.csv beside it", folder=folder)
    return quarters


def production_of(row: Row) -> Production:
    """Read the columns that tell what a film was like."""
    genres = _split(row["genres"])
    return Production(
        key=row["film_id"],
        on=date.fromisoformat(row["released_on"]),
        countries=_split(row["countries"]),
        languages=_split(row["languages"]),
        genres=genres,
        companies=_split(row["companies"]),
        budget=float(row["budget_usd"]) if row["budget_usd"] else None,
        kind="animation" if "Animation" in genres else "live action",
    )


def credit_of(row: Row) -> Credit:
    """Read the columns that tell who did what."""
    return Credit(row["film_id"], row["person_id"], row["job"], row["department"])


def learn_file(history: CreditHistory, path: Path) -> None:
    """Learn every credit of a file."""
    rows = read_rows(path, {"person_id", "job", "department"})
    films = {row["film_id"]: row for row in rows}
    history.learn(map(production_of, films.values()), map(credit_of, rows))


def replay_model() -> CreditModel:
    """Return the fitted model that comes with the product."""
    return shipped_model()


class Replay:
    """A history that grows with each quarter, and how often each person was shown so far."""

    def __init__(self, model: CreditModel, seed: int = 1) -> None:
        self.model, self.seed = model, seed
        self.history = CreditHistory(TEAM_JOBS)
        self.shown: Floats = np.empty(0)
        self.lots = lots([], seed)

    def learn(self, path: Path) -> None:
        """Learn a file of credits; people seen for the first time have never been shown."""
        learn_file(self.history, path)
        people = self.history.people.keys
        self.shown = np.concatenate([self.shown, np.zeros(len(people) - len(self.shown))])
        self.lots = np.concatenate([self.lots, lots(people[len(self.lots) :], self.seed)])

    def answer(self, needs: Iterable[Row]) -> Iterator[Answer]:
        """Rank people for each need, film by film, in the order of the rows."""
        for _, of_film in groupby(needs, key=lambda row: row["film_id"]):
            rows = list(of_film)
            started = time.perf_counter()
            asking = AskingProduction(
                self.history, self.model.scale, production_of(rows[0]), team_of(rows[0]["team"]), len(rows)
            )
            shared = (time.perf_counter() - started) / len(rows)
            for row in rows:
                yield self._rank(asking, row, shared)

    def scores(self, asking: AskingProduction, job: str, department: str) -> Floats:
        """Score everybody in the history for one need, before rotation: (people,)."""
        return self.model.score(feature_table(gather(asking, job, department)))

    def _rank(self, asking: AskingProduction, row: Row, shared: float) -> Answer:
        started = time.perf_counter()
        scores = self.model.rotate(self.scores(asking, row["job"], row["department"]), self.shown)
        draw = int(lots([row["need_id"]], self.seed)[0])
        top = best(scores, mix(self.lots, draw), LISTED)
        self.shown[top[:SHOWN]] += 1.0
        spent = (time.perf_counter() - started + shared) * 1000.0
        names = self.history.people.keys
        return Answer(row["need_id"], [names[i] for i in top], [float(scores[i]) for i in top], spent)


def run_replay(
    source: Path, target: Path, replay: Replay, watch: Callable[[str, int, int], None] | None = None
) -> list[float]:
    """Answer every quarter of `source` into `target`; return the milliseconds of each need.

    `watch(quarter, done, of)` is called after each need. Raises ReplayFormatError.
    """
    quarters = quarters_of(source)
    target.mkdir(parents=True, exist_ok=True)
    replay.learn(source / "history.csv")
    spent: list[float] = []
    for quarter in quarters:
        needs = read_rows(source / f"needs-{quarter}.csv", {"need_id", "team", "job", "department"})
        answers = []
        for done, answer in enumerate(replay.answer(needs), 1):
            answers.append(answer)
            if watch:
                watch(quarter, done, len(needs))
        _write(target, quarter, answers)
        spent += [answer.milliseconds for answer in answers]
        credits_ = source / f"credits-{quarter}.csv"
        if credits_.is_file():
            replay.learn(credits_)
    return spent


def read_rows(path: Path, columns: set[str]) -> list[Row]:
    """Read a file with a header; raises ReplayFormatError when a column is missing."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = (columns | HISTORY_COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise ReplayFormatError(
                    "%(path)s lacks the columns %(columns)s", path=path, columns=", ".join(sorted(missing))
                )
            return list(reader)
    except OSError as error:
        raise ReplayFormatError("%(path)s can't be read: %(why)s", path=path, why=error.strerror) from error


def team_of(text: str) -> dict[str, list[str]]:
    """Read `D:p1|P:p2` into team role -> people; letters not known here are left out."""
    team: dict[str, list[str]] = {}
    for part in _split(text):
        letter, _, person = part.partition(":")
        if letter in TEAM_LETTERS:
            team.setdefault(TEAM_LETTERS[letter], []).append(person)
    return team


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _write(target: Path, quarter: str, answers: list[Answer]) -> None:
    with (target / f"ranked-{quarter}.csv").open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines)
        out.writerow(["need_id", "rank", "person_id", "score"])
        for answer in answers:
            for rank, (person, score) in enumerate(zip(answer.people, answer.scores, strict=True), 1):
                out.writerow([answer.need_id, rank, person, f"{score:.9f}"])
    with (target / f"timing-{quarter}.csv").open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines)
        out.writerow(["need_id", "ms"])
        out.writerows([answer.need_id, f"{answer.milliseconds:.3f}"] for answer in answers)
