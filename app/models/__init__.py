"""Tables. Importing this package makes the metadata whole, as migrations and engines need it."""

from app.models import (
    account,
    ask,
    availability,
    bench,
    calendar,
    challenge,
    credit,
    crew,
    intake,
    job,
    message,
    need,
    offer,
    production,
    shortlist,
    trust,
)

__all__ = [
    "account",
    "ask",
    "availability",
    "bench",
    "calendar",
    "challenge",
    "credit",
    "crew",
    "intake",
    "job",
    "message",
    "need",
    "offer",
    "production",
    "shortlist",
    "trust",
]
