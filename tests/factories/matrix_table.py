"""What each argument of a route stands for in the matrix's world.

A new route: where its arguments have a line in ARGUMENTS already, nothing is to be done. Else add one: by the
argument's name, or as "endpoint:argument" where the name means something else there.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from app.models.account import Role
from tests.factories.matrix_world import Half, Matrix

Value = Callable[[Matrix, Half, Role | None], object]
"""World, half and who asks -> what stands in the address."""

NOBODYS = 999_999
SECRET = "x" * 43
"""A secret that nobody has: links and calendars behind one must give nothing."""


def _id(name: str) -> Value:
    return lambda _world, half, _role: half.ids[name]


def _is(value: object) -> Value:
    return lambda _world, _half, _role: value


def _by_role(crew: str, production: str, visitor: str = "") -> Value:
    names = {Role.PRODUCTION: production, None: visitor or crew}
    return lambda _world, half, role: half.ids[names.get(role, crew)]


def _monday(_world: Matrix, _half: Half, _role: Role | None) -> str:
    today = datetime.now(UTC).date()
    return (today - timedelta(days=today.weekday())).isoformat()


ARGUMENTS: Mapping[str, Value] = {
    "crew_member_id": _id("person"),
    "production_id": _id("production"),
    "need_id": lambda _world, half, _role: half.side.position.need_id,
    "position_id": lambda _world, half, _role: half.side.position.id,
    "version": _is(1),
    "offer_id": _id("own_offer"),
    "hold_id": _id("hold"),
    "kept_id": _id("hold"),
    "subject_id": _id("offer"),
    "asked.look:kind": _is("offer"),
    "asked.look:name": _is("withdraw"),
    "asked.take:kind": _is("offer"),
    "asked.take:name": _is("withdraw"),
    "my_offers.dates:kind": _is("holds"),
    "duplicates.compare:kept_id": lambda world, _half, _role: world.own.ids["person"],
    "duplicates.merge:kept_id": lambda world, _half, _role: world.own.ids["person"],
    "merged_id": lambda world, _half, _role: world.foreign.ids["person"],
    "one_id": lambda world, _half, _role: world.own.ids["person"],
    "duplicates.pair:other_id": lambda world, _half, _role: world.foreign.ids["person"],
    "answer": _is("agree"),
    "kind": _is("role"),
    "row_id": _id("row"),
    "part": _is("contact"),
    "event_id": _id("event"),
    "batch_id": _id("batch"),
    "feed_id": _id("feed"),
    "evidence_id": _id("evidence"),
    "review_id": _id("review"),
    "draft_id": _by_role("crew_draft", "draft", "visitor_draft"),
    "request_id": _id("request"),
    "report_id": _id("report"),
    "grant_id": _id("grant"),
    "line_id": _id("line"),
    "question_id": _id("question"),
    "booking_id": _id("booking"),
    "feedback_id": _by_role("said_of_person", "said_of_production"),
    "follow_up_id": _id("step"),
    "subscription_id": _by_role("crew_calendar", "production_calendar"),
    "device_id": _by_role("crew_device", "contact_device"),
    "account_id": lambda _world, half, _role: half.crew.id,
    "course_id": lambda world, _half, _role: world.course_id,
    "deed": _is("sign-out"),
    "word": _is("accept"),
    "token": _is(SECRET),
    "number": _is("JAL-0000-NONE"),
    "language": _is("es"),
    "week": _monday,
    "block": _is("bench"),
    "step": _is("asked"),
    "department_id": _is("lighting-electric"),
    "name": _is("nothing"),
    "filename": _is("css/ground.css"),
    "form": _is("csv"),
    # kept by the commission alone, and walked by tests of their own: no such row is there
    **{
        each: _is(NOBODYS)
        for each in (
            "plan_id",
            "other_id",
            "slot_id",
            "upload_id",
            "placement_id",
            "message_id",
            "weight_set_id",
            "pair_id",
            "merge_id",
            "bulk_id",
            "tag_id",
            "view_id",
        )
    },
}

OWN_REFUSED: Mapping[str, str] = {
    "my_training.leave": "nobody has asked for a seat",
}
"""Routes that refuse one's own object as the world has it. With the reason."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "hire.file": {"kind": "xlsx"},
    "crewlist.download": {"format": "xlsx", "language": "en"},
    "my_offers.decline": {"reason": "other", "note": "no"},
    "needs.decline": {"reason": "no"},
}
"""What is sent to routes that look at the form before they look whose the object is."""

GUARDED = frozenset({"token", "number"})
"""Arguments that are the key themselves: there is no own one to show, and a wrong one must open nothing."""
