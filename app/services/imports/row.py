"""One row of a list under its recognised columns, and what is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from app.errors import InvalidInputError
from app.messages import mark
from app.services.cells import Cell, Problem, cell_day, cell_number, cell_text, cell_yes
from app.services.imports.columns import LABELS
from app.services.imports.words import split_list

Value = TypeVar("Value")
MOST_YEARS = 80
EMPTIED = frozenset({"(empty)", "(vacío)", "(vacio)"})
"""What a cell says to empty a field of somebody who is here; a cell left empty leaves the field as it is."""


def is_emptied(cell: Cell) -> bool:
    """Tell whether a cell says that its field is to be emptied."""
    return isinstance(cell, str) and cell.strip().casefold() in EMPTIED


class ImportRow:
    """The cells of a row by field; readers note problems instead of raising."""

    def __init__(self, number: int, cells: Mapping[str, list[tuple[str, Cell]]]) -> None:
        self.at = number
        self.emptied = {name for name, columns in cells.items() if any(is_emptied(cell) for _, cell in columns)}
        self._cells = {
            name: [(heading, None if is_emptied(cell) else cell) for heading, cell in columns]
            for name, columns in cells.items()
        }
        self.problems: list[Problem] = []

    def has(self, field: str) -> bool:
        """Tell whether the file has a column for the field, filled here or not."""
        return field in self._cells

    def heading(self, field: str) -> str:
        """Return the heading of the field's filled (else first) column, as the file has it."""
        columns = self._cells.get(field, [])
        filled = [heading for heading, cell in columns if cell is not None]
        return (filled or [heading for heading, _ in columns] or [LABELS[field]])[0]

    def texts(self, field: str) -> list[str]:
        """Return the field's filled cells as text, line ends kept."""
        cells = (cell for _, cell in self._cells.get(field, []))
        return [cell if isinstance(cell, str) else cell_text(cell) for cell in cells if cell is not None]

    def text(self, field: str, most: int = 200) -> str:
        """Return the field's text on one line; longer than `most` letters is an error."""
        text = " ".join(" ".join(self.texts(field)).split())
        if len(text) > most:
            self.error(field, mark("Longer than %(letters)s letters. Shorten it."), letters=str(most))
        return text[:most]

    def parts(self, field: str) -> list[str]:
        """Return the entries of a list, over all of the field's columns; each once."""
        return list(dict.fromkeys(part for text in self.texts(field) for part in split_list(text)))

    def day(self, field: str) -> date | None:
        """Return the field's day, if it holds one."""
        return self._read(field, cell_day)

    def read_day(self, field: str, text: str) -> date | None:
        """Return the day that a part of the field's text holds."""
        try:
            return cell_day(text)
        except InvalidInputError as error:
            self.error(field, error.message, **{name: str(value) for name, value in error.values.items()})
        return None

    def number(self, field: str) -> float | None:
        """Return the field's number, if it holds one."""
        return self._read(field, cell_number)

    def yes(self, field: str) -> bool | None:
        """Return the field's yes or no."""
        return self._read(field, cell_yes)

    def _read(self, field: str, read: Callable[[Cell], Value | None]) -> Value | None:
        for _, cell in self._cells.get(field, []):
            if cell is not None:
                try:
                    return read(cell)
                except InvalidInputError as error:
                    self.error(field, error.message, **{name: str(value) for name, value in error.values.items()})
        return None

    def error(self, field: str, message: str, **values: str) -> None:
        """Note what keeps the file from being imported."""
        self.problems.append(Problem(self.at, self.heading(field), message, values))

    def warn(self, field: str, message: str, **values: str) -> None:
        """Note what was left out or guessed; the row comes in all the same."""
        self.problems.append(Problem(self.at, self.heading(field), message, values, warning=True))
