"""Uploads under review: what a file would change, kept until a person confirms or drops it."""

import enum
from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel

from app.db import choices


class UploadKind(enum.StrEnum):
    """What a file brings."""

    CREW = "crew"
    CREDITS = "credits"
    NEED = "need"


class UploadStatus(enum.StrEnum):
    """Where an upload stands."""

    PREVIEW = "preview"
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
