"""ARCO requests: filed, answered within the law's days, carried out; each step is told to the person and audited."""

from datetime import date

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.crew import CrewMember, CrewStatus
from app.models.privacy import ArcoKind, ArcoRequest, ArcoStatus
from app.models.trust import ConsentPurpose
from app.queries.crew import get_crew_member
from app.services.arco_told import tell_answer, tell_done, tell_extended, tell_received
from app.services.audit import Actor, record_audit
from app.services.blocking import block_person
from app.services.consent import withdraw_consent
from app.services.person_key import open_sealed, person_cipher
from app.services.regime import add_working_days, get_regime, today_of_law

SOURCES = ("email", "paper", "call")
"""How a request reaches staff."""

MOST_LETTERS = 4000


def list_requests(session: Session, *, crew_member_id: int) -> list[ArcoRequest]:
    """Return a person's requests, the latest first."""
    mine = select(ArcoRequest).where(ArcoRequest.crew_member_id == crew_member_id)
    return list(session.exec(mine.order_by(col(ArcoRequest.id).desc())))


def list_queue(session: Session, *, is_open: bool) -> list[tuple[ArcoRequest, CrewMember]]:
    """Return requests with whose they are: open ones by the day that is next, closed ones latest first."""
    ended = col(ArcoRequest.status).in_([ArcoStatus.DONE, ArcoStatus.REFUSED])
    statement = select(ArcoRequest, CrewMember).join(CrewMember, col(CrewMember.id) == col(ArcoRequest.crew_member_id))
    rows = list(session.exec(statement.where(~ended if is_open else ended)).all())
    if is_open:
        return [(row, who) for row, who in sorted(rows, key=lambda each: (due_on(each[0]), each[0].id or 0))]
    return [(row, who) for row, who in sorted(rows, key=lambda each: each[0].id or 0, reverse=True)]


def due_on(row: ArcoRequest) -> date:
    """Return the day by which the next step of an open request is due."""
    if row.status is ArcoStatus.GRANTED:
        return row.act_by_on or row.answer_by_on
    return row.extended_until_on or row.answer_by_on


def get_request(session: Session, request_id: int) -> ArcoRequest:
    """Return a request; NotFoundError where there is none."""
    row = session.get(ArcoRequest, request_id)
    if row is None:
        raise NotFoundError(mark("There is no such request."))
    return row


def read_asked(session: Session, row: ArcoRequest) -> str:
    """Return what was asked, in the person's words; empty once they were erased."""
    return open_sealed(session, row.crew_member_id, row.asked) or "" if row.asked else ""


def file_request(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    kind: str,
    asked: str,
    source: str,
    identity_proof: str,
    purpose: str = "",
) -> ArcoRequest:
    """Take a request in and start its clock. An opposition names the purpose that it is against."""
    member = get_crew_member(session, crew_member_id)
    if member.status is CrewStatus.ERASED:
        raise ConflictError(mark("Nothing is held of this person any more."))
    if kind not in set(ArcoKind):
        raise InvalidInputError(mark("Choose which right it is."))
    if kind == ArcoKind.OPPOSITION and purpose not in set(ConsentPurpose):
        raise InvalidInputError(mark("Choose the purpose that the opposition is against."))
    if not asked.strip():
        raise InvalidInputError(mark("Say what is asked, in a sentence or two."))
    if not identity_proof.strip():
        raise InvalidInputError(mark("Say how it is known who asks."))
    regime = get_regime()
    row = ArcoRequest(
        crew_member_id=crew_member_id,
        kind=ArcoKind(kind),
        purpose=ConsentPurpose(purpose) if kind == ArcoKind.OPPOSITION else None,
        regime=regime.name,
        asked=person_cipher(session, crew_member_id, actor.at).encrypt(asked.strip()[:MOST_LETTERS].encode()),
        source=source,
        identity_proof=identity_proof.strip()[:200],
        received_at=actor.at,
        answer_by_on=add_working_days(today_of_law(actor.at), regime.answer_days),
    )
    session.add(row)
    session.flush()
    _wrote(session, actor, row, "received", {"kind": row.kind, "source": source, "answer_by_on": row.answer_by_on})
    tell_received(session, actor, member, row)
    return row


def extend_request(session: Session, actor: Actor, row: ArcoRequest, *, reason: str) -> None:
    """Lengthen the time to answer, once, with a reason that the person is told."""
    if row.status is not ArcoStatus.RECEIVED or row.extended_until_on is not None:
        raise ConflictError(mark("The time to answer can be extended once, before the answer."))
    if today_of_law(actor.at) > row.answer_by_on:
        raise ConflictError(mark("The time to answer is over; it can't be extended any more."))
    if not reason.strip():
        raise InvalidInputError(mark("Give the reason; the person is told it."))
    row.extended_until_on = add_working_days(row.answer_by_on, get_regime(row.regime).extension_days)
    row.extension_reason = reason.strip()[:500]
    _wrote(session, actor, row, "extended", {"until": row.extended_until_on})
    tell_extended(session, actor, get_crew_member(session, row.crew_member_id), row)


def decide_request(session: Session, actor: Actor, row: ArcoRequest, *, granted: bool, answer: str) -> None:
    """Answer a request: granted it is still to be carried out, refused it says the lawful reason."""
    if row.status is not ArcoStatus.RECEIVED:
        raise ConflictError(mark("This request was answered already."))
    if not answer.strip():
        raise InvalidInputError(mark("Write the answer; where it refuses, with the reason that the law gives."))
    row.status = ArcoStatus.GRANTED if granted else ArcoStatus.REFUSED
    row.answer, row.decided_at, row.decided_by_id = answer.strip()[:2000], actor.at, actor.account_id
    if granted:
        row.act_by_on = add_working_days(today_of_law(actor.at), get_regime(row.regime).act_days)
    _wrote(session, actor, row, "granted" if granted else "refused", {"act_by_on": row.act_by_on})
    tell_answer(session, actor, get_crew_member(session, row.crew_member_id), row)


def carry_out(session: Session, actor: Actor, row: ArcoRequest) -> None:
    """Close a granted request as done: an opposition withdraws the consent, a cancellation starts the erasure."""
    if row.status is not ArcoStatus.GRANTED:
        raise ConflictError(mark("Only a granted request is carried out."))
    member = get_crew_member(session, row.crew_member_id)
    row.status, row.done_at = ArcoStatus.DONE, actor.at
    _wrote(session, actor, row, "done", {"kind": row.kind})
    tell_done(session, actor, member, row)  # before a cancellation takes the address away
    if row.kind is ArcoKind.OPPOSITION and row.purpose is not None:
        withdraw_consent(session, actor, crew_member_id=row.crew_member_id, purpose=row.purpose)
    if row.kind is ArcoKind.CANCELLATION and member.status is not CrewStatus.BLOCKED:
        block_person(session, actor, crew_member_id=row.crew_member_id)


def _wrote(session: Session, actor: Actor, row: ArcoRequest, action: str, after: dict[str, object]) -> None:
    session.add(row)
    record_audit(
        session,
        actor,
        f"rights:request:{action}",
        subject_kind="arco_request",
        subject_id=row.id,
        crew_member_id=row.crew_member_id,
        after=after,
    )
    session.flush()
