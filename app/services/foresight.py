"""What a step will do and to whom, told before it is taken; and why it can't be taken, with what helps."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session

from app.messages import mark, translate, translations
from app.models.availability import Booking, Hold
from app.models.challenge import Challenge
from app.models.crew import CrewMember
from app.models.offer import Offer, OfferRound, OfferStatus, RoundMode
from app.queries.board import Subject
from app.queries.hold import list_challenges_of
from app.queries.offer import list_offers
from app.services.audit import Actor
from app.services.hold_order import worst_orders
from app.services.hold_words import say_order
from app.services.moments import say_moment
from config import get_settings

BEHIND = mark(
    "%(order)s: another production's hold is ahead on some of these days, so it can't be confirmed."
    " Ask for a decision first."
)
NOBODY_AHEAD = mark("Nobody is ahead of this hold: it can be confirmed now.")
AGREE_FIRST = mark("The dates have moved and %(name)s has not agreed to the new ones yet.")
TOLD = mark("%(name)s is told by e-mail.")
NOT_MAILED = mark("%(name)s has no e-mail here: tell them by phone.")
ASKED_ALREADY = mark(
    "%(order)s: another production's hold is ahead on some of these days. It is asked for a decision, by %(moment)s."
)
WITHDRAW = "offer.withdraw"
TELLS = frozenset({"offer.accept", "hold.confirm", "hold.release", "hold.refuse", "booking.cancel", "booking.refuse"})
"""Steps that the person is told of; of the others only productions are."""
RECORDED = mark("The answer is recorded as given by phone, under your name.")


@dataclass
class Foresight:
    """Sentences on what will happen; `refusal` says why it can't, and `remedy` names the step that helps."""

    sentences: list[str] = field(default_factory=list)
    refusal: str = ""
    remedy: str = ""


class Foreseer:
    """Looks ahead in one language, for one actor."""

    def __init__(self, session: Session, actor: Actor, locale: str) -> None:
        self._session, self._actor, self._locale = session, actor, locale

    def look(self, step: str, subject: Subject, member: CrewMember | None) -> Foresight:
        """Return what `step` (such as `hold.confirm`) will do to `subject`, which is about `member`."""
        looks = {
            "round.withdraw": self._withdraw_round,
            "offer.withdraw": self._withdraw_offer,
            "hold.confirm": self._confirm,
            "hold.challenge": self._challenge,
            "hold.release": self._release,
            "hold.extend": self._extend,
            "challenge.withdraw": self._withdraw_challenge,
            "booking.cancel": self._cancel,
        }
        found = Foresight()
        if step in looks:
            looks[step](found, subject)
        else:
            found.sentences.append(self._say(RECORDED))
        told = step in TELLS or (isinstance(subject, Offer) and subject.status is OfferStatus.SENT and step == WITHDRAW)
        if member is not None and told:
            found.sentences.append(self._say(TOLD if member.email else NOT_MAILED, name=member.name))
        return found

    def _say(self, message: str, **values: object) -> str:
        return translate(self._locale, message, **values)

    def _count(self, one: str, many: str, count: int) -> str:
        return translations(self._locale).ngettext(one, many, count) % {"num": count}

    def _order(self, hold: Hold) -> int:
        return worst_orders(self._session, [hold.id or 0]).get(hold.id or 0, 1)

    def _withdraw_round(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, OfferRound)  # noqa: S101 - the step's own kind
        offers = list_offers(self._session, [subject.id or 0])
        asked = sum(each.status is OfferStatus.SENT for each in offers)
        waiting = sum(each.status is OfferStatus.WAITING for each in offers)
        accepted = sum(each.status is OfferStatus.ACCEPTED for each in offers)
        one, many = (
            mark("One person who was asked is told that there is nothing to answer any more."),
            mark("%(num)s people who were asked are told that there is nothing to answer any more."),
        )
        found.sentences.append(self._count(one, many, asked))
        if waiting:
            one, many = mark("One person in line is not asked."), mark("%(num)s people in line are not asked.")
            found.sentences.append(self._count(one, many, waiting))
        if accepted:
            found.sentences.append(self._say(mark("Holds that came of this round stay as they are.")))

    def _withdraw_offer(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Offer)  # noqa: S101 - the step's own kind
        found.sentences.append(self._say(mark("There is nothing to answer any more, and no days are kept.")))
        asked_in = self._session.get_one(OfferRound, subject.round_id)
        if asked_in.mode is RoundMode.IN_ORDER and subject.status is OfferStatus.SENT:
            found.sentences.append(self._say(mark("The next person in line is asked.")))

    def _confirm(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Hold)  # noqa: S101 - the step's own kind
        order = self._order(subject)
        if subject.reconfirm_since_at is not None:
            member = self._session.get_one(CrewMember, subject.crew_member_id)
            found.refusal = self._say(AGREE_FIRST, name=member.name)
        elif order > 1:
            self._refuse_behind(found, subject, say_order(self._locale, order))
        found.sentences.append(self._say(mark("The person is booked on these days: nobody else can book them.")))
        found.sentences.append(
            self._say(mark("Other productions that wait for these days are told that they are taken, not by whom."))
        )

    def _refuse_behind(self, found: Foresight, hold: Hold, order: str) -> None:
        running = list_challenges_of(self._session, [hold.id or 0]).get(hold.id or 0)
        if running is not None:
            by = say_moment(self._locale, running.deadline_at)
            found.refusal = self._say(ASKED_ALREADY, order=order, moment=by)
        else:
            found.refusal, found.remedy = self._say(BEHIND, order=order), "challenge"

    def _challenge(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Hold)  # noqa: S101 - the step's own kind
        if self._order(subject) == 1:
            found.refusal, found.remedy = self._say(NOBODY_AHEAD), "confirm"
        until = self._actor.at + timedelta(hours=get_settings().challenge_hours)
        asks = mark("Every production whose hold is ahead is asked to confirm or release, by %(moment)s at the latest.")
        found.sentences += [
            self._say(asks, moment=say_moment(self._locale, until)),
            self._say(mark("They are not told who asks.")),
            self._say(mark("Without an answer their holds are released, and yours moves up.")),
        ]

    def _release(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Hold)  # noqa: S101 - the step's own kind
        found.sentences.append(self._say(mark("These days are kept for this production no longer.")))
        found.sentences.append(self._say(mark("Productions that wait behind move up, and are told.")))

    def _extend(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Hold)  # noqa: S101 - the step's own kind
        if subject.expires_at:
            ends = mark("Without it this hold ends %(moment)s.")
            found.sentences.append(self._say(ends, moment=say_moment(self._locale, subject.expires_at)))

    def _withdraw_challenge(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Challenge)  # noqa: S101 - the step's own kind
        found.sentences.append(self._say(mark("The clock stops, and the holds ahead stay as they are.")))

    def _cancel(self, found: Foresight, subject: Subject) -> None:
        assert isinstance(subject, Booking)  # noqa: S101 - the step's own kind
        found.sentences.append(self._say(mark("The person is not booked any more.")))
        found.sentences.append(
            self._say(mark("Their days count as free again only once they say so; what is owed is between you."))
        )
