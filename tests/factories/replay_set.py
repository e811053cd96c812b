"""A small fictional replay set on disk: directors with crews of their own, who mostly come back."""

import csv
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

JOBS = {"Gaffer": "Lighting", "Boom Operator": "Sound", "Costume Supervisor": "Costume & Make-Up"}
FILM = ("film_id", "released_on", "countries", "languages", "budget_usd", "companies", "genres")
QUARTERS = ("2010q1", "2010q2")


def write_replay_set(folder: Path, seed: int = 3) -> Path:
    """Write history, needs, credits and truth of eight directors into `folder`; return it."""
    dice = random.Random(seed)  # noqa: S311 - fiction, not secrets
    public, truth = folder / "public", folder / "truth"
    public.mkdir(parents=True)
    truth.mkdir()
    past = [
        _film(dice, director, f"{year}-0{dice.randint(1, 9)}-10") for director in range(8) for year in range(2000, 2010)
    ]
    write_rows(public / "history.csv", [row for film in past for row in film])
    (public / "MANIFEST.json").write_text('{"from": "2010-01-01", "to": "2010-07-01"}')
    for quarter, month in zip(QUARTERS, (2, 5), strict=True):
        films = [_film(dice, director, f"2010-0{month}-10") for director in range(8)]
        write_rows(public / f"credits-{quarter}.csv", [row for film in films for row in film])
        asked = [(row, film) for film in films for row in film if row["line"] == "below"]
        needs = [
            {name: row[name] for name in FILM}
            | {"need_id": _need(row), "team": f"D:{film[0]['person_id']}", "job": row["job"]}
            | {"department": row["department"], "quantity": "1"}
            for row, film in asked
        ]
        write_rows(public / f"needs-{quarter}.csv", needs)
        write_rows(
            truth / f"truth-{quarter}.csv", [{"need_id": _need(r), "person_id": r["person_id"]} for r, _ in asked]
        )
    return folder


def write_set_of_equals(folder: Path, people: int) -> Path:
    """Write a set in which all people have the same single credit and two films ask for their job; return `public`."""
    folder.mkdir(parents=True)
    about = dict(zip(FILM, ("f-old", "2009-01-10", "MX", "es", "", "", "Drama"), strict=True))
    job = {"job": "Gaffer", "department": "Lighting"}
    write_rows(folder / "history.csv", [about | job | {"person_id": f"p{n}", "line": "below"} for n in range(people)])
    asking = about | job | {"released_on": "2010-01-10", "team": "", "quantity": "1"}
    write_rows(folder / "needs-2010q1.csv", [asking | {"need_id": f"n{n}", "film_id": f"f{n}"} for n in (1, 2)])
    return folder


def write_rows(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows with a header."""
    table = list(rows)
    with path.open("w", encoding="utf-8", newline="") as lines:
        out = csv.DictWriter(lines, list(table[0]))
        out.writeheader()
        out.writerows(table)


def read_ranked(folder: Path, quarter: str) -> dict[str, list[str]]:
    """Read the people of each need in a folder of answers, best first."""
    answers: dict[str, list[str]] = {}
    with (folder / f"ranked-{quarter}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            answers.setdefault(row["need_id"], []).append(row["person_id"])
    return answers


def _need(row: Mapping[str, str]) -> str:
    return f"n-{row['film_id']}-{row['job']}"


def _film(dice: random.Random, director: int, day: str) -> list[dict[str, str]]:
    """Make one film's credits: the director first; two times in three somebody of the director's own crew."""
    about = dict(
        zip(FILM, (f"f-{director}-{day}", day, "MX|US", "es|en", "2000000", f"c{director}", "Drama"), strict=True)
    )
    rows = [about | {"person_id": f"d{director}", "job": "Director", "department": "Directing", "line": "above"}]
    for job, department in JOBS.items():
        crew = director if dice.random() < 2 / 3 else dice.randrange(8)
        person = {"person_id": f"p{crew}-{department[:2]}", "job": job, "department": department, "line": "below"}
        rows.append(about | person)
    return rows
