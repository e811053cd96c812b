"""The network below a safe fetch: connects to the very address that was checked, and keeps one time limit for all."""

import logging
import ssl
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import httpcore

from app.fetch_rules import Deadline, FetchError, FetchPolicy, FetchProblem

# at DEBUG it tells the headers of answers, where a redirect may hold a person's secret address
logging.getLogger("httpcore").setLevel(logging.WARNING)


@lru_cache(maxsize=1)
def public_trust() -> ssl.SSLContext:
    """Return the context that trusts the public certificate authorities, host names checked."""
    return httpcore.default_ssl_context()


class TimedStream(httpcore.NetworkStream):
    """A stream whose reads and writes share one deadline: a byte now and then does not keep it open."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline rules
        """Return what has come."""
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline rules
        """Send the buffer."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
    ) -> httpcore.NetworkStream:
        """Return the stream under TLS; the certificate is checked against the host's name, not its address."""
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        except httpcore.ConnectError as error:
            untrusted = isinstance(error.__cause__ or error.__context__, ssl.SSLError)
            raise FetchError(FetchProblem.NOT_TRUSTED if untrusted else FetchProblem.UNREACHABLE) from None
        return TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows of itself."""
        return self._stream.get_extra_info(info)


class PinnedNetwork(httpcore.NetworkBackend):
    """Resolves a host once, checks every address, and connects to one of those: there is no second look-up."""

    def __init__(self, policy: FetchPolicy, deadline: Deadline) -> None:
        self._policy, self._deadline = policy, deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first of the host's addresses that answers."""
        for address in self._policy.addresses_of(host, port, self._deadline):
            try:
                stream = self._network.connect_tcp(address, port, self._deadline.left(), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            self._check_peer(stream)
            return TimedStream(stream, self._deadline)
        self._deadline.left()
        raise FetchError(FetchProblem.UNREACHABLE)

    def _check_peer(self, stream: httpcore.NetworkStream) -> None:
        if not self._policy.allows(stream.get_extra_info("server_addr")[0]):
            stream.close()
            raise FetchError(FetchProblem.REFUSED_ADDRESS)
