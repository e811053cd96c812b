"""The packages: template shoots (small, medium, large) that capacity is reckoned in and that a plan can try out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from app.models.need import LocalRule
from app.models.production import ProductionKind
from app.services.need_bases import Bases
from app.services.need_content import BaseContent, LineContent, NeedContent, ProductionContent
from app.services.need_days import stretches
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from config import get_settings
from matching.capacity import PackageLine
from matching.role_entries import Role, ShootSize

__all__ = ["Shape", "ShootSize", "package_content", "package_lines", "package_shape"]

_MONDAY = date(2029, 1, 1)  # any Monday: lines are told in days from the first shooting day
_SIX = 6  # working days a week; the seventh rests, and is kept like the other days of the shoot


@dataclass(frozen=True, slots=True)
class Shape:
    """What a size stands for: the kind of production, how many calendar days it shoots, how many local heads."""

    kind: ProductionKind
    shoot_days: int
    heads: int


def package_shape(size: ShootSize) -> Shape:
    """Return what a size stands for."""
    entry = _packages()["sizes"][size.value]
    heads = sum(role.typical_count[size] for role in _local_roles(size))
    return Shape(ProductionKind(entry["kind"]), int(entry["shoot_days"]), heads)


@cache
def package_lines(size: ShootSize) -> tuple[PackageLine, ...]:
    """Return the local roles of a package with heads and days, counted from the first shooting day (0).

    From a line's first day to its last all are needed, in the order of crew lists.
    """
    content = package_content(size, shoot_starts_on=_MONDAY, base_place="", code="", title=size.value)
    bases = Bases(content.production, get_settings().commission_state)
    lines = []
    for line in content.lines:
        role = get_taxonomy().role(line.role)
        days = stretches(line, content.production, bases, department_id=role.department_id, level=role.level)
        first, last = min(each.starts_on for each in days), max(each.ends_on for each in days)
        lines.append(PackageLine(role.id, line.quantity, (first - _MONDAY).days, (last - _MONDAY).days))
    return tuple(lines)


def package_content(
    size: ShootSize, *, shoot_starts_on: date, base_place: str, code: str, title: str, not_before: date | None = None
) -> NeedContent:
    """Return a package as a need that was never handed in, to be planned beside real ones.

    `base_place` is a place of the gazetteer, or "" for no base. Prep begins no earlier than `not_before`. Who lives
    in the state goes first; a plan may still call others.
    """
    shape = package_shape(size)
    base = get_gazetteer().get(base_place).name if base_place else ""
    production = ProductionContent(
        code=code,
        working_title=title,
        kind=shape.kind,
        shoot_starts_on=shoot_starts_on,
        shoot_ends_on=shoot_starts_on + timedelta(days=shape.shoot_days - 1),
        working_days_per_week=_SIX,
        bases=[BaseContent(name=base)] if base else [],
    )
    lines = [_line(number, role, size, base) for number, role in enumerate(_local_roles(size), 1)]
    return NeedContent(production=production, received_on=not_before, lines=lines)


def _line(number: int, role: Role, size: ShootSize, base: str) -> LineContent:
    return LineContent(
        code=f"P-{number:03d}",
        department=role.department_id,
        asked_as=role.name_en,
        role=role.id,
        quantity=role.typical_count[size],
        bases=[base] if base else [],
        local=LocalRule.PREFERRED,
        accept_step_up=False,
    )


def _local_roles(size: ShootSize) -> list[Role]:
    """Return the roles that a shoot of this size has and finds on the spot, in the order of crew lists."""
    taxonomy = get_taxonomy()
    named = [taxonomy.role(role) for roles in _packages()["local"].values() for role in roles]
    present = [role for role in named if role.typical_count.get(size, 0) > 0]
    return sorted(present, key=lambda role: taxonomy.order_key(role.id))


@cache
def _packages() -> Mapping[str, Any]:
    text = files("app").joinpath("data", "packages.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded
