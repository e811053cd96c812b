"""The numbers behind a candidate's features, and the sentences that tell them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from matching.days import day_number
from matching.features import FEATURES, features_told, preference_hits
from matching.role_entries import LinkKind
from matching.sets import FAR_AWAY_KM
from matching.types import Candidate, DayCount, Local, Position, Reason, Sentence, mark
from matching.view import Numbers, View
from matching.weights import Weights


@dataclass(frozen=True, slots=True)
class Told:
    """What can be told of one candidate."""

    days: DayCount
    facts: Mapping[str, int]
    warnings: tuple[Sentence, ...]


def describe(view: View) -> Iterator[Told]:
    """Yield what can be told of each person in the view."""
    needed, days = view.position.needed_days, view.days
    columns = _columns(view)
    facts = zip(*(column.tolist() for column in columns.values()), strict=True)
    counts = zip(view.rows.tolist(), days.free.tolist(), days.unknown.tolist(), days.soft.tolist(), strict=True)
    for (row, free, unknown, soft), warnings, values in zip(counts, _warnings(view), facts, strict=True):
        count = DayCount(needed, free, unknown, soft, view.held_days(row) if soft else 0)
        yield Told(count, dict(zip(columns, values, strict=True)), tuple(warnings))


def _columns(view: View) -> dict[str, Numbers]:
    hits, asked = preference_hits(view)
    columns = {
        "stated_days_ago": view.stated_days_ago,
        "years": view.years,
        "role_credits": view.role_credits,
        "credits": view.roster.credits[view.rows],
        "together": view.together.titles_of(view.rows, len(view.roster)),
        "resident": view.resident.astype(np.uint8),
        "by_training": (view.holding == 0).astype(np.uint8),
        "hits": hits,
        "asked": np.full(len(view), asked, np.int16),
    }
    if view.position.stays:
        columns["km"] = view.farthest_km
        columns["days_away"] = view.days_away
    return columns


OVERSTAYS = mark("Would be away for %(days)s days: longer than they said")
LACKS = mark("Has no valid %(credential)s on the last day")
EVIDENCE_LAPSES = mark("The proof of residence lapses before the first day")


def _warnings(view: View) -> list[list[Sentence]]:
    warnings: list[list[Sentence]] = [[] for _ in range(len(view))]
    for kind in view.position.credentials:
        if kind not in view.policy.legally_required:
            for i in np.flatnonzero(~view.has_credential(kind)).tolist():
                warnings[i].append(Sentence(LACKS, {"credential": kind}))
    for i in np.flatnonzero(view.overstays).tolist():
        warnings[i].append(Sentence(OVERSTAYS, {"days": int(view.days_away[i])}))
    if view.position.local is Local.REQUIRED:
        first = day_number(min(span.starts_on for span in view.position.spans))
        for i in np.flatnonzero(view.roster.residence_until[view.rows] < first).tolist():
            warnings[i].append(Sentence(EVIDENCE_LAPSES))
    return warnings


def reasons(candidate: Candidate, position: Position, weights: Weights) -> tuple[Reason, ...]:
    """Return a reason a feature that the position says anything of, in the order of the features."""
    told = features_told(position)
    return tuple(
        Reason(feature.name, value, weight, feature.label, _DETAILS[feature.name](candidate))
        for feature, value, weight in zip(FEATURES, candidate.values, weights.values, strict=True)
        if feature.name in told
    )


def _tell_role(candidate: Candidate) -> Sentence:
    sentences = {
        LinkKind.EXACT: mark("Holds the role asked for"),
        LinkKind.STEP_UP: mark("Steps up from %(role)s"),
        LinkKind.ADJACENT: mark("Comes across from %(role)s"),
    }
    if candidate.trainee:
        if candidate.facts.get("by_training"):
            return Sentence("Trainee, took a course for the role")
        if candidate.link is LinkKind.EXACT:
            return Sentence("Trainee, in training for the role")
        return Sentence("Trainee, comes as %(role)s", {"role": candidate.role})
    return Sentence(sentences[candidate.link], {"role": candidate.role})


def _tell_days(candidate: Candidate) -> Sentence:
    days = candidate.days
    values = {"needed": days.needed, "free": min(days.free, days.needed)}
    if days.free >= days.needed:
        return Sentence("Stated free on all %(needed)s days", values)
    if days.held:
        return Sentence(
            "Free on %(free)s of %(needed)s days; %(held)s held by another production",
            {**values, "held": days.held},
        )
    if days.soft:
        return Sentence("Free on %(free)s of %(needed)s days; %(soft)s tentative", {**values, "soft": days.soft})
    return Sentence(
        "Free on %(free)s of %(needed)s days; %(unknown)s not confirmed", {**values, "unknown": days.unknown}
    )


def _tell_freshness(candidate: Candidate) -> Sentence:
    ago = candidate.facts["stated_days_ago"]
    if ago < 0:
        return Sentence("Never confirmed the calendar")
    return Sentence("Calendar confirmed %(days)s days ago", {"days": ago})


def _tell_experience(candidate: Candidate) -> Sentence:
    facts = candidate.facts
    return Sentence(
        "Credits in the role: %(credits)s; years: %(years)s",
        {"credits": facts["role_credits"], "years": facts["years"]},
    )


def _tell_career(candidate: Candidate) -> Sentence:
    return Sentence("Credits in all: %(credits)s", {"credits": candidate.facts["credits"]})


def _tell_team(candidate: Candidate) -> Sentence:
    together = candidate.facts["together"]
    if not together:
        return Sentence("No production with this team yet")
    return Sentence("Productions with this team: %(count)s", {"count": together})


def _tell_training(candidate: Candidate) -> Sentence:
    trained = candidate.values[[f.name for f in FEATURES].index("training")]
    return Sentence(mark("Has a training record for it") if trained else mark("No training record for it"))


def _tell_distance(candidate: Candidate) -> Sentence:
    if not candidate.facts.get("days_away"):
        return Sentence("Local to the base")
    if candidate.facts["km"] == FAR_AWAY_KM:
        return Sentence("Base not on the map, travels")
    return Sentence("%(km)s km from the base, travels", {"km": candidate.facts["km"]})


def _tell_preferences(candidate: Candidate) -> Sentence:
    facts = candidate.facts
    return Sentence("%(hits)s of %(asked)s preferences", {"hits": facts["hits"], "asked": facts["asked"]})


def _tell_rotation(candidate: Candidate) -> Sentence:
    return Sentence("Put forward %(count)s times lately", {"count": candidate.rotation})


_DETAILS = {
    "role_fit": _tell_role,
    "availability": _tell_days,
    "freshness": _tell_freshness,
    "experience": _tell_experience,
    "scale_and_kind": _tell_career,
    "team": _tell_team,
    "training": _tell_training,
    "distance": _tell_distance,
    "preferences": _tell_preferences,
    "rotation": _tell_rotation,
}
