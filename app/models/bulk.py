"""Deeds for many people at once, and what is needed to undo them."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import BigId, choices


class BulkKind(enum.StrEnum):
    """What is done to many people of a list at once."""

    EDIT = "edit"
    TAG = "tag"
    UNTAG = "untag"
    ASK = "ask"
    INVITE = "invite"
    MERGE_TAGS = "merge_tags"
    DELETE_TAG = "delete_tag"


class BulkDeed(SQLModel, table=True):
    """Something that staff did to many people at once, in one transaction; `people` were reached, `left_out` not.

    `detail` holds ids of tags and names of fields, nothing personal.
    """

    __tablename__ = "bulk_deed"

    id: int | None = Field(default=None, primary_key=True)
    kind: BulkKind = Field(sa_type=choices(BulkKind))
    people: int
    left_out: int
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime = Field(index=True)
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="account.id")
    put_back: int = Field(default=0, description="of an undone deed: how many people are as before")


class BulkChange(SQLModel, table=True):
    """What a deed changed of one person, as JSON under the person's key, so that the deed can be undone as one step."""

    __tablename__ = "bulk_change"
    __table_args__ = (sa.UniqueConstraint("deed_id", "crew_member_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    deed_id: int = Field(foreign_key="bulk_deed.id", ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    sealed: bytes
