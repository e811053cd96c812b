"""Send what waits in the outbox; what fails is tried again, later and later, and given up after two days.

A message is claimed in one short transaction, sent while nothing is locked, and its outcome noted in another. Who dies
between sending and noting leaves a claim that ends; the message is then sent again under the same Message-ID.
"""

import smtplib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlmodel import Session

from app.mail import Transport, to_email
from app.models.message import Message
from app.queries.message import find_waiting_message, get_message

MOST_A_RUN = 200
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
CLAIM_LIFE = timedelta(minutes=10)
MOST_IN_A_ROW = 3  # failures of the server itself: the rest can wait for the next run
_OF_ONE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, ValueError)

Transactions = Callable[[], AbstractContextManager[Session]]


def send_waiting_messages(
    transaction: Transactions, transport: Transport, *, sender: str, now: datetime
) -> dict[str, int]:
    """Send messages that are due, each in transactions of its own; return how many were sent, put off and given up."""
    counts = {"sent": 0, "put_off": 0, "given_up": 0}
    failed_in_a_row = 0
    for _ in range(MOST_A_RUN):
        with transaction() as session:
            message = claim_message(session, now=now)
        if message is None or message.id is None:
            break
        error = _try_to_send(message, transport, sender)
        with transaction() as session:
            counts[note_outcome(session, message.id, error, now=now)] += 1
        failed_in_a_row = 0 if error is None or isinstance(error, _OF_ONE_MESSAGE) else failed_in_a_row + 1
        if failed_in_a_row == MOST_IN_A_ROW:
            break
    return counts


def _try_to_send(message: Message, transport: Transport, sender: str) -> Exception | None:
    try:
        transport.send(to_email(message, sender))
    except (OSError, ValueError) as error:  # SMTP's own errors are OSErrors; ValueError: what no e-mail can carry
        return error
    return None


def claim_message(session: Session, *, now: datetime) -> Message | None:
    """Take the oldest message that is due out of the others' reach for a while; None where none is due."""
    message = find_waiting_message(session, now=now)
    if message is not None:
        message.attempts += 1
        message.next_try_at = now + CLAIM_LIFE
        session.add(message)
        session.flush()
    return message


def note_outcome(session: Session, message_id: int, error: Exception | None, *, now: datetime) -> str:
    """Note that a claimed message was sent, or why not and when it is tried again; return which."""
    message = get_message(session, message_id)
    session.add(message)
    if error is None:
        message.sent_at, message.text = now, ""
        return "sent"
    message.last_error = f"{type(error).__name__}: {error}"[:300]
    if message.attempts >= MOST_ATTEMPTS:
        message.failed_at = now
        return "given_up"
    message.next_try_at = now + min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    return "put_off"
