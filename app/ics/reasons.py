"""What is told to a person of a feed that was refused or not wholly understood; by `Reason`, to be translated."""

from app.ics.days import Reason
from app.messages import mark

SENTENCES = {
    Reason.NOT_A_CALENDAR: mark(
        "There is no calendar at this address. Copy the .ics address from your calendar's settings again."
    ),
    Reason.CUT_SHORT: mark("The calendar ended in the middle. It will be read again."),
    Reason.TOO_LARGE: mark("The calendar is too large to be read. Share one with fewer or simpler events."),
    Reason.TOO_LONG: mark("Reading the calendar took too long. Share one with fewer or simpler events."),
    Reason.FAILED: mark("The calendar could not be read."),
    Reason.PARTLY_READ: mark("Some entries in the calendar could not be understood and were left out."),
}
"""Reason -> English message id. `Reason(feed_days.reason)` is the key."""


def sentence(reason: str) -> str:
    """Return the English message of a reason's code; empty without a reason."""
    return SENTENCES[Reason(reason)] if reason else ""
