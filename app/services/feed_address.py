"""The address of a person's calendar as they paste it: put into form, or told how to find the right one."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.errors import InvalidInputError
from app.fetch_rules import FetchError, FetchPolicy, FetchProblem
from app.messages import mark
from app.safe_fetch import read_target
from config import get_settings

NO_ADDRESS = mark("This is no address of a calendar. It begins with https:// or webcal:// and mostly ends in .ics.")
REFUSED = mark(
    "Calendars are read at ordinary addresses of the web only, without a port, a name or a password in them."
)
OWN = mark(
    "This is the address under which Llamado gives your own dates out; it knows them already. Paste the address of your"
    " Google, Outlook, iCloud or Fastmail calendar."
)
HOW_TO = {
    "google": mark(
        "This is a page of Google Calendar, not the calendar itself. On a computer: Settings, choose your calendar on"
        " the left, “Integrate calendar”, and copy “Secret address in iCal format”."
    ),
    "outlook": mark(
        "This is a page of Outlook, not the calendar itself. In Outlook on the web: Settings, Calendar, Shared"
        " calendars, “Publish a calendar”, choose “Can view when I'm busy”, publish, and copy the ICS link, not the"
        " HTML one."
    ),
    "icloud": mark(
        "This is a page of iCloud, not the calendar itself. In the Calendar app: tap the (i) beside your calendar,"
        " switch “Public Calendar” on, “Share Link”, and copy the link that begins with webcal://."
    ),
    "fastmail": mark(
        "This is a page of Fastmail, not the calendar itself. In Fastmail: Settings, Calendars, the calendar's"
        " “Export”, and copy the address that ends in .ics."
    ),
}


@dataclass(frozen=True)
class FeedAddress:
    """An address that can be asked, and whose calendar it is: google, outlook, icloud, fastmail or nothing."""

    address: str
    provider: str


def _is_google_calendar(parts: SplitResult) -> bool:
    return parts.path.startswith("/calendar/ical/") and parts.path.endswith(".ics")


def _is_ics(parts: SplitResult) -> bool:
    return parts.path.endswith(".ics")


def _is_icloud_calendar(parts: SplitResult) -> bool:
    return "/published/" in parts.path


def _never(_parts: SplitResult) -> bool:
    return False


def _is_own(parts: SplitResult) -> bool:
    """Say whether it is a calendar that we give out: read back, a person's holds would keep their days twice."""
    return parts.hostname == urlsplit(get_settings().base_url).hostname and parts.path.startswith("/calendar/")


_HOSTS: tuple[tuple[str, str, Callable[[SplitResult], bool]], ...] = (
    ("calendar.app.google", "google", _never),
    ("calendar.google.com", "google", _is_google_calendar),
    ("www.google.com", "google", _is_google_calendar),
    ("outlook.live.com", "outlook", _is_ics),
    ("outlook.office365.com", "outlook", _is_ics),
    ("outlook.office.com", "outlook", _is_ics),
    ("caldav.icloud.com", "icloud", _is_icloud_calendar),
    ("icloud.com", "icloud", _never),
    ("user.fm", "fastmail", _is_ics),
    ("fastmail.com", "fastmail", _is_ics),
)
"""End of a host, whose it is, and which of its addresses are calendars; the others are pages for people."""


def _with_scheme(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme.lower() in {"webcal", "webcals"}:
        return f"https://{rest}"
    return f"https://{text}" if not rest and "." in scheme.split("/")[0] else text


def read_feed_address(typed: str) -> FeedAddress:
    """Return the address to ask for what a person pasted; InvalidInputError says what to do instead.

    webcal:// is https:// by another name. The address is in no message: it is as good as a password.
    """
    text = _with_scheme("".join(typed.split()).strip("<>\"'"))
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        if _is_own(parts):
            raise InvalidInputError(OWN)
        read_target(text, FetchPolicy())
    except FetchError as error:
        raise InvalidInputError(REFUSED if error.problem is FetchProblem.REFUSED_ADDRESS else NO_ADDRESS) from None
    except ValueError:
        raise InvalidInputError(NO_ADDRESS) from None
    for end, provider, is_calendar in _HOSTS:
        if host == end or host.endswith((f".{end}", f"-{end}")):
            if not is_calendar(parts):
                raise InvalidInputError(HOW_TO[provider])
            return FeedAddress(parts._replace(scheme="https").geturl(), provider)
    return FeedAddress(text, "")
