"""What the pages of plans share: their blueprint, who acts, a plan as it is kept, filters from the address."""

from enum import StrEnum

from flask import Blueprint, Response, after_this_request, request

from app.access import require_account
from app.clock import now
from app.i18n import locale
from app.messages import translate
from app.models.plan import Plan
from app.plan_labels import CHANGES, LABELS, SLOT_STATES, SLOT_WORDS, STATES, score_word
from app.plan_worker import start_worker
from app.queries.plan import get_plan
from app.services.audit import Actor
from app.services.plan_pages.axis import Zoom
from app.services.plan_pages.board import Filters
from app.unit import session
from config import get_settings

pages = Blueprint("plans", __name__)
_LONGEST, FIRST_ERROR = 120, 400


def actor() -> Actor:
    """Return who acts, at this instant."""
    return Actor.of(require_account(), now())


def kept_plan(plan_id: int, *, lock: bool = False) -> Plan:
    """Return the plan of an address; a page that is not there where there is none."""
    return get_plan(session(), plan_id, lock=lock)


def filters() -> Filters:
    """Return what of the board the address asks for."""
    args = request.args
    return Filters(
        state=args.get("state", "")[:_LONGEST],
        only_changed="changed" in args,
        department=args.get("department", "")[:_LONGEST],
        person=args.get("person", "")[:_LONGEST],
        reason=args.get("reason", "")[:_LONGEST],
        wanted_twice="twice" in args,
    )


def zoom() -> Zoom | None:
    """Return the zoom that the address asks for, None to leave it to the board."""
    asked = request.args.get("zoom", "")
    return Zoom(asked) if asked in set(Zoom) else None


@pages.app_template_filter("plan_word")
def plan_word(member: StrEnum | None) -> str:
    """Return the words of a plan's choice."""
    if member is None:
        return ""
    return translate(locale(), LABELS.get(type(member), CHANGES)[member])


@pages.app_template_filter("plan_state")
def plan_state(member: StrEnum) -> str:
    """Return the shape of a plan's status."""
    return next(shape for status, shape in STATES.items() if status is member)


@pages.app_template_filter("slot_shape")
def slot_shape(state: str) -> str:
    """Return the shape of how a slot's person stands."""
    return SLOT_STATES[state]


@pages.app_template_filter("slot_word")
def slot_word(state: str) -> str:
    """Return the word for how a slot's person stands."""
    return translate(locale(), SLOT_WORDS[state])


@pages.app_template_filter("score_word")
def say_score(score: int) -> str:
    """Return how good a match is, in a word."""
    return translate(locale(), score_word(score))


def start_worker_later(plan: Plan) -> None:
    """Start a worker on a plan once the request is committed; one that failed to commit starts none."""
    settings, plan_id = get_settings(), plan.id or 0

    @after_this_request
    def start(response: Response) -> Response:
        if response.status_code < FIRST_ERROR:
            start_worker(settings, plan_id)
        return response


@pages.app_template_filter("fill_gap")
def fill_gap(plan: Plan) -> float | None:
    """Return the proven gap of the weighted fill in percent, None where a plan tells none."""
    tier = next((each for each in plan.tiers if each.get("name") == "fill"), None)
    if tier is None or tier["bound"] is None:
        return None
    return 100 * max(0.0, float(tier["bound"]) - float(tier["value"])) / max(1.0, abs(float(tier["value"])))
