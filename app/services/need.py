"""Needs: handed in by any door, changed with every version kept, accepted or declined by staff."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, delete

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.need import Need, NeedDoor, NeedStatus, Position, PositionSpan
from app.models.production import Production
from app.queries.need import get_need, list_positions, list_spans
from app.queries.offer import lock_rounds
from app.queries.reopen import list_people_engaged, list_rounds_of
from app.services.audit import Actor, record_audit
from app.services.line_gone import end_engagements, end_lines
from app.services.locks import lock_people
from app.services.need_bases import Bases
from app.services.need_content import NeedContent, with_codes
from app.services.need_plan import PlannedLine, plan_need, position_values
from app.services.need_version import keep_version, list_changes, read_version
from app.services.offered_days import DayMap, day_map, has_dates
from app.services.problem import ProblemsError
from app.services.production import change_production, open_production
from app.services.reconfirm import reopen_moved
from app.services.referral import end_referrals_of_need
from app.services.step_texts import NEED_DECLINED
from app.services.taxonomy import get_taxonomy
from config import get_settings

_AFTER_CHANGE = {
    NeedStatus.DRAFT: NeedStatus.RECEIVED,
    NeedStatus.DECLINED: NeedStatus.RECEIVED,
    NeedStatus.MATCHED: NeedStatus.ACCEPTED,
    NeedStatus.SENT: NeedStatus.ACCEPTED,
}
"""Where a need goes when its content changes: what was matched has to be matched again."""


def hand_in_need(
    session: Session,
    actor: Actor,
    *,
    content: NeedContent,
    door: NeedDoor,
    production: Production | None = None,
    contact_account_id: int | None = None,
) -> Need:
    """Write a need as received, with its production (opened unless given), positions, days and first version.

    Raises ProblemsError, before anything is written, where the days of a line can't be told.
    """
    content = with_codes(content.model_copy(update={"received_on": content.received_on or actor.at.date()}))
    plan = _plan(content)
    if production is None:
        production = open_production(session, actor, content=content.production, contact_account_id=contact_account_id)
    else:
        change_production(session, actor, production, content=content.production)
    content = _under_code(content, production.code)
    assert production.id is not None  # noqa: S101 - it was flushed
    need = Need(
        production_id=production.id,
        status=NeedStatus.RECEIVED,
        door=door,
        received_on=content.received_on or actor.at.date(),
        needed_by_on=content.needed_by_on,
        message=content.message,
        handed_in_by_id=actor.account_id,
        created_at=actor.at,
        updated_at=actor.at,
    )
    session.add(need)
    session.flush()
    _write_positions(session, actor, need, content, plan)
    keep_version(session, actor, need, content, [])
    record_audit(
        session,
        actor,
        "need:need:handed_in",
        subject_kind="need",
        subject_id=need.id,
        after={"production": production.code, "door": door.value, "lines": len(plan), "heads": content.heads},
    )
    return need


def change_need(
    session: Session, actor: Actor, need: Need, *, content: NeedContent, expected_version: int | None = None
) -> list[dict[str, Any]]:
    """Make `content` the need's next version and return what changed; nothing is written where nothing did.

    Whoever was asked, held or booked for other days than a line has now is asked anew; what lives for a line that
    goes ends with it. Raises ConflictError where the need is closed or somebody else changed it since
    `expected_version`; ProblemsError where the days of a line can't be told.
    """
    need = get_need(session, need.id or 0, lock=True)
    if need.status is NeedStatus.CLOSED:
        raise ConflictError(mark("This need is closed. Hand in a new one."))
    if expected_version not in {None, need.version}:
        raise ConflictError(mark("Somebody else changed this need meanwhile. Reload it and change it again."))
    production = session.get_one(Production, need.production_id)
    old = read_version(session, need)
    content = content.model_copy(update={"received_on": content.received_on or old.received_on})
    content = _under_code(with_codes(content), production.code)
    changes = list_changes(old, content)
    if not changes:
        return []
    plan = _plan(content)
    change_production(session, actor, production, content=content.production)
    before = _days_now(session, need)
    _write_positions(session, actor, need, content, plan)
    need.version += 1
    need.status = _AFTER_CHANGE.get(need.status, need.status)
    need.needed_by_on, need.message, need.updated_at = content.needed_by_on, content.message, actor.at
    session.add(need)
    keep_version(session, actor, need, content, changes)
    record_audit(
        session,
        actor,
        "need:need:changed",
        subject_kind="need",
        subject_id=need.id,
        after={"version": need.version, "changes": len(changes)},
    )
    after = _days_now(session, need)
    for position in list_positions(session, need.id or 0):
        if before.get(position.id or 0, after[position.id or 0]) != after[position.id or 0]:
            reopen_moved(session, actor, position=position)
    return changes


def _days_now(session: Session, need: Need) -> dict[int, tuple[bool, DayMap]]:
    """Return, by position, whether it says its days, and which they are."""
    positions = list_positions(session, need.id or 0)
    spans = list_spans(session, [position.id or 0 for position in positions])
    return {row.id or 0: (has_dates(row), day_map(spans[row.id or 0])) for row in positions}


def choose_roles(session: Session, actor: Actor, need: Need, *, roles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Settle what titles mean: position code -> role id; one new version. Unknown codes or roles are refused."""
    content = read_version(session, need)
    taxonomy = get_taxonomy()
    if not set(roles) <= {line.code for line in content.lines} or not all(role in taxonomy for role in roles.values()):
        raise InvalidInputError(mark("There is no such position or role. Reload the page and choose again."))
    lines = [
        line.model_copy(update={"role": roles[line.code]}) if line.code in roles else line for line in content.lines
    ]
    return change_need(session, actor, need, content=content.model_copy(update={"lines": lines}))


def choose_role(session: Session, actor: Actor, position: Position, *, role_id: str) -> Position:
    """Settle what one position's title means."""
    need = get_need(session, position.need_id)
    choose_roles(session, actor, need, roles={position.code: role_id})
    return position


def accept_need(session: Session, actor: Actor, need: Need) -> None:
    """Let a need be matched: from now on people may be shown to its production."""
    need = get_need(session, need.id or 0, lock=True)
    if need.status not in {NeedStatus.RECEIVED, NeedStatus.DECLINED}:
        raise ConflictError(mark("Only a need that was received can be accepted. Reload the page."))
    _decide(session, actor, need, NeedStatus.ACCEPTED, "")
    need.accepted_by_id, need.accepted_at = actor.account_id, actor.at


def decline_need(session: Session, actor: Actor, need: Need, *, reason: str) -> None:
    """Turn a need down, with the reason that its production reads; what was asked and held for it ends with it."""
    need = get_need(session, need.id or 0, lock=True)
    if need.status not in {NeedStatus.RECEIVED, NeedStatus.ACCEPTED}:
        raise ConflictError(mark("This need can't be declined any more. Reload the page."))
    if not reason.strip():
        raise InvalidInputError(mark("Say why the need is declined: its production reads it."))
    _decide(session, actor, need, NeedStatus.DECLINED, reason.strip())
    need.accepted_by_id = need.accepted_at = None
    positions = list_positions(session, need.id or 0)
    end_engagements(session, actor, positions=positions, reason=NEED_DECLINED)
    end_referrals_of_need(session, need.id or 0, reason=NEED_DECLINED)


def _decide(session: Session, actor: Actor, need: Need, status: NeedStatus, note: str) -> None:
    before = {"status": need.status.value}
    need.status, need.staff_note, need.updated_at = status, note, actor.at
    session.add(need)
    record_audit(
        session,
        actor,
        f"need:need:{status.value}",
        subject_kind="need",
        subject_id=need.id,
        before=before,
        after={"status": status.value, "note": note},
    )


def _plan(content: NeedContent) -> list[PlannedLine]:
    plan = plan_need(content)
    problems = [each.problem for each in plan if each.problem is not None]
    if problems:
        raise ProblemsError(problems)
    return plan


def _under_code(content: NeedContent, code: str) -> NeedContent:
    return content.model_copy(update={"production": content.production.model_copy(update={"code": code})})


def _write_positions(session: Session, actor: Actor, need: Need, content: NeedContent, plan: list[PlannedLine]) -> None:
    """Make the need's rows what the plan says: rows of lines that stay are kept, with all that hangs on them."""
    assert need.id is not None  # noqa: S101 - it was flushed
    known = {position.code: position for position in list_positions(session, need.id)}
    gone = [position for code, position in known.items() if code not in {each.line.code for each in plan}]
    _remove(session, actor, need, gone)
    bases = Bases(content.production, get_settings().commission_state)
    kept: list[tuple[Position, PlannedLine]] = []
    for ordinal, each in enumerate(plan, 1):
        values = position_values(each) | {"ordinal": ordinal}
        position = known.get(each.line.code) or Position(need_id=need.id, **values)
        for name, value in values.items():
            setattr(position, name, value)
        session.add(position)
        kept.append((position, each))
    session.flush()
    ids = [position.id for position, _ in kept]
    session.exec(delete(PositionSpan).where(col(PositionSpan.position_id).in_(ids)))
    for position, each in kept:
        session.add_all(
            PositionSpan(
                position_id=position.id or 0,
                period=stretch.period,
                starts_on=stretch.starts_on,
                ends_on=stretch.ends_on,
                place=bases.place_of(stretch.base),
            )
            for stretch in each.stretches
        )
    session.flush()


def _remove(session: Session, actor: Actor, need: Need, gone: list[Position]) -> None:
    everyone = [position.id or 0 for position in list_positions(session, need.id or 0)]
    lock_people(session, list_people_engaged(session, everyone))  # all at once: lines that move lock them again
    lock_rounds(session, [round_.id or 0 for round_ in list_rounds_of(session, everyone)])
    end_lines(session, actor, positions=gone)
    for position in gone:
        session.delete(position)
    session.flush()
