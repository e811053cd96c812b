"""Texts that a WhatsApp message to a person begins with, in the person's language; titles stay hidden as in offers."""

from enum import StrEnum

from sqlmodel import Session

from app.messages import mark, translate
from app.models.ask import ActionPurpose
from app.services.action_link import find_action_token
from app.services.audit import Actor
from app.services.notice import link_to
from app.services.offer_told import Terms, say_question, tell

ANSWER = mark("Answer by %(moment)s, with one tap: %(link)s")
ANSWER_ON_PAGE = mark("Answer by %(moment)s on your page: %(link)s")
HELLO = mark("Hello %(name)s!")


class About(StrEnum):
    """What a message is about."""

    OFFER = "offer"
    HOLD = "hold"
    BOOKING = "booking"
    MOVED = "moved"


TEXTS = {
    About.HOLD: mark("About your hold as %(role)s, %(days)s (%(production)s). Your page: %(link)s"),
    About.BOOKING: mark("You are booked as %(role)s, %(days)s (%(production)s). All your dates: %(link)s"),
    About.MOVED: mark("The dates of %(production)s have moved: as %(role)s, now %(days)s. Still right? %(link)s"),
}
PURPOSES = {About.OFFER: ActionPurpose.ANSWER_OFFER, About.MOVED: ActionPurpose.ANSWER_RECONFIRM}
PAGES = {ActionPurpose.ANSWER_OFFER: "/answer/offer/{}", ActionPurpose.ANSWER_RECONFIRM: "/answer/dates/{}"}
OWN_PAGE = "/me"


def find_answer_link(
    session: Session, actor: Actor, about: About, *, crew_member_id: int, subject_id: int
) -> str | None:
    """Return the address under which a person answers without signing in; None where there is none or no longer.

    Only staff hand it on, who may record answers anyhow: whoever has it answers in the person's name.
    """
    purpose = PURPOSES.get(about)
    if purpose is None:
        return None
    token = find_action_token(session, purpose, crew_member_id=crew_member_id, subject_id=subject_id, now=actor.at)
    return link_to(PAGES[purpose].format(token)) if token else None


def write_chat(about: About, terms: Terms, locale: str, *, name: str, answer_link: str | None) -> str:
    """Return the text in `locale`; without `answer_link` it leads to the person's own page."""
    told = tell(terms, locale)
    hello = translate(locale, HELLO, name=name)
    link = answer_link or link_to(OWN_PAGE)
    if about is About.OFFER:
        days = "; ".join(f"{period} {days}" for period, days in told.days)
        answer = translate(locale, ANSWER if answer_link else ANSWER_ON_PAGE, moment=told.answer_by, link=link)
        return "\n".join(each for each in (f"{hello} {say_question(told, locale)}", days, told.base, answer) if each)
    said = translate(locale, TEXTS[about], role=told.role, days=told.whole, production=told.production, link=link)
    return f"{hello} {said}"
