"""What the sections of a person's own page are drawn from; an area adds its line here, its include in me/page.html."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.models.crew import CrewMember, CrewStatus
from app.models.feedback import FeedbackSide
from app.queries.review import find_latest_review
from app.queries.subscription import list_live_subscriptions
from app.services.anew import list_older
from app.services.completeness import find_completeness
from app.services.feedback_page import count_to_do, list_views
from app.unit import session
from app.views.days import DaysDesk, draw_days
from app.views.feeds import feed_values
from app.views.my_offers import holds, offers

Section = Callable[[CrewMember], dict[str, Any]]


def days(member: CrewMember) -> dict[str, Any]:
    """Return the person's calendar, for me/days.html."""
    return {"said_days": draw_days(DaysDesk(member.id or 0, own=True))}


def feeds(member: CrewMember) -> dict[str, Any]:
    """Return the person's own calendars that are read, for me/feeds.html."""
    return feed_values(member.id or 0)


def anew(member: CrewMember) -> dict[str, Any]:
    """Return the consents that a changed notice asks to renew, for rights/anew.html."""
    return {"anew": list_older(session(), member.id or 0, on=clock.today())}


def subscribe(member: CrewMember) -> dict[str, Any]:
    """Return the addresses under which the person's dates go out, for me/subscribe.html."""
    return {"addresses_out": list_live_subscriptions(session(), crew_member_id=member.id)}


def complete(member: CrewMember) -> dict[str, Any]:
    """Return how far the profile is, for me/complete_note.html: while staff have not approved it."""
    review = find_latest_review(session(), member.id or 0)
    found = find_completeness(session(), member.id or 0) if member.status is CrewStatus.DRAFT or review else None
    return {"completeness": found, "review": review}


def feedback(member: CrewMember) -> dict[str, Any]:
    """Return how much the person can say or answer of jobs that are over, for me/feedback_note.html."""
    views = list_views(session(), FeedbackSide.PERSON, now=clock.now(), today=clock.today(), crew_member_id=member.id)
    return {"feedback_to_do": count_to_do(views)}


SECTIONS: tuple[Section, ...] = (anew, complete, offers, days, holds, feedback, feeds, subscribe)
