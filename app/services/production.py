"""Productions: opened from what a need says of them, found again by code, changed with the need."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from app.errors import ConflictError
from app.messages import mark
from app.models.account import Account, Role
from app.models.production import Production, ProductionBase, ProductionBlock
from app.queries.production import find_production_by_code
from app.services.audit import Actor, record_audit
from app.services.hire.credits import release_title
from app.services.need_bases import Bases
from app.services.need_content import ProductionContent
from config import get_settings

_FIELDS = (
    "working_title",
    "kind",
    "genre",
    "company",
    "origin",
    "office_address",
    "contact_name",
    "contact_email",
    "contact_phone",
    "confidential",
    "shooting_language",
    "office_opens_on",
    "shoot_starts_on",
    "shoot_ends_on",
    "wrap_ends_on",
    "shooting_days",
    "working_days_per_week",
    "team",
    "details",
)
_CONTACT = frozenset({"contact_name", "contact_email", "contact_phone"})
_UNTOLD = _CONTACT | {"details", "team"}
"""What the audit doesn't tell the values of: names and addresses of people, who have no key here to keep them under."""
_MOST_TRIES = 500
_CODE_STEM = 52


def may_change(account: Account | None, production: Production) -> bool:
    """Say whether this account speaks for the production: its contact, or the commission's staff."""
    if account is None:
        return False
    return account.role in {Role.STAFF, Role.ADMIN} or production.contact_account_id == account.id


def find_own_production(session: Session, account: Account | None, code: str) -> Production | None:
    """Return the production with this code where the account speaks for it; None for everybody else's."""
    production = find_production_by_code(session, code) if code else None
    return production if production is not None and may_change(account, production) else None


def open_production(
    session: Session, actor: Actor, *, content: ProductionContent, contact_account_id: int | None = None
) -> Production:
    """Open a production under its own code; where that is another production's, under the next free one."""
    for number in range(1, _MOST_TRIES):
        code = _code(content, number)
        if find_production_by_code(session, code) is not None:
            continue
        production = Production(
            code=code,
            contact_account_id=contact_account_id,
            created_at=actor.at,
            updated_at=actor.at,
            **production_values(content),
        )
        try:
            with session.begin_nested():
                session.add(production)
                session.flush()
        except IntegrityError:
            continue  # somebody else took the code since we looked
        _write_places(session, production, content)
        record_audit(
            session,
            actor,
            "need:production:opened",
            subject_kind="production",
            subject_id=production.id,
            after={"code": code, "title": production.working_title},
        )
        return production
    raise ConflictError(mark("No free code was found for this production. Give it another code."))


def _code(content: ProductionContent, number: int) -> str:
    """Return the code as given, then with -2, -3 …; a made-up one counts on within kind and year."""
    if content.code:
        return content.code if number == 1 else f"{content.code[:_CODE_STEM]}-{number}"
    year = content.shoot_starts_on.year if content.shoot_starts_on else 0
    return f"{content.kind.value[:4].upper()}-{year or 'X'}-{number:03d}"


def change_production(session: Session, actor: Actor, production: Production, *, content: ProductionContent) -> None:
    """Give a production the facts that a changed need says; its code and contact account stay."""
    values = production_values(content)
    before = {name: getattr(production, name) for name, value in values.items() if getattr(production, name) != value}
    for name, value in values.items():
        setattr(production, name, value)
    production.updated_at = actor.at
    session.add(production)
    for table in (ProductionBase, ProductionBlock):
        session.exec(delete(table).where(col(table.production_id) == production.id))
    _write_places(session, production, content)
    if "confidential" in before:
        release_title(session, actor, production)
    if before:
        record_audit(
            session,
            actor,
            "need:production:changed",
            subject_kind="production",
            subject_id=production.id,
            before={name: before[name] for name in before if name not in _UNTOLD},
            after={name: values[name] for name in before if name not in _UNTOLD} | _untold(before),
        )


def _untold(before: dict[str, Any]) -> dict[str, list[str]]:
    """Return the names of what changed without its values being told."""
    names = sorted(_UNTOLD & set(before))
    return {"also_changed": names} if names else {}


def production_values(content: ProductionContent) -> dict[str, Any]:
    """Return the columns of the production that a content tells; its code and contact account are not among them."""
    return {name: getattr(content, name) for name in _FIELDS}


def _write_places(session: Session, production: Production, content: ProductionContent) -> None:
    bases = Bases(content, get_settings().commission_state)
    assert production.id is not None  # noqa: S101 - it was flushed
    for ordinal, base in enumerate(content.bases):
        session.add(
            ProductionBase(
                production_id=production.id, name=base.name, place=bases.place_of(base.name), ordinal=ordinal
            )
        )
    for block in content.blocks:
        session.add(
            ProductionBlock(
                production_id=production.id,
                name=block.name,
                base_name=bases.base_of(block),
                starts_on=block.starts_on,
                ends_on=block.ends_on,
            )
        )
    session.flush()
