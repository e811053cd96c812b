"""What pages of needs show: names of roles and departments, positions by department, and the days of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.models.need import Position, PositionSpan
from app.queries.need import list_positions, list_spans
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy

_LAST = 10_000


def name_role(role_id: str | None, locale: str) -> str:
    """Return the name of a role; the id itself where the taxonomy does not have it."""
    taxonomy = get_taxonomy()
    return taxonomy.role(role_id).name(locale) if role_id and role_id in taxonomy else role_id or ""


def name_department(department_id: str | None, locale: str) -> str:
    """Return the name of a department by id or by what was typed; that itself where it is none."""
    found = get_taxonomy().find_department(department_id) if department_id else None
    return found.name(locale) if found else department_id or ""


def name_role_whole(role_id: str, locale: str) -> str:
    """Return a role's name with its department's, so that look-alikes are told apart."""
    taxonomy = get_taxonomy()
    if role_id not in taxonomy:
        return role_id
    role = taxonomy.role(role_id)
    return f"{role.name(locale)} · {taxonomy.department(role.department_id).name(locale)}"


def name_place(place_id: str | None) -> str:
    """Return the name of a place; nothing where there is none."""
    gazetteer = get_gazetteer()
    return gazetteer.get(place_id).name if place_id and place_id in gazetteer else ""


def list_role_names(locale: str) -> list[tuple[str, str, str]]:
    """Return every role as (id, name, department's name), in the order of crew lists."""
    taxonomy = get_taxonomy()
    roles = sorted(taxonomy.roles, key=lambda role: taxonomy.order_key(role.id))
    return [(role.id, role.name(locale), taxonomy.department(role.department_id).name(locale)) for role in roles]


def list_department_names(locale: str) -> list[str]:
    """Return every department's name, in the order of crew lists."""
    return [department.name(locale) for department in sorted(get_taxonomy().departments, key=lambda d: d.order)]


@dataclass(frozen=True)
class PositionRow:
    """A position with its spans."""

    position: Position
    spans: list[PositionSpan]

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be settled what the title means."""
        return self.position.role_id is None


@dataclass(frozen=True)
class DepartmentRows:
    """The positions of one department, heads first."""

    department_id: str | None
    rows: list[PositionRow]

    @property
    def heads(self) -> int:
        """Return how many people the department asks for."""
        return sum(row.position.quantity for row in self.rows)


def group_positions(session: Session, need_id: int) -> list[DepartmentRows]:
    """Return the positions of a need by department in the order of crew lists; those without one stand first."""
    positions = list_positions(session, need_id)
    spans = list_spans(session, [position.id or 0 for position in positions])
    groups: dict[str | None, list[PositionRow]] = {}
    for position in sorted(positions, key=_order):
        rows = groups.setdefault(position.department_id, [])
        rows.append(PositionRow(position, spans[position.id or 0]))
    return [DepartmentRows(department_id, rows) for department_id, rows in groups.items()]


def _order(position: Position) -> tuple[int, int, int]:
    taxonomy = get_taxonomy()
    department = taxonomy.find_department(position.department_id) if position.department_id else None
    known = position.role_id is not None and position.role_id in taxonomy
    level = taxonomy.role(position.role_id or "").level if known else 0
    return (department.order if department else 0, level, position.ordinal)


def list_open_positions(groups: Sequence[DepartmentRows]) -> list[Position]:
    """Return the positions whose title is still to be settled."""
    return [row.position for group in groups for row in group.rows if row.is_open]
