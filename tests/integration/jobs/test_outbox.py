"""Messages go out over a real SMTP server on loopback, or into a folder; failures are put off, then given up."""

import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from io import BufferedRWPair
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.mail import FolderTransport, SmtpTransport
from app.models.message import Message
from app.services.audit import Actor
from app.services.message import queue_message
from app.services.outbox import MOST_ATTEMPTS, send_waiting_messages
from config import Settings
from jobs import outbox

SENDER = "llamado@example.org"


class SmtpServer:
    """As much of RFC 5321 as a client needs to hand over mail; keeps what it was given."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.received: list[bytes] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as talk:
                self._talk(talk)

    def _talk(self, talk: BufferedRWPair) -> None:
        def say(line: bytes) -> None:
            talk.write(line + b"\r\n")
            talk.flush()

        say(b"220 test")
        while line := talk.readline():
            word = line[:4].upper()
            if word == b"DATA":
                say(b"354 go on")
                lines = []
                while (text := talk.readline()) != b".\r\n":
                    lines.append(text)
                self.received.append(b"".join(lines))
                say(b"250 taken")
            elif word == b"QUIT":
                say(b"221 bye")
                return
            else:
                say(b"250 ok")

    def close(self) -> None:
        self.listener.close()
        self.thread.join(timeout=5)


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    yield server
    server.close()


def _queue(session: Session, actor: Actor) -> Message:
    message = queue_message(session, actor, to="ana@example.org", subject="Llamado: ñandú", text="Hola, Ana")
    session.flush()
    return message


def test_a_message_reaches_a_real_server_whole_and_once(
    session: Session, actor: Actor, smtp: SmtpServer, now: datetime
) -> None:
    message = _queue(session, actor)
    transport = SmtpTransport(Settings(smtp_host="127.0.0.1", smtp_port=smtp.port))
    counts = send_waiting_messages(session, transport, sender=SENDER, now=now)
    assert counts == {"sent": 1, "put_off": 0, "given_up": 0}
    assert send_waiting_messages(session, transport, sender=SENDER, now=now)["sent"] == 0
    mail = message_from_bytes(smtp.received[0])
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == "ana@example.org"
    assert len(smtp.received) == 1
    assert message.text == "", "what was sent is not kept: it may hold a link"


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(session: Session, actor: Actor) -> None:
    message = _queue(session, actor)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    transport = SmtpTransport(Settings(smtp_host="127.0.0.1", smtp_port=port))
    waits = []
    for _ in range(MOST_ATTEMPTS):
        due = message.next_try_at
        send_waiting_messages(session, transport, sender=SENDER, now=due)
        waits.append(message.next_try_at - due)
    assert waits[0] == timedelta(minutes=1)
    assert waits[:-1] == sorted(waits[:-1])
    assert message.failed_at is not None
    assert "ConnectionRefused" in message.last_error
    assert message.text, "what was never sent is kept to be looked at"


def test_a_folder_takes_a_message_twice_and_holds_it_once(
    session: Session, actor: Actor, tmp_path: Path, now: datetime
) -> None:
    message = _queue(session, actor)
    transport = FolderTransport(tmp_path / "mail")
    send_waiting_messages(session, transport, sender=SENDER, now=now)
    message.sent_at = None
    message.text = "Hola, Ana"
    session.add(message)
    session.flush()
    send_waiting_messages(session, transport, sender=SENDER, now=now)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_the_job_writes_to_the_folder_of_the_settings(
    session: Session, actor: Actor, tmp_path: Path, now: datetime
) -> None:
    _queue(session, actor)
    assert outbox.run(session, now=now)["sent"] == 1
    files = list((tmp_path / "data" / "mail").glob("*.eml"))
    assert len(files) == 1
    assert session.exec(select(Message)).one().sent_at == now
