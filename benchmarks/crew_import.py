"""A crew list of 10,000 rows from file to registry, against taking the same people in one by one."""

import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import Engine

from app.db import make_engine, reading, write_transaction
from app.import_worker import run_import
from app.migrate import upgrade
from app.models.crew import CefrLevel, Language
from app.models.intake import UploadKind
from app.models.trust import RosterChange
from app.queries.upload import get_upload
from app.services.audit import Actor
from app.services.crew import create_crew_member
from app.services.crew_rows import RowKind, add_row
from app.services.imports.undo import undo_upload
from app.services.imports.upload import keep_upload, read_file, review_file
from app.services.imports.work import ask_import
from config import get_settings

ROWS, PEER_ROWS = 10_000, 300
HEAD = "Nombre,Apellidos,Correo,Celular,Ciudad,Puesto,Idiomas\n"


def _list(rows: int) -> bytes:
    lines = (f"Ana {i},Ríos Peña,p{i}@example.org,33{10_000_000 + i},Zapopan,Gaffer,Inglés B2\n" for i in range(rows))
    return (HEAD + "".join(lines)).encode()


@contextmanager
def _registry(folder: Path, name: str) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{folder / name}.sqlite3")
    upgrade(engine)
    yield engine
    engine.dispose()


def _by_file(engine: Engine, actor: Actor, data: bytes) -> tuple[float, float, float, float]:
    """Return the seconds of preview, import, its share under the write lock, and of the longest wait of another writer.

    The import is done as its worker does it, while another thread writes all the time.
    """
    started = time.perf_counter()
    table = read_file(UploadKind.CREW, data, "crew.csv")
    with reading(engine) as session:
        read = review_file(session, actor, kind=UploadKind.CREW, data=data, file_name="crew.csv", table=table)
    with write_transaction(engine) as session:
        upload, _ = keep_upload(session, actor, read)
        number = upload.id or 0
    previewed = time.perf_counter() - started
    with write_transaction(engine) as session:
        ask_import(session, actor, upload_id=number)
    waits, done = [0.0], threading.Event()
    other = threading.Thread(target=_write_on, args=(engine, done, waits))
    other.start()
    started = time.perf_counter()
    assert run_import(engine, number), "the import failed"  # noqa: S101 - a benchmark of nothing tells nothing
    imported = time.perf_counter() - started
    done.set()
    other.join()
    with reading(engine) as session:
        locked = get_upload(session, number, UploadKind.CREW).result["locked_seconds"]
    return previewed, imported, locked, max(waits)


def _write_on(engine: Engine, done: threading.Event, waits: list[float]) -> None:
    """Be somebody else at the desk: a small write, again and again."""
    while not done.wait(0.02):
        started = time.perf_counter()
        with write_transaction(engine) as session:
            session.add(RosterChange(crew_member_id=0, at=datetime.now(UTC)))
        waits.append(time.perf_counter() - started)


def _undone(engine: Engine, actor: Actor) -> float:
    started = time.perf_counter()
    with write_transaction(engine) as session:
        undo_upload(session, actor, upload_id=1)
    return time.perf_counter() - started


def _one_by_one(engine: Engine, actor: Actor) -> float:
    started = time.perf_counter()
    with write_transaction(engine) as session:
        for i in range(PEER_ROWS):
            email, phone = f"p{i}@example.org", f"+5233{10_000_000 + i}"
            who = create_crew_member(
                session, actor, given_name=f"Ana {i}", surname="Ríos Peña", email=email, phone=phone
            )
            number = who.id or 0
            add_row(session, actor, crew_member_id=number, listing=RowKind.ROLE, role_id="gaffer")
            english = {"language": Language.EN, "level": CefrLevel.B2}
            add_row(session, actor, crew_member_id=number, listing=RowKind.LANGUAGE, **english)
    return time.perf_counter() - started


def main() -> None:
    """Print the seconds of preview, import and undo, how long others wait, and the rate of the peer."""
    actor = Actor.command("benchmark", datetime.now(UTC))
    with TemporaryDirectory() as name:
        os.environ["LLAMADO_DATA_DIR"] = name
        get_settings.cache_clear()
        with _registry(Path(name), "file") as engine:
            previewed, imported, locked, waited = _by_file(engine, actor, _list(ROWS))
            undone = _undone(engine, actor)
        with _registry(Path(name), "peer") as engine:
            peer = PEER_ROWS / _one_by_one(engine, actor)
        del os.environ["LLAMADO_DATA_DIR"]
        get_settings.cache_clear()
    ours = ROWS / (previewed + imported)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{ROWS:,} rows on SQLite: preview {previewed:.1f} s, import {imported:.1f} s ({ROWS / imported:,.0f} rows/s)"
    )
    print(
        f"of it under the write lock {locked:.2f} s; longest wait of another writer {waited:.2f} s; undo {undone:.1f} s"
    )
    print(f"one by one, without reading a file: {peer:,.0f} people/s; ratio, preview included: {ours / peer:.1f}")
    print(f"memory at most {memory:,} MB")
