"""A CSV file of people read for comparison; each error says what is wrong, where, and what would be right."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from matching.duplicates import Profile

NEEDED = ("id", "given_name", "surname")
OPTIONAL = ("birth_date", "email", "phone", "street", "place", "postcode", "occupation")
DELIMITERS = ",;\t|"
MOST_CHARACTERS = 10_000
"""Of one field; more is a quote that was never closed."""


class UnreadableFileError(Exception):
    """The file can't be read as people; the message says why."""


def read_people(data: bytes) -> tuple[list[Profile], list[str]]:
    """Return the people of a CSV file in its order, and notes: columns that aren't compared, a guessed encoding."""
    text, notes = _decode(data)
    head, rows = _rows(text)
    columns = _columns(head)
    ignored = [name for name in head if name.strip() and name.strip().lower() not in columns]
    if ignored:
        notes.append(f"not compared: {', '.join(ignored)}")
    lines: dict[str, int] = {}
    people = []
    for line, row in rows:
        if len(row) > len(head):
            raise UnreadableFileError(f"line {line} has {len(row)} fields, the head has {len(head)}")
        typed: dict[str, Any] = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        _check_id(typed["id"], line, lines)
        people.append(Profile(**typed))
    if not people:
        raise UnreadableFileError("there is a head but nobody below it")
    return people, notes


def _decode(data: bytes) -> tuple[str, list[str]]:
    if not data.strip():
        raise UnreadableFileError("the file is empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise UnreadableFileError("it begins as UTF-16 but is not; save it as CSV in UTF-8") from error
    if b"\0" in data:
        raise UnreadableFileError("this is no text file; save it as CSV in UTF-8")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        # what spreadsheets of Windows write; bytes without a letter in it stay visible
        return data.decode("cp1252", "replace"), ["not in UTF-8: read as Windows-1252"]


def _rows(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter, strict=True)
    rows = _numbered(reader)
    _, head = next(rows)
    return head, rows


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield lines with their number, empty ones left out."""
    line = 0
    try:
        for line, row in enumerate(reader, 1):
            if any(len(field) > MOST_CHARACTERS for field in row):
                raise UnreadableFileError(f"line {line} has a field of more than {MOST_CHARACTERS:,} characters")
            if any(field.strip() for field in row):
                yield line, row
    except csv.Error as error:
        raise UnreadableFileError(f"behind line {line}: {error}; is a quote not closed?") from error


def _columns(head: list[str]) -> Mapping[str, int]:
    columns: dict[str, int] = {}
    for at, name in enumerate(head):
        known = name.strip().lower()
        if known not in NEEDED + OPTIONAL:
            continue
        if known in columns:
            raise UnreadableFileError(f"the column {known} stands twice")
        columns[known] = at
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise UnreadableFileError(f"no column {', '.join(missing)}; the head has: {', '.join(head)[:200]}")
    return columns


def _check_id(profile_id: str, line: int, lines: dict[str, int]) -> None:
    if not profile_id:
        raise UnreadableFileError(f"line {line} has no id")
    if profile_id in lines:
        raise UnreadableFileError(f"the id {profile_id!r} stands in line {lines[profile_id]} and in line {line}")
    lines[profile_id] = line
