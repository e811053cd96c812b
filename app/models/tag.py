"""Tags: labels of the staff's own on people of the registry."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class CrewTag(SQLModel, table=True):
    """A label that staff put on people. It ranks nobody and no production sees it; the person may read theirs.

    A tag that was deleted or merged is `retired_at`, so that the deed can be undone; it is on nobody and in no list.
    """

    __tablename__ = "crew_tag"
    __table_args__ = (sa.UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    key: str = Field(max_length=60, description="the folded name: one tag, however it is cased or accented")
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    retired_at: datetime | None = None


class CrewTagging(SQLModel, table=True):
    """A person bears a tag."""

    __tablename__ = "crew_tagging"
    __table_args__ = (
        sa.UniqueConstraint("crew_member_id", "tag_id"),
        sa.Index("ix_crew_tagging_tag_id_crew_member_id", "tag_id", "crew_member_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    tag_id: int = Field(foreign_key="crew_tag.id", ondelete="CASCADE")
    tagged_at: datetime
