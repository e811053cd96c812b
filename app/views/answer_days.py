"""The link in an e-mail: a person's next weeks, and one tap to say that they are still right. No sign-in."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from app import clock
from app.access import public
from app.models.ask import ActionLink, ActionPurpose
from app.models.availability import Statement, StatementSource
from app.models.crew import CrewMember
from app.queries.crew import get_crew_member
from app.queries.statement import list_statements
from app.services.action_link import find_action_link, use_action_link
from app.services.audit import Actor
from app.services.crew import is_gone
from app.services.locks import lock_people
from app.services.person_days import get_next_days, today_of
from app.services.statement import confirm_days, words_that_show
from app.unit import commits, session

pages = Blueprint("answer_days", __name__)
WEEKS = 8
GONE = 410


@dataclass(frozen=True)
class _Asked:
    link: ActionLink
    member: CrewMember


def _find(token: str) -> _Asked | None:
    link = find_action_link(session(), token, ActionPurpose.CONFIRM_DAYS, now=clock.now())
    if link is None or link.crew_member_id is None:
        return None
    member = get_crew_member(session(), link.crew_member_id)
    return None if is_gone(member) else _Asked(link, member)


def _page(token: str, asked: _Asked, *, confirmed: list[Statement] | None = None) -> str:
    today = today_of(asked.member, clock.now())
    said = list_statements(session(), asked.member.id or 0, since=today)
    return render_template(
        "days/answer.html",
        token=token,
        member=asked.member,
        used=asked.link.used_at is not None,
        confirmed=confirmed,
        words=words_that_show(said, today),
        days=get_next_days(session(), asked.member, today=today, weeks=WEEKS),
    )


@pages.get("/answer/days/<token>")
@public
def show(token: str) -> Any:
    """Show what was said of the next weeks, and the button; nothing is written."""
    asked = _find(token)
    if asked is None:
        return render_template("days/answer_dead.html"), GONE
    return _page(token, asked)


@pages.post("/answer/days/<token>")
@public
@commits
def confirm(token: str) -> Any:
    """Confirm, once; a second time says that it is done."""
    asked = _find(token)
    if asked is not None:
        lock_people(session(), [asked.member.id or 0])
        asked = _find(token)  # the same link may have been used from another window just now
    if asked is None:
        return render_template("days/answer_dead.html"), GONE
    if asked.link.used_at is not None:
        return _page(token, asked)
    now = clock.now()
    actor = Actor.by_link(now)
    today = today_of(asked.member, now)
    words = confirm_days(session(), actor, member=asked.member, source=StatementSource.EMAIL, today=today)
    use_action_link(session(), asked.link, now=now)
    session().flush()
    return _page(token, asked, confirmed=words)
