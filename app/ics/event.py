"""One VEVENT as data: when it starts, how long it is, how it recurs and what it does to its days."""

from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from app.ics.days import Weight
from app.ics.limits import Budget
from app.ics.lines import Component, Property
from app.ics.rule import Rule, read_rule
from app.ics.values import DAY, Wall, Zone, read_duration, read_wall
from app.ics.zones import Zones, shifted, shown


class Moment(NamedTuple):
    """What the clock of `zone` shows; a date has neither time nor zone of its own."""

    local: datetime
    is_date: bool
    zone: Zone

    @property
    def clock(self) -> Zone | None:
        """Return the clock that has to be turned into the person's; None for a date."""
        return None if self.is_date else self.zone

    def on_clock_of(self, other: "Moment") -> datetime:
        """Return what the clock of `other` shows at this moment; dates are the same on every wall."""
        if self.is_date or other.is_date or self.zone is other.zone:
            return self.local
        return shown(shifted(self.local, self.zone), other.zone)


class Event(NamedTuple):
    """A VEVENT. `extra` holds RDATEs, with a length where they are periods; `replaces` is its RECURRENCE-ID."""

    uid: str
    weight: Weight
    start: Moment
    length: timedelta
    rules: tuple[Rule, ...] = ()
    extra: tuple[tuple[Moment, timedelta | None], ...] = ()
    excluded: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    and_future: bool = False


class EventReader:
    """Reads VEVENTs; `lost` counts what could not be understood in them."""

    def __init__(self, zones: Zones, home: Zone, budget: Budget) -> None:
        self._zones = zones
        self._home = home
        self._budget = budget
        self.lost = 0

    def read(self, component: Component) -> Event | None:
        """Return the event, None for one without a start."""
        first = component.first("DTSTART")
        start = self._moment(first) if first else None
        if start is None:
            self.lost += first is not None
            return None
        replaced = component.first("RECURRENCE-ID")
        replaces = self._moment(replaced) if replaced else None
        self.lost += bool(replaced) and replaces is None
        uid = component.first("UID")
        return Event(
            uid=uid.value if uid else "",
            weight=_weight(component),
            start=start,
            length=self._length(component, start),
            rules=self._rules(component) if replaces is None else (),
            extra=tuple(chain.from_iterable(self._extra(line) for line in component.every("RDATE"))),
            excluded=tuple(chain.from_iterable(self._moments(line) for line in component.every("EXDATE"))),
            replaces=replaces,
            and_future=bool(replaced and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE"),
        )

    def _moment(self, line: Property, text: str | None = None) -> Moment | None:
        wall = read_wall(line.value if text is None else text)
        if wall is None:
            return None
        if line.parameters.get("VALUE", "").upper() == "DATE" and wall.local.time() == datetime.min.time():
            wall = Wall(wall.local, is_date=True)
        tzid = line.parameters.get("TZID")
        zone = wall.zone or (self._zones.get(tzid) if tzid and not wall.is_date else self._home)
        return Moment(wall.local, wall.is_date, zone)

    def _moments(self, line: Property) -> list[Moment]:
        read = [self._moment(line, text) for text in self._parts(line) if text.strip()]
        moments = [moment for moment in read if moment is not None]
        self.lost += len(read) - len(moments)
        return moments

    def _parts(self, line: Property) -> list[str]:
        parts = line.value.replace(";", ",").split(",")
        self._budget.spend(2 * len(parts))
        return parts

    def _extra(self, line: Property) -> list[tuple[Moment, timedelta | None]]:
        """Read RDATE: moments and days last as long as the event (None), periods say their own length."""
        found: list[tuple[Moment, timedelta | None]] = []
        for text in self._parts(line):
            begins, _, ends = text.partition("/")
            moment = self._moment(line, begins)
            if moment is None:
                self.lost += bool(text.strip())
                continue
            until = self._moment(line, ends) if ends else None
            length = max(timedelta(), _between(moment, until)) if until else read_duration(ends)
            found.append((moment, length))
        return found

    def _length(self, component: Component, start: Moment) -> timedelta:
        """Return how long the event is, by its own clock; not negative, and a date lasts whole days."""
        line = component.first("DTEND")
        end = self._moment(line) if line else None
        duration = component.first("DURATION")
        length = None
        if end is not None:
            length = _between(start, end)
        elif duration:
            length = read_duration(duration.value)
        if length is None:
            length = timedelta()
            self.lost += any(said and said.value and "-" not in said.value for said in (line, duration))
        if start.is_date:
            return max(DAY, -(-length // DAY) * DAY)
        return max(timedelta(), length)

    def _rules(self, component: Component) -> tuple[Rule, ...]:
        """Read the rules; EXRULE, which the standard gave up in 2009, would free days and is told of instead."""
        read = [read_rule(line.value) for line in component.every("RRULE") if line.value]
        rules = tuple(rule for rule in read if rule is not None)
        self.lost += len(read) - len(rules) + len(component.every("EXRULE"))
        return rules


def _between(start: Moment, end: Moment) -> timedelta:
    """Return the time between two moments: on the wall where both hang on the same clock."""
    return end.on_clock_of(start) - start.local


def _weight(component: Component) -> Weight:
    status = component.text("STATUS")
    if status == "CANCELLED" or component.text("TRANSP") == "TRANSPARENT":
        return Weight.NONE
    if status == "TENTATIVE" or component.text("X-MICROSOFT-CDO-BUSYSTATUS") == "TENTATIVE":
        return Weight.TENTATIVE
    return Weight.BUSY
