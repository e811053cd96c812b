"""Words of what becomes of offers: states and reasons, each member with the text that pages translate."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.models.offer import DeclineReason, OfferStatus, RoundMode, RoundStatus

DECLINE_REASONS: Mapping[DeclineReason, str] = {
    DeclineReason.DATES: _l("The dates don't suit me"),
    DeclineReason.OTHER_WORK: _l("I have other work"),
    DeclineReason.PAY: _l("The pay"),
    DeclineReason.DISTANCE: _l("Too far away"),
    DeclineReason.ROLE: _l("Not my role"),
    DeclineReason.PERSONAL: _l("Personal reasons"),
    DeclineReason.OTHER: _l("Another reason"),
}
"""As the person says it."""

TOLD: Mapping[StrEnum, str] = {
    DeclineReason.DATES: _l("the dates don't suit"),
    DeclineReason.OTHER_WORK: _l("other work"),
    DeclineReason.PAY: _l("the pay"),
    DeclineReason.DISTANCE: _l("too far away"),
    DeclineReason.ROLE: _l("not their role"),
    DeclineReason.PERSONAL: _l("personal reasons"),
    DeclineReason.OTHER: _l("another reason"),
    OfferStatus.WAITING: _l("In line"),
    OfferStatus.SENT: _l("Asked"),
    OfferStatus.ACCEPTED: _l("Accepted"),
    OfferStatus.DECLINED: _l("Declined"),
    OfferStatus.EXPIRED: _l("No answer"),
    OfferStatus.WITHDRAWN: _l("Withdrawn"),
    RoundMode.TOGETHER: _l("asked together"),
    RoundMode.IN_ORDER: _l("asked one after another"),
    RoundStatus.OPEN: _l("Open"),
    RoundStatus.FILLED: _l("Filled"),
    RoundStatus.EXHAUSTED: _l("Nobody left to ask"),
    RoundStatus.WITHDRAWN: _l("Withdrawn"),
}
"""As it is told to those who asked."""
