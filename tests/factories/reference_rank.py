"""Ranking said plainly, one person and one day at a time: what the columnar rank is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from matching.days import Horizon
from matching.places import haversine_km
from matching.role_entries import RoleLink
from matching.roles import Taxonomy
from matching.rows import Engaged, PersonFlag, Stated
from matching.ties import tie_keys
from matching.types import Local, Point, Position, Rule
from matching.weights import Policy, Weights
from tests.factories.roster_rows import NEVER, TODAY, Held, Person


@dataclass(frozen=True)
class Ranked:
    """A candidate as the reference sees it."""

    person: int
    score: int
    values: tuple[int, ...]


def rank_plainly(  # noqa: PLR0917 - all that a rank depends on, said in full
    people: Sequence[Person], position: Position, taxonomy: Taxonomy, weights: Weights, policy: Policy, seed: int
) -> list[Ranked]:
    """Return all candidates, best first."""
    links = [RoleLink(position.role, 1.0, taxonomy.candidates_for(position.role)[0].kind)]
    if position.accept_step_up:
        links = list(taxonomy.candidates_for(position.role, policy.step_up_from / 1000))
    found = []
    for person in people:
        match = next(
            (
                (link, held)
                for link in links
                for held in person.roles
                if held.role == link.role_id and not held.in_training
            ),
            None,
        )
        if match is None or rules_broken(person, position, policy):
            continue
        values = feature_values(person, position, policy, links, *match)
        tie = int(tie_keys(np.array([person.id]), seed)[0])
        score = sum(w * v for w, v in zip(weights.values, values, strict=True))
        found.append(((-score, person.rotation, tie), Ranked(person.id, score, values)))
    return [ranked for _, ranked in sorted(found, key=lambda each: each[0])]


def needed_dates(position: Position) -> list[date]:
    """Return every day of the position's spans, once."""
    return sorted(
        {
            span.starts_on + timedelta(days=i)
            for span in position.spans
            for i in range((span.ends_on - span.starts_on).days + 1)
        }
    )


def state_of(person: Person, day: date, production: int) -> str:
    """Return free, unknown, soft or shut for one day.

    Booked, held, unavailable (as said last, or by the own calendar), tentative (likewise), free as said last, unknown.
    """
    if not 0 <= (day - TODAY).days < Horizon(0).days:
        return "unknown"  # the roster reaches two years and a month; beyond it nothing is known
    on_day = [e for e in person.engaged if e[1] <= day <= e[2]]
    if any(what is Engaged.BOOKING for what, *_ in on_day):
        return "shut"
    if on_day:
        return "free" if production and all(key == production for *_, key in on_day) else "soft"
    facts = {what for what, a, b in person.feed if a <= day <= b}
    facts |= set([what for what, a, b in person.said if a <= day <= b][-1:])
    names = {Stated.UNAVAILABLE: "shut", Stated.TENTATIVE: "soft", Stated.AVAILABLE: "free"}
    return next((name for what, name in names.items() if what in facts), "unknown")


def count_states(person: Person, position: Position) -> dict[str, int]:
    """Return how many needed days are in each state."""
    counts = {"free": 0, "unknown": 0, "soft": 0, "shut": 0}
    for day in needed_dates(position):
        counts[state_of(person, day, position.production.key)] += 1
    return counts


def rules_broken(person: Person, position: Position, policy: Policy) -> set[Rule]:
    """Return the hard rules that the person breaks, the role aside."""
    broken = {
        Rule.CONSENT: not (person.flags & PersonFlag.ACTIVE and person.flags & PersonFlag.LISTED),
        Rule.DROPPED: person.id in position.excluded,
        Rule.DAYS: _misses_days(person, position),
        Rule.LANGUAGE: any(
            need.required and dict(person.languages).get(need.language, 0) < need.level for need in position.languages
        ),
        Rule.CREDENTIAL: any(
            kind in policy.legally_required and not _valid(person, kind, position.ends_on)
            for kind in position.credentials
        ),
        Rule.RESIDENCY: position.local is Local.REQUIRED
        and bool(position.states)
        and not (person.state in position.states and person.residence_until >= TODAY),
        Rule.TRAVEL: _away(person, position, policy) > 0
        and not (
            person.flags & PersonFlag.TRAVELS
            and (not policy.hold_to_weeks or person.travel_weeks * 7 >= _away(person, position, policy))
        ),
        Rule.CREDITS: len(person.credits) < position.min_credits,
    }
    return {rule for rule, breaks in broken.items() if breaks}


def _misses_days(person: Person, position: Position) -> bool:
    counts = count_states(person, position)
    if position.free_days is None:
        return counts["shut"] > 0
    return counts["free"] + counts["unknown"] + counts["soft"] < position.needed_days


def _valid(person: Person, kind: str, until: date) -> bool:
    return any(k == kind and (expires is None or expires >= until) for k, expires in person.credentials)


def _km(person: Person, base: Point) -> int:
    return min((0 if base.area and at.area == base.area else _far(at, base)) for at in person.bases)


def _far(at: Point, base: Point) -> int:
    here = np.float32(at.latitude), np.float32(at.longitude)
    return int(np.rint(haversine_km(*here, base.latitude, base.longitude)))


def _away(person: Person, position: Position, policy: Policy) -> int:
    return sum(
        span.days
        for stay in position.stays
        for span in stay.spans
        if _km(person, stay.base) > (stay.base.local_km or policy.local_km)
    )


def feature_values(  # noqa: PLR0917 - as rank_plainly
    person: Person, position: Position, policy: Policy, links: Sequence[RoleLink], link: RoleLink, held: Held
) -> tuple[int, ...]:
    """Return the ten values, each by its docstring in matching.features."""
    ago = (TODAY - person.stated_on).days
    trained = 1000 if position.role in person.training else 500 if link.role_id in person.training else 0
    met = [title for title in person.worked if set(title.keys) & position.production.team]
    together: int = sum(round(1000 * 0.5 ** ((TODAY.year - title.year) / 6)) for title in met)
    assert link in links
    return (
        round(link.weight * 1000),
        _availability(person, position, policy),
        0 if person.stated_on == NEVER else max(0, 1000 - 1000 * max(ago, 0) // policy.fresh_days),
        _experience(person, held),
        _career(person, position),
        1000 * together // (together + 1000),
        trained,
        _distance(person, position, policy),
        _preferences(person, position),
        1000 // (person.rotation + 1).bit_length(),
    )


def _availability(person: Person, position: Position, policy: Policy) -> int:
    counts, needed = count_states(person, position), position.needed_days
    days = ["free"] * counts["free"] + ["unknown"] * counts["unknown"] + ["soft"] * counts["soft"]
    worth = {"free": 1000, "unknown": policy.unknown_day, "soft": policy.soft_day}
    return sum(worth[state] for state in days[:needed]) // needed


def _experience(person: Person, held: Held) -> int:
    mine = [done for done in person.credits if done.role == held.role]
    sixteenths: int = sum(round(64 * 0.5 ** (min(max(TODAY.year - done.year, 0), 59) / 6)) for done in mine)
    points: int = min(sixteenths // 16, 255) + min(held.years, 40) // 2
    return 1000 * points // (points + 12)


def _career(person: Person, position: Position) -> int:
    facts, value = position.production, 0
    if facts.kind is not None:
        alike = min(sum(done.kind is facts.kind for done in person.credits), 7)
        value += 700 * alike // (alike + 1)
    if facts.scale:
        largest = max((int(done.scale) for done in person.credits), default=0)
        value += 300 * (3 - max(int(facts.scale) - largest, 0)) // 3
    return value


def _distance(person: Person, position: Position, policy: Policy) -> int:
    total = value = 0
    for stay in position.stays:
        local = stay.base.local_km or policy.local_km
        beyond = min(max(_km(person, stay.base) - local, 0), policy.far_km - local)
        near = 1000 - (1000 - policy.away) * beyond // (policy.far_km - local)
        days = sum(span.days for span in stay.spans)
        total, value = total + days, value + near * days
    value = value // total if total else 0
    return value // 2 if person.travel_weeks * 7 < _away(person, position, policy) else value


def _preferences(person: Person, position: Position) -> int:
    wishes = [
        dict(person.languages).get(need.language, 0) >= need.level for need in position.languages if not need.required
    ]
    wishes += [skill in person.skills for skill in position.skills]
    if position.local is Local.PREFERRED:
        wishes.append(person.state in position.states)
    return 1000 * sum(wishes) // len(wishes) if wishes else 0
