"""The head of the audit's chain: a number and a digest, worth keeping where nobody of this machine can write."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.clock import day_of
from app.messages import mark, translate
from app.models.account import Account, Role
from app.models.trust import AuditLink
from app.services.audit import Actor, record_audit
from app.services.audit_chain import find_last_link
from app.services.message import queue_message
from config import get_settings

SUBJECT = mark("The audit's head: keep this e-mail")
TEXT = mark(
    "On %(day)s the chain of the audit ends with this link:\n\n%(head)s\n\nPrint it or keep this e-mail where nobody "
    "who works on the machine can change it. Whether anything before it was changed, removed or cut off is told on the "
    "machine by:\n\nllamado audit verify --head %(head)s\n"
)


def written_head(link: AuditLink) -> str:
    """Return a link as it is written down: N:HEX."""
    return f"{link.number}:{link.digest.hex()}"


def tell_head(session: Session, *, now: datetime) -> int:
    """On the first day of a month, queue an e-mail with the head to each admin; return how many."""
    last = find_last_link(session)
    day = day_of(now)
    if last is None or day.day != 1:
        return 0
    actor = Actor.job("audit-verify", now)
    admins = session.exec(
        select(Account).where(Account.role == Role.ADMIN, col(Account.active).is_(True)).order_by(col(Account.id))
    ).all()
    for account in admins:
        speaks = account.locale or get_settings().default_locale
        values = {"day": day.isoformat(), "head": written_head(last)}
        text = translate(speaks, TEXT, **values)
        queue_message(session, actor, to=account.email, subject=translate(speaks, SUBJECT), text=text)
    if admins:
        record_audit(session, actor, "audit:head:mailed", subject_kind="audit", after={"link": last.number})
    return len(admins)
