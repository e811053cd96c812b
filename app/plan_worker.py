"""A plan's worker: a process of its own that works one plan out, tells how far it is, and can be stopped.

`python -m app.plan_worker ID` with the settings in the environment. The web starts one after it has committed that a
plan is asked for; whichever worker claims the plan runs it, others leave.
"""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

from sqlalchemy.engine import Engine

from app.children import be_child, start_child
from app.db import make_engine, reading, write_transaction
from app.errors import LlamadoError
from app.messages import mark
from app.models.plan import Plan, PlanStatus
from app.queries.plan import get_plan
from app.services.plan.ask import claim_plan, fail_plan, write_running
from app.services.plan.keep import PlanTakenError, finite, keep_found
from app.services.plan.work import PlanCancelledError, Watch, work_out
from config import Settings
from matching.plan_types import PlanProgress

log = logging.getLogger("llamado.plan")

NOT_STARTED = mark("The work on this plan could not be started on this machine. Tell whoever runs it.")
CRASHED = mark("Something went wrong while this plan was worked out. Start it again; the log has the details.")
LONGEST_ERROR = 400
A_BEAT, A_SIGN = 0.5, 5.0
"""Seconds between two looks at what there is to tell, and between two signs of life where there is nothing new."""


def start_worker(settings: Settings, plan_id: int) -> bool:
    """Start a worker for a plan that was asked for and committed; where none starts, the plan is marked as failed."""
    if start_child(__name__, plan_id, settings):
        return True
    engine = make_engine(settings.url)
    with write_transaction(engine) as session:
        fail_plan(session, plan_id, error=NOT_STARTED, now=_now())
    engine.dispose()
    return False


def run_plan(engine: Engine, plan_id: int) -> bool:
    """Work a plan out and keep it; False where it was another's, stopped or failed, which is written on the plan."""
    started_at = _now()
    with write_transaction(engine) as session:
        if not claim_plan(session, plan_id, now=started_at):
            log.info("plan %s is not to be worked out", plan_id)
            return False
    teller = _Teller(engine, plan_id, started_at)
    try:
        with teller, reading(engine) as session:
            found = work_out(session, get_plan(session, plan_id), Watch(teller.hear, teller.cancelled.is_set))
        with write_transaction(engine) as session:
            keep_found(session, plan_id, found, started_at=started_at, now=_now())
    except PlanCancelledError:
        teller.end(status=PlanStatus.CANCELLED)
    except PlanTakenError:
        log.warning("plan %s went to another worker, or was stopped", plan_id)
    except LlamadoError as error:
        log.warning("plan %s: %s", plan_id, error)
        teller.end(status=PlanStatus.FAILED, error=(CRASHED if error.values else error.message)[:LONGEST_ERROR])
    except Exception:
        log.exception("plan %s failed", plan_id)
        teller.end(status=PlanStatus.FAILED, error=CRASHED)
    else:
        return True
    return False


@dataclass
class _Teller:
    """Tells the database how far the work is, from a thread of its own, and hears whether it is still wanted.

    The planner only leaves word here: it never waits for the database.
    """

    engine: Engine
    plan_id: int
    started_at: datetime
    cancelled: threading.Event = field(default_factory=threading.Event)
    _latest: PlanProgress | None = None
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="plan-teller", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def hear(self, progress: PlanProgress) -> None:
        """Take the latest word of the planner."""
        self._latest = progress

    def end(self, **values: Any) -> None:
        """Write how the work ended."""
        with write_transaction(self.engine) as session:
            write_running(session, self.plan_id, self.started_at, finished_at=_now(), **values)

    def _run(self) -> None:
        told: PlanProgress | None = None
        silent = A_SIGN
        while not self._done.wait(A_BEAT):
            silent += A_BEAT
            latest = self._latest
            if latest is not told or silent >= A_SIGN:
                told, silent = latest, 0.0
                self._guarded(partial(self._tell, told))
            self._guarded(self._listen)

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:  # a word that could not be written must not end the work
            log.exception("plan %s could not tell how far it is", self.plan_id)

    def _tell(self, progress: PlanProgress | None) -> None:
        with write_transaction(self.engine) as session:
            values = {"progress": _plain(progress)} if progress else {}
            mine = write_running(session, self.plan_id, self.started_at, alive_at=_now(), **values)
        if not mine:
            self.cancelled.set()

    def _listen(self) -> None:
        with reading(self.engine) as session:
            plan = session.get(Plan, self.plan_id)
            if plan is None or plan.cancel_asked_at is not None or plan.status is not PlanStatus.RUNNING:
                self.cancelled.set()


def _plain(progress: PlanProgress) -> dict[str, Any]:
    return {
        "phase": progress.phase,
        "seconds": round(progress.seconds, 1),
        "objective": progress.objective,
        "bound": finite(progress.bound),
        "gap": finite(progress.gap),
        "filled": progress.filled,
        "slots": progress.slots,
    }


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(be_child(sys.argv[1:], run_plan))
