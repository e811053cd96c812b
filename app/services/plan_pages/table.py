"""A plan as a table to take along: a row a slot, with its person or the reason why it is open."""

import io
from collections.abc import Iterator
from datetime import date

import xlsxwriter

from app.messages import mark, translate
from app.plan_labels import LABELS, SLOT_WORDS
from app.services.csv_out import BOM, write_rows
from app.services.place_choices import place_name
from app.services.plan_pages.kept import KeptPlan, state_of
from app.services.role_choices import department_name, role_name

COLUMNS = (
    (mark("Production"), 26),
    (mark("Department"), 22),
    (mark("Role"), 26),
    (mark("Asked as"), 26),
    (mark("Line"), 18),
    (mark("Slot"), 6),
    (mark("First day"), 12),
    (mark("Last day"), 12),
    (mark("Bases"), 20),
    (mark("Person"), 28),
    (mark("No."), 8),
    (mark("Base"), 18),
    (mark("State"), 16),
    (mark("Match"), 8),
    (mark("Why it is open"), 34),
)
"""Heading (a message id) and width of each column."""
Cell = str | int | date | None


def plan_rows(kept: KeptPlan, locale: str) -> Iterator[list[Cell]]:
    """Yield a row a slot, production by production in the order asked."""
    for production in kept.productions:
        for line in kept.lines_of.get(production.id or 0, []):
            spans = kept.spans.get(line.id or 0, [])
            for number, slot in enumerate(kept.slots_of.get(line.id or 0, []), 1):
                person = kept.people.get(slot.crew_member_id or 0)
                state = state_of(slot) if person else "open"
                yield [
                    production.title,
                    department_name(line.department_id or "", locale),
                    role_name(line.role_id, locale),
                    line.title,
                    line.key,
                    number,
                    line.starts_on,
                    line.ends_on,
                    ", ".join(dict.fromkeys(place_name(each.place) for each in spans if each.place)),
                    person.name if person else "",
                    person.id if person else None,
                    place_name(person.base_place) if person else "",
                    translate(locale, SLOT_WORDS[state]),
                    slot.score if person else None,
                    translate(locale, LABELS[type(slot.gap)][slot.gap]) if slot.gap and not person else "",
                ]


def plan_csv(kept: KeptPlan, locale: str) -> bytes:
    """Return the table as CSV: UTF-8 with a byte order mark, so that spreadsheets read the accents."""
    head: list[list[Cell]] = [[translate(locale, heading) for heading, _width in COLUMNS]]
    return (BOM + write_rows([*head, *plan_rows(kept, locale)])).encode()


def plan_xlsx(kept: KeptPlan, locale: str) -> bytes:
    """Return the table as a workbook; texts stay texts."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(translate(locale, mark("Plan")))
    head = book.add_format({"bold": True, "bg_color": "#1B1A17", "font_color": "#FFFFFF"})
    day, gap = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"font_color": "#B3320F"})
    for number, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, translate(locale, heading), head)
    last = 0
    for last, row in enumerate(plan_rows(kept, locale), 1):
        for number, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(last, number, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(last, number, cell)
            elif cell:
                sheet.write_string(last, number, cell, gap if number == len(COLUMNS) - 1 else None)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return file.getvalue()
