"""Which clock a TZID means: the file's own, the name in the zone database, or Windows' name for it."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from app.ics.file_zone import FileZone
from app.ics.limits import Budget
from app.ics.lines import Component
from app.ics.values import UTC_ZONE, FixedZone, Zone, read_offset

_MEXICAN = frozenset(
    "America/" + city
    for city in (
        *("Bahia_Banderas", "Cancun", "Chihuahua", "Ciudad_Juarez", "Coyoacan", "Ensenada", "Hermosillo", "Matamoros"),
        *("Mazatlan", "Merida", "Mexico_City", "Monterrey", "Ojinaga", "Santa_Isabel", "Tijuana"),
    )
) | {"Mexico/General", "Mexico/BajaNorte", "Mexico/BajaSur"}
"""Summer time ended here in October 2022 (on the northern border it did not); files still carry the old rules."""

_SHOWN_NAMES = {
    "guadalajara, mexico city, monterrey": "America/Mexico_City",
    "mexico standard time": "America/Mexico_City",
    "chihuahua, la paz, mazatlan": "America/Mazatlan",
    "la paz, mazatlan": "America/Mazatlan",
    "mexico standard time 2": "America/Mazatlan",
    "baja california": "America/Tijuana",
    "tijuana, baja california": "America/Tijuana",
    "chetumal": "America/Cancun",
}
"""What Outlook shows for the Mexican zones and, in older files, writes as their name."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+){0,2}$")
_SHOWN_OFFSET = re.compile(r"^\((?:UTC|GMT)[^)]*\)\s*|\s*-\s*(?:new|old)$", re.IGNORECASE)
_OFFSET_NAME = re.compile(r"(?:UTC|GMT)\s*([+-])\s*(\d{1,2})[:.]?(\d{2})?$", re.IGNORECASE)
"""An offset alone. Before the name of a city it is that of the winter, and every engine lets the time float."""

_OUTERMOST_YEARS = (2, 9_990)
"""Beyond these years a wall clock is taken for UTC's: no day of any window depends on it."""


class DatabaseZone:
    """A clock of the zone database."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def offset(self, local: datetime) -> timedelta:
        """Return what the clock is ahead of UTC when it shows `local`."""
        return local.replace(tzinfo=self.zone).utcoffset() or timedelta()


class Zones:
    """The clocks of one calendar, by TZID; a name that nobody knows is the person's own clock."""

    def __init__(self, home: DatabaseZone, described: list[Component], horizon: date, budget: Budget) -> None:
        self._home = home
        self._horizon = horizon
        self._budget = budget
        self._described: dict[str, Component] = {}
        for component in described:
            self._described.setdefault(_key(_text(component, "TZID")), component)
        self._found: dict[str, Zone] = {}

    def get(self, tzid: str) -> Zone:
        """Return the clock; never fails."""
        key = _key(tzid)
        if key not in self._found:
            zone = self._resolve(key)
            at_home = isinstance(zone, DatabaseZone) and zone.zone.key == self._home.zone.key
            self._found[key] = self._home if at_home else zone
        return self._found[key]

    def _resolve(self, key: str) -> Zone:
        named = named_zone(key)
        if isinstance(named, DatabaseZone) and named.zone.key in _MEXICAN:
            return named
        component = self._described.get(key)
        if component is not None:
            own = FileZone(component, self._horizon, self._budget)
            if own.is_known:
                return own
            named = named or named_zone(_text(component, "X-LIC-LOCATION"))
        return named or self._home


def _text(component: Component, name: str) -> str:
    found = component.first(name)
    return found.value if found else ""


def _key(tzid: str) -> str:
    return tzid.replace("\\", "").strip().strip('"').strip()


@cache
def named_zone(name: str) -> Zone | None:
    """Return the clock of a name alone: of the database (after any vendor's prefix), of Windows, or "GMT-06:00"."""
    parts = [part for part in name.split("/") if part]
    for length in (3, 2, 1):
        found = _database_zone("/".join(parts[-length:])) if len(parts) >= length else None
        if found is not None:
            return found
    plain = _SHOWN_OFFSET.sub("", _SHOWN_OFFSET.sub("", name)).strip()
    key = _SHOWN_NAMES.get(plain.lower()) or _windows_names().get(plain) or _windows_names().get(name)
    if key is not None:
        return _database_zone(key)
    if match := _OFFSET_NAME.match(name):
        ahead = read_offset(f"{match[1]}{match[2]:0>2}{match[3] or '00'}")
        return FixedZone(ahead) if ahead is not None else None
    return None


def _windows_names() -> dict[str, str]:
    """Return the table of Windows' names that the Unicode consortium keeps (CLDR), as Babel carries it."""
    from babel.core import get_global  # noqa: PLC0415 - few feeds need it and it doubles the start of the reader

    names: dict[str, str] = get_global("windows_zone_mapping")  # type: ignore[assignment]  # typed as any mapping
    return names


def _database_zone(key: str) -> Zone | None:
    if not _NAME.match(key):
        return None
    if key.upper() in {"UTC", "Z", "GMT", "ETC/UTC"}:
        return UTC_ZONE
    try:
        return DatabaseZone(ZoneInfo(key))
    except (KeyError, ValueError, OSError):  # no such name, a folder of names, a file that is no zone
        return None


def shifted(local: datetime, zone: Zone) -> datetime:
    """Return what a clock at UTC shows when that of `zone` shows `local`."""
    low, high = _OUTERMOST_YEARS
    return local - zone.offset(local) if low < local.year < high else local


def shown(utc: datetime, zone: Zone) -> datetime:
    """Return what the clock of `zone` shows when one at UTC shows `utc`; of two that fit, either."""
    low, high = _OUTERMOST_YEARS
    if not low < utc.year < high:
        return utc
    local = utc + zone.offset(utc)
    return utc + zone.offset(local)
