"""The shipped example briefs as needs of fictional productions, moved in time so that they lie ahead."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml
from sqlmodel import Session

from app.models.need import Need, NeedDoor
from app.models.production import Production
from app.queries.production import find_production_by_code
from app.services.audit import Actor
from app.services.brief import read_brief
from app.services.need import accept_need, hand_in_need

ACCEPTED = "feature_gdl_6w"
WAITING = ("series_pvr_gdl_14w", "commercial_gdl_3d")
"""Which examples staff have accepted already, and which still wait for them."""


def hand_in_examples(
    session: Session, production_actor: Actor, staff_actor: Actor, *, contact_account_id: int | None, today: date
) -> Sequence[Need]:
    """Hand in each example once; return the new needs, the accepted one first."""
    return list(_hand_in(session, production_actor, staff_actor, contact_account_id, today))


def _hand_in(
    session: Session, production_actor: Actor, staff_actor: Actor, contact_account_id: int | None, today: date
) -> Iterator[Need]:
    for name in (ACCEPTED, *WAITING):
        content = read_brief(read_example(name, today))
        if find_production_by_code(session, content.production.code) is not None:
            continue
        need = hand_in_need(
            session, production_actor, content=content, door=NeedDoor.BRIEF, contact_account_id=contact_account_id
        )
        production = session.get_one(Production, need.production_id)
        production.fictional = True
        session.add(production)
        if name == ACCEPTED:
            accept_need(session, staff_actor, need)
        session.flush()
        yield need


def read_example(name: str, today: date) -> bytes:
    """Return an example brief with all its days moved by whole weeks, so that it was received in the last seven days.

    Weekdays stay what they were; holidays that the brief names move along, as this is fiction.
    """
    text = files("app").joinpath("data", "briefs", f"{name}.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    received: date = data["brief"]["received"]
    moved = _move(data, timedelta(weeks=(today - received).days // 7))
    return yaml.dump(moved, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False).encode()


def _move(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _move(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [_move(each, by) for each in value]
    return value + by if isinstance(value, date) and not isinstance(value, datetime) else value
