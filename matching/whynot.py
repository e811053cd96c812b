"""Why not? The hard rules that one person breaks for one position, and which days are missing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.days import Span
from matching.policy import breaks_credits, breaks_travel, check_rules, missing_days
from matching.roster import Roster
from matching.rows import PersonFlag
from matching.sets import FAR_AWAY_KM
from matching.types import Cefr, Exclusion, Position, Rule, Sentence, mark
from matching.view import Holders, Source, View, gather
from matching.weights import Policy


@dataclass(frozen=True, slots=True)
class Question:
    """A person and a position. `accepted` are the position's sources, `linked` all roles near it, however weak."""

    roster: Roster
    position: Position
    accepted: Sequence[Source]
    linked: Sequence[Source]
    policy: Policy
    person: int

    def gather(self, sources: Sequence[Source]) -> View:
        """Return the people of the sources."""
        return gather(self.roster, self.position, sources, self.policy)


def find_exclusions(question: Question) -> tuple[Exclusion, ...]:
    """Return every hard rule that the person breaks, empty for a candidate."""
    row = question.roster.find_row(question.person)
    if row is None:
        return (Exclusion(Rule.ROLE, Sentence("Is not in the registry")),)
    links = tuple(source.link for source in question.accepted)
    at, link, number = np.array([row], np.intp), np.zeros(1, np.uint8), np.zeros(1, np.uint32)
    view = View(question.roster, question.position, question.policy, links, at, link, number)
    broken = [rule for rule, flags in check_rules(view).items() if flags[0]]
    return (*_role(question, row), *(exclusion for rule in broken for exclusion in _TELL[rule](view)))


def missing_spans(roster: Roster, position: Position, person: int) -> list[Span]:
    """Return the needed days on which the person is booked or unavailable."""
    row = roster.find_row(person)
    if row is None:
        return []
    mask = roster.horizon.mask(position.spans)
    stated, closed = roster.days.table(np.arange(roster.horizon.words), np.array([row]))
    return roster.horizon.spans(stated[:, 0] & closed[:, 0] & mask)


def _role(question: Question, row: int) -> Iterator[Exclusion]:
    if row in question.gather(question.accepted).rows:
        return
    training = [Source(source.link, Holders.IN_TRAINING) for source in question.accepted]
    near = question.gather(question.linked)
    place = np.flatnonzero(near.rows == row)
    if row in question.gather(training).rows:
        yield Exclusion(Rule.ROLE, Sentence("Is in training for the role"))
    elif len(place):
        link = near.links[near.link[place[0]]]
        message = mark("Comes by %(role)s, which is not accepted for this line")
        yield Exclusion(Rule.STEP_UP, Sentence(message, {"role": link.role_id}))
    else:
        yield Exclusion(Rule.ROLE, Sentence("Does not hold the role, nor one close to it"))


def _consent(_view: View) -> Iterator[Exclusion]:
    yield Exclusion(Rule.CONSENT, Sentence("Is not active, or does not want to be put forward"))


def _dropped(_view: View) -> Iterator[Exclusion]:
    yield Exclusion(Rule.DROPPED, Sentence("Was dropped from this line"))


def _days(view: View) -> Iterator[Exclusion]:
    values = {"missing": int(missing_days(view)[0]), "needed": view.position.needed_days}
    message = mark("Booked or unavailable on %(missing)s of %(needed)s days")
    if view.position.free_days is not None:
        message = mark("Of %(needed)s days within the span, %(missing)s are missing")
    yield Exclusion(Rule.DAYS, Sentence(message, values))


def _language(view: View) -> Iterator[Exclusion]:
    for need in view.position.languages:
        level = int(view.level(need.language)[0])
        if need.required and level < need.level:
            values = {"language": need.language, "level": need.level.name, "has": Cefr(level).name if level else "-"}
            yield Exclusion(Rule.LANGUAGE, Sentence("%(language)s: has %(has)s, %(level)s is asked for", values))


def _credential(view: View) -> Iterator[Exclusion]:
    for kind in view.position.credentials:
        if kind in view.policy.legally_required and not view.has_credential(kind)[0]:
            yield Exclusion(
                Rule.CREDENTIAL, Sentence("Has no valid %(credential)s on the last day", {"credential": kind})
            )


def _residency(view: View) -> Iterator[Exclusion]:
    if view.resident[0]:
        yield Exclusion(Rule.RESIDENCY, Sentence("Lives in the state, without valid proof of it"))
    elif view.days_away[0] == 0 and not breaks_travel(view)[0]:
        yield Exclusion(Rule.RESIDENCY, Sentence("Lives near the base, but in another state"))
    else:
        yield Exclusion(Rule.RESIDENCY, Sentence("Does not live in the state"))


def _travel(view: View) -> Iterator[Exclusion]:
    values = {"km": int(view.farthest_km[0]), "days": int(view.days_away[0])}
    if values["km"] == FAR_AWAY_KM:
        yield Exclusion(Rule.TRAVEL, Sentence("Has no base on the map, and does not travel"))
        return
    message = mark("Lives %(km)s km from the base and does not travel")
    if view.flags[0] & PersonFlag.TRAVELS:
        message = mark("Lives %(km)s km from the base and would be away for longer than they said: %(days)s days")
    yield Exclusion(Rule.TRAVEL, Sentence(message, values))


def _credits(view: View) -> Iterator[Exclusion]:
    values = {"credits": int(view.roster.credits[view.rows][0]), "asked": view.position.min_credits}
    if breaks_credits(view)[0]:
        yield Exclusion(Rule.CREDITS, Sentence("Has %(credits)s credits, %(asked)s are asked for", values))


_TELL: dict[Rule, Callable[[View], Iterator[Exclusion]]] = {
    Rule.CONSENT: _consent,
    Rule.DROPPED: _dropped,
    Rule.DAYS: _days,
    Rule.LANGUAGE: _language,
    Rule.CREDENTIAL: _credential,
    Rule.RESIDENCY: _residency,
    Rule.TRAVEL: _travel,
    Rule.CREDITS: _credits,
}
