"""Reviews: what a file would do to the registry as it is now, worked out without writing, and kept for the preview."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.messages import mark
from app.models.intake import Upload, UploadKind
from app.services.audit import Actor
from app.services.cells import Cell, Problem
from app.services.columns import recognise_columns
from app.services.imports.columns import LABELS, vocabulary
from app.services.imports.credit_plan import plan_credits
from app.services.imports.crew_plan import plan_crew
from app.services.imports.plan import ImportPlan
from app.services.imports.row import ImportRow
from app.services.spreadsheet import Table
from config import get_settings

MOST_PROBLEMS = 20_000

_PLANS: Mapping[UploadKind, Callable[..., ImportPlan[Any]]] = {
    UploadKind.CREW: plan_crew,
    UploadKind.CREDITS: plan_credits,
}
_NEEDED: Mapping[UploadKind, tuple[tuple[str, ...], ...]] = {
    UploadKind.CREW: (("full_name", "given_name", "surname"),),
    UploadKind.CREDITS: (("full_name", "given_name", "surname", "email", "phone"), ("production",), ("year",)),
}
"""Columns that a file must have, one of each group; the first names the group."""
IMPORTED = tuple(_PLANS)
"""The kinds of files that these services take."""


@dataclass(frozen=True)
class Review:
    """What a file would do now: how it was read, what is wrong with it, and each row as it was understood."""

    columns: dict[str, Any]
    problems: list[dict[str, Any]]
    result: dict[str, Any]
    rows: list[dict[str, Any]]

    def keep(self, upload: Upload) -> None:
        """Put it on the upload for the preview."""
        upload.columns, upload.problems = self.columns, self.problems
        upload.result, upload.rows = self.result, self.rows


def today_of(actor: Actor) -> date:
    """Return the commission's day at which something is done."""
    return actor.at.astimezone(ZoneInfo(get_settings().commission_zone)).date()


def read_columns(table: Table, kind: UploadKind) -> dict[str, Any]:
    """Return how the columns of a file are understood, and what else the preview says of how it was read."""
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


def review_upload(
    session: Session,
    upload: Upload,
    *,
    today: date,
    columns: dict[str, Any] | None = None,
    tell: Callable[[int], None] = lambda _rows: None,
) -> tuple[ImportPlan[Any], Review]:
    """Work out what the file would do now, under the columns and answers given; the database is only read."""
    columns = columns or upload.columns
    missing = _missing(upload.kind, columns)
    rows = [] if missing else _rows(columns, upload.rows)
    plan = _PLANS[upload.kind](session, rows, columns.get("answers", {}), today=today, tell=tell)
    plan.problems += missing
    problems = [problem.as_json() for problem in plan.problems]
    errors = sum(problem["kind"] == "error" for problem in problems)
    result = {
        "counts": plan.counts,
        "errors": errors,
        "warnings": len(problems) - errors,
        "questions": [question.as_json() for question in plan.questions],
        "open": len(plan.open_questions),
        "ready": plan.ready and not missing,
        "blocked": bool(missing),
    }
    shown = [{"row": row["row"], "cells": row["cells"], "shown": plan.shown.get(row["row"])} for row in upload.rows]
    kept = sorted(problems, key=lambda problem: (problem["kind"], problem["row"]))[:MOST_PROBLEMS]
    return plan, Review(columns, kept, result, shown)


def _missing(kind: UploadKind, columns: Mapping[str, Any]) -> list[Problem]:
    """Return an error for each column that the file can't do without."""
    there = set(columns["fields"].values())
    message = mark("No column for it was found. Add it to the file, or say below which column it is.")
    at = columns["header_row"]
    return [Problem(at, LABELS[needed[0]], message) for needed in _NEEDED[kind] if not there & set(needed)]


def _rows(columns: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[ImportRow]:
    """Return the rows under their fields; what is wrong with single cells is noted on them."""
    header, fields = columns["header"], sorted(columns["fields"].items(), key=lambda item: int(item[0]))
    found = {}
    for row in rows:
        cells: dict[str, list[tuple[str, Cell]]] = {}
        for column, name in fields:
            cells.setdefault(name, []).append((header[int(column)], _taken(row["cells"][int(column)])))
        found[row["row"]] = ImportRow(row["row"], cells)
    for said in columns["cell_problems"]:
        if said["row"] in found:
            found[said["row"]].problems.append(
                Problem(said["row"], said["column"], said["message"], said["values"], said["kind"] == "warning")
            )
    return list(found.values())


def kept_cell(cell: Cell) -> Any:
    """Return a cell as JSON keeps it: days in a list of their own."""
    return [cell.isoformat()] if isinstance(cell, date) else cell


def _taken(value: Any) -> Cell:
    if isinstance(value, list):
        return date.fromisoformat(value[0])
    cell: Cell = value
    return cell
