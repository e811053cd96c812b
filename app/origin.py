"""Where a change comes from: the address and route of a browser, or the account and machine of a command or job.

Whoever takes a request says so once, by `say_origin`; the audit reads it. So no use case has to hand it on.
"""

import getpass
import ipaddress
import socket
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

LONGEST = 120
_WHOLE_BITS = {4: 24, 6: 48}


@dataclass(frozen=True, slots=True)
class Origin:
    """The network address that a request came from and the method and rule of its route; both empty outside of one."""

    address: str = ""
    route: str = ""

    def text(self, *, whole: bool) -> str:
        """Return it as the audit keeps it; without `whole` only the network that the address is in.

        An address is personal: it is kept whole for the commission's own people only, who answer for what they do.
        """
        if not self.route:
            return machine()
        address = self.address if whole else network_of(self.address)
        return f"{address} {self.route}"[:LONGEST].strip()


_CURRENT: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current_origin() -> Origin:
    """Return where what is done now comes from."""
    return _CURRENT.get() or Origin()


def say_origin(origin: Origin | None) -> None:
    """Say where what follows in this thread comes from; None: from the process itself."""
    _CURRENT.set(origin)


def network_of(address: str) -> str:
    """Return the network of an address, 256 addresses of IPv4 or a site of IPv6; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, _WHOLE_BITS[found.version]), strict=False))


@cache
def machine() -> str:
    """Return the account and the machine that this process runs as."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in some containers
        account = "?"
    return f"{account}@{socket.gethostname()}"[:LONGEST]
