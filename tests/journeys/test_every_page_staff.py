"""Staff: each page that links lead to is sound."""

import pytest

from app.models.account import Role
from tests.journeys.every_page import look_at_every_page
from tests.journeys.visit import DESK, Visitor


@pytest.mark.parametrize("device", [DESK], indirect=True)
def test_every_page_of_staff_is_sound(visitor: Visitor) -> None:
    seen = look_at_every_page(visitor, Role.STAFF)
    assert len(seen) >= 15, sorted(seen)
