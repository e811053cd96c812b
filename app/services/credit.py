"""Credits: what people worked on; the finished production is found again by its folded name and year."""

from typing import Any

from sqlmodel import Session

from app.models.credit import CreditVerification, Title
from app.models.production import ProductionKind
from app.queries.crew import find_title
from app.services.audit import Actor, record_audit
from app.services.crew_rows import RowKind, add_row, change_row
from matching.text import fold


def find_or_add_title(session: Session, actor: Actor, *, name: str, year: int, kind: ProductionKind) -> Title:
    """Return the finished production of this name and year, making it where nobody had a credit on it before."""
    key = f"{fold(name)[:190]} {year}".strip()
    title = find_title(session, key)
    if title is None:
        title = Title(name=name.strip(), key=key, kind=kind, year=year)
        session.add(title)
        session.flush()
        after = {"name": title.name, "year": year, "kind": kind}
        record_audit(session, actor, "crew:title:added", subject_kind="title", subject_id=title.id, after=after)
    return title


def write_credit(  # noqa: PLR0913 - a credit is these words
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    name: str,
    year: int,
    kind: ProductionKind,
    role_id: str | None,
    title_as_printed: str = "",
    unit: str = "",
    verification: CreditVerification = CreditVerification.NONE,
    row_id: int | None = None,
    own_word: bool = False,
) -> None:
    """Add a credit to a profile, or change the one with `row_id`."""
    title = find_or_add_title(session, actor, name=name, year=year, kind=kind)
    values: dict[str, Any] = {
        "title_id": title.id,
        "role_id": role_id or None,
        "title_as_printed": title_as_printed,
        "unit": unit,
        "verification": verification,
    }
    if row_id is None:
        add_row(session, actor, crew_member_id=crew_member_id, listing=RowKind.CREDIT, **values)
    else:
        change_row(
            session,
            actor,
            crew_member_id=crew_member_id,
            listing=RowKind.CREDIT,
            row_id=row_id,
            own_word=own_word,
            **values,
        )
