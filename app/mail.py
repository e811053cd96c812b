"""How e-mail leaves the house: by SMTP, or into a folder of .eml files."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from app.models.message import Message
from config import Settings

TIMEOUT_SECONDS = 10


class Transport(Protocol):
    """Takes one e-mail; raises OSError or smtplib.SMTPException where it can't."""

    def send(self, email: EmailMessage) -> None:
        """Send `email` now."""
        ...


class FolderTransport:
    """Writes each e-mail as a file, named by its Message-ID so that sending it twice leaves one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, email: EmailMessage) -> None:
        """Write the e-mail."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = str(email["Message-ID"]).strip("<>").replace("/", "_")
        (self._folder / f"{name}.eml").write_bytes(bytes(email))


class SmtpTransport:
    """Sends each e-mail over its own connection."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, email: EmailMessage) -> None:
        """Send the e-mail."""
        chosen = self._settings
        with smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT_SECONDS) as smtp:
            if chosen.smtp_starttls:
                smtp.starttls(context=ssl.create_default_context())
            if chosen.smtp_user and chosen.smtp_password:
                smtp.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
            smtp.send_message(email)


def transport(settings: Settings) -> Transport:
    """Return the transport that the settings name."""
    if settings.mail == "smtp":
        return SmtpTransport(settings)
    return FolderTransport(settings.data_dir / "mail")


def to_email(message: Message, sender: str) -> EmailMessage:
    """Return the e-mail of an outbox row."""
    email = EmailMessage()
    email["Message-ID"] = message.message_id
    email["From"] = sender
    email["To"] = message.to_address
    email["Subject"] = message.subject
    email["Date"] = message.queued_at
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.text)
    return email
