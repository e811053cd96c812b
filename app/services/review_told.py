"""What a person is told of staff's word on their profile, in their language; reasons that staff pick from."""

from sqlmodel import Session

from app.messages import mark, translate
from app.models.crew import CrewMember
from app.models.registration import ProfileReview, ReviewStatus
from app.services.audit import Actor
from app.services.message import queue_message

ASK_BACK = {
    "evidence": mark("Send us something that shows it: a credit, a letter, a certificate, a call sheet."),
    "residence": mark("Send us a proof of address that is not older than three months."),
    "unreadable": mark("One of your files can't be read. Take the photo again, flat and in good light."),
    "roles": mark("Tell us more of your roles: which ones, how many years, on which productions."),
    "contact": mark("We could not reach you under this phone number. Please check it."),
}
DECLINE = {
    "not_crew": mark("The registry is for people who work in film and audiovisual production."),
    "elsewhere": mark("You neither live nor work in our state; the commission there can help you."),
    "double": mark("You have a profile with us already. Sign in with the e-mail that you gave then."),
    "unproven": mark("What you wrote could not be confirmed."),
}
"""Key -> a reason (message id): staff choose, the person reads it in their own language."""


def spoken_reason(key: str, text: str, locale: str) -> str:
    """Return a chosen reason in the person's language, with what staff added in their own words."""
    template = {**ASK_BACK, **DECLINE}.get(key, "")
    return "\n".join(part for part in (translate(locale, template), text.strip()) if part)


_TEXTS = {
    ReviewStatus.APPROVED: (
        mark("Your profile was approved"),
        mark(
            "Hello %(name)s,\n\nthe film commission has looked at your profile and approved it. You are matched with "
            "what productions ask for. Keep your days right here:\n\n%(link)s"
        ),
        "/me",
    ),
    ReviewStatus.ASKED_BACK: (
        mark("One more thing for your profile"),
        mark(
            "Hello %(name)s,\n\nthe film commission has looked at your profile and asks:\n\n%(reason)s\n\nPut it right "
            "and hand it in again here:\n\n%(link)s"
        ),
        "/me/complete",
    ),
    ReviewStatus.DECLINED: (
        mark("Your profile was not taken up"),
        mark(
            "Hello %(name)s,\n\nthe film commission has looked at what you handed in and can't take it up:\n\n"
            "%(reason)s\n\nIf that is a mistake, answer them. Your data and your rights are here:\n\n%(link)s"
        ),
        "/me/profile",
    ),
}


def tell_decision(session: Session, actor: Actor, review: ProfileReview, member: CrewMember, *, base_url: str) -> None:
    """E-mail the person what staff decided, and why; nobody where there is no address."""
    if not member.email:
        return
    subject, text, path = _TEXTS[review.status]
    values = {"name": member.given_name or member.name, "link": f"{base_url}{path}"}
    if review.reason:
        values["reason"] = review.reason
    queue_message(
        session,
        actor,
        to=member.email,
        subject=translate(member.locale, subject),
        text=translate(member.locale, text, **values),
    )
