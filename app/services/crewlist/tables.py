"""The two tables of a crew list, slots and candidates: the same columns for spreadsheets and CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.messages import mark
from app.services.crewlist.document import Candidate, CrewList, Group, Line, Slot
from app.services.crewlist.words import FEATURE, NO_CANDIDATES, Words

Cell = str | int | date | None


class CellKind(StrEnum):
    """How a cell is written: text as it stands, a whole number, per cent, a day, or the length of a bar."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable key, its heading in the list's language, how wide (characters) and of which kind."""

    key: str
    heading: str
    width: int
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and what it is told apart by: the department, whether the slot is open, whether it is a trainee's."""

    department: str
    cells: tuple[Cell, ...]
    is_open: bool = False
    trainee: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of one sheet."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


_SAME = (
    ("code", mark("Need id"), 9, CellKind.TEXT),
    ("department", mark("Department"), 15, CellKind.TEXT),
    ("position", mark("Position"), 21, CellKind.TEXT),
)
_CREW = (
    *_SAME,
    ("asked_as", mark("Asked as"), 19, CellKind.TEXT),
    ("place", mark("No."), 6, CellKind.TEXT),
    ("name", mark("Name"), 23, CellKind.TEXT),
    ("credit_name", mark("Credit name"), 16, CellKind.TEXT),
    ("phone", mark("Phone"), 16, CellKind.TEXT),
    ("email", mark("E-mail"), 32, CellKind.TEXT),
    ("base", mark("Base"), 14, CellKind.TEXT),
    ("local", mark("Local"), 6, CellKind.TEXT),
    ("starts_on", mark("Start"), 10, CellKind.DAY),
    ("ends_on", mark("End"), 10, CellKind.DAY),
    ("status", mark("Status"), 10, CellKind.TEXT),
    ("days", mark("Availability"), 17, CellKind.TEXT),
    ("languages", mark("Languages"), 18, CellKind.TEXT),
    ("notes", mark("Notes"), 30, CellKind.TEXT),
)
_CANDIDATES = (
    *_SAME,
    ("rank", mark("Rank"), 5, CellKind.NUMBER),
    ("name", mark("Name"), 23, CellKind.TEXT),
    ("on_list", mark("On the list"), 6, CellKind.TEXT),
    ("match", mark("Level vs asked"), 18, CellKind.TEXT),
    ("base", mark("Base"), 14, CellKind.TEXT),
    ("local", mark("Local"), 6, CellKind.TEXT),
    ("covered", mark("Days covered"), 8, CellKind.PERCENT),
    ("gap_days", mark("Gap days"), 6, CellKind.NUMBER),
    ("days", mark("Status"), 17, CellKind.TEXT),
    ("confirmed_on", mark("Last confirmed"), 11, CellKind.DAY),
    ("credits", mark("Credits"), 7, CellKind.NUMBER),
    ("last_year", mark("Last year"), 7, CellKind.NUMBER),
    ("similar", mark("Similar productions"), 11, CellKind.NUMBER),
    ("languages", mark("Languages"), 18, CellKind.TEXT),
    ("credentials", mark("Credentials valid to"), 24, CellKind.TEXT),
    ("kit", mark("Kit"), 16, CellKind.TEXT),
    ("phone", mark("Phone"), 16, CellKind.TEXT),
    ("email", mark("E-mail"), 32, CellKind.TEXT),
    ("reasons", mark("Reasons"), 52, CellKind.TEXT),
    ("remarks", mark("Remarks"), 28, CellKind.TEXT),
)
_BAR_WIDTH = 10


def crew_table(document: CrewList) -> Table:
    """Return the crew list: one row a slot, open ones with their reason."""
    words = Words(document.locale)
    rows = tuple(
        Row(group.name, _crew_cells(words, group, line, slot), slot.is_open, slot.trainee)
        for group in document.groups
        for line in group.lines
        for slot in line.slots
    )
    return Table("crew", words(mark("Crew list")), _columns(words, _CREW), rows)


def candidate_table(document: CrewList) -> Table:
    """Return the candidates, best first; a position without any keeps a row that says so. A bar a feature."""
    words = Words(document.locale)
    features = _features(document)
    bars = ((f"feature_{key}", FEATURE[key], _BAR_WIDTH, CellKind.BAR) for key in features)
    rows = tuple(
        row for group in document.groups for line in group.lines for row in _line_rows(words, group, line, features)
    )
    return Table("candidates", words(mark("Candidates")), _columns(words, (*_CANDIDATES, *bars)), rows)


def _columns(words: Words, columns: tuple[tuple[str, str, int, CellKind], ...]) -> tuple[Column, ...]:
    return tuple(Column(key, words(heading), width, kind) for key, heading, width, kind in columns)


def _features(document: CrewList) -> tuple[str, ...]:
    """Return the features that any candidate has a reason for, in their own order."""
    used = {reason.feature for line in document.lines for each in line.alternatives for reason in each.fit.reasons}
    return tuple(key for key in FEATURE if key in used)


def _crew_cells(words: Words, group: Group, line: Line, slot: Slot) -> tuple[Cell, ...]:
    person = slot.person
    return (
        line.code,
        group.name,
        line.title,
        line.asked_as,
        words.slot_number(slot),
        person.legal_name if person else "",
        person.credit_name if person else "",
        words.phone(person) if person else "",
        words.email(person) if person else "",
        person.base if person else "",
        words.yes(person.local) if person else "",
        line.starts_on,
        line.ends_on,
        words.status(slot),
        words.days(slot.fit.days) if slot.fit else "",
        words.languages(person) if person else "",
        words.slot_remarks(line, slot),
    )


def _line_rows(words: Words, group: Group, line: Line, features: tuple[str, ...]) -> Iterator[Row]:
    if not line.alternatives:
        why = next((slot.open_text for slot in line.slots if slot.is_open), "")
        told = words(NO_CANDIDATES) + (f": {why}" if why else "")
        blank = len(_CANDIDATES) + len(features) - len(_SAME) - 2
        yield Row(group.name, (line.code, group.name, line.title, None, told, *([None] * blank)), is_open=True)
    for each in line.alternatives:
        bars = {reason.feature: reason.percent for reason in each.fit.reasons}
        cells = (*_candidate_cells(words, group, line, each), *(bars.get(key) for key in features))
        yield Row(group.name, cells, trainee=each.trainee)


def _candidate_cells(words: Words, group: Group, line: Line, each: Candidate) -> tuple[Cell, ...]:
    person, days = each.person, each.fit.days
    return (
        line.code,
        group.name,
        line.title,
        each.place,
        person.name,
        words.yes(each.on_list),
        each.fit.kind_text,
        person.base,
        words.yes(person.local),
        days.covered_percent if days else None,
        days.gap_days if days else None,
        words.days(days),
        person.confirmed_on,
        person.credits,
        person.last_credit_year,
        person.similar_credits,
        words.languages(person),
        words.credentials(person),
        ", ".join(person.kit),
        words.phone(person),
        words.email(person),
        words.reasons(each.fit),
        words.remarks(each.fit, each.note),
    )
