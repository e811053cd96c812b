"""For every column that refers to a person: what becomes of its rows when two people turn out to be one.

A new table that refers to `crew_member` needs a line here; a test walks the tables and names those that have none.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from app.models.registration import ReviewStatus
from app.services.merging import absorb
from app.services.merging.journal import Row

Alike = Callable[[Row], Hashable | None]
"""What makes two rows the same thing, of which one person has one; None: never the same."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Rows go to the kept person, unless they have the same thing already: then theirs takes over what is better.

    `sealed` columns are under the person's key and are sealed anew.
    """

    alike: Alike | None = None
    take: Callable[[Row, Row], absorb.Taken] | None = None
    sealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stays:
    """Rows stay with the profile that is put aside, and why."""

    because: str


def same(*columns: str) -> Alike:
    """Rows are the same thing where these columns are alike, however they are cased."""

    def key(row: Row) -> Hashable:
        return tuple(value.casefold() if isinstance(value := row[name], str) else value for name in columns)

    return key


def _waiting_review(row: Row) -> Hashable | None:
    return "waiting" if row["status"] == ReviewStatus.WAITING else None


_CALCULATED = Stays("It was calculated for this profile and must stay reproducible; calculate anew.")
RULES: Mapping[str, Moves | Stays] = {
    "account.crew_member_id": Stays("One account a person: see `accounts`."),
    "action_link.crew_member_id": Moves(),
    "arco_request.crew_member_id": Moves(sealed=("asked",)),
    "booking.crew_member_id": Moves(),
    "booking_span.crew_member_id": Moves(),
    "bulk_change.crew_member_id": Stays("A deed for many is undone on the profile that it changed."),
    "calendar_feed.crew_member_id": Moves(sealed=("address_encrypted",)),
    "calendar_subscription.crew_member_id": Moves(),
    "candidate_decision.crew_member_id": Moves(same("position_id"), absorb.take_decision),
    "challenge.crew_member_id": Moves(),
    "confirmation_ask.crew_member_id": Moves(),
    "consent.crew_member_id": Moves(),
    "credential.crew_member_id": Moves(same("kind", "title", "issued_on", "expires_on"), absorb.take_verified),
    "credit.crew_member_id": Moves(same("title_id", "role_id", "unit"), absorb.take_verified),
    "crew_language.crew_member_id": Moves(same("language"), absorb.take_level),
    "crew_member.duplicate_of_id": Moves(),
    "crew_role.crew_member_id": Moves(same("role_id"), absorb.take_role),
    "crew_skill.crew_member_id": Moves(same("key")),
    "crew_tagging.crew_member_id": Moves(same("tag_id")),
    "disclosure.crew_member_id": Moves(),
    "duplicate_pair.low_id": Stays("What was decided of a pair is about these two profiles."),
    "duplicate_pair.high_id": Stays("What was decided of a pair is about these two profiles."),
    "evidence.crew_member_id": Moves(sealed=("content",)),
    "feed_span.crew_member_id": Moves(),
    "feedback.crew_member_id": Moves(sealed=("note", "answer", "staff_note")),
    "hire_line.crew_member_id": Moves(),  # of signed reports too: their digest says the booking, not who it is by now
    "hold.crew_member_id": Moves(),
    "hold_span.crew_member_id": Moves(),
    "kit_item.crew_member_id": Moves(same("name", "rental_centavos_per_day")),
    "merge.kept_id": Stays("The history of merges stays as it was."),
    "merge.merged_id": Stays("The history of merges stays as it was."),
    "offer.crew_member_id": Moves(same("round_id")),  # only one that has ended stays behind
    "person_key.crew_member_id": Stays("Each profile's audit stays under its own key."),
    "placement.crew_member_id": Moves(same("role_id", "starts_on")),
    "placement.mentor_id": Moves(),
    "plan_rule.crew_member_id": _CALCULATED,
    "plan_slot.crew_member_id": _CALCULATED,
    "profile_review.crew_member_id": Moves(_waiting_review, sealed=("snapshot",)),
    "proposal.crew_member_id": Moves(),
    "referral.crew_member_id": Moves(same("position_id"), absorb.take_referral),
    "registration.crew_member_id": Moves(),
    "residence_evidence.crew_member_id": Moves(same("kind", "issued_on", "valid_until_on")),
    "sensitive_answer.crew_member_id": Moves(same("question"), sealed=("sealed",)),
    "shortlist_entry.crew_member_id": _CALCULATED,
    "statement.crew_member_id": Moves(),
    "statement_batch.crew_member_id": Moves(same("form_key")),
    "training_record.crew_member_id": Moves(same("course_id"), absorb.take_training),
    "upload_change.crew_member_id": Stays("An import is undone on the profile that it wrote."),
    "work_base.crew_member_id": Moves(same("place")),
}
"""Column -> rule, for every column of every table that refers to a person."""
