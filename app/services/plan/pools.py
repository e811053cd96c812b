"""Who may stand on each line of a plan: everyone whom the hard rules let through, with score and how sure they are."""

from collections.abc import Mapping
from typing import NamedTuple

from app.models.plan import PlanView
from app.services.plan.engaged import Engaged, too_near
from app.services.plan.ground import Ground
from app.services.plan.lines import Line
from matching.rank import Matcher, score_view
from matching.types import PER_MILLE, Position, Ranking
from matching.view import Source, gather


class Chance(NamedTuple):
    """A person before a line: score in thousandths of the best possible, and what their days say.

    `sure`: they said that they are free on every needed day. `soft`: a needed day is tentative, or another production
    holds it. `must_move`: first holds of others would have to move, and staff allow that.
    """

    score: int
    sure: bool
    soft: bool = False
    must_move: bool = False


class Pools:
    """The chances of people line by line, best first. A line is ranked, at full depth, when it is first asked for."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._lines = {line.key: line for line in ground.lines}
        self._rankings: dict[int, Ranking] = {}
        self._pools: dict[str, Mapping[int, Chance]] = {}

    def of(self, key: str) -> Mapping[int, Chance]:
        """Return who may stand on the line, by crew member; nobody where its title is not understood."""
        if key not in self._pools:
            line = self._lines[key]
            ranking = self.ranking(line)
            self._pools[key] = {} if ranking is None else _pool(self._ground, line, ranking)
        return self._pools[key]

    def ranking(self, line: Line) -> Ranking | None:
        """Return the ranking that a line and its trainees share; None where its title is not understood."""
        if line.position is None:
            return None
        key = line.position.key
        if key not in self._rankings:
            matcher = self._ground.matcher
            self._rankings[key] = matcher.rank(line.position, top=0, depth=max(len(matcher.roster), 1))
        return self._rankings[key]


def _pool(ground: Ground, line: Line, ranking: Ranking) -> dict[int, Chance]:
    best = ground.matcher.weights.best_score
    order = ranking.trainee_order if line.trainee else ranking.order
    pool: dict[int, Chance] = {}
    for person, score, sure, soft in order:
        engaged = ground.elsewhere.get(person, ())
        if engaged and not _can_travel(ground, line, engaged):
            continue
        moves = ground.may_move_holds and any(not each.booked and each.touches(line.spans) for each in engaged)
        pool[person] = Chance(PER_MILLE * score // best, sure, soft, moves)
    return pool


def _can_travel(ground: Ground, line: Line, engaged: tuple[Engaged, ...]) -> bool:
    stays = (each for each in engaged if each.booked or not ground.may_move_holds)
    return not any(too_near(line.spans, each.days) for each in stays)


def is_open(chance: Chance, view: PlanView) -> bool:
    """Return whether a plan of this view may place the person: free for sure, or else nothing known against it."""
    return chance.sure or (view is PlanView.IF_CONFIRMED and not chance.soft)


def score_anyhow(matcher: Matcher, position: Position, person: int) -> int:
    """Return the score of somebody who stands on a line whatever the rules say; 0 where no role of theirs is near."""
    links = tuple(Source(each) for each in matcher.taxonomy.candidates_for(position.role))
    view = gather(matcher.roster, position, links, matcher.policy)
    view = view.pick(view.ids == person)
    if not len(view):
        return 0
    return PER_MILLE * int(score_view(view, matcher.weights, matcher.seed).scores[0]) // matcher.weights.best_score
