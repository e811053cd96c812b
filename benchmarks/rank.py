"""A 90-line brief against 100,000 crew, file in and list out, against a scoring query of plain SQL on SQLite."""

import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import make_engine, reading, write_transaction
from app.migrate import upgrade
from app.models.need import Need, NeedDoor
from app.models.production import Production
from app.queries.shortlist import list_positions
from app.services.audit import Actor
from app.services.brief import read_brief
from app.services.crewlist.from_brief import RankedBrief, Wanted, rank_brief
from app.services.demo.load import load_demo
from app.services.need import hand_in_need
from app.services.positions import read_positions
from app.services.roster import get_roster
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.propose import propose, slots_of
from matching.rank import Matcher
from matching.roster import Roster
from matching.types import Position
from matching.weights import DEFAULT_POLICY

CREW = int(os.environ.get("BENCH_CREW", "100000"))
TODAY = date(2026, 11, 23)
ACTOR = Actor.command("benchmark", datetime(2026, 11, 23, 18, tzinfo=UTC))
BRIEF = "feature_gdl_6w.yaml"
FORMS = ("csv", "json", "xlsx")
REPEATS = 5
PEER_EVERY = 9  # the peer is asked for every ninth line only: it takes half a second each
Result = TypeVar("Result")

# The same hard rules (role, status, booked or unavailable days, language) and five of the ten features, said in SQL.
PEER = """
SELECT m.id,
  24 * CASE WHEN r.role_id = :role THEN 1.0 ELSE 0.7 END + 14 * r.years / (r.years + 12.0)
  + 20 * MIN(1, (SELECT COALESCE(SUM(julianday(MIN(s.ends_on, :ends)) - julianday(MAX(s.starts_on, :starts)) + 1), 0)
      FROM statement s WHERE s.crew_member_id = m.id AND s.kind = 'available' AND s.valid_until_on >= :today
      AND s.starts_on <= :ends AND s.ends_on >= :starts) / (julianday(:ends) - julianday(:starts) + 1))
  + 5 * MAX(0, 1 - (julianday(:today) - julianday(COALESCE(m.confirmed_at, '2000-01-01'))) / 60)
  + 5.0 * (SELECT COUNT(*) FROM credit c WHERE c.crew_member_id = m.id AND c.role_id = r.role_id) / 10 AS score
FROM crew_role r JOIN crew_member m ON m.id = r.crew_member_id
WHERE r.role_id IN ({roles}) AND m.status = 'active' AND m.duplicate_of_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM booking_span b WHERE b.crew_member_id = m.id AND b.live
      AND b.starts_on <= :ends AND b.ends_on >= :starts)
  AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.crew_member_id = m.id AND s.kind = 'unavailable'
      AND s.valid_until_on >= :today AND s.starts_on <= :ends AND s.ends_on >= :starts)
  AND EXISTS (SELECT 1 FROM crew_language l WHERE l.crew_member_id = m.id AND l.language = 'es' AND l.level >= 'C1')
ORDER BY score DESC, m.id LIMIT 20
"""


def timed(run: Callable[[], Result]) -> tuple[Result, float]:
    """Return what `run` gives and the seconds it took."""
    started = time.perf_counter()
    result = run()
    return result, time.perf_counter() - started


def main() -> None:
    """Print the figures of one run."""
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        upgrade(engine)
        with write_transaction(engine) as session:
            load_demo(session, crew=CREW, seed=1, today=TODAY, notice_version="benchmark")
        measure(engine)
        engine.dispose()


def measure(engine: Engine) -> None:
    """Measure the registry that the engine holds."""
    with reading(engine) as session:
        roster, build = timed(lambda: get_roster(session, today=TODAY))
    print(f"roster of {len(roster):,} people: built in {build:.1f} s, {roster.nbytes / len(roster):.0f} bytes a person")
    get_title_resolver()  # loaded once a process, like the roster
    file = files("app").joinpath("data", "briefs", BRIEF).read_bytes()
    for form in FORMS:
        runs = [file_in_list_out(engine, file, form).seconds for _ in range(REPEATS)]
        best = min(runs, key=lambda steps: sum(steps.values()))
        steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in best.items())
        print(f"file in, {form} out: {sum(best.values()):.2f} s ({steps}), best of {REPEATS}")
    need_id = hand_in(engine, file)
    with reading(engine) as session:
        positions = positions_of(session, session.get_one(Need, need_id))
    ranking = [timed(lambda: rank_all(roster, positions))[1] for _ in range(REPEATS)]
    peer = ask_peer(engine, positions)
    print(f"{len(positions)} lines, {slots_of(positions)} slots; best of {REPEATS} runs")
    print(f"ranked and proposed, in memory: {1000 * min(ranking):.0f} ms")
    print(f"SQL scoring query, five of the ten features, no proposal: {1000 * peer:.0f} ms")
    print(f"ratio to SQL: {peer / min(ranking):.1f} times as fast")


def file_in_list_out(engine: Engine, file: bytes, form: str) -> RankedBrief:
    """Rank a brief as `llamado rank` does: read, match, lay the list out, write it; nothing is left behind."""
    return rank_brief(engine, ACTOR, file, Wanted(form, "en", TODAY, None, keep=False))


def hand_in(engine: Engine, file: bytes) -> int:
    """Hand in the brief for the in-memory part and return the need's id."""
    with write_transaction(engine) as session:
        return hand_in_need(session, ACTOR, content=read_brief(file), door=NeedDoor.BRIEF).id or 0


def positions_of(session: Session, need: Need) -> list[Position]:
    """Return the need's positions as matching reads them."""
    production = session.get_one(Production, need.production_id)
    return read_positions(session, need, production, list_positions(session, need.id or 0))


def rank_all(roster: Roster, positions: Sequence[Position]) -> int:
    """Rank every line and propose a crew list; return how many slots are filled."""
    matcher = Matcher(roster, get_taxonomy(), seed=1)
    depth = slots_of(positions)
    rankings = {position.key: matcher.rank(position, depth=depth) for position in positions}
    return len(propose(positions, rankings, DEFAULT_POLICY).proposals)


def ask_peer(engine: Engine, positions: Sequence[Position]) -> float:
    """Return the seconds that the SQL takes for the same lines, reckoned from every ninth."""
    taxonomy = get_taxonomy()
    asked = positions[::PEER_EVERY]
    total = 0.0
    with engine.connect() as connection:
        for position in asked:
            roles = [
                each.role_id for each in taxonomy.candidates_for(position.role, 0.4 if position.accept_step_up else 1)
            ]
            marks = ", ".join(f":r{place}" for place in range(len(roles)))
            values = {
                "role": position.role,
                "starts": min(span.starts_on for span in position.spans).isoformat(),
                "ends": position.ends_on.isoformat(),
                "today": TODAY.isoformat(),
                **{f"r{place}": role for place, role in enumerate(roles)},
            }
            query = sa.text(PEER.format(roles=marks))
            total += timed(lambda q=query, v=values: connection.execute(q, v).all())[1]  # type: ignore[misc]
    return total * len(positions) / len(asked)
