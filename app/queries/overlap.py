"""Which rows of spans touch given days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

Days = tuple[date, date]
"""First and last day, both included."""


def touches(table: Any, spans: Iterable[Days]) -> sa.ColumnElement[bool]:
    """Return the condition that a row's days share one with any of the spans; never true without spans."""
    each = [sa.and_(table.starts_on <= last, table.ends_on >= first) for first, last in spans]
    return sa.or_(sa.false(), *each)
