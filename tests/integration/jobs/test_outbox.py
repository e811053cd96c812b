"""Messages go out over a real SMTP server on loopback, or into a folder; failures are put off, then given up."""

import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from functools import partial
from io import BufferedRWPair
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import select

from app.db import reading, write_transaction
from app.mail import FolderTransport, SmtpTransport, Transport
from app.models.job import JobRun
from app.models.message import Message
from app.services.audit import Actor
from app.services.message import queue_message
from app.services.outbox import CLAIM_LIFE, MOST_ATTEMPTS, send_waiting_messages
from config import Settings
from jobs.registry import JOBS
from jobs.runner import run_slot

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
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        self.listener.close()
        self.thread.join(timeout=5)


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    yield server
    server.close()


def _queue(engine: Engine, actor: Actor, to: str = "ana@example.org") -> Message:
    with write_transaction(engine) as session:
        message = queue_message(session, actor, to=to, subject="Llamado: ñandú", text="Hola, Ana")
        session.flush()
        return message


def _send(engine: Engine, transport: Transport, now: datetime) -> dict[str, int]:
    return send_waiting_messages(partial(write_transaction, engine), transport, sender=SENDER, now=now)


def _message(engine: Engine) -> Message:
    with reading(engine) as session:
        return session.exec(select(Message)).one()


def _nobody() -> SmtpTransport:
    """Return the way to a server that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    return SmtpTransport(Settings(smtp_host="127.0.0.1", smtp_port=port))


def test_a_message_reaches_a_real_server_whole_and_once(
    engine: Engine, actor: Actor, smtp: SmtpServer, now: datetime
) -> None:
    _queue(engine, actor)
    transport = SmtpTransport(Settings(smtp_host="127.0.0.1", smtp_port=smtp.port))
    assert _send(engine, transport, now) == {"sent": 1, "put_off": 0, "given_up": 0}
    assert _send(engine, transport, now)["sent"] == 0
    message = _message(engine)
    mail = message_from_bytes(smtp.received[0])
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == "ana@example.org"
    assert len(smtp.received) == 1
    assert message.text == "", "what was sent is not kept: it may hold a link"


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(engine: Engine, actor: Actor) -> None:
    due = _queue(engine, actor).next_try_at
    waits = []
    for _ in range(MOST_ATTEMPTS):
        _send(engine, _nobody(), due)
        message = _message(engine)
        waits.append(message.next_try_at - due)
        due = message.next_try_at
    assert waits[0] == timedelta(minutes=1)
    assert waits[:-1] == sorted(waits[:-1])
    assert message.failed_at is not None
    assert "ConnectionRefused" in message.last_error
    assert message.text, "what was never sent is kept to be looked at"


def test_while_a_message_is_being_sent_others_write_and_nobody_sends_it_too(
    engine: Engine, actor: Actor, now: datetime
) -> None:
    class Slow:
        """A server that takes its time; meanwhile somebody writes and a second scheduler looks at the outbox."""

        def __init__(self) -> None:
            self.seen: list[str] = []

        def send(self, email: EmailMessage) -> None:
            self.seen.append(str(email["To"]))
            if len(self.seen) == 1:
                _queue(engine, actor, "second@example.org")
                assert _send(engine, self, now)["sent"] == 1

    slow = Slow()
    _queue(engine, actor, "first@example.org")
    assert _send(engine, slow, now)["sent"] == 1
    assert slow.seen == ["first@example.org", "second@example.org"]


def test_who_dies_between_sending_and_noting_sends_it_again_under_the_same_id(
    engine: Engine, actor: Actor, smtp: SmtpServer, now: datetime
) -> None:
    server = SmtpTransport(Settings(smtp_host="127.0.0.1", smtp_port=smtp.port))

    class DiesAfterwards:
        def send(self, email: EmailMessage) -> None:
            server.send(email)
            raise KeyboardInterrupt

    _queue(engine, actor)
    with pytest.raises(KeyboardInterrupt):
        _send(engine, DiesAfterwards(), now)
    assert _send(engine, server, now)["sent"] == 0, "the claim still stands"
    assert _send(engine, server, now + CLAIM_LIFE)["sent"] == 1
    ids = {message_from_bytes(mail)["Message-ID"] for mail in smtp.received}
    assert len(smtp.received) == 2
    assert ids == {_message(engine).message_id}


def test_a_server_that_is_away_is_not_tried_for_every_message(engine: Engine, actor: Actor, now: datetime) -> None:
    for number in range(5):
        _queue(engine, actor, f"crew{number}@example.org")
    assert _send(engine, _nobody(), now) == {"sent": 0, "put_off": 3, "given_up": 0}


def test_a_message_that_no_email_can_carry_does_not_hold_up_the_others(
    engine: Engine, actor: Actor, tmp_path: Path, now: datetime
) -> None:
    for to in ("a@b\nBcc: all@example.org", "ana@example.org"):
        _queue(engine, actor, to)
    assert _send(engine, FolderTransport(tmp_path / "mail"), now) == {"sent": 1, "put_off": 1, "given_up": 0}


def test_a_folder_takes_a_message_twice_and_holds_it_once(
    engine: Engine, actor: Actor, tmp_path: Path, now: datetime
) -> None:
    _queue(engine, actor)
    transport = FolderTransport(tmp_path / "mail")
    for _ in range(2):
        assert _send(engine, transport, now)["sent"] == 1
        with write_transaction(engine) as session:
            message = session.exec(select(Message)).one()
            message.sent_at, message.next_try_at = None, now
            session.add(message)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


@pytest.mark.usefixtures("settings")
def test_the_job_writes_to_the_folder_of_the_settings(
    engine: Engine, actor: Actor, tmp_path: Path, now: datetime
) -> None:
    _queue(engine, actor)
    assert run_slot(engine, JOBS["outbox"], now=now, fence=None)
    files = list((tmp_path / "data" / "mail").glob("*.eml"))
    assert len(files) == 1
    assert _message(engine).sent_at == now
    with reading(engine) as session:
        assert session.exec(select(JobRun)).one().summary == {"sent": 1, "put_off": 0, "given_up": 0}
