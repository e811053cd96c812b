"""The hard rules: one pure function a rule, true for those who break it. No score makes up for one."""

from collections.abc import Callable, Mapping

import numpy as np

from matching.rows import PersonFlag
from matching.types import Local, Rule
from matching.view import Flags, Numbers, View


def breaks_consent(view: View) -> Flags:
    """Is not active, or does not want to be put forward."""
    needed = PersonFlag.ACTIVE | PersonFlag.LISTED
    broken: Flags = view.flags & needed != needed
    return broken


def breaks_dropped(view: View) -> Flags:
    """Was dropped from this line by staff."""
    if not view.position.excluded:
        return np.zeros(len(view), bool)
    return np.isin(view.ids, list(view.position.excluded))


def breaks_days(view: View) -> Flags:
    """Is booked or unavailable on a needed day; of undated dailies, has too few days left."""
    return missing_days(view) > 0


def missing_days(view: View) -> Numbers:
    """Return how many of the needed days each person lacks."""
    days, position = view.days, view.position
    if position.free_days is None:
        return days.shut
    left = days.free + days.unknown + days.soft
    missing: Numbers = np.maximum(np.int16(position.needed_days) - left, np.int16(0))
    return missing


def breaks_language(view: View) -> Flags:
    """Does not speak a required language at the level asked for."""
    if not any(need.required for need in view.position.languages):
        return np.zeros(len(view), bool)
    return ~view.tables.speaks[view.languages]


def breaks_credential(view: View) -> Flags:
    """Lacks a licence that the law asks for, valid to the last day."""
    broken = np.zeros(len(view), bool)
    for kind in view.position.credentials:
        if kind in view.policy.legally_required:
            broken |= ~view.has_credential(kind)
    return broken


def breaks_residency(view: View) -> Flags:
    """Is not shown to live in the production's state, where that is required."""
    if view.position.local is not Local.REQUIRED or not view.position.states:
        return np.zeros(len(view), bool)
    return np.asarray(~(view.resident & view.residence_proven), dtype=bool)


def breaks_travel(view: View) -> Flags:
    """Lives away from the base and does not travel for so long."""
    return np.asarray((view.days_away > 0) & ~view.travels(), dtype=bool)


def breaks_credits(view: View) -> Flags:
    """Has fewer credits than asked for."""
    if not view.policy.need_credits:
        return np.zeros(len(view), bool)
    return np.asarray(view.roster.credits[view.rows] < view.position.min_credits, dtype=bool)


RULES: Mapping[Rule, Callable[[View], Flags]] = {
    Rule.CONSENT: breaks_consent,
    Rule.DROPPED: breaks_dropped,
    Rule.DAYS: breaks_days,
    Rule.LANGUAGE: breaks_language,
    Rule.CREDENTIAL: breaks_credential,
    Rule.RESIDENCY: breaks_residency,
    Rule.TRAVEL: breaks_travel,
    Rule.CREDITS: breaks_credits,
}
# What a trainee need not bring: credits are what the placement is for.
TRAINEE_RULES = tuple(rule for rule in RULES if rule is not Rule.CREDITS)


def check_rules(view: View, rules: tuple[Rule, ...] = tuple(RULES)) -> dict[Rule, Flags]:
    """Return for each rule who breaks it."""
    return {rule: RULES[rule](view) for rule in rules}
