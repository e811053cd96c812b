"""A crew list of 5,000 rows from file to registry, against taking the same people in one by one."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import Engine

from app.db import make_engine, write_transaction
from app.migrate import upgrade
from app.models.crew import CefrLevel, Language
from app.models.intake import UploadKind
from app.services.audit import Actor
from app.services.crew import create_crew_member
from app.services.crew_rows import RowKind, add_row
from app.services.imports.upload import open_upload
from app.services.imports.work import confirm_upload
from config import get_settings

ROWS, PEER_ROWS = 5000, 500
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


def _by_file(engine: Engine, actor: Actor) -> tuple[float, float]:
    started = time.perf_counter()
    with write_transaction(engine) as session:
        upload, _ = open_upload(session, actor, kind=UploadKind.CREW, data=_list(ROWS), file_name="crew.csv")
    read = time.perf_counter()
    with write_transaction(engine) as session:
        confirm_upload(session, actor, upload_id=upload.id or 0)
    return read - started, time.perf_counter() - read


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
    """Print the seconds of preview and import, the rate of the peer, and their ratio."""
    actor = Actor.command("benchmark", datetime.now(UTC))
    with TemporaryDirectory() as name:
        os.environ["LLAMADO_DATA_DIR"] = name
        get_settings.cache_clear()
        with _registry(Path(name), "file") as engine:
            read, written = _by_file(engine, actor)
        with _registry(Path(name), "peer") as engine:
            peer = PEER_ROWS / _one_by_one(engine, actor)
        del os.environ["LLAMADO_DATA_DIR"]
        get_settings.cache_clear()
    ours = ROWS / (read + written)
    print(f"{ROWS:,} rows on SQLite: preview {read:.1f} s, import {written:.1f} s ({ROWS / written:,.0f} people/s)")
    print(f"one by one, without reading a file: {peer:,.0f} people/s; ratio, preview included: {ours / peer:.1f}")
