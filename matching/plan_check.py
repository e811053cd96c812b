"""Checks a plan over several productions against its instance, trusting nothing that the plan tells of itself.

It shares no code with the planner and needs the standard library only. Every rule of the format is looked at; the
objective is reckoned anew; that the bound is proven can't be checked without solving, but a bound that is too low is
caught by looking for a better plan.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from matching.plan_check_better import better_plan
from matching.plan_check_files import Instance, Pair, Spans, ToldPlan, shown
from matching.plan_check_rules import days_between, gap_between, shared_days

ROUNDING = 1e-6
"""Figures may be rounded to six places; beside that a millionth of themselves."""


class Rule(StrEnum):
    """What a plan can breach."""

    KNOWN = "known"
    CANDIDATE = "candidate"
    ONCE = "once"
    QUANTITY = "quantity"
    ONE_A_DAY = "one a day"
    GAP = "gap"
    BUSY = "busy"
    FIXED = "fixed"
    FORBIDDEN = "forbidden"
    OBJECTIVE = "objective"
    BOUND = "bound"
    TOLD_GAP = "told gap"
    STATUS = "status"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that the plan breaks: where, who, which days (each empty where it says nothing), and how."""

    rule: Rule
    told: str
    position: str = ""
    person: str = ""
    days: str = ""

    def __str__(self) -> str:
        """Return one line: position, person, days: what is wrong."""
        place = ", ".join(each for each in (shown(self.position or "-"), shown(self.person or "-"), self.days) if each)
        return f"{place}: {self.told}" if self.position or self.person else self.told


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found: no breaches, and the plan keeps every rule; `objective` is the checker's own sum.

    `better` is the objective of the best plan that the checker found from this one (`objective` where it found none).
    """

    breaches: tuple[Breach, ...]
    filled: int
    slots: int
    objective: int
    better: int


def check_plan(instance: Instance, plan: ToldPlan) -> Verdict:
    """Check every assignment and every figure of a plan."""
    breaches = [*_assignment_breaches(instance, plan.assignments)]
    standing = {pair for pair in plan.assignments if pair[0] in instance.scores.get(pair[1], ())}
    objective = objective_of(instance, standing)
    better = objective if breaches else better_plan(instance, standing, past=plan.bound)
    breaches += _figure_breaches(plan, objective, better)
    filled = Counter(position for _, position in standing)
    return Verdict(
        breaches=tuple(breaches),
        filled=sum(min(count, instance.lines[position].quantity) for position, count in filled.items()),
        slots=sum(line.quantity for line in instance.lines.values()),
        objective=objective,
        better=better,
    )


def objective_of(instance: Instance, assigned: set[Pair]) -> int:
    """Return scores - penalties of empty slots - costs of previous assignments given up."""
    filled = Counter(position for _, position in assigned)
    empty = sum(max(0, line.quantity - filled[name]) * line.penalty for name, line in instance.lines.items())
    given_up = len(instance.previous - assigned) * instance.change_cost
    return sum(instance.scores[position][person] for person, position in assigned) - empty - given_up


def _assignment_breaches(instance: Instance, assignments: tuple[Pair, ...]) -> Iterator[Breach]:
    yield from _pair_breaches(instance, assignments)
    assigned = set(assignments)
    for name, count in sorted(Counter(position for _, position in assigned).items()):
        if name in instance.lines and count > instance.lines[name].quantity:
            yield Breach(Rule.QUANTITY, f"{count} people on {instance.lines[name].quantity} slots", name)
    works: dict[str, list[str]] = defaultdict(list)
    for person, position in sorted(assigned):
        if position in instance.lines:
            works[person].append(position)
    for person, positions in works.items():
        yield from _day_breaches(instance, person, positions)
    for person, position in sorted(instance.fixed - assigned):
        yield Breach(Rule.FIXED, "fixed, and not in the plan", position, person)


def _pair_breaches(instance: Instance, assignments: tuple[Pair, ...]) -> Iterator[Breach]:
    """Yield what is wrong with an assignment by itself."""
    for pair, count in sorted(Counter(assignments).items()):
        person, position = pair
        if count > 1:
            yield Breach(Rule.ONCE, f"assigned {count} times", position, person)
        if position not in instance.lines or person not in instance.busy:
            what = "no such position" if position not in instance.lines else "no such person"
            yield Breach(Rule.KNOWN, what, position, person)
            continue
        if person not in instance.scores[position]:
            yield Breach(Rule.CANDIDATE, "not a candidate", position, person)
        if pair in instance.forbidden:
            yield Breach(Rule.FORBIDDEN, "forbidden, and in the plan", position, person)
        busy = shared_days(instance.lines[position].spans, instance.busy[person])
        if busy and pair not in instance.fixed:  # what is fixed may be the very booking that makes them busy
            yield Breach(Rule.BUSY, "works on days when they are busy", position, person, _days(busy))


def _day_breaches(instance: Instance, person: str, positions: list[str]) -> Iterator[Breach]:
    """Yield each two positions of a person that share days or lie too near each other."""
    for one, other in combinations(positions, 2):
        a, b = instance.lines[one], instance.lines[other]
        shared = shared_days(a.spans, b.spans)
        needed = gap_between(instance.gaps, a.base, b.base)
        if shared:
            yield Breach(Rule.ONE_A_DAY, f"works on {shown(other)} as well", one, person, _days(shared))
            continue
        for first, second in product(a.spans, b.spans):
            free = days_between(first, second)
            if free < needed:
                days = _days((min(first, second), max(first, second)))
                told = (
                    f"{free} free days to {shown(other)}; {needed} needed between {shown(a.base)} and {shown(b.base)}"
                )
                yield Breach(Rule.GAP, told, one, person, days)


def _figure_breaches(plan: ToldPlan, objective: int, better: int) -> Iterator[Breach]:
    """Yield what is wrong with the plan's own figures; `better` is an objective that some plan surely reaches."""
    if plan.objective != objective:
        yield Breach(Rule.OBJECTIVE, f"objective told {plan.objective:,}, reckoned {objective:,}")
    if plan.bound < objective - _slack(objective):
        yield Breach(Rule.BOUND, f"bound {plan.bound:,g} is below the objective {objective:,}")
    elif plan.bound < better - _slack(better):
        yield Breach(Rule.BOUND, f"bound {plan.bound:,.6g} is too low: a plan of {better:,} was found by moving people")
    told = (plan.bound - plan.objective) / max(1, abs(plan.objective))
    if abs(plan.gap - told) > ROUNDING * (2 + abs(told)):
        yield Breach(Rule.TOLD_GAP, f"gap told {plan.gap:.6g}, reckoned {told:.6g}")
    if plan.status == "optimal" and plan.bound - plan.objective >= 1:
        yield Breach(Rule.STATUS, f"told optimal, but bound {plan.bound:,g} and objective {plan.objective:,} differ")
    if plan.seconds < 0:
        yield Breach(Rule.SECONDS, f"took {plan.seconds:g} seconds")


def _slack(objective: int) -> float:
    return ROUNDING * max(1, abs(objective))


def _days(spans: Spans) -> str:
    return ", ".join(f"day {first}" if first == last else f"days {first} to {last}" for first, last in spans)
