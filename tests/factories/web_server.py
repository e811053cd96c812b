"""A web server for tests that answers byte for byte what it is told, on a port of this machine."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.fetch_rules import FetchPolicy

LOOPBACK = (ip_network("127.0.0.1/32"),)
Answer = bytes | Iterable[bytes]


@dataclass
class Server:
    """A running server; `asked` holds the requests, head by head, and `answers` what each path gets."""

    port: int
    answers: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def address(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Return the address of a path."""
        return f"{scheme}://{host}:{self.port}{path}"

    def policy(self, **values: object) -> FetchPolicy:
        """Return a policy under which this server, and nothing else of this machine, may be asked."""
        given: dict[str, object] = {"seconds": 10, "ports": frozenset({self.port}), "exempt": LOOPBACK}
        return FetchPolicy(**{**given, **values})  # type: ignore[arg-type] # a test's own values

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.recv(65536)
            if not more:
                return
            head += more
        text = head.decode("latin-1")
        self.asked.append(text)
        found = self.answers.get(text.split()[1], answer(404))
        found = found() if callable(found) else found
        for piece in [found] if isinstance(found, bytes) else found:
            connection.sendall(piece)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """Return a whole answer; `content_type="…"` becomes the header Content-Type."""
    lines = {"Content-Length": str(len(body)), "Connection": "close"}
    lines |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + body


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Yield a running server; with `tls` it speaks that."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])

    def handle(connection: socket.socket) -> None:
        with suppress(OSError), connection:  # the client may well hang up on it
            connection.settimeout(20)
            if tls is None:
                server._answer(connection)
                return
            with tls.wrap_socket(connection, server_side=True) as encrypted:
                server._answer(encrypted)

    def run() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=handle, args=[connection], daemon=True).start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def make_certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the context of a server whose certificate is for `name`, and that of a client that trusts its maker."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode())
