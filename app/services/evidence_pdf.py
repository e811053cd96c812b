"""PDFs as they come, looked through for what could act; nothing is run, and nothing is parsed that could hang.

A reader finds objects in the file itself and in its object streams (ISO 32000-1, 7.5.7): both are looked through,
names with their #xx spellings undone (7.3.5). What readers disagree on is refused rather than guessed.
"""

import re
import zlib
from itertools import pairwise

from app.errors import InvalidInputError
from app.messages import mark

MOST_INFLATED = 4 * 2**20
"""Bytes of one stream that are looked into; an object stream that is longer is refused."""
MOST_STREAMS = 4000
_AFTER_THE_END = 1024
_HEAD = 4096
_ACTS = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|GoToE|ImportData|SubmitForm|Rendition|Movie|Sound|3D)"
    rb"(?![A-Za-z0-9_])"
)
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z0-9_])")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_OF_OBJECTS = re.compile(rb"obj\s*<<([^()]*)>>\s*$")
_UNCHECKED = mark("This PDF is packed in a way that can't be checked. Print it to PDF again, or send a photo of it.")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*")


def check_pdf(data: bytes, *, most_pages: int) -> None:
    """Raise InvalidInputError, with the remedy, where a PDF is broken, locked, too long or carries what could act."""
    ends = list(_END.finditer(data))
    if not re.match(rb"%PDF-[12]\.\d[\r\n\s]", data) or not ends or len(data) - ends[-1].end() > _AFTER_THE_END:
        raise InvalidInputError(mark("This PDF is broken or cut off. Save it again, or send a photo of the page."))
    plain = _undo_hex(data)
    if re.search(rb"/Encrypt(?![A-Za-z0-9_])", plain):
        raise InvalidInputError(mark("This PDF is locked with a password. Save it without, or send a photo of it."))
    parts = [plain, *(_undo_hex(part) for part in _streams(data))]
    for part in parts:
        found = _ACTS.search(part)
        if found:
            raise InvalidInputError(
                mark("This PDF carries more than pages (%(what)s). Print it to PDF again, or send a photo of it."),
                what=found[1].decode(),
            )
    pages = sum(len(_PAGE.findall(part)) for part in parts)
    if not 1 <= pages <= most_pages:
        raise InvalidInputError(
            mark("This PDF has %(pages)s pages; send 1 to %(most)s. Keep the pages that prove it."),
            pages=pages,
            most=most_pages,
        )


def _undo_hex(data: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), data)


def _streams(data: bytes) -> list[bytes]:
    """Return what the streams hold that can be unfolded; InvalidInputError for objects packed in a way that can't."""
    pieces = data.split(b"stream")
    if len(pieces) > 2 * MOST_STREAMS:
        raise InvalidInputError(_UNCHECKED)
    found = []
    for before, packed in pairwise(pieces):
        content, whole = _inflate(packed.lstrip(b"\r\n"))
        found.append(content)
        head = _undo_hex(before[-_HEAD:])
        if b"/ObjStm" in head and not _is_plain(head, whole=whole):
            raise InvalidInputError(_UNCHECKED)
    return found


def _inflate(packed: bytes) -> tuple[bytes, bool]:
    """Return what a stream unfolds to, cut off at MOST_INFLATED, and whether that is all of it."""
    inflater = zlib.decompressobj()
    try:
        return inflater.decompress(packed, MOST_INFLATED), inflater.eof
    except zlib.error:
        return b"", False


def _is_plain(head: bytes, *, whole: bool) -> bool:
    """Tell whether an object stream is packed in the one usual way, so that what was unfolded is what a reader sees."""
    found = _OF_OBJECTS.search(head)
    if found is None or b"/DecodeParms" in found[1] or b"/DP" in found[1]:
        return False
    filters = re.findall(rb"/(\w+Decode|Crypt|Fl|LZW|A85|AHx|RL)(?![A-Za-z0-9_])", found[1])
    return not filters or (filters == [b"FlateDecode"] and whole)
