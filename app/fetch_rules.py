"""What may be fetched from strangers: which addresses, how much, how long; and how it is said when it may not."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from ssl import SSLContext

Network = IPv4Network | IPv6Network

_BLOCKED_V4 = (
    "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
    "10.0.0.0/8",  # private
    "100.64.0.0/10",  # shared by carriers (CGNAT); one cloud keeps its metadata here
    "127.0.0.0/8",  # this machine
    "168.63.129.16/32",  # metadata of one cloud, under an address that looks public
    "169.254.0.0/16",  # link-local, and the metadata of most clouds
    "172.16.0.0/12",  # private
    "192.0.0.0/24",  # protocol assignments; one cloud keeps its metadata here
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT relays
    "192.88.99.0/24",  # 6to4 relays
    "192.168.0.0/16",  # private
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarking
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, broadcast
)
_GLOBAL_V6 = ip_network("2000::/3")
_BLOCKED_V6 = (
    "::/96",  # unspecified, this machine, IPv4-compatible
    "::ffff:0:0/96",  # IPv4-mapped
    "::ffff:0:0:0/96",  # IPv4-translated
    "64:ff9b::/96",  # NAT64: any IPv4 address may stand behind it
    "64:ff9b:1::/48",  # NAT64 of local use
    "100::/64",  # discard
    "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID …
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4: any IPv4 address may stand behind it
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
    "5f00::/16",  # segment routing
    "fc00::/7",  # unique local; one cloud keeps its metadata here
    "fe80::/10",  # link-local
    "fec0::/10",  # site-local
    "ff00::/8",  # multicast
)
BLOCKED: tuple[Network, ...] = tuple(ip_network(each) for each in (*_BLOCKED_V4, *_BLOCKED_V6))
"""Networks that nothing is fetched from: RFC 6890's registries, and metadata services under public-looking addresses.

`ipaddress.is_global` of Python 3.11 says yes to NAT64, 6to4 and multicast, so it is not asked.
"""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet."""
    found = ip_address(address)
    if found.version == 6 and found not in _GLOBAL_V6:  # noqa: PLR2004 - the version of IP
        return False
    return not any(found in network for network in BLOCKED if network.version == found.version)


class FetchProblem(StrEnum):
    """Why nothing was fetched: stable codes, which never hold any part of an address."""

    BAD_ADDRESS = "bad_address"
    REFUSED_ADDRESS = "refused_address"
    NO_SUCH_HOST = "no_such_host"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    BAD_REDIRECT = "bad_redirect"
    BROKEN_ANSWER = "broken_answer"


class FetchError(Exception):
    """Nothing was fetched; its text is the problem's code and nothing else."""

    def __init__(self, problem: FetchProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Deadline:
    """An end for everything together: waiting for names, connecting, each byte."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; FetchError where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise FetchError(FetchProblem.TOO_SLOW)
        return left


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class FetchPolicy:
    """How far a fetch may go. `exempt` networks, other `ports` and `trust` are for tests against servers of their own.

    `seconds` bound the whole fetch, redirects included; `most_bytes` bound the body, as sent and unpacked.
    """

    seconds: float = 20
    most_bytes: int = 5 * 1024 * 1024
    most_redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    exempt: tuple[Network, ...] = ()
    resolve: Callable[[str, int], Sequence[str]] = resolve
    trust: SSLContext | None = None

    def allows(self, address: str) -> bool:
        """Tell whether a connection to this IP address may be made."""
        found = ip_address(address)
        return is_public(address) or any(found in net for net in self.exempt if net.version == found.version)

    def addresses_of(self, host: str, port: int, deadline: Deadline) -> list[str]:
        """Return the addresses of a host, every one of them checked.

        A name with one public and one private address is refused as a whole: nobody needs that but an attacker.
        """
        found = self._resolve_in_time(host, port, deadline)
        if not found:
            raise FetchError(FetchProblem.NO_SUCH_HOST)
        if not all(self.allows(address) for address in found):
            raise FetchError(FetchProblem.REFUSED_ADDRESS)
        return found

    def _resolve_in_time(self, host: str, port: int, deadline: Deadline) -> list[str]:
        """Ask in a thread: the system's resolver has no time limit that could be set."""
        answers: queue.SimpleQueue[Sequence[str] | None] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, UnicodeError):
                answers.put(None)

        threading.Thread(target=ask, daemon=True).start()
        try:
            return list(answers.get(timeout=deadline.left()) or ())
        except queue.Empty:
            raise FetchError(FetchProblem.TOO_SLOW) from None
