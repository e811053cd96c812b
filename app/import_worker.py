"""An import's worker: a process of its own that compares a file with the registry and writes it, whole or not at all.

`python -m app.import_worker ID` with the settings in the environment. Comparing and sealing are the long part: they
hold no lock and tell how far they are. Writing is one short transaction at the end. It survives the browser's closing,
and the web's: a file whose worker died is as it was, and can be started again.
"""

import logging
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any, Self

from sqlalchemy.engine import Engine

from app.children import be_child, start_child
from app.db import make_engine, reading, write_transaction
from app.errors import LlamadoError
from app.messages import mark
from app.models.intake import Upload, UploadStatus
from app.queries.upload import get_upload
from app.services.audit import Actor
from app.services.imports.review import IMPORTED
from app.services.imports.work import actor_of, claim_import, fail_import, is_stale, prepare_import, write_import
from config import Settings

log = logging.getLogger("llamado.import")

NOT_STARTED = mark("The import could not be started on this machine. Tell whoever runs it.")
CRASHED = mark("Something went wrong while the file was imported. Nothing was written. Start it again.")
A_BEAT = 0.5
"""Seconds between two words of how far the work is."""
_TRIES = 4
_SHARE = {"reading": (0.0, 0.5), "preparing": (0.5, 0.45), "writing": (0.95, 0.0)}
"""Phase -> the share of the whole work that is done before it, and its own share."""


def start_worker(settings: Settings, upload_id: int) -> bool:
    """Start a worker for a file that was confirmed and committed; where none starts, the import has failed."""
    if start_child(__name__, upload_id, settings, killed=partial(_fail, settings, upload_id, CRASHED)):
        return True
    _fail(settings, upload_id, NOT_STARTED)
    return False


def _fail(settings: Settings, upload_id: int, error: str) -> None:
    engine = make_engine(settings.url)
    try:
        with write_transaction(engine) as session:
            fail_import(session, upload_id, error=error)
    finally:
        engine.dispose()


def run_import(engine: Engine, upload_id: int) -> bool:
    """Import a file that waits for a worker; False where it was another's or failed, which is written on the file."""
    with write_transaction(engine) as session:
        claimed = claim_import(session, upload_id, now=_now())
        if claimed is None:
            log.info("upload %s is not to be imported", upload_id)
            return False
        rows = len(claimed.rows)
    try:
        with _Teller(engine, upload_id, rows) as teller:
            _import(engine, upload_id, teller)
    except LlamadoError as error:
        log.warning("upload %s: %s", upload_id, error.message)
        _end(engine, upload_id, CRASHED if error.values else error.message)
    except Exception:
        log.exception("upload %s failed", upload_id)
        _end(engine, upload_id, CRASHED)
    else:
        return True
    return False


def _import(engine: Engine, upload_id: int, teller: "_Teller") -> None:
    """Prepare and write; where the registry changed meanwhile prepare anew, the last time with everybody waiting."""
    for tried in range(_TRIES):
        with reading(engine) as session:
            upload, actor = _asked(session, upload_id)
            work = prepare_import(session, actor, upload, tell=teller.hear)
        teller.stop()  # from here on a word of it would wait for the lock that the writing holds
        with write_transaction(engine) as session:
            if is_stale(session, work):
                if tried < _TRIES - 1:
                    session.rollback()
                    continue
                upload, actor = _asked(session, upload_id)
                work = prepare_import(session, actor, upload)
            write_import(session, actor, work)
            return


def _asked(session: Any, upload_id: int) -> tuple[Upload, Actor]:
    upload = get_upload(session, upload_id, *IMPORTED)
    return upload, actor_of(session, upload, _now())


def _end(engine: Engine, upload_id: int, error: str) -> None:
    with write_transaction(engine) as session:
        fail_import(session, upload_id, error=error)


@dataclass
class _Teller:
    """Tells the page how far the work is, from a thread of its own: the work itself never waits for the database."""

    engine: Engine
    upload_id: int
    rows: int
    _begun: float = field(default_factory=monotonic)
    _latest: tuple[str, int] = ("reading", 0)
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="import-teller", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def hear(self, phase: str, rows: int) -> None:
        """Take the latest word of the work."""
        self._latest = (phase, rows)

    def stop(self) -> None:
        """Say a last word and fall silent."""
        self._done.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(A_BEAT):
            self._tell(*self._latest)
        self._tell("writing", 0)

    def _tell(self, phase: str, rows: int) -> None:
        before, share = _SHARE[phase]
        part = before + share * min(1.0, rows / max(1, self.rows))
        spent = monotonic() - self._begun
        try:
            with write_transaction(self.engine) as session:
                upload = get_upload(session, self.upload_id, *IMPORTED, for_update=True)
                if upload.status is not UploadStatus.WORKING:
                    return
                left = round(spent * (1 - part) / part, 1) if part else None
                told = {"alive_at": _now().isoformat(), "phase": phase, "seconds_left": left}
                upload.done_rows = round(self.rows * part)
                upload.result = {**upload.result, "work": {**upload.result.get("work", {}), **told}}
                session.add(upload)
        except Exception:  # a word that could not be written must not end the work
            log.exception("upload %s could not tell how far it is", self.upload_id)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(be_child(sys.argv[1:], run_import))
