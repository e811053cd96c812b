"""Uploads under review: what a file would change, kept until a person confirms or drops it."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import BigId, choices


class UploadKind(enum.StrEnum):
    """What a file brings."""

    CREW = "crew"
    CREDITS = "credits"
    NEED = "need"


class UploadStatus(enum.StrEnum):
    """Where an upload stands."""

    PREVIEW = "preview"
    QUEUED = "queued"
    WORKING = "working"
    FAILED = "failed"
    UNDONE = "undone"
    DONE = "done"
    DROPPED = "dropped"


class Upload(SQLModel, table=True):
    """A file as read: its rows, how its columns were understood and what is wrong with it.

    Nothing is written to the registry before it is confirmed.
    """

    __tablename__ = "upload"

    id: int | None = Field(default=None, primary_key=True)
    kind: UploadKind = Field(sa_type=choices(UploadKind))
    status: UploadStatus = Field(default=UploadStatus.PREVIEW, sa_type=choices(UploadStatus))
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    columns: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    problems: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    decided_at: datetime | None = None
    done_rows: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="of a file being written")
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="account.id")


class UploadChange(SQLModel, table=True):
    """What a file did to one person, so that the whole file can be undone as one step.

    `before` is JSON under the person's key, empty where the file brought the person in; `after_digest` tells whether
    somebody has changed the person since.
    """

    __tablename__ = "upload_change"
    __table_args__ = (sa.UniqueConstraint("upload_id", "crew_member_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    upload_id: int = Field(foreign_key="upload.id", ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    before: bytes = b""
    after_digest: str = Field(default="", max_length=64)
