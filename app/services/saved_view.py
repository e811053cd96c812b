"""Saved views: a name for filters of the crew list, one's own or shared with the staff; changes can be undone."""

from collections.abc import Mapping

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.saved_view import SavedView
from app.queries.saved_view import get_own_view, list_deleted, list_views
from app.services.audit import Actor, record_audit

FILTERS = (
    "q", "department", "role", "place", "km", "language", "level", "training", "status", "tag", "start", "end", "days",
    "sort",
)  # fmt: skip
"""What a view keeps of the address; not the page, nor which view is open."""
LONGEST_NAME = 80
LONGEST_FILTER = 200
MOST_VIEWS = 50


def read_filters(values: Mapping[str, str]) -> dict[str, str]:
    """Return the filters among the values of an address, without those that ask nothing."""
    found = {name: values.get(name, "").strip()[:LONGEST_FILTER] for name in FILTERS}
    return {name: text for name, text in found.items() if text and text.isprintable()}


def save_view(
    session: Session, actor: Actor, *, account_id: int, name: str, filters: Mapping[str, str], shared: bool
) -> SavedView:
    """Keep filters under a name; ConflictError where one's own view has it already."""
    name = _name(session, account_id, name)
    if sum(view.made_by_id == account_id for view in list_views(session, account_id)) >= MOST_VIEWS:
        raise ConflictError(mark("You have %(most)s views. Delete one first."), most=MOST_VIEWS)
    view = SavedView(
        made_by_id=account_id,
        name=name,
        filters=dict(filters),
        shared=shared,
        made_at=actor.at,
        changed_at=actor.at,
    )
    session.add(view)
    session.flush()
    _record(session, actor, view, "created")
    return view


def _name(session: Session, account_id: int, name: str, *, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInputError(mark("A view needs a name of at most %(most)s signs."), most=LONGEST_NAME)
    for view in list_views(session, account_id):
        if view.made_by_id == account_id and view.id != but and view.name.casefold() == name.casefold():
            raise ConflictError(mark("You have a view “%(name)s” already. Open it to change it."), name=view.name)
    return name


def _record(session: Session, actor: Actor, view: SavedView, deed: str) -> None:
    """Leave an event without the filters: they may name a person, and the audit stays for good."""
    after = {"shared": view.shared}
    record_audit(session, actor, f"staff:view:{deed}", subject_kind="saved_view", subject_id=view.id, after=after)
    session.flush()


def change_view(
    session: Session,
    actor: Actor,
    *,
    account_id: int,
    view_id: int,
    name: str,
    shared: bool,
    filters: Mapping[str, str] | None = None,
) -> SavedView:
    """Rename a view, share it or not, with `filters` let it find others; what it was can be brought back."""
    view = get_own_view(session, account_id, view_id)
    name = _name(session, account_id, name, but=view.id)
    view.earlier = {"name": view.name, "filters": view.filters, "shared": view.shared}
    view.name, view.shared, view.changed_at = name, shared, actor.at
    if filters is not None:
        view.filters = dict(filters)
    session.add(view)
    _record(session, actor, view, "changed")
    return view


def delete_view(session: Session, actor: Actor, *, account_id: int, view_id: int) -> SavedView:
    """Delete a view; it can be brought back until its owner deletes another one."""
    view = get_own_view(session, account_id, view_id)
    for earlier in list_deleted(session, account_id):
        if earlier.id != view.id:
            session.delete(earlier)
    view.deleted_at = actor.at
    session.add(view)
    _record(session, actor, view, "removed")
    return view


def undo_view(session: Session, actor: Actor, *, account_id: int, view_id: int) -> SavedView:
    """Bring a deleted view back, else what its last change replaced; ConflictError where there is neither."""
    view = get_own_view(session, account_id, view_id)
    if view.deleted_at is not None:
        _name(session, account_id, view.name, but=view.id)
        view.deleted_at = None
    elif view.earlier:
        name = _name(session, account_id, view.earlier["name"], but=view.id)
        view.name, view.filters, view.shared = name, view.earlier["filters"], view.earlier["shared"]
        view.earlier = {}
    else:
        raise ConflictError(mark("There is nothing to undo."))
    view.changed_at = actor.at
    session.add(view)
    _record(session, actor, view, "restored")
    return view
