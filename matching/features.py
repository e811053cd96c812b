"""What speaks for a person: one pure function a feature, thousandths, its first sentence shown to people."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc

import numpy as np

from matching.roster import KIND_BITS, MOST, SCALE_SHIFT
from matching.teams import FULL_POINTS
from matching.types import PER_MILLE, Position, ProductionKind, Scale
from matching.view import Numbers, View
from matching.weights import FEATURE_NAMES

HALF_EXPERIENCE = 12  # points that give half the value: three credits of this year
KIND_SHARE = 700  # of scale_and_kind, what the kind of production gives; the rest is its scale


def role_fit(view: View) -> Numbers:
    """Holds the role asked for, or one close to it.

    The weight of the link: 1000 for the role itself.
    """
    return view.weight


def availability(view: View) -> Numbers:
    """Free on the days needed.

    Share of the needed days that are stated free; unknown days count by the policy's `unknown_day`,
    tentative days and days held by others by `soft_day`. Of undated dailies the best days count.
    """
    days, policy, needed = view.days, view.policy, view.position.needed_days
    free = np.minimum(days.free, np.int16(needed))
    unknown = np.minimum(days.unknown, np.int16(needed) - free)
    soft = np.minimum(days.soft, np.int16(needed) - free - unknown)
    value = free * np.int32(PER_MILLE)
    value += unknown * np.int32(policy.unknown_day)
    value += soft * np.int32(policy.soft_day)
    worth: Numbers = value // np.int32(max(needed, 1))
    return worth


def freshness(view: View) -> Numbers:
    """Has confirmed the calendar lately.

    Falls evenly from 1000 today to 0 after the policy's `fresh_days`; 0 for a calendar never confirmed.
    """
    fresh = view.policy.fresh_days
    by_age = PER_MILLE - PER_MILLE * np.arange(fresh + 2) // fresh
    by_age[fresh:] = 0  # the last one is also where -1, never, looks
    return by_age.astype(np.int16)[np.minimum(view.stated_days_ago, fresh)]


def experience(view: View) -> Numbers:
    """Has experience in the role, above all of late.

    points / (points + 12): a credit of this year gives 4 points, halved every six years; two years claimed give 1.
    """
    points = view.recent + np.minimum(view.years, np.int16(MOST_YEARS)) // np.int16(2)
    value: Numbers = _BY_POINTS[points]
    return value


MOST_YEARS = 40  # of years claimed, so many count
_POINTS = np.arange(MOST + MOST_YEARS // 2 + 1)
_BY_POINTS = (PER_MILLE * _POINTS // (_POINTS + HALF_EXPERIENCE)).astype(np.int16)


def scale_and_kind(view: View) -> Numbers:
    """Has worked on productions of this kind and size.

    n / (n + 1) of the kind's share for n credits of the kind, and the rest in steps of scale short of it.
    """
    facts, packed = view.position.production, view.roster.kinds[view.rows]
    value = np.zeros(len(view), np.int16)
    if facts.kind is not None:
        alike = np.arange(2**KIND_BITS)
        by_kind = (KIND_SHARE * alike // (alike + 1)).astype(np.int16)
        value += by_kind[packed >> KIND_BITS * KINDS.index(facts.kind) & 2**KIND_BITS - 1]
    if facts.scale:
        short = np.maximum(int(facts.scale) - np.arange(len(Scale)), 0)
        by_scale = ((PER_MILLE - KIND_SHARE) * (int(Scale.LARGE) - short) // int(Scale.LARGE)).astype(np.int16)
        value += by_scale[packed >> SCALE_SHIFT]
    return value


def team(view: View) -> Numbers:
    """Has worked with this team before.

    n / (n + 1) for n earlier productions with its companies or heads, each halved every six years.
    """
    points = view.together.points_of(view.rows, len(view.roster))
    met = np.flatnonzero(points)
    value = np.zeros(len(view), np.int16)
    value[met] = PER_MILLE * points[met].astype(np.int64) // (points[met] + FULL_POINTS)
    return value


def training(view: View) -> Numbers:
    """Was trained for this role by the commission.

    1000 for the role asked for, 500 for the role the person comes from.
    """
    records, people = view.roster.training, len(view.roster)
    value = np.zeros(len(view), np.int16)
    for number, link in enumerate(view.links):
        if link.role_id in records.rows and link.role_id != view.position.role:
            mine = np.flatnonzero(view.link == number)
            value[mine[records.having(link.role_id, view.rows[mine], people)]] = PER_MILLE // 2
    value[records.having(view.position.role, view.rows, people)] = PER_MILLE
    return value


def distance(view: View) -> Numbers:
    """Lives near the base, or travels to it.

    1000 within the policy's `local_km`, falling evenly to its `away` at `far_km`; each base by its share of days.
    Half of it for someone who would be away for longer than they said.
    """
    value = view.tables.nearness[view.places]
    value[view.overstays] //= 2
    return value


def preferences(view: View) -> Numbers:
    """Has the languages and skills that are preferred.

    Share of the preferred languages, skills and local residence that the person has.
    """
    hits, asked = preference_hits(view)
    return hits * np.int16(PER_MILLE) // np.int16(max(asked, 1))


def rotation(view: View) -> Numbers:
    """Was seldom put forward lately.

    1000 / (1 + ⌊log2(1 + n)⌋) for n referrals within the policy's window.
    """
    return _BY_REFERRALS[view.rotation]


_BY_REFERRALS = (PER_MILLE // np.frexp(np.arange(1, 2**16 + 1))[1]).astype(np.int16)


def preference_hits(view: View) -> tuple[Numbers, int]:
    """Return how many of the position's preferences each person meets, and how many there are."""
    position = view.position
    hits = view.tables.preferred_languages[view.languages]
    for skill in position.skills:
        hits += view.roster.skills.having(skill, view.rows, len(view.roster))
    if position.local == "preferred":
        hits += view.resident
    return hits, preference_count(position)


def preference_count(position: Position) -> int:
    """Return how many preferences the position has."""
    wished = sum(not need.required for need in position.languages)
    return wished + len(position.skills) + (position.local == "preferred")


KINDS = tuple(ProductionKind)


@dataclass(frozen=True, slots=True)
class Feature:
    """A named feature with the sentence that people read."""

    name: str
    label: str
    function: Callable[[View], Numbers]


def _feature(function: Callable[[View], Numbers]) -> Feature:
    label = (getdoc(function) or "").split("\n")[0].removesuffix(".")
    if not label:
        raise TypeError(f"feature {function.__name__} has no sentence for people")
    return Feature(function.__name__, label, function)


FEATURES = tuple(
    _feature(f)
    for f in (
        role_fit,
        availability,
        freshness,
        experience,
        scale_and_kind,
        team,
        training,
        distance,
        preferences,
        rotation,
    )
)
if tuple(f.name for f in FEATURES) != FEATURE_NAMES:
    raise TypeError("features and weights name different things")


def features_told(position: Position) -> frozenset[str]:
    """Return the features that the position gives something to weigh; in the others everyone has 0."""
    facts = position.production
    silent = {
        "scale_and_kind": facts.kind is None and not facts.scale,
        "team": not facts.team,
        "distance": not position.stays,
        "preferences": preference_count(position) == 0,
    }
    return frozenset(name for name in FEATURE_NAMES if not silent.get(name))
