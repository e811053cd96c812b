"""Where the registry keeps what belongs to a person: what a copy of their data shows of it, what erasure does.

A test walks all tables: one that points to a person and has no line here fails it. Who adds a table adds its line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.messages import mark

DELETE = "delete"
KEEP = "keep"


@dataclass(frozen=True)
class PersonTable:
    """What becomes of a table's rows about a person.

    `title` is the section of their copy of the data (a message id), or empty with `why_not`. `erase` deletes the rows
    or keeps them without name, with the columns of `cleared` emptied; `hidden` columns are no data about the person.
    """

    title: str = ""
    why_not: str = ""
    erase: str = DELETE
    cleared: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


_NUMBERS = "numbers that name nobody and are deleted within a week"
_INNER = "how the registry came to a proposal for others; what the person was told stands in referrals"

TABLES: Mapping[str, PersonTable] = {
    "crew_role": PersonTable(mark("Roles")),
    "work_base": PersonTable(mark("Work bases")),
    "crew_language": PersonTable(mark("Languages")),
    "credential": PersonTable(mark("Licences and certificates")),
    "crew_skill": PersonTable(mark("Skills"), hidden=("key",)),
    "kit_item": PersonTable(mark("Own kit")),
    "residence_evidence": PersonTable(mark("Evidence of residence")),
    "evidence": PersonTable(mark("Files handed in"), hidden=("content", "decided_by_id")),
    "credit": PersonTable(mark("Credits"), hidden=("hire_report_id",)),
    "training_record": PersonTable(
        mark("Training"),
        erase=KEEP,
        cleared=("certificate_number", "certificate_issued_on", "mentor", "dropped_reason"),
    ),
    "placement": PersonTable(mark("Placements"), erase=KEEP, cleared=("mentor_note",), hidden=("mentor_id",)),
    "statement": PersonTable(mark("Availability"), hidden=("batch_id",)),
    "statement_batch": PersonTable(why_not="the acts by which the statements were made, to undo them"),
    "calendar_feed": PersonTable(mark("Own calendars that are read"), hidden=("etag", "last_modified", "digest")),
    "feed_span": PersonTable(mark("Days from own calendars")),
    "calendar_subscription": PersonTable(mark("Calendar addresses given out"), hidden=("token_hash",)),
    "confirmation_ask": PersonTable(mark("Times we asked about availability")),
    "offer": PersonTable(mark("Offers"), erase=KEEP, cleared=("decline_note",), hidden=("round_id", "ordinal")),
    "hold": PersonTable(mark("Holds"), erase=KEEP, hidden=("accept_seq",)),
    "hold_span": PersonTable(mark("Days held"), erase=KEEP, hidden=("accept_seq",)),
    "booking": PersonTable(mark("Bookings"), erase=KEEP),
    "booking_span": PersonTable(mark("Days booked"), erase=KEEP),
    "challenge": PersonTable(mark("Decisions asked"), erase=KEEP),
    "referral": PersonTable(mark("Times proposed to a production"), erase=KEEP, cleared=("reason",), hidden=("rank",)),
    "hire_line": PersonTable(mark("Work reported"), erase=KEEP, cleared=("pay_band",)),
    "feedback": PersonTable(mark("Feedback"), hidden=("staff_note", "looked_by_id", "looked_at", "matter")),
    "consent": PersonTable(mark("Consents"), erase=KEEP),
    "disclosure": PersonTable(mark("Contact details given to productions"), erase=KEEP, hidden=("grant_id",)),
    "arco_request": PersonTable(
        mark("Requests under ARCO rights"), erase=KEEP, cleared=("asked", "identity_proof"), hidden=("decided_by_id",)
    ),
    "sensitive_answer": PersonTable(mark("About me, for counts only")),
    "profile_review": PersonTable(mark("Reviews of the profile"), hidden=("snapshot", "decided_by_id", "checks")),
    "registration": PersonTable(mark("Registration"), hidden=("token_hash", "email_hash", "answers")),
    "audit_event": PersonTable(mark("What was done with the data"), erase=KEEP, hidden=("encrypted", "origin")),
    "account": PersonTable(
        mark("Account"),
        erase=KEEP,
        hidden=("password_hash", "totp_secret", "totp_last_step", "totp_confirmed_at"),
    ),
    "action_link": PersonTable(why_not="links in e-mails, kept as a hash; the e-mails went to the person"),
    "person_key": PersonTable(why_not="the key that protects the data; handing it out would undo that"),
    "upload_change": PersonTable(why_not="how an imported file can be undone; what it changed stands in the log"),
    "crew_tagging": PersonTable(mark("Tags of the commission's staff")),
    "bulk_change": PersonTable(why_not="how a deed for many can be undone; what it changed stands in the log"),
    "duplicate_pair": PersonTable(why_not="a guess that two profiles are one person: names another person"),
    "merge": PersonTable(why_not="how two profiles became one; the result is the profile, the deed is in the log"),
    "roster_change": PersonTable(why_not=_NUMBERS, erase=KEEP),
    "plan_rule": PersonTable(why_not=_INNER),
    "plan_slot": PersonTable(why_not=_INNER, erase=KEEP),
    "proposal": PersonTable(why_not=_INNER, erase=KEEP, cleared=("note",)),
    "shortlist_entry": PersonTable(why_not=_INNER, erase=KEEP),
    "candidate_decision": PersonTable(why_not=_INNER, erase=KEEP, cleared=("note",)),
}
"""Table -> its line, in the order of the copy."""

OF_ACCOUNT: Mapping[str, PersonTable] = {
    "device": PersonTable(mark("Signed-in devices"), hidden=("token_hash",)),
    "sign_in_link": PersonTable(why_not="links in e-mails, kept as a hash; the e-mails went to the person"),
    "recovery_code": PersonTable(why_not="kept as hashes; crew sign in without a password"),
}
"""The same for tables that hang on the person's account."""

SWEPT_NOT = frozenset({"audit_event", "audit_link", "crew_member", "account", "title", "privacy_notice", "production"})
"""Tables whose free texts are not searched for the person's name: the audit keeps personal values under the person's
key and is only ever added to; people and accounts are erased by their id, for others may bear the same name; titles
and productions are others' names."""


def person_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table that name whose row it is; who else is in it (a mentor) is not its owner."""
    others = {"mentor_id", "duplicate_of_id"}
    return [
        column
        for column in table.columns
        if column.name not in others
        and (
            column.name == "crew_member_id"
            or any(key.column.table.name == "crew_member" for key in column.foreign_keys)
        )
    ]
