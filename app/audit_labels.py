"""Words of the audit: what an event's action, subject and fields are called on pages and in files."""

from typing import Any

from app.messages import mark, translate

THINGS: dict[str, str] = {
    "account": mark("Account"),
    "address": mark("Calendar address"),
    "audit": mark("Audit"),
    "booking": mark("Booking"),
    "candidate": mark("Candidate"),
    "certificate": mark("Certificate"),
    "challenge": mark("Challenge"),
    "consent": mark("Consent"),
    "course": mark("Course"),
    "credential": mark("Licence or certificate"),
    "credit": mark("Credit"),
    "credits": mark("Credits"),
    "crew_list": mark("Crew list"),
    "crew_member": mark("Crew member"),
    "crew_tag": mark("Tag"),
    "days": mark("Days"),
    "demo": mark("Demo registry"),
    "device": mark("Signed-in browser"),
    "disclosure": mark("Contact details"),
    "duplicate": mark("Double profile"),
    "evidence": mark("Evidence"),
    "feed": mark("Own calendar"),
    "feedback": mark("Feedback"),
    "head": mark("Head of the audit"),
    "history": mark("History"),
    "hold": mark("Hold"),
    "job": mark("Job"),
    "kit": mark("Kit"),
    "language": mark("Language"),
    "link": mark("Link"),
    "list": mark("List"),
    "merge": mark("Merge"),
    "message": mark("E-mail"),
    "need": mark("Need"),
    "neutrality": mark("Neutrality figures"),
    "offer": mark("Offer"),
    "placement": mark("Placement"),
    "plan": mark("Plan"),
    "plan_rule": mark("Rule of a plan"),
    "position": mark("Line of a need"),
    "production": mark("Production"),
    "profile": mark("Profile"),
    "referrals": mark("Referral log"),
    "registry": mark("Registry"),
    "release": mark("Crew list handed out"),
    "residence": mark("Residence"),
    "role": mark("Role"),
    "round": mark("Round of offers"),
    "seat": mark("Place in a course"),
    "sensitive_answer": mark("Answer about oneself"),
    "skill": mark("Skill"),
    "saved_view": mark("View of the crew list"),
    "tag": mark("Tag"),
    "tags": mark("Tags"),
    "title": mark("Title"),
    "training": mark("Training"),
    "upload": mark("Upload"),
    "view": mark("View of the crew list"),
    "weights": mark("Weights"),
    "work_base": mark("Place of work"),
}
"""What an action or subject is about."""

DEEDS: dict[str, str] = {
    "accepted": mark("accepted"),
    "activated": mark("put in force"),
    "added": mark("added"),
    "answered": mark("answered"),
    "asked": mark("asked for"),
    "booked": mark("booked"),
    "cancelled": mark("cancelled"),
    "changed": mark("changed"),
    "confirmed": mark("confirmed"),
    "created": mark("created"),
    "declined": mark("declined"),
    "dropped": mark("dropped"),
    "expired": mark("ran out"),
    "exported": mark("exported"),
    "filled": mark("filled"),
    "given": mark("given"),
    "granted": mark("granted"),
    "handed_in": mark("handed in"),
    "imported": mark("imported"),
    "lapsed": mark("lapsed"),
    "linked": mark("linked"),
    "loaded": mark("loaded"),
    "made": mark("made"),
    "mailed": mark("sent by e-mail"),
    "marked": mark("marked"),
    "matched": mark("matched"),
    "moved": mark("moved"),
    "moved_up": mark("moved up"),
    "noted": mark("noted"),
    "opened": mark("opened"),
    "picked": mark("picked"),
    "previewed": mark("looked at before handing out"),
    "promoted": mark("promoted"),
    "read": mark("read"),
    "received": mark("received"),
    "released": mark("released"),
    "removed": mark("removed"),
    "reopened": mark("opened again"),
    "restored": mark("brought back"),
    "revoked": mark("revoked"),
    "saved": mark("saved"),
    "sent": mark("sent"),
    "settled": mark("looked at"),
    "signed_in": mark("signed in"),
    "stated": mark("told"),
    "tried_again": mark("tried again"),
    "undecided": mark("undecided again"),
    "undone": mark("undone"),
    "withdrawn": mark("withdrawn"),
    "written": mark("written"),
}
"""What was done to it."""

FIELDS: dict[str, str] = {
    "also_changed": mark("also changed"),
    "base_place": mark("base"),
    "birth_on": mark("date of birth"),
    "credit_name": mark("credit name"),
    "days": mark("days"),
    "email": mark("e-mail"),
    "ends_on": mark("last day"),
    "given_name": mark("given name"),
    "kind": mark("kind"),
    "level": mark("level"),
    "locale": mark("language of pages"),
    "name": mark("name"),
    "note": mark("note"),
    "people": mark("people"),
    "phone": mark("phone"),
    "place": mark("place"),
    "preferred_channel": mark("best way to reach"),
    "purpose": mark("purpose"),
    "rank": mark("rank"),
    "reason": mark("reason"),
    "role_id": mark("role"),
    "source": mark("source"),
    "starts_on": mark("first day"),
    "status": mark("status"),
    "surname": mark("surnames"),
    "title": mark("title"),
    "verification": mark("level of proof"),
    "working_title": mark("working title"),
}
"""Columns whose name says little to people who don't know the tables."""


def plain_word(token: str) -> str:
    """Return a token of ours as a word: without underscores."""
    return token.replace("_", " ")


def thing_words(token: str, locale: str) -> str:
    """Return what a subject or the middle of an action is called."""
    return translate(locale, THINGS[token]) if token in THINGS else plain_word(token)


def action_words(action: str, locale: str) -> str:
    """Return an action source:thing:deed as people read it: Profile: changed."""
    _, thing, deed = action.split(":", 2) if action.count(":") > 1 else ("", "", action)
    done = translate(locale, DEEDS[deed]) if deed in DEEDS else plain_word(deed)
    return f"{thing_words(thing, locale)}: {done}" if thing else done


def field_words(name: str, locale: str) -> str:
    """Return what a field is called."""
    return translate(locale, FIELDS[name]) if name in FIELDS else plain_word(name)


def value_words(value: Any, locale: str) -> str:
    """Return a value of an event as people read it; a dash for nothing."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return translate(locale, mark("yes") if value else mark("no"))
    if isinstance(value, dict):
        return "; ".join(f"{field_words(name, locale)}: {value_words(each, locale)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(each, locale) for each in value)
    return str(value)
