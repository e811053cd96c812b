"""Why slots of a crew list stay open: what planning and training read."""

from dataclasses import dataclass
from enum import StrEnum

from matching.assign import Line
from matching.types import Ranking, Rule, Sentence, mark
from matching.weights import Policy


class UnfilledReason(StrEnum):
    """Why a slot of the crew list stays open."""

    NOBODY_HOLDS_ROLE = "nobody_holds_role"
    ALL_BOOKED = "all_booked"
    UNCONFIRMED = "unconfirmed"
    REQUIREMENT = "requirement"
    TAKEN_ELSEWHERE = "taken_elsewhere"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Slots of a position that stay open, with the reason that planning and training read."""

    position: int
    slots: int
    reason: UnfilledReason
    sentence: Sentence
    trainee: bool = False


NOBODY = mark("Nobody in the registry holds the role or one close to it")
NO_TRAINEE = mark("Nobody in the registry can be placed as a trainee for it")
TOO_FEW = mark("Too few people in the registry hold the role or one close to it")
BOOKED = mark("All others who hold the role are booked or unavailable")
UNCONFIRMED = mark("Others would fill it if they confirm their days")
TAKEN = mark("Those who could fill it stand on other lines of this list")
DROPPED = mark("All others who could fill it were dropped from this line")
REQUIREMENTS = {
    Rule.CONSENT: mark("All others who hold the role do not want to be put forward"),
    Rule.LANGUAGE: mark("Nobody else has the languages asked for"),
    Rule.CREDENTIAL: mark("Nobody else has the licence asked for"),
    Rule.RESIDENCY: mark("Nobody else is shown to live in the state"),
    Rule.TRAVEL: mark("Nobody else lives near the base or travels to it"),
    Rule.CREDITS: mark("Nobody else has the credits asked for"),
}


def explain_open(line: Line, chosen: int, ranking: Ranking, policy: Policy) -> Unfilled:
    """Return why a line with `chosen` people has slots left.

    In this order: someone fit stands elsewhere; someone would do once confirmed; too few hold the role at all;
    the rule that most of the others break.
    """
    reason, sentence = _reason(line, chosen, ranking, policy)
    return Unfilled(line.position.key, line.slots - chosen, reason, sentence, line.trainee)


def _reason(line: Line, chosen: int, ranking: Ranking, policy: Policy) -> tuple[UnfilledReason, Sentence]:
    found = len(ranking.trainee_order) if line.trainee else ranking.eligible
    if len(line.candidates) > chosen:
        return UnfilledReason.TAKEN_ELSEWHERE, Sentence(TAKEN)
    if found > len(line.candidates) and not policy.propose_unconfirmed:
        return UnfilledReason.UNCONFIRMED, Sentence(UNCONFIRMED)
    if line.trainee:
        return UnfilledReason.NOBODY_HOLDS_ROLE, Sentence(NO_TRAINEE)
    if ranking.holders <= found:
        message = TOO_FEW if ranking.holders else NOBODY
        return UnfilledReason.NOBODY_HOLDS_ROLE, Sentence(message)
    return _most_broken(ranking)


def _most_broken(ranking: Ranking) -> tuple[UnfilledReason, Sentence]:
    rule = max(ranking.broken, key=lambda each: ranking.broken[each])
    if rule is Rule.DAYS:
        return UnfilledReason.ALL_BOOKED, Sentence(BOOKED)
    if rule is Rule.DROPPED:
        return UnfilledReason.DROPPED, Sentence(DROPPED)
    return UnfilledReason.REQUIREMENT, Sentence(REQUIREMENTS[rule])
