"""CSV files as people save them: encoding and delimiter are found out, quotes that never close are named."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from app.errors import InvalidInputError
from app.messages import mark

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_RECORD = 60  # physical lines of one record; beyond it a quotation mark was left open
_SAMPLE = 50
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°–—’“”…")
_OLD_CODINGS = ("cp1252", "mac_roman", "cp850", "latin-1")
_FEWEST_FOR_UTF16 = 4


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding.

    Byte order marks decide; else UTF-16 by its zero bytes, else UTF-8 if it is valid, else the old encoding in which
    most of the letters beyond ASCII are Spanish ones (Windows, Mac, DOS, Latin-1, in this order).
    """
    for bom, coding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return _strictly(data, coding), coding
    head = data[:4000]
    if len(head) >= _FEWEST_FOR_UTF16 and head.count(0) > len(head) // 4:
        coding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return _strictly(data, coding), coding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_old(data)


def _strictly(data: bytes, coding: str) -> str:
    try:
        return data.decode(coding)
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            mark("The text of this file is damaged. Save it again as CSV UTF-8 or as XLSX.")
        ) from error


def _decode_old(data: bytes) -> tuple[str, str]:
    high = bytes(sorted(set(data) - set(range(128))))
    counts = Counter(data)
    best, best_score = "latin-1", -1.0
    for coding in _OLD_CODINGS:
        score = 0
        for byte in high:
            try:
                score += counts[byte] if bytes([byte]).decode(coding) in _SPANISH else 0
            except UnicodeDecodeError:
                score = -1
                break
        if score > best_score:
            best, best_score = coding, score
    return data.decode(best), best


def records(text: str) -> Iterator[list[str]]:
    """Yield the records of a CSV text, empty ones too, so that their count is the spreadsheet's row number."""
    delimiter, text = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    row, begun, ended = 0, 0, 0
    try:
        for record in reader:
            row, begun, ended = row + 1, ended, reader.line_num
            if ended - begun > _LONGEST_RECORD:
                raise _open_quote(row)
            yield record
    except csv.Error as error:
        raise _open_quote(row + 1) from error
    if ended - begun > 1 and _never_closes(text, begun, delimiter):
        raise _open_quote(row)


def _open_quote(row: int) -> InvalidInputError:
    return InvalidInputError(
        mark("Row %(row)s: a quotation mark opens and is never closed. Close or delete it and upload the file again."),
        row=row,
    )


def _never_closes(text: str, line: int, delimiter: str) -> bool:
    """Tell whether the last record, which begins after `line` physical lines, ends inside of quotation marks."""
    lines = io.StringIO(text, newline="").readlines()[line:]
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter and the text without Excel's `sep=` line."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first.strip()[-1], rest
    return max(DELIMITERS, key=lambda delimiter: _regularity(text[:100_000], delimiter)), text


def _regularity(text: str, delimiter: str) -> float:
    """Return how well a delimiter divides the text: the commonest number of fields times the share of such rows."""
    widths: Counter[int] = Counter()
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(record):
                widths[len(record)] += 1
            if widths.total() >= _SAMPLE:
                break
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1] * item[0]))
    return (width - 1) * rows / widths.total()
