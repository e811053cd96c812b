"""Send what waits in the outbox; what fails is tried again, later and later, and given up after two days."""

import smtplib
from datetime import datetime, timedelta

from sqlmodel import Session

from app.mail import Transport, to_email
from app.queries.message import list_waiting_messages

MOST_A_RUN = 20
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def send_waiting_messages(session: Session, transport: Transport, *, sender: str, now: datetime) -> dict[str, int]:
    """Send messages that are due; return how many were sent, put off and given up."""
    counts = {"sent": 0, "put_off": 0, "given_up": 0}
    for message in list_waiting_messages(session, now=now, limit=MOST_A_RUN):
        message.attempts += 1
        try:
            transport.send(to_email(message, sender))
        except (OSError, smtplib.SMTPException) as error:
            message.last_error = f"{type(error).__name__}: {error}"[:300]
            if message.attempts >= MOST_ATTEMPTS:
                message.failed_at = now
                counts["given_up"] += 1
            else:
                message.next_try_at = now + min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
                counts["put_off"] += 1
        else:
            message.sent_at = now
            message.text = ""
            counts["sent"] += 1
        session.add(message)
    return counts
