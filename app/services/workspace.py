"""The workspace of a production: next steps are set and done, questions asked and answered, each told and noted."""

from datetime import date

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark, translate
from app.models.account import Account, Role
from app.models.production import Production
from app.models.workspace import FollowUp, ProductionQuestion
from app.queries.workspace import get_follow_up, get_question, list_next_steps, list_production_lines
from app.services.audit import Actor, record_audit
from app.services.message import queue_message
from app.services.notice import link_to, tell_production
from config import get_settings

ASKED = (
    mark("A question about %(production)s"),
    mark("Hello %(name)s,\n\nthe film commission asks about %(production)s:\n\n%(question)s\n\nAnswer here: %(link)s"),
)
ANSWERED = (
    mark("An answer about %(production)s"),
    mark(
        "Hello %(name)s,\n\nyou asked about %(production)s:\n\n%(question)s\n\n"
        "The film commission answers:\n\n%(answer)s\n\n%(link)s"
    ),
)
TO_STAFF = (
    mark("%(production)s asks something"),
    mark("Hello %(name)s,\n\n%(production)s asks:\n\n%(question)s\n\nAnswer here: %(link)s"),
)


def add_follow_up(
    session: Session,
    actor: Actor,
    *,
    production: Production,
    step: str,
    owner_id: int,
    due_on: date,
    position_id: int | None = None,
) -> FollowUp:
    """Set a next step, for the production or one of its lines, that somebody of the commission sees to by a day."""
    owner = session.get(Account, owner_id)
    if owner is None or not owner.active or owner.role not in {Role.STAFF, Role.ADMIN}:
        raise InvalidInputError(mark("Choose somebody of the commission who sees to it."))
    _require_line(session, production, position_id)
    row = FollowUp(
        production_id=production.id or 0,
        position_id=position_id,
        step=step,
        owner_id=owner_id,
        due_on=due_on,
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    session.add(row)
    session.flush()
    after = {"owner": owner_id, "due_on": due_on, "position": position_id}
    record_audit(
        session, actor, "staff:follow_up:set", subject_kind="production", subject_id=production.id, after=after
    )
    return row


def end_follow_up(session: Session, actor: Actor, *, production_id: int, follow_up_id: int, done: bool) -> FollowUp:
    """Mark a next step as done, or take that back."""
    row = get_follow_up(session, production_id, follow_up_id)
    row.done_at, row.done_by_id = (actor.at, actor.account_id) if done else (None, None)
    session.add(row)
    session.flush()
    action = f"staff:follow_up:{'done' if done else 'reopened'}"
    record_audit(session, actor, action, subject_kind="production", subject_id=production_id, after={"id": row.id})
    return row


def ask_question(
    session: Session,
    actor: Actor,
    *,
    production: Production,
    text: str,
    by_production: bool,
    position_id: int | None = None,
) -> ProductionQuestion:
    """Ask the other side something; the production is told by e-mail, the commission whoever sees to the next step."""
    _require_line(session, production, position_id)
    row = ProductionQuestion(
        production_id=production.id or 0,
        position_id=position_id,
        by_production=by_production,
        text=text,
        asked_by_id=actor.account_id,
        asked_at=actor.at,
    )
    session.add(row)
    session.flush()
    link = link_to(f"/productions/{production.id}#q{row.id}")
    if by_production:
        _tell_office(session, actor, production, question=text, link=link)
    else:
        tell_production(session, actor, production, subject=ASKED[0], text=ASKED[1], question=text, link=link)
    _wrote(session, actor, row, "asked")
    return row


def answer_question(
    session: Session, actor: Actor, *, production: Production, question_id: int, answer: str, by_production: bool
) -> ProductionQuestion:
    """Answer the other side's question, once; a production that asked is told by e-mail."""
    row = get_question(session, production.id or 0, question_id)
    if row.by_production == by_production:
        raise ConflictError(mark("This question waits for the other side's answer."))
    if row.answered_at is not None:
        raise ConflictError(mark("This question was answered already."))
    row.answer, row.answered_at, row.answered_by_id = answer, actor.at, actor.account_id
    session.add(row)
    session.flush()
    if row.by_production:
        link = link_to(f"/productions/{production.id}#q{row.id}")
        told = {"question": row.text, "answer": answer, "link": link}
        tell_production(session, actor, production, subject=ANSWERED[0], text=ANSWERED[1], **told)
    _wrote(session, actor, row, "answered")
    return row


def _require_line(session: Session, production: Production, position_id: int | None) -> None:
    lines = {line.id for line in list_production_lines(session, production.id or 0)} if position_id else set()
    if position_id is not None and position_id not in lines:
        raise InvalidInputError(mark("This line is not one of the production's."))


def _tell_office(session: Session, actor: Actor, production: Production, *, question: str, link: str) -> None:
    """Tell whoever sees to the production's next step; nobody does: the desk counts the question anyway."""
    step = list_next_steps(session, [production.id or 0]).get(production.id or 0)
    if step is None:
        return
    owner = step[1]
    speaks = owner.locale or get_settings().default_locale
    values = {"production": production.working_title, "question": question, "link": link, "name": owner.name}
    queue_message(
        session,
        actor,
        to=owner.email,
        subject=translate(speaks, TO_STAFF[0], **values),
        text=translate(speaks, TO_STAFF[1], **values),
    )


def _wrote(session: Session, actor: Actor, row: ProductionQuestion, action: str) -> None:
    record_audit(
        session,
        actor,
        f"production:question:{action}",
        subject_kind="production",
        subject_id=row.production_id,
        after={"question": row.id, "position": row.position_id},
    )
    session.flush()
