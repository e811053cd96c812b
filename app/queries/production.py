"""Reads of productions."""

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.need import Need
from app.models.production import Production, ProductionBase, ProductionBlock


def find_production_by_code(session: Session, code: str) -> Production | None:
    """Return the production with this code."""
    return session.exec(select(Production).where(Production.code == code)).first()


def get_production(session: Session, production_id: int, *, contact_id: int | None = None) -> Production:
    """Return a production; with `contact_id` only one of this contact. NotFoundError otherwise."""
    production = session.get(Production, production_id)
    if production is None or (contact_id is not None and production.contact_account_id != contact_id):
        raise NotFoundError(mark("There is no such production."))
    return production


def list_bases(session: Session, production_id: int) -> list[ProductionBase]:
    """Return the bases of a production in its own order."""
    statement = select(ProductionBase).where(ProductionBase.production_id == production_id)
    return list(session.exec(statement.order_by(col(ProductionBase.ordinal), col(ProductionBase.id))))


def list_blocks(session: Session, production_id: int) -> list[ProductionBlock]:
    """Return the blocks of a production's shoot by day."""
    statement = select(ProductionBlock).where(ProductionBlock.production_id == production_id)
    return list(session.exec(statement.order_by(col(ProductionBlock.starts_on), col(ProductionBlock.id))))


def list_productions(
    session: Session, *, contact_id: int | None = None, words: str = "", limit: int = 200
) -> list[tuple[Production, int]]:
    """Return productions, the next to shoot first, each with how many needs it handed in."""
    needs = select(Need.production_id, func.count().label("needs")).group_by(col(Need.production_id)).subquery()
    statement = (
        select(Production, func.coalesce(needs.c.needs, 0))
        .outerjoin(needs, needs.c.production_id == Production.id)
        .order_by(col(Production.shoot_starts_on).desc().nulls_last(), col(Production.id).desc())
        .limit(limit)
    )
    if contact_id is not None:
        statement = statement.where(Production.contact_account_id == contact_id)
    for word in words.split():
        like = f"%{word}%"
        statement = statement.where(
            col(Production.code).ilike(like)
            | col(Production.working_title).ilike(like)
            | col(Production.company).ilike(like)
        )
    return [(production, int(count)) for production, count in session.exec(statement)]
