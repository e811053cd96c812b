"""Uploads: a file is read and kept under review until a person has it imported, or drops it.

What takes long (reading, reviewing) asks nothing of the write lock: it is done on a reading session, and kept by a
writing one afterwards.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.intake import Upload, UploadKind, UploadStatus
from app.queries.upload import find_same_file, get_upload
from app.services.audit import Actor, record_audit
from app.services.imports.columns import import_fields, vocabulary
from app.services.imports.review import IMPORTED, Review, kept_cell, read_columns, review_upload, today_of
from app.services.spreadsheet import Table, read_table
from app.services.xlsx_file import too_many_rows

MOST_ROWS = 10_000
"""Rows of one file: its writing holds SQLite's one write lock for about a second."""


def read_file(kind: UploadKind, data: bytes, file_name: str) -> Table:
    """Return the table in a file; InvalidInputError with the remedy where there is none, or one too long.

    Nothing is asked of the database, so that nobody waits meanwhile.
    """
    table = read_table(data, file_name, vocabulary(kind))
    if len(table.rows) > MOST_ROWS:
        raise too_many_rows(MOST_ROWS)
    return table


def review_file(
    session: Session, actor: Actor, *, kind: UploadKind, data: bytes, file_name: str, table: Table
) -> Upload:
    """Return a file as it would be kept, reviewed; the database is only read."""
    upload = Upload(
        kind=kind,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        columns=read_columns(table, kind),
        rows=[{"row": row.number, "cells": [kept_cell(cell) for cell in row.cells]} for row in table.rows],
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    review_upload(session, upload, today=today_of(actor))[1].keep(upload)
    return upload


def keep_upload(session: Session, actor: Actor, upload: Upload) -> tuple[Upload, bool]:
    """Keep a reviewed file; return it and whether this very file was handed in before.

    A file that was imported or still waits is returned as it is, so that nobody comes in twice.
    """
    same = find_same_file(session, upload.kind, upload.sha256)
    if same is not None:
        return same, True
    session.add(upload)
    session.flush()
    record_audit(
        session,
        actor,
        "staff:upload:opened",
        subject_kind="upload",
        subject_id=upload.id,
        after={"kind": upload.kind, "sha256": upload.sha256, "rows": len(upload.rows)},
    )
    return upload, False


def open_upload(
    session: Session, actor: Actor, *, kind: UploadKind, data: bytes, file_name: str
) -> tuple[Upload, bool]:
    """Read, review and keep a file in one go; see `keep_upload`."""
    table = read_file(kind, data, file_name)
    upload = review_file(session, actor, kind=kind, data=data, file_name=file_name, table=table)
    return keep_upload(session, actor, upload)


def choose_columns(upload: Upload, fields: Mapping[int, str]) -> dict[str, Any]:
    """Return how the file is read where columns hold this, by number from 0 (an empty field: not read)."""
    known = {field.name: field for field in import_fields(upload.kind)}
    chosen: dict[str, str] = {}
    for column, name in sorted(fields.items()):
        if not 0 <= column < len(upload.columns["header"]) or name not in known:
            continue
        if name in chosen.values() and not known[name].repeatable:
            raise InvalidInputError(mark("Two columns can't hold the same. Choose another meaning for one of them."))
        chosen[str(column)] = name
    return {**upload.columns, "fields": chosen, "chosen": True}


def add_answers(upload: Upload, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return how the file is read with what was decided about titles, places, people and changes.

    An answer for all of a kind (`person:*`) takes the place of those given one by one before.
    """
    kinds = tuple(key.removesuffix("*") for key in answers if key.endswith(":*"))
    before = {key: value for key, value in upload.columns.get("answers", {}).items() if not key.startswith(kinds)}
    return {**upload.columns, "answers": {**before, **answers}}


def review_again(session: Session, actor: Actor, upload: Upload, columns: dict[str, Any] | None = None) -> Review:
    """Return what the file would do under these columns and answers; the database is only read."""
    _check_open(upload)
    return review_upload(session, upload, today=today_of(actor), columns=columns)[1]


def keep_review(session: Session, *, upload_id: int, review: Review) -> Upload:
    """Keep a review for the preview."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    _check_open(upload)
    upload.status = UploadStatus.PREVIEW
    review.keep(upload)
    session.add(upload)
    session.flush()
    return upload


def change_columns(session: Session, actor: Actor, *, upload_id: int, fields: Mapping[int, str]) -> Upload:
    """Say what columns hold and review the file anew."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    review = review_again(session, actor, upload, choose_columns(upload, fields))
    return keep_review(session, upload_id=upload_id, review=review)


def answer_questions(session: Session, actor: Actor, *, upload_id: int, answers: Mapping[str, str]) -> Upload:
    """Keep what a person decided and review the file anew."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    review = review_again(session, actor, upload, add_answers(upload, answers))
    return keep_review(session, upload_id=upload_id, review=review)


def drop_upload(session: Session, actor: Actor, *, upload_id: int) -> Upload:
    """Put a file away unread; what it held is not kept."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    _check_open(upload)
    close_upload(upload, UploadStatus.DROPPED, actor)
    upload.result = {}
    session.add(upload)
    record_audit(session, actor, "staff:upload:dropped", subject_kind="upload", subject_id=upload.id)
    session.flush()
    return upload


def _check_open(upload: Upload) -> None:
    if upload.status not in {UploadStatus.PREVIEW, UploadStatus.FAILED}:
        raise ConflictError(mark("This file was decided on already."))


def close_upload(upload: Upload, status: UploadStatus, actor: Actor, *, left_out: Sequence[int] = ()) -> None:
    """Close a file: it keeps what it was and what came of it, and nobody's details but those of rows left out."""
    upload.status = status
    upload.decided_at = actor.at
    rows = set(left_out)
    upload.rows = [{"row": row["row"], "cells": row["cells"]} for row in upload.rows if row["row"] in rows]
    upload.problems = [one for one in upload.problems if one["row"] in rows and one["kind"] == "error"]
    upload.columns = {name: value for name, value in upload.columns.items() if name != "answers"}


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
