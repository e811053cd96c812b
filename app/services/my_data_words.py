"""What a person's data are called on paper: columns and values in the reader's language."""

import re
from datetime import date, datetime
from typing import Any

from app.labels import LABELS
from app.messages import mark, translate
from app.rights_labels import ANSWERS, KINDS, QUESTIONS, SOURCES, STATUSES
from app.services.disclosure import HIRING
from app.services.disclosure_page import BASES
from app.services.moments import say_moment, say_span
from app.services.place_choices import place_name
from app.services.role_choices import role_name

COLUMNS = {
    "given_name": mark("Given name"),
    "surname": mark("Surnames"),
    "credit_name": mark("Credit name"),
    "pronouns": mark("Pronouns"),
    "email": mark("E-mail"),
    "phone": mark("Phone"),
    "preferred_channel": mark("Best way to reach"),
    "birth_year": mark("Year of birth"),
    "is_adult": mark("18 or older"),
    "base_place": mark("Base"),
    "residence_place": mark("Residence"),
    "residence_state": mark("State of residence"),
    "residence_since_on": mark("Resident since"),
    "willing_to_travel": mark("Travels for work"),
    "has_vehicle": mark("Has a vehicle"),
    "has_rfc": mark("Has an RFC"),
    "issues_invoices": mark("Issues invoices"),
    "has_imss": mark("Has an IMSS number"),
    "status": mark("Status"),
    "source": mark("Source"),
    "staff_note": mark("Note for staff"),
    "confirmed_at": mark("Confirmed"),
    "created_at": mark("Entered"),
    "updated_at": mark("Changed"),
    "locale": mark("Language of messages"),
    "role_id": mark("Role"),
    "seniority": mark("Level"),
    "years": mark("Years"),
    "is_primary": mark("Main role"),
    "verification": mark("Who stands behind it"),
    "verified_by": mark("Verified by"),
    "place": mark("Place"),
    "language": mark("Language"),
    "level": mark("Level"),
    "kind": mark("Kind"),
    "title": mark("Title"),
    "name": mark("Name"),
    "issued_on": mark("Issued on"),
    "expires_on": mark("Valid until"),
    "valid_until_on": mark("Valid until"),
    "production": mark("Production"),
    "course": mark("Course"),
    "result": mark("Result"),
    "certificate_number": mark("Certificate number"),
    "starts_on": mark("First day"),
    "ends_on": mark("Last day"),
    "stated_at": mark("Said on"),
    "address": mark("Address"),
    "made_at": mark("Made on"),
    "sent_at": mark("Sent"),
    "answered_at": mark("Answered"),
    "accepted_at": mark("Accepted"),
    "expires_at": mark("Ends"),
    "ended_at": mark("Ended"),
    "end_reason": mark("Why it ended"),
    "listed_at": mark("Proposed"),
    "asked_at": mark("Asked"),
    "outcome": mark("Outcome"),
    "reason": mark("Reason"),
    "purpose": mark("Purpose"),
    "notice_version": mark("Version of the privacy notice"),
    "given_at": mark("Given"),
    "withdrawn_at": mark("Withdrawn"),
    "disclosed_at": mark("Given"),
    "until_on": mark("Last day"),
    "ground": mark("Ground"),
    "basis": mark("Basis"),
    "revoked_at": mark("Revoked"),
    "asked": mark("What was asked"),
    "answer": mark("Answer"),
    "received_at": mark("Received"),
    "answer_by_on": mark("Answer due"),
    "act_by_on": mark("To be carried out by"),
    "done_at": mark("Carried out"),
    "question": mark("Question"),
    "own_words": mark("My own words"),
    "at": mark("When"),
    "action": mark("What happened"),
    "by": mark("By whom"),
    "detail": mark("Details"),
    "browser": mark("Browser"),
    "last_seen_at": mark("Last seen"),
    "note": mark("Note"),
    "days": mark("Days"),
    "confirmed_on": mark("Confirmed"),
}
_CHOICES: dict[str, str] = {
    **{key: words for choices in LABELS.values() for key, words in choices.items()},
    **QUESTIONS,
    **ANSWERS,
    **KINDS,
    **SOURCES,
    **STATUSES,
    **{basis.value: words for basis, words in BASES.items()},
    HIRING: HIRING,
    "person": mark("By the person"),
    "commission": mark("By the commission"),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*")
_CODED = (
    "status",
    "source",
    "kind",
    "purpose",
    "question",
    "answer",
    "by",
    "basis",
    "verification",
    "seniority",
    "result",
)


def say_column(locale: str, name: str) -> str:
    """Return a column's words; of those that only the machine uses, its plain name."""
    return translate(locale, COLUMNS[name]) if name in COLUMNS else name.replace("_", " ").capitalize()


def say_value(locale: str, name: str, value: Any) -> str:
    """Return a value as people read it; empty where there is nothing to tell."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return translate(locale, mark("Yes") if value else mark("No"))
    if isinstance(value, dict):
        told = (f"{say_column(locale, key)}: {say_value(locale, key, each)}" for key, each in value.items())
        return "; ".join(told)
    if isinstance(value, list):
        return ", ".join(say_value(locale, name, each) for each in value)
    return _say_text(locale, name, str(value))


def _say_text(locale: str, name: str, text: str) -> str:
    if name == "role_id":
        return role_name(text, locale)
    if name in {"place", "base_place", "residence_place"}:
        return place_name(text) or text
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        return say_span(locale, day, day)
    if _MOMENT.fullmatch(text):
        at = datetime.fromisoformat(text)
        return f"{say_moment(locale, at)} {at.year}"
    return translate(locale, _CHOICES[text]) if text in _CHOICES and name.endswith(_CODED) else text
