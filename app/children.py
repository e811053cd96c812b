"""Work in processes of their own: started by the web with its settings, waited for so that no zombie is left."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable

from sqlalchemy.engine import Engine

from app.db import make_engine
from config import Settings, get_settings

log = logging.getLogger("llamado.child")


def start_child(module: str, number: int, settings: Settings, *, killed: Callable[[], None] = lambda: None) -> bool:
    """Start `python -m MODULE NUMBER`; return False where this machine can't. Calls `killed` where it was killed."""
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, and a number
            [sys.executable, "-m", module, str(int(number))],
            env=_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        log.exception("no process for %s %s", module, number)
        return False
    waiter = threading.Thread(target=_wait, args=(process, killed), name=f"{module} {number}", daemon=True)
    waiter.start()
    return True


def _wait(process: "subprocess.Popen[bytes]", killed: Callable[[], None]) -> None:
    if process.wait() < 0:
        killed()


def _environment(settings: Settings) -> dict[str, str]:
    """Return this process's environment with the settings that may have come from elsewhere."""
    paths = os.pathsep.join(path for path in sys.path if path)
    given = {"DATABASE_URL": settings.url, "LLAMADO_DATA_DIR": str(settings.data_dir.resolve()), "PYTHONPATH": paths}
    return {**os.environ, **given}


def be_child(arguments: list[str], work: Callable[[Engine, int], bool]) -> int:
    """Do the work that this process was started for, on the database of the settings; return 0 where it was done."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    engine = make_engine(get_settings().url)
    try:
        return 0 if work(engine, int(arguments[0])) else 1
    finally:
        engine.dispose()
