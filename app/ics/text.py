"""Content lines as RFC 5545 and RFC 2426 write them: escaped, folded at 75 octets, ended by CR LF."""

import re
from collections.abc import Iterable

_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_LINE_END = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def plain(text: str) -> str:
    """Return the text without what no line may hold: control characters and halves of surrogate pairs."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def escaped(text: str) -> str:
    """Return a TEXT value: line breaks, commas, semicolons and backslashes escaped."""
    return plain(text).translate(_ESCAPES)


def uri(text: str) -> str:
    """Return a URI value: it is not escaped, so nothing that ends a line may be in it."""
    return "".join(plain(text).split())


def write_lines(lines: Iterable[str]) -> bytes:
    """Return the lines folded and encoded; no character is cut in two."""
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    pieces, piece, room = [], bytearray(), _OCTETS
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > room:
            pieces.append(bytes(piece))
            piece, room = bytearray(), _OCTETS - 1  # the space that marks a continuation counts
        piece += octets
    return b"\r\n ".join([*pieces, bytes(piece)]) + b"\r\n"
