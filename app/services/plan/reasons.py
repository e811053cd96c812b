"""Why a slot of a plan stays open, and what would be nearest to fill it; sentences are message ids with values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from app.messages import mark
from app.models.plan import PlanGap, PlanRuleKind
from app.services.plan.lines import Line
from app.services.plan.pools import Chance, Pools, is_open
from app.services.plan.problem import Built
from app.services.plan.standing import clash
from matching.days import Span
from matching.types import PER_MILLE, NearMiss, Position, Ranking, Rule, Sentence, Stay
from matching.view import Source, gather

NAMED = 8  # people told with a reason
TRIED_MOVES = (7, -7, 14, -14)

CHOOSE_ROLE = mark("Choose a role for this title in the need.")
TRAIN = mark("%(count)s people are one step away: train some of them for it.")
TRAIN_ANYBODY = mark("Nobody is one step away either: bring somebody in, or train from the start.")
NO_TRAINEE = mark("Nobody is in training for it, or trained and free: a course would bring them.")
CALL = mark("%(count)s would fill it if they confirm their days: call them.")
TAKEN = mark("%(count)s could fill it, but stand on other lines, the best of them on %(title)s.")
UNBAR = mark("%(count)s were kept off this line: let one of them back.")
UNDROP = mark("%(count)s were dropped from this line in the need: look at them again.")
COMES_FREE = mark("%(count)s are held by another production, or maybe free: ask whether they come free.")
MOVE_LATER = mark("%(days)s days later, %(count)s could fill it.")
MOVE_EARLIER = mark("%(days)s days earlier, %(count)s could fill it.")
LOOK_OUTSIDE = mark("Everybody who could is busy: look outside the registry, or move the dates further.")
RELAX = mark("%(count)s hold the role, and miss what is asked: look at the requirements of this line.")


@dataclass(frozen=True)
class Open:
    """Why a line has open slots: the reason, what would help, and whom or what it concerns."""

    gap: PlanGap
    remedy: Sentence
    detail: Mapping[str, Any] = field(default_factory=dict)


class Reasons:
    """Explains the open lines of one solved plan."""

    def __init__(self, built: Built, placed: Collection[tuple[int, str]]) -> None:
        self._built, self._pools = built, built.pools
        named = {line.key: line for line in built.ground.lines}
        self._mine: dict[int, list[Line]] = {}
        for person, key in placed:
            self._mine.setdefault(person, []).append(named[key])
        self._barred: dict[str, set[int]] = {}
        for rule in built.ground.ruled(PlanRuleKind.FORBID):
            self._barred.setdefault(rule.line_key, set()).add(rule.crew_member_id)

    def explain(self, line: Line) -> Open:
        """Return why the line has open slots.

        The first that holds: its title is not understood; nobody holds the role; somebody would fill it once they
        confirm; who could stands elsewhere in the plan; who could was kept off by staff; who could is held or maybe
        free; then what most of the holders miss: days, or a requirement.
        """
        ranking = self._pools.ranking(line)
        if line.position is None or ranking is None:
            return Open(PlanGap.ROLE_UNKNOWN, Sentence(CHOOSE_ROLE))
        return self._nobody(line, ranking) or self._somebody(line) or self._most_broken(line, line.position, ranking)

    def _nobody(self, line: Line, ranking: Ranking) -> Open | None:
        if line.trainee:
            empty = not self._pools.of(line.key)
            return Open(PlanGap.NOBODY_HOLDS_ROLE, Sentence(NO_TRAINEE)) if empty else None
        return self._train(line, ranking) if not ranking.holders else None

    def _somebody(self, line: Line) -> Open | None:
        """Return the reason where somebody passes the hard rules and does not stand here."""
        barred = self._barred.get(line.key, set())
        rest = {
            person: chance
            for person, chance in self._pools.of(line.key).items()
            if all(each.key != line.key for each in self._mine.get(person, ()))
        }
        free = {person: chance for person, chance in rest.items() if not self._is_elsewhere(person, line)}
        view = self._built.ground.view
        unsure = [p for p, c in free.items() if p not in barred and not c.sure and not c.soft and not is_open(c, view)]
        if unsure:
            return Open(PlanGap.UNCONFIRMED, Sentence(CALL, {"count": len(unsure)}), {"people": unsure[:NAMED]})
        taken = [p for p, c in rest.items() if p not in barred and p not in free and is_open(c, view)]
        if taken:
            return self._taken(line, taken)
        kept_off = [p for p, c in free.items() if p in barred and is_open(c, view)]
        if kept_off:
            detail = {"people": kept_off[:NAMED]}
            return Open(PlanGap.FORBIDDEN, Sentence(UNBAR, {"count": len(kept_off)}), detail)
        soft = [p for p, c in free.items() if c.soft and p not in barred]
        if soft:
            return Open(PlanGap.ALL_BOOKED, Sentence(COMES_FREE, {"count": len(soft)}), {"people": soft[:NAMED]})
        return None

    def _is_elsewhere(self, person: int, line: Line) -> bool:
        return any(clash(line, other) for other in self._mine.get(person, ()) if other.key != line.key)

    def _taken(self, line: Line, people: list[int]) -> Open:
        first = next(other for other in self._mine[people[0]] if clash(line, other))
        stands = [
            {"crew_member_id": person, "lines": [other.key for other in self._mine[person] if clash(line, other)]}
            for person in people[:NAMED]
        ]
        remedy = Sentence(TAKEN, {"count": len(people), "title": first.title})
        return Open(PlanGap.TAKEN_IN_PLAN, remedy, {"people": people[:NAMED], "stands": stands})

    def _most_broken(self, line: Line, position: Position, ranking: Ranking) -> Open:
        if line.trainee:
            return Open(PlanGap.NOBODY_HOLDS_ROLE, Sentence(NO_TRAINEE))
        if ranking.holders <= ranking.eligible:
            return self._train(line, ranking)
        rule = max(ranking.broken, key=lambda each: ranking.broken[each])
        if rule is Rule.DAYS:
            return self._busy(line, position, ranking)
        if rule is Rule.DROPPED:
            return Open(PlanGap.FORBIDDEN, Sentence(UNDROP, {"count": ranking.broken[rule]}))
        miss = _largest(ranking, rule) or _largest(ranking, Rule.STEP_UP)
        if miss is None:
            return Open(PlanGap.REQUIREMENT, Sentence(RELAX, {"count": ranking.broken[rule]}), {"rule": rule.value})
        return Open(PlanGap.REQUIREMENT, miss.sentence, {"rule": rule.value, "people": list(miss.people)})

    def _train(self, line: Line, ranking: Ranking) -> Open:
        """Return that too few hold the role, and how many are one step away from it."""
        step_up = _largest(ranking, Rule.STEP_UP)
        if step_up is not None:
            return Open(PlanGap.NOBODY_HOLDS_ROLE, step_up.sentence, {"people": list(step_up.people)})
        near = self._count_near(line)
        remedy = Sentence(TRAIN, {"count": near}) if near else Sentence(TRAIN_ANYBODY)
        return Open(PlanGap.NOBODY_HOLDS_ROLE, remedy, {"one_step_away": near})

    def _count_near(self, line: Line) -> int:
        matcher, position = self._built.ground.matcher, line.position
        if position is None:
            return 0
        exact, *near = matcher.taxonomy.candidates_for(position.role, matcher.policy.step_up_from / PER_MILLE)
        view = gather(matcher.roster, position, (Source(exact), *map(Source, near)), matcher.policy)
        return int((view.link > 0).sum())

    def _busy(self, line: Line, position: Position, ranking: Ranking) -> Open:
        miss = _largest(ranking, Rule.DAYS, uncertain=False)
        if miss is not None:
            return Open(PlanGap.ALL_BOOKED, miss.sentence, {"people": list(miss.people)})
        for days in TRIED_MOVES:
            count = self._count_moved(line, position, days)
            if count:
                values = {"days": abs(days), "count": count}
                return Open(PlanGap.ALL_BOOKED, Sentence(MOVE_LATER if days > 0 else MOVE_EARLIER, values))
        return Open(PlanGap.ALL_BOOKED, Sentence(LOOK_OUTSIDE))

    def _count_moved(self, line: Line, position: Position, days: int) -> int:
        """Return how many could fill the line if it alone were on other days; 0 where these have passed."""
        by = timedelta(days=days)
        if line.starts_on + by < self._built.ground.today:
            return 0
        moved = replace(
            line,
            spans=tuple(replace(each, starts_on=each.starts_on + by, ends_on=each.ends_on + by) for each in line.spans),
            position=_move(position, by),
        )
        pools = Pools(replace(self._built.ground, lines=(moved,)))
        chances: Mapping[int, Chance] = pools.of(moved.key)
        return sum(
            is_open(chance, self._built.ground.view) and not self._is_elsewhere(person, moved)
            for person, chance in chances.items()
            if person not in self._barred.get(line.key, set())
        )


def _move(position: Position, by: timedelta) -> Position:
    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(each.starts_on + by, each.ends_on + by) for each in spans)

    stays = tuple(Stay(stay.base, moved(stay.spans)) for stay in position.stays)
    return replace(position, spans=moved(position.spans), stays=stays)


def _largest(ranking: Ranking, rule: Rule, *, uncertain: bool = True) -> NearMiss | None:
    """Return the near miss of a rule that counts most; without `uncertain` only those of people whom it rules out."""
    misses = [miss for miss in ranking.near_misses if miss.rule is rule]
    if not uncertain:
        misses = [miss for miss in misses if "days" in miss.sentence.values]
    return max(misses, key=lambda miss: miss.count, default=None)
