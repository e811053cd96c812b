"""`llamado capacity`: how many template shoots can be crewed at once, week by week, and what would change that."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import click
from sqlmodel import Session

from app.cli import today_option
from app.db import make_engine, reading
from app.migrate import upgrade
from app.queries.demo import has_crew
from app.services.capacity import (
    MOST_CALLS,
    SEATS,
    WEEKS,
    BenchView,
    CallPlan,
    CapacityReport,
    RoleShort,
    SeatPlan,
    ShootSize,
    count_capacity,
    plan_calls,
    recommend_seats,
    seats_for,
)
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from config import get_settings

MOST_WEEKS = 52
NAMED = 3  # roles and bottlenecks that are told by name
SEAT_VIEWS = {BenchView.CONFIRMED: "on today's word", BenchView.IF_CONFIRMED: "if all confirm"}


@dataclass(frozen=True)
class _Answer:
    report: CapacityReport
    calls: CallPlan
    seats: dict[BenchView, SeatPlan]


@click.command()
@click.option("--size", type=click.Choice([size.value for size in ShootSize]), default="medium", show_default=True)
@click.option("--weeks", type=click.IntRange(1, MOST_WEEKS), default=WEEKS, show_default=True)
@click.option("--seats", type=click.IntRange(0, 100), default=SEATS, show_default=True, help="workshop seats to give")
@click.option("--budget", type=click.IntRange(0), metavar="PESOS", help="instead of --seats: as many as it pays")
@click.option("--seat-cost", type=click.IntRange(1), metavar="PESOS", help="what one seat costs; goes with --budget")
@click.option("--ready-in", type=click.IntRange(0, MOST_WEEKS), default=0, help="weeks until a workshop is done")
@click.option("--calls", type=click.IntRange(0, 500), default=MOST_CALLS, show_default=True, help="people to call")
@click.option("--base", default="", metavar="PLACE", help="count who is local to it or travels; else all of the state")
@click.option("--json", "as_json", is_flag=True, help="everything, with people's numbers, as JSON")
@today_option
def capacity(*, size: str, weeks: int, calls: int, base: str, today: date, as_json: bool, **teaching: int) -> None:
    """Tell how many template shoots could begin in each of the coming weeks, and what would let more begin.

    What breaks first, whom to call, what to teach; each promise is solved anew. Three views of the same bench: on
    people's word as it stands, if all who are silent confirm, and with step-ups. Exits with 1 when the registry is
    empty.
    """
    place = _place(base)
    seats, ready_on = _seats(**teaching), today + timedelta(weeks=teaching["ready_in"])
    engine = make_engine(get_settings().url)
    try:
        upgrade(engine)
        with reading(engine) as session:
            _require_crew(session)
            shared: dict[str, Any] = {"size": ShootSize(size), "today": today, "weeks": weeks, "base_place": place}
            answer = _Answer(
                count_capacity(session, **shared),
                plan_calls(session, most=calls, **shared),
                {
                    view: recommend_seats(session, seats=seats, view=view, ready_on=ready_on, **shared)
                    for view in SEAT_VIEWS
                },
            )
    finally:
        engine.dispose()
    if as_json:
        click.echo(json.dumps(_as_json(answer), default=str, indent=1))
    else:
        for line in _told(answer):
            click.echo(line)


def _place(base: str) -> str:
    if not base:
        return ""
    place = get_gazetteer().resolve(base, get_settings().commission_state)
    if place is None:
        raise click.BadParameter(f"{base!r} is no place that is known", param_hint="--base")
    return place.id


def _seats(*, seats: int, budget: int | None, seat_cost: int | None, **_others: int) -> int:
    if budget is None and seat_cost is None:
        return seats
    if budget is None or seat_cost is None:
        raise click.UsageError("--budget and --seat-cost go together")
    return seats_for(budget, seat_cost)


def _require_crew(session: Session) -> None:
    if not has_crew(session):
        raise click.ClickException(
            "there is nobody in the registry yet: import crew on the web page, or try `llamado demo --crew 3000`"
        )


def _told(answer: _Answer) -> Iterator[str]:
    report = answer.report
    shape = report.shape
    yield (
        f"{report.size.value}: a {shape.kind.value} that shoots for {shape.shoot_days} days with {shape.heads} local"
        f" heads · {report.people:,} people counted · goal {report.goal}"
    )
    yield ""
    yield "week        confirmed  if confirmed  with step-ups  what breaks first"
    for at, week in enumerate(report.views[BenchView.CONFIRMED]):
        counts = [report.views[view][at].fits for view in BenchView]
        first = "" if week.fits >= report.goal else _breaks(week.breaks)
        yield f"{week.week_on}  {counts[0]:>9}  {counts[1]:>12}  {counts[2]:>13}  {first}"
    if not report.views[BenchView.CONFIRMED][0].is_exact:
        yield "Lines of this package share no day: the counts are lower bounds."
    yield ""
    yield from _told_calls(answer.calls)
    for view, plan in answer.seats.items():
        yield ""
        yield from _told_seats(plan, SEAT_VIEWS[view])


def _breaks(breaks: Sequence[RoleShort]) -> str:
    named = [f"{_names(each.roles)} {each.people} of {each.wanted}" for each in breaks[:NAMED]]
    more = [f"{len(breaks) - NAMED} more"] if len(breaks) > NAMED else []
    return " · ".join([*named, *more])


def _names(roles: Sequence[str]) -> str:
    taxonomy = get_taxonomy()
    named = " / ".join(taxonomy.role(role).name_en for role in roles[:NAMED])
    return f"{named} and {len(roles) - NAMED} roles more" if len(roles) > NAMED else named


def _told_calls(plan: CallPlan) -> Iterator[str]:
    yield f"people to call: {len(plan.people)}{'' if plan.people else ', no telephone call would help'}"
    yield from _effect("if they confirm", plan)


def _told_seats(plan: SeatPlan, view: str) -> Iterator[str]:
    could = {worth.role: len(worth.could) for worth in plan.worth}
    yield f"seats to teach, {view}: {len(plan.seats)}"
    for role, count in Counter(seat.role for seat in plan.seats).most_common():
        yield f"  {count:>2}  {_names([role])}  (of people one step away {could.get(role, 0)} would help)"
    yield from _effect("with them", plan)
    for worth in plan.worth[:NAMED]:
        yield (
            f"  one person more as {_names([worth.role])}: by itself one production more in {worth.weeks} weeks, among"
            f" what lacks in {worth.breaks_in}; people one step away: {worth.near}"
        )


def _effect(when: str, plan: CallPlan | SeatPlan) -> Iterator[str]:
    if plan.before == plan.after and plan.missing_before == plan.missing_after:
        return
    yield f"  productions a week now        {_run(plan.before)}  sum {sum(plan.before)}"
    yield f"  {when:<28}  {_run(plan.after)}  sum {sum(plan.after)}"
    yield (
        f"  empty slots at the goal of {plan.goal}    {sum(plan.missing_before):,} over all weeks,"
        f" then {sum(plan.missing_after):,}"
    )


def _run(counts: Sequence[int]) -> str:
    return " ".join(map(str, counts))


def _as_json(answer: _Answer) -> dict[str, Any]:
    report = answer.report
    return {
        "size": report.size.value,
        "today": report.today,
        "base_place": report.base_place,
        "people": report.people,
        "goal": report.goal,
        "package": {**asdict(report.shape), "kind": report.shape.kind.value},
        "views": {view.value: [asdict(week) for week in weeks] for view, weeks in report.views.items()},
        "calls": asdict(answer.calls),
        "seats": {view.value: asdict(plan) for view, plan in answer.seats.items()},
    }
