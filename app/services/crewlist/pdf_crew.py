"""The printed crew list: one row a slot."""

from collections.abc import Sequence

from app.messages import mark
from app.services.crewlist.document import Line, Slot
from app.services.crewlist.pdf_page import SIGNAL, Style, Text
from app.services.crewlist.pdf_table import BOLD, OPEN, SMALL, Pages, asked, base, contact, state_name, tall

_STATUS = 5
"""The column with the shape of the person's days."""


class CrewPages(Pages):
    """One row a slot; open ones carry a mark in the margin and their reason."""

    widths = (130, 116, 136, 68, 84, 82, 108)

    def headings(self) -> tuple[str, ...]:
        """Return position, name, contact, base, days, status, notes."""
        marks = (
            mark("Position"),
            mark("Name"),
            mark("Contact"),
            mark("Base"),
            mark("Dates"),
            mark("Status"),
            mark("Notes"),
        )
        return tuple(map(self.words, marks))

    def draw(self) -> None:
        """Draw all departments."""
        self.draw_headings()
        for group in self.document.groups:
            rows = [(self.wrapped(self._cells(line, slot)), slot) for line in group.lines for slot in line.slots]
            self.start(group, max((tall(cells) for cells, _ in rows[:1]), default=0))
            for cells, slot in rows:
                self.room(tall(cells), group)
                self._draw_row(cells, slot)
            self.paper.y -= 5

    def _draw_row(self, cells: list[list[Text]], slot: Slot) -> None:
        if slot.is_open:
            self.margin_mark(tall(cells), SIGNAL)
        days = slot.fit.days if slot.fit else None
        self.row(cells, state=(_STATUS, days.state) if days else None)

    def _cells(self, line: Line, slot: Slot) -> Sequence[Sequence[Text]]:
        words, person = self.words, slot.person
        position = [
            Text(line.title, BOLD),
            *asked(words, line),
            Text(f"{line.code} · {words.slot_number(slot)}", SMALL),
        ]
        days = [Text(words.span(line.starts_on, line.ends_on), Style(size=7.5)), Text(line.days_text, SMALL)]
        notes = [Text(words.slot_remarks(line, slot), Style(size=7))]
        if person is None:
            return position, [Text(words.status(slot).upper(), OPEN)], [], [], days, [], notes
        credited = person.credit_name if person.credit_name != person.legal_name else ""
        credit = words(mark("credited as %(name)s"), name=credited) if credited else ""
        name = [Text(person.legal_name, BOLD), Text(credit, SMALL), Text(words.languages(person), SMALL)]
        return position, name, contact(words, person), base(words, person), days, self._status(slot), notes

    def _status(self, slot: Slot) -> list[Text]:
        days = slot.fit.days if slot.fit else None
        status = Text(self.words.status(slot), SMALL)
        if days is None:
            return [status]
        gaps = self.words.covered(days) if days.gap_days else ""
        return [state_name(self.words, days.state), Text(gaps, SMALL), status]
