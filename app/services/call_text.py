"""What a message by WhatsApp says, in the language of its reader, with the link that answers it in one tap."""

from datetime import date

from app.messages import mark, translate
from app.models.ask import ActionPurpose
from app.models.crew import CrewMember
from app.services.action_link import make_standing_token
from app.services.asking_days import ToAsk, why
from app.services.notice import link_to
from config import get_settings


def confirm_text(member: CrewMember, *, on: date, asked: ToAsk | None = None) -> str:
    """Return the question whether the person's days are still right, with a link of the day `on`."""
    token = make_standing_token(ActionPurpose.CONFIRM_DAYS, crew_member_id=member.id or 0, on=on)
    speaks = member.locale or get_settings().default_locale
    text = mark("Hello %(name)s, this is the film commission. %(why)s Are your days still right? One tap: %(link)s")
    return translate(
        speaks,
        text,
        name=member.given_name or member.name,
        why=why(asked, speaks) if asked else "",
        link=link_to(f"/answer/days/{token}"),
    ).replace("  ", " ")
