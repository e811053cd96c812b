"""Proof of races: eight writers over few people, killed at random; nobody booked twice, no gap in the order of holds.

`python -m tests.proof.race [sqlite] [postgresql]` prints a table and exits 1 on any breach.
"""

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import func, select

from app.db import reading, write_transaction
from app.messages import translations
from app.models.availability import Booking, Hold
from app.models.trust import AuditEvent
from app.queries.step_check import list_actions
from app.services.places import get_gazetteer
from app.services.step_check import list_breaches
from app.services.taxonomy import get_taxonomy
from tests.engines import ENGINES
from tests.factories.offer import days, make_gaffer, make_position
from tests.factories.production import make_production
from tests.proof.database import proof_database
from tests.proof.race_writer import write_until_killed

PATIENCE = 60.0
SHOWN = 12
"""Breaches printed for each engine; the rest are counted."""


@dataclass(frozen=True)
class Plan:
    """How many writers race over how many people, productions and lines, for how long, and how often one is killed.

    `least` tries are waited for on a machine that is busy with other things, `PATIENCE` seconds more at most.
    """

    writers: int = 8
    people: int = 5
    productions: int = 4
    lines: int = 8
    seconds: float = 40.0
    kill_every: float = 0.7
    least: int = 200
    seed: int = 20261123


@dataclass
class Findings:
    """What the race came to: the measures of the table, and the breaches."""

    measures: dict[str, str] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def breach_if(self, wrong: object, text: str) -> None:
        """Note a breach where something is wrong."""
        if wrong:
            self.breaches.append(f"{text}: {wrong}")


@dataclass
class Race:
    """The writers on one database."""

    engine: Engine
    plan: Plan
    folder: Path
    kills: int = 0
    died: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.plan.seed)  # noqa: S311 - chance, no secret
        self._running: list[BaseProcess] = []
        self._started = time.time()
        self._count = 0

    def run(self) -> None:
        """Let them write, kill one after another in the middle of whatever it does, and start another in its place."""
        for _ in range(self.plan.writers):
            self._start()
        end = time.monotonic() + self.plan.seconds
        try:
            while time.monotonic() < end or self._is_too_little(end):
                time.sleep(self.plan.kill_every * self._random.uniform(0.5, 1.5))
                at = self._random.randrange(len(self._running))
                self._kill(self._running.pop(at))
                self.kills += 1
                self._start()
        finally:
            for writer in self._running:
                self._kill(writer)

    def _is_too_little(self, end: float) -> bool:
        tries = sum(len(_lines(path)) for path in self.folder.glob("journal-*"))
        return tries < self.plan.least and time.monotonic() < end + PATIENCE

    def _start(self) -> None:
        """Fork another writer; it opens the database anew."""
        self._count += 1
        address = self.engine.url.render_as_string(hide_password=False)
        journal = self.folder / f"journal-{self._count}"
        given = (address, self.plan.seed + self._count, self._started, journal)
        writer = get_context("fork").Process(target=write_until_killed, args=given, daemon=True)
        writer.start()
        self._running.append(writer)

    def _kill(self, writer: BaseProcess) -> None:
        self.died += writer.exitcode is not None
        writer.kill()
        writer.join()


def prove(engine: Engine, plan: Plan, folder: Path) -> Findings:
    """Race on a migrated, empty database and return what was found."""
    prepare(engine, plan)
    engine.dispose()  # a writer that is forked must not inherit connections
    get_gazetteer(), get_taxonomy(), translations("en"), translations("es_MX")  # read once, inherited by all
    race = Race(engine, plan, folder)
    race.run()
    time.sleep(0.5)  # PostgreSQL takes a moment to undo what the dead were at
    found = Findings()
    _judge(engine, race, found)
    return found


def prepare(engine: Engine, plan: Plan) -> None:
    """Write the people, productions and lines that are raced over; the lines' days overlap."""
    with write_transaction(engine) as session:
        for number in range(plan.people):
            make_gaffer(session, email=f"gaffer{number}@example.org", most_offers_a_week=1_000_000)
        shows = [make_production(session, contact_email="office@example.org") for _ in range(plan.productions)]
        for line in range(plan.lines):
            make_position(session, days(line * 2, line * 2 + 5), production=shows[line % len(shows)], quantity=3)


def _judge(engine: Engine, race: Race, found: Findings) -> None:
    tries = [line.split("\t") for path in sorted(race.folder.glob("journal-*")) for line in _lines(path)]
    outcomes = Counter(outcome for _, outcome, _, _ in tries)
    took = sorted(float(ms) for _, outcome, ms, _ in tries if outcome in {"done", "met"})
    with reading(engine) as session:
        breaches = list_breaches(session)
        known = list_actions(session)
        effects = session.exec(select(func.count()).select_from(AuditEvent)).one()
        holds = session.exec(select(func.count()).select_from(Hold)).one()
        bookings = session.exec(select(func.count()).select_from(Booking)).one()
    lost = [each for _, outcome, _, detail in tries if outcome in {"done", "met"} for each in _lost(detail, known)]
    found.breaches += breaches
    found.breach_if([detail for _, outcome, _, detail in tries if outcome == "shown"], "lock errors shown to people")
    found.breach_if([detail for _, outcome, _, detail in tries if outcome == "failed"], "errors that nobody explains")
    found.breach_if(lost, "acknowledged, but lost")
    found.breach_if(race.died, "writers that died by themselves")
    found.breach_if(len(tries) < race.plan.least, "too little was tried to prove anything")
    found.measures |= {
        "writers, kills with -9": f"{race.plan.writers}, {race.kills}",
        "people, lines": f"{race.plan.people}, {race.plan.lines}",
        "transactions committed": f"{outcomes['done'] + outcomes['met']}",
        "refused by a rule, with a reason": f"{outcomes['refused']}",
        "met another transaction, run again": f"{outcomes['met']}",
        "lock errors shown": f"{outcomes['shown']}",
        "holds made, people booked": f"{holds}, {bookings}",
        "double bookings": f"{sum('booked twice' in each for each in breaches)}",
        "gaps or ties in the order of holds": f"{sum('tie on' in each or 'the order' in each for each in breaches)}",
        "effects without audit event": f"{_untold(breaches)} of {effects}",
        "acknowledged effects lost": f"{len(lost)}",
        "all other breaches of rules": f"{_others(breaches)}",
        "a transaction takes (ms)": f"{statistics.median(took):.0f}, 95 % within {took[len(took) * 95 // 100]:.0f}"
        if took
        else "–",
    }


def _lines(path: Path) -> list[str]:
    """Return the whole lines of a journal; the last one may have been cut off by the kill."""
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _lost(detail: str, known: dict[tuple[str, int], list[str]]) -> list[str]:
    told = (word.split(":") for word in detail.split())
    return [f"{kind} {number} {action}" for kind, number, action in told if action not in known[kind, int(number)]]


def _untold(breaches: list[str]) -> int:
    return sum("audit" in each or "revision" in each for each in breaches)


def _others(breaches: list[str]) -> int:
    words = ("booked twice", "tie on", "the order", "audit", "revision")
    return sum(not any(word in each for word in words) for each in breaches)


def main(kinds: list[str]) -> int:
    """Prove it on each engine; return 1 on any breach."""
    breaches = 0
    for kind in kinds or ENGINES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, proof_database(kind, Path(folder)) as engine:
            found = prove(engine, Plan(), Path(folder))
            if kind == "sqlite":
                with engine.connect() as connection:
                    found.breach_if(connection.scalar(sa.text("PRAGMA integrity_check")) != "ok", "the file is damaged")
        print(f"\n{kind} ({time.monotonic() - began:.0f} s)", flush=True)
        for name, value in found.measures.items():
            print(f"  {name:<38}{value}")
        for breach in found.breaches[:SHOWN]:
            print(f"  BREACH  {breach}")
        breaches += len(found.breaches)
    print(f"\n{breaches} breaches", flush=True)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
