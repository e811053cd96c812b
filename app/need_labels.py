"""Words of the choices that needs and productions have: each member and the message id that names it."""

from collections.abc import Iterable
from enum import StrEnum

from app.labels import LABELS as COMMON
from app.messages import mark, translate
from app.models.need import Engagement, LocalRule, NeedDoor, NeedStatus, PeriodKind, PositionPriority
from app.models.production import ProductionStatus

LABELS: dict[type[StrEnum], dict[str, str]] = {
    ProductionStatus: {
        ProductionStatus.ENQUIRY: mark("Enquiry"),
        ProductionStatus.PREP: mark("In prep"),
        ProductionStatus.SHOOTING: mark("Shooting"),
        ProductionStatus.WRAP: mark("In wrap"),
        ProductionStatus.CLOSED: mark("Closed"),
        ProductionStatus.LOST: mark("Lost"),
    },
    NeedStatus: {
        NeedStatus.DRAFT: mark("Draft"),
        NeedStatus.RECEIVED: mark("Received"),
        NeedStatus.ACCEPTED: mark("Accepted"),
        NeedStatus.MATCHED: mark("Matched"),
        NeedStatus.SENT: mark("List sent"),
        NeedStatus.CLOSED: mark("Closed"),
        NeedStatus.DECLINED: mark("Declined"),
    },
    NeedDoor: {
        NeedDoor.FORM: mark("Web form"),
        NeedDoor.BRIEF: mark("Brief file"),
        NeedDoor.SPREADSHEET: mark("Spreadsheet"),
        NeedDoor.PASTED: mark("Pasted e-mail"),
    },
    Engagement: {
        Engagement.RUN_OF_SHOW: mark("Run of show"),
        Engagement.WEEKLY: mark("Weekly"),
        Engagement.DAILIES: mark("Dailies"),
        Engagement.FLAT: mark("Flat"),
    },
    LocalRule: {
        LocalRule.ANY: mark("From anywhere"),
        LocalRule.PREFERRED: mark("Local preferred"),
        LocalRule.REQUIRED: mark("Local required"),
    },
    PositionPriority: {
        PositionPriority.MUST: mark("Must have"),
        PositionPriority.SHOULD: mark("Should have"),
        PositionPriority.NICE: mark("Nice to have"),
    },
    PeriodKind: {
        PeriodKind.PREP: mark("Prep"),
        PeriodKind.SHOOT: mark("Shoot"),
        PeriodKind.WRAP: mark("Wrap"),
        PeriodKind.DAILY: mark("Dailies"),
    },
}
"""Enumeration -> value -> message id."""

NEED_STATES = {
    NeedStatus.DRAFT: "unknown",
    NeedStatus.RECEIVED: "held",
    NeedStatus.ACCEPTED: "free",
    NeedStatus.MATCHED: "free",
    NeedStatus.SENT: "booked",
    NeedStatus.CLOSED: "booked",
    NeedStatus.DECLINED: "bad",
}
"""Status -> the shape that a page gives it."""


def say_choice(member: StrEnum | None, locale: str) -> str:
    """Return the words for a choice; the value itself where it has none, nothing for None."""
    if member is None:
        return ""
    return translate(locale, (LABELS | COMMON).get(type(member), {}).get(member, str(member)))


def choices_in(members: Iterable[StrEnum], locale: str) -> list[tuple[str, str]]:
    """Return (value, words) for a choice field, in the order given."""
    return [(member.value, say_choice(member, locale)) for member in members]
