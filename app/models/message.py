"""Messages: e-mails that wait to be sent, queued in the transaction that they tell of."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Message(SQLModel, table=True):
    """An e-mail in the outbox. Sent at least once, always under the same Message-ID."""

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("message_id"),
        sa.Index("ix_message_sent_at_next_try_at", "sent_at", "next_try_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(max_length=120)
    to_address: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    text: str
    queued_at: datetime
    next_try_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    last_error: str = Field(default="", max_length=300)
