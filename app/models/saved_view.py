"""Saved views: filters of the crew list under a name."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel


class SavedView(SQLModel, table=True):
    """Filters of the crew list that somebody of the staff comes back to; `shared` ones are everybody's to open.

    `earlier` is what the last change replaced, for its undo; a deleted view stays until its owner deletes another.
    """

    __tablename__ = "saved_view"

    id: int | None = Field(default=None, primary_key=True)
    made_by_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=80)
    filters: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    shared: bool = False
    earlier: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None
