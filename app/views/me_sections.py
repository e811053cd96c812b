"""What the sections of a person's own page are drawn from; an area adds its line here, its include in me/page.html."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.models.crew import CrewMember
from app.services.person_days import get_next_days
from app.unit import session

WEEKS = 8

Section = Callable[[CrewMember], dict[str, Any]]


def days(member: CrewMember) -> dict[str, Any]:
    """Return the person's next weeks, for me/days.html."""
    return {"days": get_next_days(session(), member, today=clock.today(), weeks=WEEKS)}


SECTIONS: tuple[Section, ...] = (days,)
