"""What the sections of a person's own page are drawn from; an area adds its line here, its include in me/page.html."""

from collections.abc import Callable
from typing import Any

from app.models.crew import CrewMember
from app.views.days import DaysDesk, draw_days

Section = Callable[[CrewMember], dict[str, Any]]


def days(member: CrewMember) -> dict[str, Any]:
    """Return the person's calendar, for me/days.html."""
    return {"said_days": draw_days(DaysDesk(member.id or 0, own=True))}


SECTIONS: tuple[Section, ...] = (days,)
