"""What speaks for a person: one pure function a feature, thousandths, its first sentence shown to people."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc

import numpy as np

from matching.days import count_span_days
from matching.roster import KIND_BITS, SCALE_SHIFT
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
    free = np.minimum(days.free, needed)
    unknown = np.minimum(days.unknown, needed - free)
    soft = np.minimum(days.soft, needed - free - unknown)
    value: Numbers = PER_MILLE * free + policy.unknown_day * unknown + policy.soft_day * soft
    return value // max(needed, 1)


def freshness(view: View) -> Numbers:
    """Has confirmed the calendar lately.

    Falls evenly from 1000 today to 0 after the policy's `fresh_days`; 0 for a calendar never confirmed.
    """
    ago = view.stated_days_ago
    value = np.maximum(PER_MILLE - PER_MILLE * ago // view.policy.fresh_days, 0)
    return np.where(ago < 0, 0, value)


def experience(view: View) -> Numbers:
    """Has experience in the role, above all of late.

    points / (points + 12): a credit of this year gives 4 points, halved every six years; two years claimed give 1.
    """
    points = view.recent + np.minimum(view.years, 40) // 2
    value: Numbers = PER_MILLE * points // (points + HALF_EXPERIENCE)
    return value


def scale_and_kind(view: View) -> Numbers:
    """Has worked on productions of this kind and size.

    n / (n + 1) of the kind's share for n credits of the kind, and the rest in steps of scale short of it.
    """
    facts, packed = view.position.production, view.roster.kinds[view.rows].astype(np.int64)
    value = np.zeros(len(view), np.int64)
    if facts.kind is not None:
        alike = packed >> (KIND_BITS * KINDS.index(facts.kind)) & (2**KIND_BITS - 1)
        value += KIND_SHARE * alike // (alike + 1)
    if facts.scale:
        short = np.maximum(int(facts.scale) - (packed >> SCALE_SHIFT), 0)
        value += (PER_MILLE - KIND_SHARE) * (int(Scale.LARGE) - short) // int(Scale.LARGE)
    return value


def team(view: View) -> Numbers:
    """Has worked with this team before.

    n / (n + 1) for n earlier productions with its companies or heads, each halved every six years.
    """
    points = view.together.points[view.rows].astype(np.int64)
    return PER_MILLE * points // (points + FULL_POINTS)


def training(view: View) -> Numbers:
    """Was trained for this role by the commission.

    1000 for the role asked for, 500 for the role the person comes from.
    """
    asked = view.roster.training.value(view.position.role, view.rows) >= 0
    own = np.zeros(len(view), bool)
    for number, link in enumerate(view.links):
        mine = np.flatnonzero(view.link == number)
        own[mine] = view.roster.training.value(link.role_id, view.rows[mine]) >= 0
    return np.where(asked, PER_MILLE, np.where(own, PER_MILLE // 2, 0))


def distance(view: View) -> Numbers:
    """Lives near the base, or travels to it.

    1000 within the policy's `local_km`, falling evenly to its `away` at `far_km`; each base by its share of days.
    Half of it for someone who would be away for longer than they said.
    """
    stays, policy = view.position.stays, view.policy
    total = sum(count_span_days(stay.spans) for stay in stays)
    value = np.zeros(len(view), np.int64)
    for stay in stays:
        local_km = view.local_km(stay)
        beyond = np.clip(view.km(stay) - local_km, 0, policy.far_km - local_km)
        near = PER_MILLE - (PER_MILLE - policy.away) * beyond // (policy.far_km - local_km)
        value += near * count_span_days(stay.spans)
    value //= max(total, 1)
    return np.where(view.overstays, value // 2, value)


def preferences(view: View) -> Numbers:
    """Has the languages and skills that are preferred.

    Share of the preferred languages, skills and local residence that the person has.
    """
    hits, asked = preference_hits(view)
    return PER_MILLE * hits // max(asked, 1)


def rotation(view: View) -> Numbers:
    """Was seldom put forward lately.

    1000 / (1 + ⌊log2(1 + n)⌋) for n referrals within the policy's window.
    """
    return PER_MILLE // np.frexp(view.rotation + 1)[1].astype(np.int64)


def preference_hits(view: View) -> tuple[Numbers, int]:
    """Return how many of the position's preferences each person meets, and how many there are."""
    position = view.position
    hits = np.zeros(len(view), np.int64)
    for need in position.languages:
        if not need.required:
            hits += view.level(need.language) >= need.level
    for skill in position.skills:
        hits += view.roster.skills.value(skill, view.rows) >= 0
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
