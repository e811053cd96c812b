"""Fetching from addresses that strangers typed: bounded in every way, and never into our own network."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from app.fetch_rules import Deadline, FetchError, FetchPolicy, FetchProblem

if TYPE_CHECKING:
    from httpcore import Response

USER_AGENT = "Llamado/0.1 (reads calendars that their owners gave it)"
DEFAULT_PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
GZIP = 16 + zlib.MAX_WBITS
MOST_ADDRESS = 2000
MOST_MEMBERS = 16  # of a gzip file: thousands of empty ones would only cost time
_ASCII_OF_A_URL = "/%:@!$&'()*+,;=~-._?[]"


@dataclass(frozen=True)
class Target:
    """An address taken apart and found fit to be asked: host in ASCII, path and query as they are sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """Return the value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Fetched:
    """An answer; the body is empty unless the status is 200."""

    status: int
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""


def read_target(address: str, policy: FetchPolicy) -> Target:
    """Take an address apart; FetchError where it is none, or not one that is ever asked."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise FetchError(FetchProblem.BAD_ADDRESS) from None
    if parts.scheme not in DEFAULT_PORTS or not host or len(address) > MOST_ADDRESS:
        raise FetchError(FetchProblem.BAD_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise FetchError(FetchProblem.BAD_ADDRESS)
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in policy.ports:
        raise FetchError(FetchProblem.REFUSED_ADDRESS)
    path = quote(parts.path or "/", safe=_ASCII_OF_A_URL)
    query = f"?{quote(parts.query, safe=_ASCII_OF_A_URL)}" if parts.query else ""
    return Target(parts.scheme, host, port, path + query)


def fetch(address: str, policy: FetchPolicy, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Ask for what is at the address, following few redirects, each checked like the first.

    With `etag` or `last_modified` of an earlier answer the server may say 304: not changed since. Sends no cookies
    and no credentials. FetchError where there is no answer that could be used, whatever the reason.
    """
    deadline = Deadline(policy.seconds)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    target = read_target(address, policy)
    for _ in range(policy.most_redirects + 1):
        answer, location = _ask(target, policy, deadline, {k: v for k, v in conditions.items() if v})
        if not location:
            return answer
        address = _join(address, location)
        following = read_target(address, policy)
        if target.scheme == "https" and following.scheme != "https":
            raise FetchError(FetchProblem.BAD_REDIRECT)  # the address is a secret: not in the clear
        target = following
    raise FetchError(FetchProblem.BAD_REDIRECT)


def _join(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError:
        raise FetchError(FetchProblem.BAD_REDIRECT) from None


def _ask(target: Target, policy: FetchPolicy, deadline: Deadline, conditions: Mapping[str, str]) -> tuple[Fetched, str]:
    """Return the answer, and where it sends us instead."""
    import httpcore  # noqa: PLC0415 - only what really fetches loads an HTTP client; pages of feeds don't

    from app.safe_network import PinnedNetwork, public_trust  # noqa: PLC0415 - as above

    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    headers = {
        "Host": target.host_header,
        "User-Agent": USER_AGENT,
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "gzip, identity;q=0.5",
        "Connection": "close",
        **conditions,
    }
    connection = httpcore.HTTPConnection(
        httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port),
        ssl_context=policy.trust or public_trust(),
        network_backend=PinnedNetwork(policy, deadline),
    )
    try:
        with connection, connection.stream("GET", url, headers=list(headers.items())) as response:
            return _read(response, policy)
    except httpcore.TimeoutException:
        raise FetchError(FetchProblem.TOO_SLOW) from None
    except httpcore.NetworkError:
        raise FetchError(FetchProblem.UNREACHABLE) from None
    except (httpcore.ProtocolError, ValueError):
        raise FetchError(FetchProblem.BROKEN_ANSWER) from None


def _read(response: "Response", policy: FetchPolicy) -> tuple[Fetched, str]:
    sent = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    location = sent.get("location", "") if response.status in REDIRECTS else ""
    body = b"" if response.status != HTTPStatus.OK else _body(response, sent.get("content-encoding", ""), policy)
    answer = Fetched(
        status=response.status,
        body=body,
        etag=_repeatable(sent.get("etag", ""), 300),
        last_modified=_repeatable(sent.get("last-modified", ""), 100),
        retry_after=sent.get("retry-after", ""),
    )
    return answer, location


def _repeatable(value: str, most: int) -> str:
    """Return a header's value where it can be kept and sent back as it is, else nothing."""
    return value if value.isascii() and value.isprintable() and len(value) <= most else ""


def _body(response: "Response", encoding: str, policy: FetchPolicy) -> bytes:
    chunks = _bounded(response.iter_stream(), policy.most_bytes)
    if encoding.strip().lower() in {"", "identity"}:
        return b"".join(chunks)
    if encoding.strip().lower() not in {"gzip", "x-gzip"}:
        raise FetchError(FetchProblem.BROKEN_ANSWER)
    return _unpack(chunks, policy.most_bytes)


def _bounded(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise FetchError(FetchProblem.TOO_LARGE)
        yield chunk


def _unpack(chunks: Iterator[bytes], most: int) -> bytes:
    """Return the unpacked body, never holding more than `most` of it; one that is cut short is broken."""
    out = bytearray()
    unpacker = zlib.decompressobj(GZIP)
    packed, members = b"", 1
    try:
        for chunk in chunks:
            packed += chunk
            while packed:
                if unpacker.eof:  # a file of several members, as gzip allows
                    members += 1
                    unpacker = zlib.decompressobj(GZIP)
                if members > MOST_MEMBERS:
                    raise FetchError(FetchProblem.BROKEN_ANSWER)
                out += unpacker.decompress(packed, most + 1 - len(out))
                if len(out) > most:
                    raise FetchError(FetchProblem.TOO_LARGE)
                packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error:
        raise FetchError(FetchProblem.BROKEN_ANSWER) from None
    if not unpacker.eof:
        raise FetchError(FetchProblem.BROKEN_ANSWER)
    return bytes(out)
