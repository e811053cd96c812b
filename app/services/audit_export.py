"""A search of the audit as CSV or XLSX; that it went out is itself an event."""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from sqlmodel import Session

from app.messages import mark, translate
from app.queries.audit import Search, list_events
from app.services.audit import Actor, record_audit
from app.services.audit_page import EventLine, tell_events
from app.services.csv_out import BOM, write_rows

MOST = 20_000
CHUNK = 500
COLUMNS = (
    mark("No."),
    mark("When (UTC)"),
    mark("Who"),
    mark("Kind of actor"),
    mark("What"),
    mark("Action"),
    mark("About"),
    mark("Person"),
    mark("From where"),
    mark("Before → after"),
)


def export_events(session: Session, actor: Actor, search: Search, *, form: str, locale: str) -> bytes:
    """Return up to MOST events of a search, newest first, as `csv` or `xlsx`, and note that they went out.

    Personal values stay sealed in it: they are read on the person's own history.
    """
    rows: list[list[Any]] = [[translate(locale, name) for name in COLUMNS], *_rows(session, search, locale)]
    asked = {name: str(value) for name, value in vars(search).items() if value}
    record_audit(
        session,
        actor,
        "audit:list:exported",
        subject_kind="audit",
        after={"events": len(rows) - 1, "format": form, **asked},
    )
    session.flush()
    return write_sheet(rows) if form == "xlsx" else (BOM + write_rows(rows)).encode()


def _rows(session: Session, search: Search, locale: str) -> Iterator[list[object]]:
    before, left = None, MOST
    while left > 0:
        events = list_events(session, search, before=before, limit=min(CHUNK, left))
        yield from (_cells(line, locale) for line in tell_events(session, events, locale=locale))
        if len(events) < min(CHUNK, left):
            return
        left -= len(events)
        before = (events[-1].at, events[-1].id or 0)


def _cells(line: EventLine, locale: str) -> list[object]:
    event = line.event
    return [
        event.id,
        event.at.strftime("%Y-%m-%d %H:%M:%S"),
        line.who,
        event.actor_kind.value,
        line.what,
        event.action,
        line.about,
        line.person,
        event.origin,
        change_text(line, locale),
    ]


def change_text(line: EventLine, locale: str) -> str:
    """Return what changed on one line."""
    if line.changes is None:
        return translate(locale, mark("personal values, sealed"))
    if line.gone:
        return translate(locale, mark("erased with the person's key"))
    return "; ".join(f"{each.field}: {each.before} → {each.after}" for each in line.changes)


def write_sheet(rows: list[list[Any]]) -> bytes:
    """Return rows as a workbook of one sheet, the first row its heading; nothing in it becomes a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        heading = book.add_format({"bold": True, "bottom": 1})
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, ["" if cell is None else cell for cell in row], heading if at == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()
