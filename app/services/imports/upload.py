"""Uploads: a file is read and kept under review until a person confirms it, whole, or drops it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.intake import Upload, UploadKind, UploadStatus
from app.queries.account import is_registry_fictional
from app.queries.upload import find_same_file, get_upload
from app.services.audit import Actor, record_audit, touch_roster
from app.services.cells import Cell, Problem
from app.services.columns import recognise_columns
from app.services.imports.columns import LABELS, import_fields, vocabulary
from app.services.imports.credit_plan import plan_credits
from app.services.imports.credit_write import write_credits
from app.services.imports.crew_plan import plan_crew
from app.services.imports.crew_write import write_crew
from app.services.imports.plan import ImportPlan
from app.services.imports.row import ImportRow
from app.services.spreadsheet import Table, read_table
from app.services.xlsx_file import too_many_rows
from config import get_settings

MOST_PROBLEMS = 2_000
MOST_ROWS = 10_000
"""A confirmed file holds SQLite's one write lock for about a millisecond a row; others wait 15 seconds at most."""


@dataclass(frozen=True)
class _Import:
    plan: Callable[..., ImportPlan[Any]]
    write: Callable[..., dict[str, int]]


_IMPORTS = {
    UploadKind.CREW: _Import(plan_crew, write_crew),
    UploadKind.CREDITS: _Import(plan_credits, write_credits),
}
_NEEDED: Mapping[UploadKind, tuple[tuple[str, ...], ...]] = {
    UploadKind.CREW: (("full_name", "given_name", "surname"),),
    UploadKind.CREDITS: (("full_name", "given_name", "surname", "email", "phone"), ("production",), ("year",)),
}
"""Columns that a file must have, one of each group; the first names the group."""
IMPORTED = tuple(_IMPORTS)
"""The kinds of files that these services take."""


def read_file(kind: UploadKind, data: bytes, file_name: str) -> Table:
    """Return the table in a file; InvalidInputError with the remedy where there is none, or one too long.

    Nothing is asked of the database, so that nobody waits meanwhile.
    """
    table = read_table(data, file_name, vocabulary(kind))
    if len(table.rows) > MOST_ROWS:
        raise too_many_rows(MOST_ROWS)
    return table


def open_upload(
    session: Session, actor: Actor, *, kind: UploadKind, data: bytes, file_name: str, table: Table | None = None
) -> tuple[Upload, bool]:
    """Keep a file for review; return it and whether this very file was handed in before. `table` is it as read.

    A file that was imported or still waits is returned as it is, so that nobody comes in twice.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    same = find_same_file(session, kind, sha256)
    if same is not None:
        return same, True
    table = table or read_file(kind, data, file_name)
    upload = Upload(
        kind=kind,
        file_name=file_name[:200],
        sha256=sha256,
        columns=_columns(table, kind),
        rows=[{"row": row.number, "cells": [_kept(cell) for cell in row.cells]} for row in table.rows],
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    _review(session, upload, _today(actor))
    session.add(upload)
    session.flush()
    record_audit(
        session,
        actor,
        "staff:upload:opened",
        subject_kind="upload",
        subject_id=upload.id,
        after={"kind": kind, "sha256": sha256, "rows": len(upload.rows)},
    )
    return upload, False


def change_columns(session: Session, actor: Actor, *, upload_id: int, fields: Mapping[int, str]) -> Upload:
    """Say what columns hold, by number from 0 (an empty field: not read), and review the file anew."""
    upload = _open(session, upload_id)
    known = {field.name: field for field in import_fields(upload.kind)}
    chosen: dict[str, str] = {}
    for column, name in sorted(fields.items()):
        if not 0 <= column < len(upload.columns["header"]) or name not in known:
            continue
        if name in chosen.values() and not known[name].repeatable:
            raise InvalidInputError(mark("Two columns can't hold the same. Choose another meaning for one of them."))
        chosen[str(column)] = name
    upload.columns = {**upload.columns, "fields": chosen, "chosen": True}
    _review(session, upload, _today(actor))
    session.add(upload)
    session.flush()
    return upload


def answer_questions(session: Session, actor: Actor, *, upload_id: int, answers: Mapping[str, str]) -> Upload:
    """Keep what a person decided about titles, places and likely doubles, and review the file anew."""
    upload = _open(session, upload_id)
    upload.columns = {**upload.columns, "answers": {**upload.columns.get("answers", {}), **answers}}
    _review(session, upload, _today(actor))
    session.add(upload)
    session.flush()
    return upload


def confirm_upload(session: Session, actor: Actor, *, upload_id: int) -> Upload:
    """Write everything the file brings, in the caller's transaction; raise and write nothing where anything is open.

    The file is compared with the registry once more, as it is now. Its rows are not kept once they are written.
    """
    upload = _open(session, upload_id)
    begun = perf_counter()
    plan = _review(session, upload, _today(actor))
    if not plan.ready:
        raise InvalidInputError(mark("There is still something to put right or to choose. Nothing was imported."))
    counts = _IMPORTS[upload.kind].write(session, actor, plan, fictional=is_registry_fictional(session))
    touch_roster(session, actor.at)
    _close(upload, UploadStatus.DONE, actor)
    upload.result = {
        "counts": plan.counts,
        "written": counts,
        "seconds": round(perf_counter() - begun, 1),
        "warnings": sum(problem.warning for problem in plan.problems),
    }
    session.add(upload)
    record_audit(
        session, actor, "staff:upload:imported", subject_kind="upload", subject_id=upload.id, after=upload.result
    )
    session.flush()
    return upload


def drop_upload(session: Session, actor: Actor, *, upload_id: int) -> Upload:
    """Put a file away unread; what it held is not kept."""
    upload = _open(session, upload_id)
    _close(upload, UploadStatus.DROPPED, actor)
    upload.result = {}
    session.add(upload)
    record_audit(session, actor, "staff:upload:dropped", subject_kind="upload", subject_id=upload.id)
    session.flush()
    return upload


def _open(session: Session, upload_id: int) -> Upload:
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    if upload.status is not UploadStatus.PREVIEW:
        raise ConflictError(mark("This file was decided on already."))
    return upload


def _close(upload: Upload, status: UploadStatus, actor: Actor) -> None:
    """Close a file: it keeps what it was and what came of it, and nobody's details."""
    upload.status = status
    upload.decided_at = actor.at
    upload.rows, upload.problems = [], []
    upload.columns = {name: value for name, value in upload.columns.items() if name != "answers"}


def _today(actor: Actor) -> date:
    return actor.at.astimezone(ZoneInfo(get_settings().commission_zone)).date()


def _columns(table: Table, kind: UploadKind) -> dict[str, Any]:
    found = recognise_columns(table.header, vocabulary(kind))
    return {
        "header": list(table.header),
        "header_row": table.header_row,
        "fields": {str(column): name for column, name in found.fields.items()},
        "likeness": {str(column): likeness for column, likeness in found.likeness.items()},
        "duplicates": list(found.duplicates),
        "sheet": table.sheet,
        "encoding": table.encoding,
        "other_sheets": list(table.other_sheets),
        "left_out": [list(one) for one in table.left_out],
        "cell_problems": [problem.as_json() for problem in table.problems],
        "answers": {},
    }


def _review(session: Session, upload: Upload, today: date) -> ImportPlan[Any]:
    """Work out what the file would do now, and keep what the preview shows of it."""
    missing = _missing(upload)
    rows = [] if missing else _rows(upload)
    plan = _IMPORTS[upload.kind].plan(session, rows, upload.columns.get("answers", {}), today=today)
    plan.problems += missing
    problems = [*upload.columns["cell_problems"], *(problem.as_json() for problem in plan.problems)]
    errors = sum(problem["kind"] == "error" for problem in problems)
    upload.problems = sorted(problems, key=lambda problem: (problem["kind"], problem["row"]))[:MOST_PROBLEMS]
    upload.result = {
        "counts": plan.counts,
        "errors": errors,
        "warnings": len(problems) - errors,
        "questions": [question.as_json() for question in plan.questions],
        "open": len(plan.open_questions),
        "sample": plan.sample,
        "ready": plan.ready and not errors,
    }
    if errors > len(plan.errors):
        plan.drafts = []  # a cell without a value keeps the file out as any other error does
    return plan


def _missing(upload: Upload) -> list[Problem]:
    """Return an error for each column that the file can't do without."""
    there = set(upload.columns["fields"].values())
    message = mark("No column for it was found. Add it to the file, or say below which column it is.")
    at = upload.columns["header_row"]
    return [Problem(at, LABELS[needed[0]], message) for needed in _NEEDED[upload.kind] if not there & set(needed)]


def _rows(upload: Upload) -> list[ImportRow]:
    header, fields = upload.columns["header"], upload.columns["fields"]
    found = []
    for row in upload.rows:
        cells: dict[str, list[tuple[str, Cell]]] = {}
        for column, name in sorted(fields.items(), key=lambda item: int(item[0])):
            cells.setdefault(name, []).append((header[int(column)], _taken(row["cells"][int(column)])))
        found.append(ImportRow(row["row"], cells))
    return found


def _kept(cell: Cell) -> Any:
    """Return a cell as JSON keeps it: days in a list of their own."""
    return [cell.isoformat()] if isinstance(cell, date) else cell


def _taken(value: Any) -> Cell:
    if isinstance(value, list):
        return date.fromisoformat(value[0])
    cell: Cell = value
    return cell


def columns_shown(upload: Upload, samples: int = 3) -> Sequence[dict[str, Any]]:
    """Return each column for the preview: its heading, what it was taken for, and its first filled cells."""
    shown = []
    for column, heading in enumerate(upload.columns["header"]):
        filled = [row["cells"][column] for row in upload.rows[:200] if row["cells"][column] is not None]
        shown.append(
            {
                "column": column,
                "heading": heading,
                "field": upload.columns["fields"].get(str(column), ""),
                "likeness": upload.columns["likeness"].get(str(column), 0),
                "doubled": column in upload.columns["duplicates"],
                "samples": [str(value[0] if isinstance(value, list) else value)[:40] for value in filled[:samples]],
            }
        )
    return shown
