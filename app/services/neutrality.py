"""Neutrality in figures: who is shown, asked and hired, how evenly, and what rotation changes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.clock import day_of
from app.models.privacy import SensitiveQuestion
from app.models.shortlist import CandidateKind, Referral, ReferralOutcome, ShortlistEntry
from app.queries.audit import list_named
from app.queries.neutrality import count_active, list_replayed
from app.queries.referral import list_referred_since, list_roles_of
from app.services.sensitive import count_sensitive
from app.services.weights import read_weights
from matching.rank import reorder
from matching.weights import FEATURE_NAMES, Weights

FEW = 40
"""The "same forty people" that registries are suspected of."""
MOST_SHOWN = 40
YEAR = 366
MOST_REPLAYED = 400
_ROTATION = FEATURE_NAMES.index("rotation")


@dataclass(frozen=True)
class Exposure:
    """How often somebody or something was shown, asked and hired, and its share of all that was shown, in percent."""

    key: str
    shown: int
    asked: int
    hired: int
    share: float


@dataclass(frozen=True)
class Rotation:
    """What rotation changed in the shortlists of a period.

    `places` are those at the top that the lines asked for; `changed` of them went to others than without rotation.
    `people` counts who stood there at all, with and without; `repeated` how many places went to the ten most often
    there, in percent.
    """

    lists: int
    places: int
    changed: int
    people: tuple[int, int]
    repeated: tuple[float, float]


@dataclass(frozen=True)
class Neutrality:
    """The page's figures over a period; `gini`: 0 where all active people were shown as often, near 1 for few."""

    since: date
    until: date
    referrals: int
    people: int
    active: int
    top_share: float
    gini: float
    lorenz: tuple[tuple[float, float], ...]
    persons: tuple[Exposure, ...]
    roles: tuple[Exposure, ...]
    bases: tuple[Exposure, ...]
    months: tuple[Exposure, ...]
    gender: Mapping[str, int | None]
    rotation: Rotation
    names: Mapping[int, str]


def read_neutrality(session: Session, *, now: datetime, days: int) -> Neutrality:
    """Return the figures of the last `days` days. Gender is counted among those shown, small cells suppressed."""
    since = now - timedelta(days=days)
    rows = list_referred_since(session, since)
    shown = Counter(row.crew_member_id for row in rows)
    roles = list_roles_of(session, {row.position_id for row in rows})
    people = list_named(session, shown)
    active = max(count_active(session), len(shown))
    counts = sorted((*shown.values(), *[0] * (active - len(shown))))
    persons = _exposures(rows, lambda row: str(row.crew_member_id))
    return Neutrality(
        since=day_of(since),
        until=day_of(now),
        referrals=len(rows),
        people=len(shown),
        active=active,
        top_share=sum(each.share for each in persons[:FEW]),
        gini=gini(counts),
        lorenz=lorenz(counts),
        persons=persons[:MOST_SHOWN],
        roles=_exposures(rows, lambda row: roles.get(row.position_id, "")),
        bases=_exposures(rows, lambda row: people[row.crew_member_id].base_place or ""),
        months=tuple(sorted(_exposures(rows, lambda row: f"{day_of(row.listed_at):%Y-%m}"), key=lambda each: each.key)),
        gender=_count_gender(session, now),
        rotation=replay_rotation(session, since=since),
        names={person: member.name for person, member in people.items()},
    )


def _count_gender(session: Session, now: datetime) -> Mapping[str, int | None]:
    """Return the answers of those shown in the last twelve whole months.

    Always the same months whatever period the page shows: two groups that differ by a few people would tell of them.
    """
    month = day_of(now).replace(day=1)
    whole = {
        row.crew_member_id
        for row in list_referred_since(session, now - timedelta(days=YEAR + 31))
        if month.replace(year=month.year - 1) <= day_of(row.listed_at) < month
    }
    return count_sensitive(session, SensitiveQuestion.GENDER, whole) if whole else {}


def _exposures(rows: Iterable[Referral], key_of: Callable[[Referral], str]) -> tuple[Exposure, ...]:
    """Count the steps by key, the most often shown first."""
    shown: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    hired: Counter[str] = Counter()
    for row in rows:
        key = key_of(row)
        shown[key] += 1
        asked[key] += row.asked_at is not None
        hired[key] += row.outcome is ReferralOutcome.HIRED
    total = shown.total() or 1
    order = sorted(shown, key=lambda key: (-shown[key], key))
    return tuple(Exposure(key, shown[key], asked[key], hired[key], 100 * shown[key] / total) for key in order)


def gini(counts: Sequence[int]) -> float:
    """Return the Gini coefficient of counts in rising order, 0 for none: 2·Σ i·xᵢ / (n·Σ xᵢ) − (n + 1) / n."""
    total, size = sum(counts), len(counts)
    if not total:
        return 0.0
    return 2 * sum(place * count for place, count in enumerate(counts, 1)) / (size * total) - (size + 1) / size


def lorenz(counts: Sequence[int], *, points: int = 20) -> tuple[tuple[float, float], ...]:
    """Return (share of people, share of referrals) in percent at even steps; `counts` in rising order."""
    total, size = sum(counts), len(counts)
    if not total:
        return ()
    found = []
    for step in range(points + 1):
        upto = round(size * step / points)
        found.append((100 * upto / size, 100 * sum(counts[:upto]) / total))
    return tuple(found)


def replay_rotation(session: Session, *, since: datetime) -> Rotation:
    """Compute the period's kept shortlists again with and without rotation, from the values that they store.

    Without: its weight is 0 and nobody's count breaks a tie. The top of a list is as long as the line asks for people.
    """
    lists = places = changed = 0
    with_it: Counter[int] = Counter()
    without: Counter[int] = Counter()
    for shortlist, quantity, weight_set, entries in list_replayed(session, since=since, limit=MOST_REPLAYED):
        candidates = [entry for entry in entries if entry.kind is not CandidateKind.TRAINEE]
        weights = read_weights(weight_set)
        if len(candidates) <= quantity or not any(without_rotation(weights.values)):
            continue
        plain = Weights(weights.name, weights.version, without_rotation(weights.values))
        turned = reorder([_stored(entry) for entry in candidates], weights, shortlist.seed)[:quantity]
        fixed = reorder([_stored(entry, turns=False) for entry in candidates], plain, shortlist.seed)[:quantity]
        top, other = {person for person, _ in turned}, {person for person, _ in fixed}
        lists, places, changed = lists + 1, places + len(top), changed + len(top - other)
        with_it.update(top)
        without.update(other)
    return Rotation(lists, places, changed, (len(with_it), len(without)), (_repeated(with_it), _repeated(without)))


def without_rotation(values: Sequence[int]) -> tuple[int, ...]:
    """Return weights with rotation's taken away."""
    return tuple(0 if at == _ROTATION else value for at, value in enumerate(values))


def _stored(entry: ShortlistEntry, *, turns: bool = True) -> tuple[int, tuple[int, ...], int]:
    values = tuple(entry.features[name] for name in FEATURE_NAMES)
    return entry.crew_member_id, values, entry.rotation_count if turns else 0


def _repeated(counts: Counter[int]) -> float:
    """Return the percentage that the ten most often there have."""
    total = counts.total()
    return 100 * sum(count for _, count in counts.most_common(10)) / total if total else 0.0
