"""A demo registry for tests: its people are drawn once in a test process, and their rows written anew for each test."""

from datetime import date
from functools import partial

from sqlmodel import Session, SQLModel

from app.services.demo.bulk import BulkWriter, Rows
from app.services.demo.load import _note, load_demo

_DRAWN: dict[tuple[int, int, date, str], list[Rows]] = {}


class _Recorder(BulkWriter):
    """Writes as ever, and remembers what."""

    def __init__(self, session: Session, *, written: list[Rows]) -> None:
        super().__init__(session)
        self._written = written

    def write(self, rows: Rows) -> None:
        self._written.append(rows)
        super().write(rows)


def write_demo(session: Session, *, crew: int, seed: int, today: date, notice_version: str) -> None:
    """Do as load_demo does, in an empty database, where the same registry is drawn only the first time."""
    key = (crew, seed, today, notice_version)
    if key not in _DRAWN:
        written: list[Rows] = []
        load_demo(
            session,
            crew=crew,
            seed=seed,
            today=today,
            notice_version=notice_version,
            make_writer=partial(_Recorder, written=written),
        )
        _DRAWN[key] = written
        return
    writer = BulkWriter(session)
    tables: set[type[SQLModel]] = {table for rows in _DRAWN[key] for table in rows}
    writer.batch(*tables)
    assert not any(writer._last_ids.values()), "the rows bring their ids along: the database must be empty"
    for rows in _DRAWN[key]:
        writer.write(rows)
    writer.finish()
    _note(session, crew, seed, today)
