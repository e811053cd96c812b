"""Crew members: each page that links lead to is sound."""

import pytest

from app.models.account import Role
from tests.journeys.every_page import look_at_every_page
from tests.journeys.visit import PHONE, Visitor


@pytest.mark.parametrize("device", [PHONE], indirect=True)
def test_every_page_of_crew_members_is_sound(visitor: Visitor) -> None:
    seen = look_at_every_page(visitor, Role.CREW)
    assert len(seen) >= 8, sorted(seen)
