"""Words of plans: where they stand, whom they may place, why a slot stays open, how good a match is."""

from enum import StrEnum

from app.messages import mark
from app.models.plan import PlanGap, PlanPlacement, PlanSource, PlanStatus, PlanView

LABELS: dict[type[StrEnum], dict[str, str]] = {
    PlanStatus: {
        PlanStatus.DRAFT: mark("Draft"),
        PlanStatus.QUEUED: mark("Waiting to begin"),
        PlanStatus.RUNNING: mark("Being worked out"),
        PlanStatus.DONE: mark("Ready"),
        PlanStatus.CANCELLED: mark("Stopped"),
        PlanStatus.FAILED: mark("Failed"),
    },
    PlanView: {
        PlanView.CONFIRMED: mark("Confirmed only"),
        PlanView.IF_CONFIRMED: mark("If the unknown confirm"),
    },
    PlanSource: {
        PlanSource.NEED: mark("Need"),
        PlanSource.BRIEF: mark("What-if from a brief"),
        PlanSource.PACKAGE: mark("What-if from a package"),
    },
    PlanPlacement: {
        PlanPlacement.CHOSEN: mark("Chosen by the plan"),
        PlanPlacement.PINNED: mark("Pinned by you"),
        PlanPlacement.BOOKED: mark("Booked"),
        PlanPlacement.HELD: mark("Held"),
    },
    PlanGap: {
        PlanGap.ROLE_UNKNOWN: mark("The role is not settled"),
        PlanGap.NOBODY_HOLDS_ROLE: mark("Nobody holds the role"),
        PlanGap.ALL_BOOKED: mark("Whoever could is taken on these days"),
        PlanGap.UNCONFIRMED: mark("Would fill if somebody confirmed"),
        PlanGap.REQUIREMENT: mark("A requirement rules them out"),
        PlanGap.TAKEN_IN_PLAN: mark("Whoever could is needed elsewhere in the plan"),
        PlanGap.FORBIDDEN: mark("Ruled out by your changes"),
    },
}
"""Enumeration -> value -> message id."""

CHANGES = {
    "gained": mark("Gained"),
    "lost": mark("Lost"),
    "changed": mark("Other people"),
    "new": mark("New line"),
    "gone": mark("Line is gone"),
    "same": mark("Same people"),
}
"""What became of a line from one plan to another -> its words."""

STATES = {
    PlanStatus.DRAFT: "unknown",
    PlanStatus.QUEUED: "tentative",
    PlanStatus.RUNNING: "held",
    PlanStatus.DONE: "free",
    PlanStatus.CANCELLED: "booked",
    PlanStatus.FAILED: "bad",
}
"""Status -> the shape that a page gives it."""

SLOT_STATES = {"booked": "booked", "held": "held", "sure": "free", "unconfirmed": "unknown", "open": "bad"}
"""How a slot's person stands -> the shape that a page gives it."""

SLOT_WORDS = {
    "booked": mark("Booked"),
    "held": mark("Held"),
    "sure": mark("Free"),
    "unconfirmed": mark("Not confirmed"),
    "open": mark("Open"),
}

_SCORES = (
    (800, mark("excellent")),
    (650, mark("very good")),
    (500, mark("good")),
    (350, mark("fair")),
    (0, mark("weak")),
)
"""From which score on a match is called what; scores are 0..1000 of the best possible."""


def score_word(score: int) -> str:
    """Return the message id of how good a match is."""
    return next(word for least, word in _SCORES if score >= least)


PHASES = {
    "": mark("Waiting for a worker"),
    "reading": mark("Reading needs and people"),
    "bound": mark("Finding out how much is possible at most"),
    "search": mark("Looking for a better plan"),
    "proof": mark("Proving that none is better"),
    "fill": mark("Filling as many slots as possible"),
    "score": mark("Choosing the best match for each"),
    "changes": mark("Keeping what stood before"),
    "comparing": mark("Comparing with one production after another"),
}
"""What a worker is at -> its words; an unknown phase is shown as waiting."""
