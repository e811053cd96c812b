"""Who stands on a plan's lines before anything is solved: bookings, first holds, pins; and what breaks of them."""

from dataclasses import dataclass, field

from app.models.plan import PlanPlacement, PlanRule, PlanRuleKind
from app.services.plan.engaged import Engaged, days_between, days_from
from app.services.plan.ground import Ground
from app.services.plan.lines import Line
from app.services.plan.pools import Pools, is_open
from app.services.travel import is_far
from config import get_settings


@dataclass(frozen=True, slots=True)
class Standing:
    """A person who keeps a slot of a line. `reconsent`: they agreed to other days, and must be asked again."""

    crew_member_id: int
    line_key: str
    placement: PlanPlacement
    reconsent: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A booking, first hold or pin that this plan can't keep, and why.

    `why`: days (not free on the new days), away, forbidden, clash (stands on another line then), surplus (the line is
    full), ruled_out (breaks a hard rule; pins only).
    """

    crew_member_id: int
    line_key: str
    placement: PlanPlacement
    why: str


@dataclass
class Stands:
    """What stands, what breaks, and who is engaged without standing first: kept where nothing speaks against it.

    `unplaced_bases` are lines at which somebody is booked without a day to travel: it is so, hence the planner is not
    told their base.
    """

    standing: list[Standing] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    wished: list[tuple[int, str]] = field(default_factory=list)
    unplaced_bases: set[str] = field(default_factory=set)

    @property
    def pairs(self) -> dict[tuple[int, str], Standing]:
        """Return what stands by person and line key."""
        return {(each.crew_member_id, each.line_key): each for each in self.standing}


def read_stands(ground: Ground, pools: Pools) -> Stands:
    """Settle bookings first, then first holds unless they may move, then pins; the earlier one keeps its place."""
    found = _Settling(ground, pools)
    engaged = [each for rows in ground.here.values() for each in rows]
    for each in sorted(engaged, key=found.importance):
        if each.booked or (each.first and not ground.may_move_holds):
            found.settle(each)
        else:
            found.wish(each)
    for rule in ground.ruled(PlanRuleKind.PIN):
        found.pin(rule)
    return found.stands


class _Settling:
    """Lines with who stands on them so far."""

    def __init__(self, ground: Ground, pools: Pools) -> None:
        self._ground, self._pools = ground, pools
        self._lines = {line.key: line for line in ground.lines}
        self._of: dict[int, list[Line]] = {}
        for line in ground.lines:
            if line.position_id is not None:
                self._of.setdefault(line.position_id, []).append(line)
        self._count: dict[str, int] = {}
        self._mine: dict[int, list[Line]] = {}
        self._barred = {(rule.crew_member_id, rule.line_key) for rule in ground.ruled(PlanRuleKind.FORBID)}
        self.stands = Stands()

    def importance(self, each: Engaged) -> tuple[bool, bool, object]:
        """Order: bookings before holds, those whose days stay before those that move, then as they were agreed to."""
        return (not each.booked, self._is_moved(each, self._of[each.position_id or 0][0]), each.since)

    def _is_moved(self, each: Engaged, line: Line) -> bool:
        today = self._ground.today
        return days_from(each.days, today) != days_from(line.spans, today)

    def wish(self, each: Engaged) -> None:
        """Note a hold that may be kept but need not."""
        line = self._of[each.position_id or 0][0]
        self.stands.wished.append((each.crew_member_id, line.key))

    def settle(self, each: Engaged) -> None:
        """Put a booking or first hold on its line, or say why it can't stay."""
        lines = self._of[each.position_id or 0]
        line = next((line for line in lines if self._has_room(line)), None)
        if line is None:
            if each.booked:
                self._break(each.crew_member_id, lines[0], each.placement, "surplus")
            else:
                self.wish(each)
            return
        moved = self._is_moved(each, line)
        why = self._obstacle(each, line, moved=moved)
        if why:
            self._break(each.crew_member_id, line, each.placement, why)
        else:
            self._stand(each.crew_member_id, line, each.placement, reconsent=moved)

    def _obstacle(self, each: Engaged, line: Line, *, moved: bool) -> str:
        person = each.crew_member_id
        if (person, line.key) in self._barred:
            return "forbidden"
        if self._is_away(person, line):
            return "away"
        if self._clashes(person, line):
            if moved or not each.booked or self._is_taken(person, line):
                return "clash"
            self.stands.unplaced_bases.add(line.key)
        if not moved:
            return ""
        chance = self._pools.of(line.key).get(person)
        return "" if chance is not None and is_open(chance, self._ground.view) else "days"

    def pin(self, rule: PlanRule) -> None:
        """Put a pinned person on their line, or say why they can't be; staff's word counts for unknown days."""
        line, person = self._lines.get(rule.line_key), rule.crew_member_id
        if line is None or (person, line.key) in self.stands.pairs:
            return
        chance = self._pools.of(line.key).get(person)
        if chance is None or chance.soft:
            why = "away" if self._is_away(person, line) else "ruled_out"
        elif not self._has_room(line):
            why = "surplus"
        else:
            why = "clash" if self._clashes(person, line) else ""
        if why:
            self._break(person, line, PlanPlacement.PINNED, why)
        else:
            self._stand(person, line, PlanPlacement.PINNED)

    def _is_away(self, person: int, line: Line) -> bool:
        rules = (rule for rule in self._ground.ruled(PlanRuleKind.AWAY) if rule.crew_member_id == person)
        return any(
            rule.starts_on <= span.ends_on and span.starts_on <= rule.ends_on
            for rule in rules
            for span in line.spans
            if rule.starts_on and rule.ends_on
        )

    def _clashes(self, person: int, line: Line) -> bool:
        return any(clash(line, other) for other in self._mine.get(person, ()))

    def _is_taken(self, person: int, line: Line) -> bool:
        return any(line.shares_day(other) for other in self._mine.get(person, ()))

    def _has_room(self, line: Line) -> bool:
        return line.position is not None and self._count.get(line.key, 0) < line.quantity

    def _stand(self, person: int, line: Line, placement: PlanPlacement, *, reconsent: bool = False) -> None:
        self.stands.standing.append(Standing(person, line.key, placement, reconsent))
        self._count[line.key] = self._count.get(line.key, 0) + 1
        self._mine.setdefault(person, []).append(line)

    def _break(self, person: int, line: Line, placement: PlanPlacement, why: str) -> None:
        self.stands.broken.append(Broken(person, line.key, placement, why))


def clash(line: Line, other: Line) -> bool:
    """Return whether one person can't stand on both lines: a shared day, or too few days to travel between.

    A line that moves between bases is far from whatever one of them is far from, as in the planner's problem.
    """
    if line.shares_day(other):
        return True
    far = any(is_far(a, b) for a in line.places for b in other.places)
    return far and days_between(line.spans, other.spans) < get_settings().travel_days
