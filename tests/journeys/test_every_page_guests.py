"""Visitors and productions: each page that links lead to is sound."""

import pytest

from app.models.account import Role
from tests.journeys.every_page import look_at_every_page
from tests.journeys.visit import PHONE, Visitor


@pytest.mark.parametrize(
    ("device", "role", "least"), [(PHONE, None, 4), (PHONE, Role.PRODUCTION, 8)], indirect=["device"]
)
def test_every_page_of_visitors_and_productions_is_sound(visitor: Visitor, role: Role | None, least: int) -> None:
    seen = look_at_every_page(visitor, role)
    assert len(seen) >= least, sorted(seen)
