"""Reads of saved views of the crew list."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.saved_view import SavedView


def list_views(session: Session, account_id: int) -> list[SavedView]:
    """Return the views that an account may open: its own by name, then those that others share."""
    statement = select(SavedView).where(
        col(SavedView.deleted_at).is_(None), sa.or_(col(SavedView.made_by_id) == account_id, col(SavedView.shared))
    )
    return sorted(session.exec(statement), key=lambda view: (view.made_by_id != account_id, view.name.casefold()))


def get_own_view(session: Session, account_id: int, view_id: int) -> SavedView:
    """Return a view of the account's own, a deleted one too; NotFoundError for anybody else's."""
    view = session.get(SavedView, view_id)
    if view is None or view.made_by_id != account_id:
        raise NotFoundError(mark("There is no such view."))
    return view


def list_deleted(session: Session, account_id: int) -> list[SavedView]:
    """Return the account's own views that were deleted."""
    return list(
        session.exec(
            select(SavedView).where(SavedView.made_by_id == account_id, col(SavedView.deleted_at).is_not(None))
        )
    )


def find_undoable(session: Session, account_id: int, view_id: int) -> SavedView | None:
    """Return a view of the account's own whose deletion or last change can be undone."""
    view = session.get(SavedView, view_id) if view_id > 0 else None
    if view is None or view.made_by_id != account_id:
        return None
    return view if view.deleted_at is not None or view.earlier else None
