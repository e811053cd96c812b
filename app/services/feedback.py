"""Feedback between a production and its crew: said once, fixed after some days, answered once, looked at where it must.

Ranking never reads it; ADR 0024 says why.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.feedback_labels import ASKED
from app.messages import mark
from app.models.crew import OUT_OF_SIGHT
from app.models.feedback import Feedback, FeedbackFact, FeedbackQuestion, FeedbackSide, MatterState
from app.queries.feedback import WorkedRow
from app.services.audit import Actor, record_audit
from app.services.person_key import open_sealed, person_cipher

CHANGED_WITHIN = timedelta(days=7)
"""How long what was said can be changed; then it is fixed, and the other side reads it."""

SAID_WITHIN = timedelta(days=180)
"""How long after the work something can be said of it: facts fade."""

MATTERS = frozenset({FeedbackQuestion.SAFE_SET, FeedbackQuestion.RESPECT})
"""Questions whose “no” staff look at before the other side reads any of it."""


def opens_on(work: WorkedRow) -> date:
    """Return the first day on which something can be said: after the last booked day, or after wrap where earlier."""
    ended = [each for each in (work.ends_on, work.production.wrap_ends_on) if each is not None]
    return min(ended) + timedelta(days=1)


def is_fixed(row: Feedback, now: datetime) -> bool:
    """Tell whether it can't be changed any more."""
    return now >= row.made_at + CHANGED_WITHIN


def may_say(work: WorkedRow, side: FeedbackSide, *, now: datetime, today: date) -> bool:
    """Tell whether a side can say something of a booking now, or change what it said."""
    if work.member.status in OUT_OF_SIGHT:
        return False
    said = work.said.get(side)
    if said is not None:
        return not is_fixed(said, now)
    opened = opens_on(work)
    return opened <= today <= opened + SAID_WITHIN


def is_readable(row: Feedback, now: datetime) -> bool:
    """Tell whether the other side reads it: once it is fixed, and staff have looked and let it through."""
    return is_fixed(row, now) and row.matter in {MatterState.NONE, MatterState.SHOWN}


def is_own_copy(row: Feedback, now: datetime) -> bool:
    """Tell whether the person's copy of their data has it: their own word, and what they read of the productions'."""
    return row.side is FeedbackSide.PERSON or is_readable(row, now)


def may_answer(row: Feedback, now: datetime) -> bool:
    """Tell whether the other side can answer: once."""
    return is_readable(row, now) and row.answered_at is None


def say_feedback(
    session: Session,
    actor: Actor,
    work: WorkedRow,
    side: FeedbackSide,
    *,
    facts: Mapping[str, str],
    note: str,
    today: date,
) -> Feedback:
    """Write down what a side says of a booking, or change it within the days in which that may be.

    A change asks staff to look anew. ConflictError before the work is over and after the time is over.
    """
    if not may_say(work, side, now=actor.at, today=today):
        raise ConflictError(mark("Nothing can be said of this booking now: it is not over yet, or the time is over."))
    kept = _check(side, facts)
    who = work.member.id or 0
    row = work.said.get(side)
    before = values_of(session, row) if row else None
    if row is None:
        row = Feedback(
            booking_id=work.booking.id or 0,
            production_id=work.production.id or 0,
            crew_member_id=who,
            side=side,
            made_at=actor.at,
            made_by_id=actor.account_id,
        )
    row.facts, row.note = kept, _seal(session, actor, who, note)
    row.matter = MatterState.WAITING if is_matter(kept) else MatterState.NONE
    row.looked_at, row.looked_by_id = None, None
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise ConflictError(mark("This was said already. Look at it again.")) from error
    _wrote(session, actor, row, "changed" if before else "given", before=before, after=values_of(session, row))
    return row


def is_matter(facts: Mapping[str, str]) -> bool:
    """Tell whether staff have to look: somebody was not safe, or not treated with respect."""
    return any(facts.get(question) == FeedbackFact.NO for question in MATTERS)


def _check(side: FeedbackSide, facts: Mapping[str, str]) -> dict[str, str]:
    asked = ASKED[side]
    if any(facts.get(question) not in set(FeedbackFact) for question in asked):
        raise InvalidInputError(mark("Answer each question; “does not apply” is an answer too."))
    kept = {question.value: str(facts[question]) for question in asked}
    if set(kept.values()) == {FeedbackFact.NOT_APPLICABLE}:
        raise InvalidInputError(mark("Say yes or no to one question at least."))
    return kept


def answer_feedback(session: Session, actor: Actor, row: Feedback, *, text: str) -> None:
    """Answer what was said, once and for good."""
    if not may_answer(row, actor.at):
        raise ConflictError(mark("This was answered already, or can't be answered now."))
    if not text.strip():
        raise InvalidInputError(mark("Write your answer."))
    row.answer, row.answered_at = _seal(session, actor, row.crew_member_id, text), actor.at
    session.add(row)
    session.flush()
    _wrote(session, actor, row, "answered", after={"answer": text.strip()})


def settle_matter(session: Session, actor: Actor, row: Feedback, *, shown: bool, note: str) -> None:
    """Note that staff have looked at a matter, what was found, and whether the other side reads it.

    What a production says of a person can't be kept from them for good: they have a right to it.
    """
    if row.matter is not MatterState.WAITING:
        raise ConflictError(mark("Somebody has looked at this already."))
    if not shown and row.side is FeedbackSide.PRODUCTION:
        raise ConflictError(mark("What a production says of a person is theirs to read and to answer."))
    if not note.strip():
        raise InvalidInputError(mark("Say what you found and did."))
    row.matter = MatterState.SHOWN if shown else MatterState.KEPT
    row.looked_at, row.looked_by_id = actor.at, actor.account_id
    row.staff_note = _seal(session, actor, row.crew_member_id, note)
    session.add(row)
    session.flush()
    _wrote(session, actor, row, "settled", after={"matter": row.matter, "note": note.strip()})


def _seal(session: Session, actor: Actor, who: int, text: str) -> bytes:
    return person_cipher(session, who, actor.at).encrypt(text.strip().encode()) if text.strip() else b""


def read_text(session: Session, row: Feedback, name: str) -> str:
    """Return a text of it: `note`, `answer` or `staff_note`; empty where there is none."""
    sealed: bytes = getattr(row, name)
    return open_sealed(session, row.crew_member_id, sealed) or "" if sealed else ""


def values_of(session: Session, row: Feedback) -> dict[str, object]:
    """Return what was said, for the audit."""
    return {"side": row.side, "facts": dict(row.facts), "note": read_text(session, row, "note")}


def _wrote(
    session: Session,
    actor: Actor,
    row: Feedback,
    deed: str,
    *,
    after: dict[str, object],
    before: dict[str, object] | None = None,
) -> None:
    record_audit(
        session,
        actor,
        f"{row.side}:feedback:{deed}",
        subject_kind="feedback",
        subject_id=row.id,
        crew_member_id=row.crew_member_id,
        before=before,
        after=after,
    )
    session.flush()
