"""Drafts of needs: what any door brought, kept as typed until it is handed in or dropped; nothing else is written."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.account import Account, Role
from app.models.intake import Upload, UploadKind, UploadStatus
from app.models.need import Need, NeedDoor
from app.queries.need import find_open_need, get_need
from app.services.audit import Actor
from app.services.need import change_need, hand_in_need
from app.services.need_content import NeedContent, read_content
from app.services.need_plan import PlannedLine, plan_need
from app.services.need_text import Raw, is_blank, line_numbers, number_rows, to_content
from app.services.need_version import list_changes, read_version
from app.services.problem import Problem
from app.services.production import find_own_production

BLANK_LINES = 4
CONFIRMED = "confirmed"
"""The field of lines that still wait for a person's word."""


@dataclass(frozen=True)
class DraftReading:
    """A draft as understood: its content and plan where it can be handed in, else the problems.

    `places` tells for each line of the content where it stands in the draft, from 0.
    """

    content: NeedContent | None
    plan: list[PlannedLine]
    problems: list[Problem]
    places: list[int] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Return how many lines wait for a person's word."""
        return sum(problem.fields == (CONFIRMED,) for problem in self.problems)

    @property
    def mistakes(self) -> list[Problem]:
        """Return what is wrong, lines that only wait for a word apart."""
        return [problem for problem in self.problems if problem.fields != (CONFIRMED,)]

    @property
    def ready(self) -> bool:
        """Say whether nothing is left to put right."""
        return self.content is not None and not self.problems


def start_draft(
    session: Session,
    actor: Actor,
    *,
    door: NeedDoor,
    raw: Mapping[str, Any],
    file_name: str = "",
    file: bytes = b"",
    need: Need | None = None,
    notes: list[Problem] | None = None,
) -> Upload:
    """Keep what a door brought as a draft; `need` is the one that it is to change."""
    draft = Upload(
        kind=UploadKind.NEED,
        status=UploadStatus.PREVIEW,
        file_name=file_name[-200:] or door.value,
        sha256=hashlib.sha256(file).hexdigest(),
        columns={"door": door.value, "need_id": need.id if need else None, "version": need.version if need else None},
        problems=[note.to_json() for note in notes or []],
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    save_draft(session, draft, raw)
    session.flush()
    return draft


def save_draft(session: Session, draft: Upload, raw: Mapping[str, Any]) -> None:
    """Keep a draft as it is typed now."""
    if draft.status is not UploadStatus.PREVIEW:
        raise ConflictError(mark("This draft was handed in or dropped already."))
    values = dict(raw)
    draft.rows = number_rows(list(values.pop("lines", [])))
    draft.result = values
    session.add(draft)


def draft_raw(draft: Upload) -> Raw:
    """Return a draft as typed."""
    return {**draft.result, "lines": list(draft.rows)}


def find_draft(session: Session, draft_id: int, *, account_id: int | None, mine: set[int]) -> Upload:
    """Return a draft of this account, or of this browser (`mine`); NotFoundError for everybody else's."""
    draft = session.get(Upload, draft_id)
    own = draft is not None and (
        (account_id is not None and draft.made_by_id == account_id) or (draft.made_by_id is None and draft.id in mine)
    )
    if draft is None or not own or draft.kind is not UploadKind.NEED:
        raise NotFoundError(mark("There is no such draft."))
    return draft


def read_draft(draft: Upload) -> DraftReading:
    """Return what a draft is understood as, or everything to put right in it."""
    raw = draft_raw(draft)
    places = line_numbers(raw["lines"])
    if not places:
        return DraftReading(None, [], [Problem(mark("There is no line yet. Write at least one position."))])
    unconfirmed = _unconfirmed(draft)
    content, problems = read_content(to_content(raw))
    plan = plan_need(content) if content is not None else []
    problems += [each.problem for each in plan if each.problem is not None]
    rows = [raw["lines"][place].get("_sheet_row", 0) for place in places]
    problems = [replace(p, row=rows[p.line - 1]) if p.line else p for p in problems]
    return DraftReading(content, plan, problems + unconfirmed, places)


def _unconfirmed(draft: Upload) -> list[Problem]:
    """Lines that were read from a message are confirmed one by one before they become a need."""
    if door_of(draft) is not NeedDoor.PASTED:
        return []
    lines = [line for line in draft.rows if not is_blank(line)]
    return [
        Problem(
            mark("Say whether this line is right, put it right, or drop it."),
            line=number,
            name=str(line.get("asked_as", ""))[:60],
            fields=(CONFIRMED,),
        )
        for number, line in enumerate(lines, 1)
        if line.get("_source") and not line.get("_confirmed")
    ]


def door_of(draft: Upload) -> NeedDoor:
    """Return the door that a draft came in by."""
    return NeedDoor(draft.columns["door"])


def find_changed_need(session: Session, draft: Upload, account: Account | None, code: str) -> Need | None:
    """Return the need that a draft changes: the one it was made from, or the open one of the same own production."""
    if draft.columns.get("need_id"):
        contact = None if account is None or account.role in {Role.STAFF, Role.ADMIN} else account.id
        return get_need(session, draft.columns["need_id"], contact_id=contact) if account is not None else None
    production = find_own_production(session, account, code)
    return find_open_need(session, production.id or 0) if production is not None else None


def preview_changes(session: Session, need: Need, content: NeedContent) -> list[dict[str, Any]]:
    """Return what handing in `content` would change in a need."""
    old = read_version(session, need)
    production = content.production.model_copy(update={"code": old.production.code})
    new = content.model_copy(update={"production": production, "received_on": content.received_on or old.received_on})
    return list_changes(old, new)


def hand_in_draft(
    session: Session,
    actor: Actor,
    draft: Upload,
    *,
    account: Account | None,
    roles: Mapping[str, str],
    contact: Mapping[str, str],
    contact_account_id: int | None = None,
) -> Need:
    """Turn a reviewed draft into a need, or into the next version of the one that it changes.

    `roles` are the roles chosen on the review by line code; `contact` is who hands it in, by their own word.
    """
    session.refresh(draft, with_for_update=True)  # of two that hand it in at once, the second waits and is told
    if draft.status is not UploadStatus.PREVIEW:
        raise ConflictError(mark("This draft was handed in or dropped already."))
    reading = read_draft(draft)
    if reading.content is None or not reading.ready:
        raise InvalidInputError(mark("There are things to put right; nothing was saved."))
    content = _completed(reading.content, roles, contact)
    need = find_changed_need(session, draft, account, content.production.code)
    if need is not None:
        change_need(session, actor, need, content=content, expected_version=draft.columns.get("version"))
    else:
        own = find_own_production(session, account, content.production.code)
        need = hand_in_need(
            session,
            actor,
            content=content,
            door=door_of(draft),
            production=own,
            contact_account_id=contact_account_id,
        )
    draft.status, draft.decided_at = UploadStatus.DONE, actor.at
    draft.columns = {**draft.columns, "need_id": need.id}
    session.add(draft)
    session.flush()
    return need


def _completed(content: NeedContent, roles: Mapping[str, str], contact: Mapping[str, str]) -> NeedContent:
    given = {name: text for name, text in contact.items() if text}
    lines = [
        line.model_copy(update={"role": roles[line.code]}) if roles.get(line.code) else line for line in content.lines
    ]
    production = content.production.model_copy(update=given)
    return content.model_copy(update={"lines": lines, "production": production})


def drop_draft(session: Session, actor: Actor, draft: Upload) -> None:
    """Drop a draft; what it held is not kept."""
    if draft.status is not UploadStatus.PREVIEW:
        raise ConflictError(mark("This draft was handed in or dropped already."))
    draft.status, draft.decided_at, draft.rows, draft.result = UploadStatus.DROPPED, actor.at, [], {}
    session.add(draft)
