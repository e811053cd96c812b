"""One person once: pairs of the registry that are likely one person, and doubles of people who are new to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.models.duplicate import DuplicatePair, PairStatus
from app.queries.duplicate import (
    Known,
    list_ids,
    list_ids_alike,
    list_known,
    list_newest_ids,
    list_open_pairs_of,
    list_pairs,
)
from app.services.audit import Actor, record_audit
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from matching.duplicates import Pair, Profile, Reason, find_matches, find_pairs
from matching.text import fold

KEPT_FROM = 0.25
"""Pairs that are less likely one person are not shown to staff."""
PER_MILLE = 1000
JOB = "duplicates"
MOST_ALIKE, MOST_BESIDE = 60, 60
LEAST_WORD = 3
"""Letters of a word of a name that is looked for: "de" and "y" are in too many."""

Double = tuple[int, float, tuple[Reason, ...]]
"""A person of the registry, how likely it is them, and why."""


def registry_profiles(session: Session) -> list[Profile]:
    """Return everyone who is compared; ids are those of crew members, as text."""
    return [_profile(known) for known in list_known(session)]


def place_words(place: str | None) -> str:
    """Return the name by which a kept place is compared; "" for none and for one the gazetteer doesn't have."""
    gazetteer = get_gazetteer()
    return gazetteer.get(place).name if place and place in gazetteer else ""


def role_words(role_id: str | None) -> str:
    """Return the words by which a kept role is compared; "" for none and for one the taxonomy doesn't have."""
    taxonomy = get_taxonomy()
    return taxonomy.role(role_id).name_en if role_id and role_id in taxonomy else ""


def _profile(known: Known) -> Profile:
    return Profile(
        id=str(known.id),
        given_name=known.given_name,
        surname=known.surname,
        birth_date=str(known.birth_year or ""),
        email=known.email,
        phone=known.phone,
        place=place_words(known.place),
        occupation=role_words(known.role_id),
        credits=known.titles,
        also_known_as=(known.credit_name,) if known.credit_name else (),
    )


def find_doubles(session: Session, profiles: Sequence[Profile]) -> Mapping[str, list[Double]]:
    """Return for each new profile the people of the registry that it is likely to be, the likeliest first.

    Places and roles are given as words (`place_words`, `role_words`). A profile that is nobody's is not in the answer.
    """
    doubles: dict[str, list[Double]] = defaultdict(list)
    if profiles:
        for pair in find_matches(profiles, registry_profiles(session), threshold=KEPT_FROM):
            doubles[pair.a].append((int(pair.b), pair.probability, pair.reasons))
    return doubles


def find_doubles_soon(session: Session, profile: Profile) -> Mapping[str, list[Double]]:
    """Return whom one new profile is likely to be, within a second: as `find_doubles`, for while somebody waits.

    Only who shares a phone, an e-mail or a word of the name is looked at, among the people who came in last, from
    whom it is learnt what people have in common by chance; of names only the first. The nightly job does it whole.
    """
    words = [word for word in fold(f"{profile.surname} {profile.given_name}").split() if len(word) >= LEAST_WORD]
    alike = list_ids_alike(session, phone=profile.phone, email=profile.email, words=words, limit=MOST_ALIKE)
    if not alike:
        return {}
    ids = {*alike, *list_newest_ids(session, limit=MOST_BESIDE)} - {int(profile.id) if profile.id.isdecimal() else 0}
    known = [replace(_profile(each), also_known_as=()) for each in list_known(session, ids)]
    doubles: dict[str, list[Double]] = defaultdict(list)
    for pair in find_matches([replace(profile, also_known_as=())], known, threshold=KEPT_FROM):
        doubles[pair.a].append((int(pair.b), pair.probability, pair.reasons))
    return doubles


def profile_of(session: Session, crew_member_id: int) -> Profile:
    """Return what one person of the registry is compared by."""
    (known,) = list_known(session, [crew_member_id])
    return _profile(known)


def keep_doubles(session: Session, crew_member_id: int, found: Mapping[str, Sequence[Double]], *, now: datetime) -> int:
    """Keep pairs of somebody who is new with those they are likely to be (what `find_doubles` found of one profile).

    Returns how many. The nightly job goes on with them as with its own.
    """
    others = [double for doubles in found.values() for double in doubles if double[0] != crew_member_id]
    for other, probability, reasons in others:
        low_id, high_id = sorted((crew_member_id, other))
        row = DuplicatePair(low_id=low_id, high_id=high_id, probability=0, found_at=now)
        _say(row, Pair(str(low_id), str(high_id), probability, reasons))
        session.add(row)
    session.flush()
    return len(others)


def doubles_of(session: Session, crew_member_id: int) -> list[DuplicatePair]:
    """Return the undecided pairs of one person, the likeliest first."""
    return list(list_open_pairs_of(session, crew_member_id))


def find_registry_pairs(session: Session) -> list[Pair]:
    """Return the pairs of the registry that are likely one person; slow, and reads only."""
    return find_pairs(registry_profiles(session), threshold=KEPT_FROM)


def refresh_pairs(session: Session, *, now: datetime, found: Sequence[Pair] | None = None) -> dict[str, Any]:
    """Keep the pairs that were found (or find them now): new ones are added, vanished ones go, decided ones stay.

    Who was merged, left or was erased since the pairs were found is left out. Returns counts.
    """
    pairs = find_registry_pairs(session) if found is None else found
    likely = {_ids(pair): pair for pair in pairs}
    still_there = list_ids(session, {each for ids in likely for each in ids})
    likely = {ids: pair for ids, pair in likely.items() if still_there.issuperset(ids)}
    counts = {"pairs_new": 0, "pairs_changed": 0, "pairs_gone": 0}
    for row in list_pairs(session):
        pair = likely.pop((row.low_id, row.high_id), None)
        if row.status != PairStatus.OPEN:
            continue
        if pair is None:
            session.delete(row)
            counts["pairs_gone"] += 1
        elif _say(row, pair):
            counts["pairs_changed"] += 1
    for (low_id, high_id), pair in sorted(likely.items()):
        row = DuplicatePair(low_id=low_id, high_id=high_id, probability=0, found_at=now)
        _say(row, pair)
        session.add(row)
        counts["pairs_new"] += 1
    if any(counts.values()):
        record_audit(
            session, Actor.job(JOB, now), "job:duplicates:refreshed", subject_kind="duplicate_pair", after=counts
        )
    session.flush()
    return counts


def _ids(pair: Pair) -> tuple[int, int]:
    low, high = sorted((int(pair.a), int(pair.b)))
    return low, high


def _say(row: DuplicatePair, pair: Pair) -> bool:
    """Write on a row how likely its pair is and why; say whether that changed."""
    probability = round(pair.probability * PER_MILLE)
    reasons = [
        {"feature": reason.feature, "outcome": reason.outcome, "bits": round(reason.weight, 1)}
        for reason in pair.reasons
    ]
    changed = (row.probability, row.reasons) != (probability, reasons)
    if changed:
        row.probability, row.reasons = probability, reasons
    return changed
