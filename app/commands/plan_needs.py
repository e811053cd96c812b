"""`llamado plan-needs`: plan the needs of several productions together on the registry, and what moving one breaks."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.cli import today_option
from app.db import make_engine, reading, write_transaction
from app.errors import LlamadoError
from app.messages import translate
from app.migrate import upgrade
from app.models.plan import Plan, PlanProduction, PlanStatus, PlanView
from app.models.production import Production
from app.plan_worker import run_plan
from app.queries.plan import (
    list_plan_lines,
    list_plan_productions,
    list_plan_slots,
    list_plannable_needs,
)
from app.services.audit import Actor
from app.services.plan.ask import ask_for_plan
from app.services.plan.change import shift_production
from app.services.plan.compare import Comparison, compare
from app.services.plan.draft import draft_plan, find_or_draft_next
from app.services.plan.export import export_plan
from app.services.plan.what_if import add_brief
from config import get_settings

_SHIFT = re.compile(r"([^=]+)=(-?\d+)d?")


@click.command("plan-needs")
@click.option("--needs", "need_ids", multiple=True, type=int, metavar="ID", help="a need to plan; may be given again")
@click.option("--all-open", is_flag=True, help="all needs that staff have received or accepted")
@click.option(
    "--brief",
    "briefs",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a brief to try out beside them; no need is written",
)
@click.option("--view", type=click.Choice([each.value for each in PlanView]), default="confirmed", show_default=True)
@click.option("--may-move-holds", is_flag=True, help="first holds of other productions may be asked to move")
@click.option("--shift", "shifts", multiple=True, metavar="CODE=14d", help="then move a production by so many days")
@click.option("--seconds", type=click.IntRange(1, 3600), default=60, show_default=True, help="time for each plan")
@click.option("--export", "folder", type=click.Path(file_okay=False, path_type=Path), help="write instances and plans")
@click.option("--keep", is_flag=True, help="keep the plans for the web; else nothing is left behind")
@today_option
def plan_needs(  # noqa: PLR0913 - one argument an option
    *,
    need_ids: tuple[int, ...],
    briefs: tuple[Path, ...],
    view: str,
    shifts: tuple[str, ...],
    seconds: int,
    folder: Path | None,
    today: date,
    all_open: bool,
    may_move_holds: bool,
    keep: bool,
) -> None:
    """Plan several productions together, compare with each alone, and say what moving one of them breaks.

    Exits with 0 when the plans were found and told, 1 when they could not be, 2 when the command was typed wrong.
    """
    moves = [_shift(each) for each in shifts]
    actor = Actor.command("llamado plan-needs", _instant(today))
    engine = make_engine(get_settings().url)
    plans: list[int] = []
    try:
        upgrade(engine)
        with write_transaction(engine) as session:
            plan = draft_plan(
                session,
                actor,
                name="",
                need_ids=_needs(session, need_ids, everything=all_open),
                view=PlanView(view),
                may_move_holds=may_move_holds,
                time_limit_seconds=seconds,
                today=today,
            )
            plans.append(plan.id or 0)
            for brief in briefs:
                add_brief(session, actor, plan, content=brief.read_bytes())
        _work(engine, actor, plans[0], "plan", folder)
        if moves:
            with write_transaction(engine) as session:
                plans.append(_move(session, actor, plans[0], moves))
            _work(engine, actor, plans[1], "moved", folder)
            _tell_moved(engine, *plans)
    except LlamadoError as error:
        raise click.ClickException(translate("en", error.message, **error.values)) from error
    finally:
        if not keep:
            _forget(engine, plans)
        engine.dispose()


def _instant(today: date) -> datetime:
    """Return now, or noon of the day that was given for today."""
    zone, now = ZoneInfo(get_settings().commission_zone), datetime.now(UTC)
    return now if now.astimezone(zone).date() == today else datetime.combine(today, time(12), zone).astimezone(UTC)


def _shift(typed: str) -> tuple[str, int]:
    found = _SHIFT.fullmatch(typed)
    if found is None:
        raise click.BadParameter(
            f"{typed!r}: write a production's code and days, as in SERIES-1=14d", param_hint="--shift"
        )
    return found[1], int(found[2])


def _needs(session: Session, ids: Sequence[int], *, everything: bool) -> list[int]:
    if not everything:
        return list(ids)
    return sorted({*ids, *(each.need.id or 0 for each in list_plannable_needs(session))})


def _move(session: Session, actor: Actor, plan_id: int, moves: Sequence[tuple[str, int]]) -> int:
    """Return the draft in which productions are moved, found by code or by key."""
    draft = find_or_draft_next(session, actor, session.get_one(Plan, plan_id))
    keys = {}
    for each in list_plan_productions(session, draft.id or 0):
        production = session.get(Production, each.production_id) if each.production_id else None
        keys[each.key] = keys[production.code if production else each.title] = each.key
    for code, days in moves:
        if code not in keys:
            raise click.BadParameter(f"no production of the plan has the code {code!r}", param_hint="--shift")
        shift_production(session, actor, draft, key=keys[code], days=days)
    return draft.id or 0


def _forget(engine: Engine, plans: Sequence[int]) -> None:
    with write_transaction(engine) as session:
        for plan_id in reversed(plans):
            plan = session.get(Plan, plan_id)
            if plan is not None:
                session.delete(plan)


def _work(engine: Engine, actor: Actor, plan_id: int, name: str, folder: Path | None) -> None:
    """Work a plan out in this process, tell it, and write its files where a folder is given."""
    started = perf_counter()
    with write_transaction(engine) as session:
        ask_for_plan(session, actor, session.get_one(Plan, plan_id))
    run_plan(engine, plan_id)
    with reading(engine) as session:
        plan = session.get_one(Plan, plan_id)
        if plan.status is not PlanStatus.DONE:
            raise click.ClickException(translate("en", plan.error) or f"the plan is {plan.status.value}")
        _tell(session, plan, name, perf_counter() - started)
        if folder is not None:
            files = export_plan(session, plan)
            folder.mkdir(parents=True, exist_ok=True)
            for kind, data in (("instance", files.instance), ("plan", files.plan)):
                target = folder / f"{name}.{kind}.json"
                target.write_bytes(data)
                click.echo(f"written     {target}")


def _tell(session: Session, plan: Plan, name: str, seconds: float) -> None:
    lines = {line.id or 0: line for line in list_plan_lines(session, plan.id or 0)}
    slots = list_plan_slots(session, plan.id or 0)
    trainees = sum(lines[slot.plan_line_id].trainee for slot in slots)
    click.echo(f"{name.upper()}  {plan.name}, {plan.view.value}")
    click.echo(
        f"filled      {plan.filled} of {plan.slots} places ({trainees} of them for trainees), {seconds:.1f} s in all"
    )
    for tier in plan.tiers:
        click.echo(
            f"            {tier['name']:<8}{tier['value']:>9,}   bound {tier['bound']:>11,.1f}   gap {tier['gap']:.4%}"
        )
    one, apart = plan.baseline["one_by_one"], plan.baseline["apart"]
    click.echo(f"one by one  {one['filled']} of {plan.slots} places filled, worth {one['worth']:,}")
    click.echo(
        f"each apart  {apart['filled']} promised, to {apart['people']} people: "
        f"{apart['twice']} of them to several productions on the same days"
    )
    filled = Counter(lines[slot.plan_line_id].plan_production_id for slot in slots if slot.crew_member_id)
    wanted = Counter(lines[slot.plan_line_id].plan_production_id for slot in slots)
    for each in list_plan_productions(session, plan.id or 0):
        click.echo(_production(each, filled[each.id or 0], wanted[each.id or 0], one, apart))
    for gap, count in Counter(slot.gap for slot in slots if slot.gap).most_common():
        click.echo(f"open        {count:>4}  {gap.value if gap else ''}")


def _production(each: PlanProduction, filled: int, wanted: int, one: dict[str, Any], apart: dict[str, Any]) -> str:
    moved = f", moved {each.shift_days:+} days" if each.shift_days else ""
    alone = f"one by one {one['by_production'].get(each.key, 0)}, alone {apart['by_production'].get(each.key, 0)}"
    return f"            {each.title}{moved}: {filled} of {wanted} ({alone})"


def _tell_moved(engine: Engine, before: int, after: int) -> None:
    with reading(engine) as session:
        plan = session.get_one(Plan, after)
        told: Comparison = compare(session, session.get_one(Plan, before), plan)
        broken, again = plan.baseline["broken"], plan.baseline["reconsent"]
    stay = sum(each.stays for each in told.reconsent)
    elsewhere = sum(bool(each.to) for each in told.reconsent if not each.stays)
    click.echo("WHAT THE MOVE BREAKS")
    click.echo(
        f"filled      {told.filled[0]} before, {told.filled[1]} after; worth {told.worth[0]:,} and {told.worth[1]:,}"
    )
    click.echo(
        f"people      {len(told.reconsent)} stood on lines that move: {stay} stay and must agree to the new days,"
    )
    click.echo(
        f"            {len(told.reconsent) - stay} are not kept there ({elsewhere} of them stand on other lines)"
    )
    click.echo(f"agreed      of bookings and first holds {len(again)} stand and are asked again, {len(broken)} break")
    for total in told.productions:
        click.echo(f"            {total.title}: {total.filled[0]} before, {total.filled[1]} after, of {total.slots[1]}")
    click.echo(f"changed     {len(told.moved)} people stand on other lines than before, or on none")
