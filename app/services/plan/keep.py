"""A plan that was found is kept: its lines, days and slots, the instance that was solved, and what is proven."""

import math
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from app.models.plan import PlanInstance, PlanLine, PlanPlacement, PlanSlot, PlanSpan, PlanStatus
from app.models.trust import ActorKind
from app.queries.plan import get_plan
from app.services.audit import Actor
from app.services.plan.ask import write_running
from app.services.plan.draft import note
from app.services.plan.lines import Line
from app.services.plan.pools import Chance
from app.services.plan.problem import Pair
from app.services.plan.reasons import Open, Reasons
from app.services.plan.standing import Standing
from app.services.plan.work import Found
from matching.plan_file import write_answer, write_problem
from matching.types import Sentence


class PlanTakenError(Exception):
    """The plan is not this worker's any more: it was silent for too long, or staff stopped it."""


def keep_found(session: Session, plan_id: int, found: Found, *, started_at: datetime, now: datetime) -> None:
    """Write everything that was found, in the caller's one transaction. PlanTakenError where it is too late."""
    slots = sum(line.quantity for line in found.built.ground.lines)
    done = write_running(
        session,
        plan_id,
        started_at,
        status=PlanStatus.DONE,
        finished_at=now,
        alive_at=now,
        slots=slots,
        filled=len(found.answer.assignments),
        roster_version=found.built.ground.matcher.roster.version,
        tiers=[
            {"name": tier.name, "value": tier.value, "bound": finite(tier.bound), "gap": finite(tier.gap)}
            for tier in found.answer.tiers
        ],
        baseline=found.baseline,
        progress={
            "phase": "done",
            "seconds": round(found.answer.seconds, 2),
            "filled": len(found.answer.assignments),
            "slots": slots,
            "status": found.answer.status,
        },
    )
    if not done:
        raise PlanTakenError
    session.exec(delete(PlanLine).where(col(PlanLine.plan_id) == plan_id))
    _keep_lines(session, plan_id, found)
    problem, answer = write_problem(found.built.problem), write_answer(found.built.problem, found.answer)
    session.add(PlanInstance(plan_id=plan_id, problem=zlib.compress(problem), answer=zlib.compress(answer)))
    session.flush()
    plan = get_plan(session, plan_id)
    worker = Actor(ActorKind.JOB, now, plan.made_by_id, "plan worker")
    note(session, worker, plan, "worked_out", filled=len(found.answer.assignments), slots=slots)


def finite(value: float | None) -> float | None:
    """Return a number that JSON can hold; None for none and for one that nothing is known of."""
    return value if value is not None and math.isfinite(value) else None


def _keep_lines(session: Session, plan_id: int, found: Found) -> None:
    productions = {each.key: each.id or 0 for each in found.productions}
    rows = [
        _line_row(plan_id, productions[line.production_key], ordinal, line, found)
        for ordinal, line in enumerate(found.built.ground.lines, 1)
    ]
    session.add_all(rows)
    session.flush()
    ids = {row.key: row.id or 0 for row in rows}
    spans = [
        {
            "plan_line_id": ids[line.key],
            "period": each.period,
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
            "place": each.place,
        }
        for line in found.built.ground.lines
        for each in line.spans
    ]
    if spans:
        session.execute(sa.insert(PlanSpan), spans)
    slots = [{"plan_id": plan_id, "plan_line_id": ids[key], **slot} for key, slot in _slots(found)]
    if slots:
        session.execute(sa.insert(PlanSlot), slots)


def _line_row(plan_id: int, production_id: int, ordinal: int, line: Line, found: Found) -> PlanLine:
    return PlanLine(
        plan_id=plan_id,
        plan_production_id=production_id,
        key=line.key,
        ordinal=ordinal,
        position_id=line.position_id,
        role_id=line.role_id,
        department_id=line.department_id,
        title=line.title,
        level=line.level,
        trainee=line.trainee,
        quantity=line.quantity,
        weight=line.weight,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        asked={**line.asked, **_counts(line, found)},
    )


def _counts(line: Line, found: Found) -> dict[str, Any]:
    """Return how many hold the role, pass the hard rules, are free for sure, and would be if they confirmed."""
    ranking, pool = found.built.pools.ranking(line), found.built.pools.of(line.key)
    return {
        "holders": ranking.holders if ranking else 0,
        "eligible": len(pool),
        "sure": sum(chance.sure for chance in pool.values()),
        "unconfirmed": sum(not chance.sure and not chance.soft for chance in pool.values()),
        "soft": sum(chance.soft for chance in pool.values()),
        "broken": {rule.value: count for rule, count in ranking.broken.items() if count} if ranking else {},
    }


def _slots(found: Found) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield line key and columns of every slot: those who stand, best first, then what stays open."""
    placed = found.placed
    stands, reasons = found.built.stands.pairs, Reasons(found.built, placed)
    people: dict[str, list[int]] = {}
    for person, key in placed:
        people.setdefault(key, []).append(person)
    scores = _scores(found)
    for line in found.built.ground.lines:
        here = sorted(people.get(line.key, ()), key=lambda person: -scores[person, line.key])
        for slot, person in enumerate(here, 1):
            yield line.key, {"slot": slot, **_filled(found, line, person, scores[person, line.key], stands)}
        if len(here) < line.quantity:
            reason = reasons.explain(line)
            for slot in range(len(here) + 1, line.quantity + 1):
                yield line.key, _open(slot, reason)


def _scores(found: Found) -> dict[Pair, int]:
    problem = found.built.problem
    triples = zip(problem.person.tolist(), problem.position.tolist(), problem.score.tolist(), strict=True)
    return {found.built.pair(person, position): score for person, position, score in triples}


def _filled(found: Found, line: Line, person: int, score: int, stands: dict[Pair, Standing]) -> dict[str, Any]:
    standing = stands.get((person, line.key))
    chance = found.built.pools.of(line.key).get(person)
    settled = standing is not None and standing.placement is not PlanPlacement.PINNED and not standing.reconsent
    return {
        "crew_member_id": person,
        "placement": standing.placement if standing else PlanPlacement.CHOSEN,
        "score": score,
        "sure": settled or (chance is not None and chance.sure),
        "gap": None,
        "gap_detail": _told(found, line, person, chance, standing),
        "remedy": {},
    }


def _told(found: Found, line: Line, person: int, chance: Chance | None, standing: Standing | None) -> dict[str, Any]:
    """Return what staff must know of who stands here: other days to agree to, holds elsewhere that must move."""
    told: dict[str, Any] = {}
    if standing is not None and standing.reconsent:
        told["reconsent"] = True
    if (person, line.key) in found.built.before:
        told["kept"] = True
    if chance is not None and chance.must_move:
        told["must_move"] = [
            {"production_id": each.production_id, "days": [_iso(days.starts_on, days.ends_on) for days in each.days]}
            for each in found.built.ground.elsewhere.get(person, ())
            if not each.booked and each.touches(line.spans)
        ]
    return told


def _iso(first: date, last: date) -> Sequence[str]:
    return [first.isoformat(), last.isoformat()]


def _open(slot: int, reason: Open) -> dict[str, Any]:
    return {
        "slot": slot,
        "crew_member_id": None,
        "placement": None,
        "score": 0,
        "sure": False,
        "gap": reason.gap,
        "gap_detail": dict(reason.detail),
        "remedy": _plain(reason.remedy),
    }


def _plain(sentence: Sentence) -> dict[str, Any]:
    return {"message": sentence.message, "values": dict(sentence.values)}
