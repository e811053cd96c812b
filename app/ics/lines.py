"""From bytes to components: a reader that takes broken folding, line ends, encodings and lines as they come.

Only the properties that say when something happens are ever looked at; titles and people are passed over as bytes.
"""

import re
from dataclasses import dataclass, field

from app.ics.days import Reason, UnreadableError
from app.ics.limits import MAX_BYTES, MAX_COMPONENTS, MAX_DEPTH

_MOMENTS = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"})
_NAMES = (
    *sorted(_MOMENTS),
    *("BEGIN", "END", "DURATION", "RRULE", "EXRULE", "UID", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
    *("TZID", "X-LIC-LOCATION", "TZOFFSETFROM", "TZOFFSETTO"),
)
_LINE = re.compile(rb"^(" + "|".join(_NAMES).encode() + rb")[ \t]*([;:].*)$", re.IGNORECASE | re.MULTILINE)
_FOLD = re.compile(rb"\n+[ \t]")
_HEAD = re.compile(r'([^":]*(?:"[^"]*"[^":]*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';\s*([^=;:"\s]+)\s*=\s*("[^"]*"?|[^;]*)')
_DAY = re.compile(r"\s*\d{4}-?\d{2}")
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(slots=True)
class Property:
    """One content line: parameters by upper-case name, and the value as written."""

    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """What stands between a BEGIN and its END, without what is nested in it."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    children: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """Return the first property of that name: where a name stands twice, every reader takes the first."""
        found = self.properties.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """Return the first value of that name, trimmed and in upper case; empty without one."""
        found = self.first(name)
        return found.value.upper() if found else ""

    def every(self, name: str) -> list[Property]:
        """Return all properties of that name."""
        return self.properties.get(name, [])


def read_calendars(data: bytes) -> list[Component]:
    """Return the VCALENDARs in `data`, their events and zones as children.

    Raise `UnreadableError` when there is none, when the file ends inside one, or when it is beyond the limits.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(Reason.TOO_LARGE)
    tree = _Tree()
    for match in _LINE.finditer(_plain_lines(data)):
        tree.take(match[1].decode("ascii").upper(), match[2])
    if not tree.calendars:
        raise UnreadableError(Reason.NOT_A_CALENDAR)
    if tree.open:
        raise UnreadableError(Reason.CUT_SHORT)
    return tree.calendars


def _plain_lines(data: bytes) -> bytes:
    """Undo UTF-16, byte order marks, NUL bytes and folding; lines end in a line feed."""
    encoding = _UTF16.get(data[:2])
    if encoding is None and data[:80].count(0) > len(data[:80]) // 3:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    if encoding is not None:
        data = data.decode(encoding, "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0").replace(b"\0", b"")
    return _FOLD.sub(b"", data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def read_property(name: str, rest: str) -> Property:
    """Split what follows a property's name into parameters and value.

    A colon inside quotes belongs to a parameter. Where quotes are broken or a zone's name holds a bare colon, the
    value of a moment is what follows the last colon.
    """
    if rest[0] == ":" and (name not in _MOMENTS or _DAY.match(rest, 1)):
        return Property({}, rest[1:].strip())
    found = _HEAD.match(rest)
    head, value = (found[1], found[2]) if found else ("", "")
    if found is None or (name in _MOMENTS and value and head and not _DAY.match(value)):
        head, _, value = rest.rpartition(":")
    parameters: dict[str, str] = {}
    for key, text in _PARAMETER.findall(head):
        parameters.setdefault(key.upper(), text.strip().strip('"').strip())
    return Property(parameters, value.strip())


class _Tree:
    """Follows BEGIN and END, closing what was left open inside a component that ends."""

    def __init__(self) -> None:
        self.calendars: list[Component] = []
        self.open: list[Component] = []
        self._count = 0

    def take(self, name: str, raw: bytes) -> None:
        if name == "BEGIN":
            self._begin(self._label(raw))
        elif name == "END":
            self._end(self._label(raw))
        elif self.open and self.open[-1].name in {"VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}:
            self.open[-1].properties.setdefault(name, []).append(read_property(name, _decoded(raw)))

    @staticmethod
    def _label(raw: bytes) -> str:
        return raw.rpartition(b":")[2].decode("ascii", "replace").strip().upper()

    def _begin(self, name: str) -> None:
        component = Component(name)
        self._count += 1
        if self._count > MAX_COMPONENTS or len(self.open) >= MAX_DEPTH:
            raise UnreadableError(Reason.TOO_LARGE)
        if name == "VCALENDAR":
            self.calendars.append(component)
        elif not self.open:
            return
        elif name in {"VEVENT", "VTIMEZONE"}:
            self.calendars[-1].children.append(component)
        elif name in {"STANDARD", "DAYLIGHT"} and self.open[-1].name == "VTIMEZONE":
            self.open[-1].children.append(component)
        self.open.append(component)

    def _end(self, name: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].name == name:
                del self.open[index:]
                return
