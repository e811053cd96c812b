"""Whatever order steps come in, a calendar's event changes with a higher SEQUENCE only, and keeps its name."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy.engine import Engine

from app.queries.calendar_file import read_person_rows
from app.services.hold_order import worst_orders_of
from app.services.kept import Kept, list_kept
from tests.conftest import NOW
from tests.engines import empty
from tests.integration.test_step_machine import Steps


class CalendarSteps(Steps):
    """The same few people and productions, with a calendar read after each step."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, Any, Any]] = {}
        super().__init__()

    def every_rule_holds(self) -> None:
        """Leave the rules of holds to the test of the machine itself."""

    @invariant()
    def what_a_calendar_shows_changes_with_a_higher_sequence_only(self) -> None:
        self.session.flush()
        for person in self.people:
            rows = read_person_rows(self.session, person.id or 0)
            orders = worst_orders_of(self.session, [person.id or 0])
            for kept in list_kept(rows, orders, now=NOW, today=NOW.date()):  # the clock stands: nothing falls out
                self.follow(kept)

    def follow(self, kept: Kept) -> None:
        row = kept.latest
        moved = row.reconfirm_since_at is not None
        runs_out = None if kept.booked or kept.hold is None else kept.hold.expires_at
        shown = (kept.booked, row.status, kept.order, moved, runs_out, kept.days)
        sequence, changed_at, before = self.seen.get(kept.key, (-1, kept.changed_at, None))
        assert kept.sequence >= sequence
        assert kept.changed_at >= changed_at
        if shown != before:
            assert kept.sequence > sequence, (before, shown)
        self.seen[kept.key] = (kept.sequence, kept.changed_at, shown)


@pytest.fixture
def machine(engine: Engine) -> Iterator[type[CalendarSteps]]:
    yield type("CalendarStepsOnEngine", (CalendarSteps,), {"engine": engine})
    if engine.dialect.name == "postgresql":
        empty()


def test_no_order_of_real_steps_lets_a_sequence_fall_or_lag(machine: type[CalendarSteps]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=3, stateful_step_count=25, deadline=None))
