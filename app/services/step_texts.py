"""What people and productions are told of offers, holds, challenges and bookings: message ids, a pair each."""

from dataclasses import dataclass

from app.messages import mark


@dataclass(frozen=True, slots=True)
class Text:
    """Subject and text of a notice. Both may use work, role, days, person and what the sender gives besides."""

    subject: str
    text: str


# To the crew member. `work` never holds a working title that may not be told.

ASKED = Text(
    mark("Would you work on these days? %(days)s"),
    mark(
        "Hello %(name)s,\n\nwould you work on %(work)s, as %(role)s?\n\n%(days)s\n\n%(note)sPlease answer by "
        "%(until)s. It takes one tap, without a password:\n\n%(link)s\n\nA yes keeps the days for them. It is not a "
        "booking yet."
    ),
)
ASKED_ANEW = Text(
    mark("The days you were asked for have changed: %(days)s"),
    mark(
        "Hello %(name)s,\n\nyou were asked for %(work)s, as %(role)s. Its dates have moved, and these are the days "
        "now:\n\n%(days)s\n\nPlease answer by %(until)s:\n\n%(link)s"
    ),
)
NOT_NEEDED = Text(
    mark("You need not answer any more: %(days)s"),
    mark(
        "Hello %(name)s,\n\nyou were asked for %(work)s, as %(role)s:\n\n%(days)s\n\nYou need not answer any more. "
        "%(why)s\n\nNothing on your calendar has changed. Thank you, and until next time!"
    ),
)
RAN_OUT = Text(
    mark("The time to answer has run out: %(days)s"),
    mark(
        "Hello %(name)s,\n\nyou were asked for %(work)s, as %(role)s, and no answer came in time:\n\n%(days)s\n\n"
        "That does not count against you. If you would have liked to go, tell the film commission."
    ),
)
HELD = Text(
    mark("You keep these days: %(days)s"),
    mark(
        "Hello %(name)s,\n\nyou said yes to %(work)s, as %(role)s:\n\n%(days)s\n\nAmong those who hold you on these "
        "days they stand at number %(order)s. It is not a booking yet: they confirm or release you by %(until)s.\n\n"
        "All that you hold:\n\n%(link)s"
    ),
)
LET_GO = Text(
    mark("A hold has ended: %(days)s"),
    mark(
        "Hello %(name)s,\n\nthe hold on you for %(work)s, as %(role)s, has ended:\n\n%(days)s\n\n%(why)s\n\n"
        "Your calendar:\n\n%(link)s"
    ),
)
MOVED_UP = Text(
    mark("A hold on you has moved up to number %(order)s: %(days)s"),
    mark(
        "Hello %(name)s,\n\nsomebody who held you before has let go. The hold for %(work)s, as %(role)s, stands at "
        "number %(order)s now:\n\n%(days)s\n\nYour calendar:\n\n%(link)s"
    ),
)
BOOKED = Text(
    mark("You are booked: %(days)s"),
    mark(
        "Hello %(name)s,\n\nit is certain: you are booked for %(work)s, as %(role)s:\n\n%(days)s\n\nOther holds on "
        "these days have ended by themselves.\n\nYour calendar:\n\n%(link)s"
    ),
)
CALLED_OFF = Text(
    mark("A booking was cancelled: %(days)s"),
    mark(
        "Hello %(name)s,\n\nyour booking for %(work)s, as %(role)s, was cancelled:\n\n%(days)s\n\n%(why)s\n\nThese "
        "days count as not confirmed now. Tell us whether you are free on them, so that others can ask for you:\n\n"
        "%(link)s"
    ),
)
MOVED = Text(
    mark("The dates have moved: do you agree? %(days)s"),
    mark(
        "Hello %(name)s,\n\nthe dates of %(work)s, where you are counted on as %(role)s, have moved.\n\n"
        "Before: %(before)s\nNow: %(days)s\n\nPlease say whether you agree. Until then your old days stay as they are:"
        "\n\n%(link)s"
    ),
)
MOVED_BACK = Text(
    mark("The dates are again as you agreed: %(days)s"),
    mark(
        "Hello %(name)s,\n\nthe dates of %(work)s, where you are counted on as %(role)s, are again those that you "
        "agreed to:\n\n%(days)s\n\nThere is nothing to answer any more."
    ),
)

# To the production, of its own offers, holds and bookings. Another production is never named.

SAID_YES = Text(
    mark("%(person)s said yes: %(role)s"),
    mark(
        "Hello %(name)s,\n\n%(person)s holds these days for %(production)s as %(role)s:\n\n%(days)s\n\nYou stand at "
        "number %(order)s on these days. Confirm or release by %(until)s; then the hold runs out.\n\n%(link)s"
    ),
)
SAID_NO = Text(
    mark("%(person)s said no: %(role)s"),
    mark("Hello %(name)s,\n\n%(person)s can't work on %(production)s as %(role)s:\n\n%(days)s\n\n%(why)s\n\n%(link)s"),
)
NO_WORD = Text(
    mark("No answer from %(person)s: %(role)s"),
    mark(
        "Hello %(name)s,\n\n%(person)s was asked for %(production)s as %(role)s and did not answer in time:\n\n"
        "%(days)s\n\n%(link)s"
    ),
)
NOBODY_LEFT = Text(
    mark("Everybody was asked: %(role)s"),
    mark(
        "Hello %(name)s,\n\neverybody of the round for %(role)s was asked, and %(open)s of the places of "
        "%(production)s are still open. Ask more people:\n\n%(link)s"
    ),
)
HOLD_ENDED = Text(
    mark("Your hold has ended: %(person)s, %(role)s"),
    mark(
        "Hello %(name)s,\n\nthe hold of %(production)s on %(person)s as %(role)s has ended:\n\n%(days)s\n\n%(why)s\n\n"
        "%(link)s"
    ),
)
RUNNING_OUT = Text(
    mark("Confirm or release by %(until)s: %(person)s, %(role)s"),
    mark(
        "Hello %(name)s,\n\nthe hold of %(production)s on %(person)s as %(role)s runs out at %(until)s:\n\n%(days)s"
        "\n\nConfirm it, extend it or release it:\n\n%(link)s"
    ),
)
ASKED_TO_DECIDE = Text(
    mark("Confirm or release by %(until)s: somebody else asks for %(person)s"),
    mark(
        "Hello %(name)s,\n\nanother production needs %(person)s on days that %(production)s holds as %(role)s:\n\n"
        "%(days)s\n\nConfirm or release before %(until)s. Without an answer the hold is released then.\n\n%(link)s"
    ),
)
STILL_TO_DECIDE = Text(
    mark("Still open, until %(until)s: %(person)s, %(role)s"),
    mark(
        "Hello %(name)s,\n\nanother production still waits for your word on %(person)s as %(role)s:\n\n%(days)s\n\n"
        "Confirm or release before %(until)s. Without an answer the hold of %(production)s is released then.\n\n"
        "%(link)s"
    ),
)
NOTHING_TO_DECIDE = Text(
    mark("Nobody asks for %(person)s any more"),
    mark(
        "Hello %(name)s,\n\nthe other production no longer asks you to decide about %(person)s as %(role)s. Your hold "
        "for %(production)s stands:\n\n%(days)s\n\n%(link)s"
    ),
)
STEPPED_UP = Text(
    mark("You stand at number %(order)s now: %(person)s, %(role)s"),
    mark(
        "Hello %(name)s,\n\nsomebody before you let go of %(person)s. The hold of %(production)s as %(role)s stands "
        "at number %(order)s now:\n\n%(days)s\n\n%(link)s"
    ),
)
IS_BOOKED = Text(
    mark("Booked: %(person)s, %(role)s"),
    mark("Hello %(name)s,\n\n%(person)s is booked for %(production)s as %(role)s:\n\n%(days)s\n\n%(link)s"),
)
IS_CANCELLED = Text(
    mark("Booking cancelled: %(person)s, %(role)s"),
    mark(
        "Hello %(name)s,\n\nthe booking of %(person)s for %(production)s as %(role)s was cancelled:\n\n%(days)s\n\n"
        "%(why)s\n\n%(link)s"
    ),
)
AGREED = Text(
    mark("%(person)s agrees to the new dates: %(role)s"),
    mark(
        "Hello %(name)s,\n\n%(person)s goes along with the new dates of %(production)s as %(role)s:\n\n%(days)s\n\n"
        "%(link)s"
    ),
)

# Why something ended, where nobody typed a reason.

PLACES_TAKEN = mark("The places were taken by others.")
OTHER_BOOKING = mark("The person was booked for other work on these days.")
LINE_GONE = mark("The line was taken out of the need.")
NEED_DECLINED = mark("The film commission declined the need.")
PERSON_LEFT = mark("The person left the registry.")
NO_DECISION = mark("There was no answer to the challenge in time.")
HOLD_RAN_OUT = mark("It was not confirmed in time.")
DAYS_PASSED = mark("Its days have passed.")
DATES_REFUSED = mark("The new dates don't suit.")
ANSWERED_NO = mark("No reason was given.")
NOT_ANSWERED = mark("There was no answer in time.")
PASSED_OVER = mark("Could not be asked any more when their turn came.")
DATES_MOVED = mark("The production's dates have moved.")
