"""The fields of two profiles side by side: which of the two values is likely the better one, and why."""

import enum
from dataclasses import dataclass
from typing import Any

from app.messages import mark
from app.models.crew import CrewMember


class Better(enum.StrEnum):
    """Why a value is suggested."""

    ONLY = "only"
    PROVEN = "proven"
    LONGER = "longer"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class MergeField:
    """Something that a profile says once, in one or several columns that go together; `label` is a message id."""

    name: str
    label: str
    columns: tuple[str, ...]
    longer_is_better: bool = False


FIELDS: tuple[MergeField, ...] = (
    MergeField("given_name", mark("Given name"), ("given_name",), longer_is_better=True),
    MergeField("surname", mark("Surnames"), ("surname",), longer_is_better=True),
    MergeField("credit_name", mark("Credit name"), ("credit_name",)),
    MergeField("pronouns", mark("Pronouns"), ("pronouns",)),
    MergeField("born", mark("Born"), ("birth_year", "is_adult")),
    MergeField("email", mark("E-mail"), ("email",)),
    MergeField("phone", mark("Phone"), ("phone",)),
    MergeField("channel", mark("Best way"), ("preferred_channel",)),
    MergeField("base", mark("Base"), ("base_place",)),
    MergeField("residence", mark("Residence"), ("residence_place", "residence_state", "residence_since_on")),
    MergeField("travel", mark("On location"), ("willing_to_travel", "max_travel_weeks")),
    MergeField("vehicle", mark("Vehicle"), ("has_vehicle",)),
    MergeField("rfc", mark("RFC"), ("has_rfc",)),
    MergeField("invoices", mark("Invoices"), ("issues_invoices",)),
    MergeField("imss", mark("IMSS"), ("has_imss",)),
    MergeField("locale", mark("Messages in"), ("locale",)),
    MergeField("offers", mark("Offers a week"), ("most_offers_a_week",)),
    MergeField("asks", mark("Questions a month about days"), ("most_asks_a_month",)),
)
BY_NAME = {field.name: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of both: whether they differ, whether the other's value is suggested over the kept one's, and why."""

    field: MergeField
    differs: bool
    other_is_better: bool = False
    because: Better | None = None


def compare_fields(
    kept: CrewMember, other: CrewMember, *, kept_email: str | None = None, other_email: str | None = None
) -> list[Compared]:
    """Compare two profiles field by field; the e-mails are those that they have signed in with, as far as they have."""
    signed_in = {"kept": kept_email, "other": other_email}
    return [_compare(field, kept, other, signed_in) for field in FIELDS]


def _compare(field: MergeField, kept: CrewMember, other: CrewMember, signed_in: dict[str, str | None]) -> Compared:
    ours, theirs = (tuple(getattr(member, name) for name in field.columns) for member in (kept, other))
    if ours == theirs:
        return Compared(field, differs=False)
    if not any(theirs) or not any(ours):
        return Compared(field, differs=True, other_is_better=any(theirs), because=Better.ONLY)
    if field.name == "email" and (ours[0] == signed_in["kept"]) != (theirs[0] == signed_in["other"]):
        return Compared(field, differs=True, other_is_better=theirs[0] == signed_in["other"], because=Better.PROVEN)
    if field.longer_is_better and len(ours[0]) != len(theirs[0]):
        return Compared(field, differs=True, other_is_better=len(theirs[0]) > len(ours[0]), because=Better.LONGER)
    newer = _said_at(other) > _said_at(kept)
    return Compared(field, differs=True, other_is_better=newer, because=Better.NEWER)


def _said_at(member: CrewMember) -> Any:
    return max(member.confirmed_at or member.created_at, member.updated_at)
