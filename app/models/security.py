"""Security of accounts: recovery codes, and counts that slow guessing down."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class RecoveryCode(SQLModel, table=True):
    """A code that stands in once for the second factor; kept as a hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("account_id", "code_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    code_hash: str = Field(max_length=200)
    made_at: datetime
    used_at: datetime | None = None


class RateCount(SQLModel, table=True):
    """How often something was done in a window of time: by whom, from where or over all, as `key_hash` says.

    In the database, so that all workers count together.
    """

    __tablename__ = "rate_count"
    __table_args__ = (sa.UniqueConstraint("deed", "key_hash", "window_from_at"),)

    id: int | None = Field(default=None, primary_key=True)
    deed: str = Field(max_length=40)
    key_hash: str = Field(max_length=64)
    window_from_at: datetime = Field(index=True)
    count: int = 0
