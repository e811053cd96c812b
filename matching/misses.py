"""Near misses: how many more people there would be if one thing changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from matching.policy import RULES, check_rules, missing_days
from matching.rows import PersonFlag
from matching.ties import tie_keys
from matching.types import Cefr, NearMiss, Position, Rule, Sentence, mark
from matching.view import Flags, Numbers, View

NAMED = 5  # people named with a near miss


def find_near_misses(
    view: View, broken: Mapping[Rule, Flags], good: View, step_ups: View | None, seed: int
) -> tuple[NearMiss, ...]:
    """Return the near misses of a position that count anyone.

    `view` are all who hold the role with the rules that each breaks, `good` the candidates, `step_ups` those who
    would come in if the position accepted them.
    """
    return tuple(miss for miss in _all_misses(view, broken, good, step_ups, seed) if miss.count)


def _all_misses(
    view: View, broken: Mapping[Rule, Flags], good: View, step_ups: View | None, seed: int
) -> Iterator[NearMiss]:
    yield from _uncertain(good, seed)
    breaks = np.zeros(len(view), np.uint8)
    for flags in broken.values():
        breaks += flags
    for rule, find in _FINDERS.items():
        only = np.flatnonzero(broken[rule] & (breaks == 1))
        if len(only):
            yield from find(view.pick(only), seed)
    if step_ups is not None and len(step_ups):
        clean = np.ones(len(step_ups), bool)
        for flags in check_rules(step_ups).values():
            clean &= ~flags
        yield _miss(Rule.STEP_UP, step_ups, clean, mark("%(count)s more if step-ups are accepted"), seed)


def _miss(rule: Rule, view: View, which: Flags, message: str, seed: int, **values: int | str) -> NearMiss:
    if not which.any():
        return NearMiss(rule, 0, Sentence(message, values))
    ids = view.roster.ids[view.rows[which]]
    count, ties = len(ids), tie_keys(ids, seed)
    first = np.argpartition(ties, NAMED)[:NAMED] if count > NAMED else np.arange(count)
    people = tuple(ids[first[np.argsort(ties[first])]].tolist())
    return NearMiss(rule, count, Sentence(message, {"count": count, **values}), people)


def _uncertain(good: View, seed: int) -> Iterator[NearMiss]:
    needed, days = good.position.needed_days, good.days
    sure = days.free >= needed
    confirm = ~sure & (days.free + days.unknown >= needed)
    yield _miss(Rule.DAYS, good, confirm, mark("%(count)s more if they confirm"), seed)
    yield _miss(
        Rule.DAYS,
        good,
        ~sure & ~confirm,
        mark("%(count)s more if tentative days and other productions' holds come free"),
        seed,
    )


def _days(view: View, seed: int) -> Iterator[NearMiss]:
    near = view.policy.near_days
    few = missing_days(view) <= near
    yield _miss(Rule.DAYS, view, few, mark("%(count)s more are free except for up to %(days)s days"), seed, days=near)


def _language(view: View, seed: int) -> Iterator[NearMiss]:
    for number, need in enumerate(view.position.languages):
        if not need.required or need.level <= Cefr.A1:
            continue
        lower = Cefr(need.level - 1)
        others = tuple(each for at, each in enumerate(view.position.languages) if at != number)
        fine = ~RULES[Rule.LANGUAGE](_asking(view, replace(view.position, languages=others)))
        level = view.level(need.language)
        yield _miss(
            Rule.LANGUAGE,
            view,
            fine & (level < need.level) & (level >= lower),
            mark("%(count)s more if %(language)s is %(level)s"),
            seed,
            language=need.language,
            level=lower.name,
        )


def _credential(view: View, seed: int) -> Iterator[NearMiss]:
    for kind in view.position.credentials:
        others = tuple(each for each in view.position.credentials if each != kind)
        fine = ~RULES[Rule.CREDENTIAL](_asking(view, replace(view.position, credentials=others)))
        yield _miss(
            Rule.CREDENTIAL,
            view,
            fine,
            mark("%(count)s more with a valid %(credential)s"),
            seed,
            credential=kind,
        )


def _residency(view: View, seed: int) -> Iterator[NearMiss]:
    lives_here = view.resident
    yield _miss(Rule.RESIDENCY, view, lives_here, mark("%(count)s more if they prove where they live"), seed)
    near = ~lives_here & (view.days_away == 0)
    yield _miss(Rule.RESIDENCY, view, near, mark("%(count)s more live near the base, but in another state"), seed)


def _travel(view: View, seed: int) -> Iterator[NearMiss]:
    goes = view.flags & PersonFlag.TRAVELS > 0
    yield _miss(Rule.TRAVEL, view, ~goes, mark("%(count)s more if they travel to the base"), seed)
    yield _miss(Rule.TRAVEL, view, goes, mark("%(count)s more if they stay away for longer than they said"), seed)


def _credits(view: View, seed: int) -> Iterator[NearMiss]:
    has: Numbers = view.roster.credits[view.rows]
    most = int(has.max())
    yield _miss(
        Rule.CREDITS,
        view,
        np.asarray(has == most, dtype=bool),
        mark("%(count)s more if %(credits)s credits are enough"),
        seed,
        credits=most,
    )


def _asking(view: View, position: Position) -> View:
    return replace(view, position=position)


_FINDERS = {
    Rule.DAYS: _days,
    Rule.LANGUAGE: _language,
    Rule.CREDENTIAL: _credential,
    Rule.RESIDENCY: _residency,
    Rule.TRAVEL: _travel,
    Rule.CREDITS: _credits,
}
