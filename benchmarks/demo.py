"""Loading the fictional registry: rows a second, against the same rows as objects of the ORM."""

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from app.db import make_engine, write_transaction
from app.migrate import upgrade
from app.services.demo.bulk import BulkWriter, Rows
from app.services.demo.load import load_demo

CREW = 5000
TODAY = date(2026, 11, 23)


class OrmWriter(BulkWriter):
    """The peer: the same rows as SQLModel objects, flushed by the session."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def write(self, rows: Rows) -> None:
        """Add each row as an object, parents before children."""
        for model in sorted(rows, key=self.place_of):
            self._session.add_all([model(**row) for row in rows[model]])
            self._session.flush()
            self._session.expunge_all()
            self.counts[model.__name__] += len(rows[model])


def _rows_a_second(folder: Path, writer: type[BulkWriter]) -> float:
    engine = make_engine(f"sqlite:///{folder / writer.__name__}.sqlite3")
    upgrade(engine)
    started = time.perf_counter()
    with write_transaction(engine) as session:
        counts = load_demo(session, crew=CREW, seed=1, today=TODAY, notice_version="benchmark", make_writer=writer)
    rate = sum(counts.values()) / (time.perf_counter() - started)
    engine.dispose()
    return rate


def main() -> None:
    """Print the rows a second of both, drawing included, and their ratio."""
    with TemporaryDirectory() as name:
        ours, peer = (_rows_a_second(Path(name), writer) for writer in (BulkWriter, OrmWriter))
    print(f"{CREW:,} people on SQLite, drawn and written: {ours:,.0f} rows/s; ORM objects {peer:,.0f} rows/s")
    print(f"ratio to the ORM: {ours / peer:.1f} times as fast; 100,000 people at this rate: {1.9e6 / ours:.0f} s")
