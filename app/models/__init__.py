"""Tables. Importing this package makes the metadata whole, as migrations and engines need it."""

from app.models import (
    account,
    availability,
    credit,
    crew,
    intake,
    job,
    message,
    need,
    production,
    shortlist,
    trust,
)

__all__ = [
    "account",
    "availability",
    "credit",
    "crew",
    "intake",
    "job",
    "message",
    "need",
    "production",
    "shortlist",
    "trust",
]
