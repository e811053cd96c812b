"""The address of a calendar as people paste it."""

import pytest

from app.errors import InvalidInputError
from app.services.feed_address import HOW_TO, NO_ADDRESS, REFUSED, read_feed_address
from config import get_settings

CALENDARS = [
    (
        "https://calendar.google.com/calendar/ical/ana%40example.org/private-0a1b/basic.ics",
        "google",
    ),
    ("https://outlook.live.com/owa/calendar/00-11/22-33/cid-44/calendar.ics", "outlook"),
    ("https://outlook.office365.com/owa/calendar/aa@example.org/bb/calendar.ics", "outlook"),
    ("https://p42-caldav.icloud.com/published/2/MTIz", "icloud"),
    ("https://user.fm/calendar/v1-0a1b/Trabajo.ics", "fastmail"),
    ("https://cloud.example.org/remote.php/dav/public-calendars/abc?export", ""),
]
PAGES = [
    ("https://calendar.google.com/calendar/u/0/r/settings", "google"),
    ("https://calendar.google.com/calendar/embed?src=ana%40example.org", "google"),
    ("https://calendar.google.com/calendar/u/0?cid=YW5h", "google"),
    ("https://calendar.app.google/AbCdEf123", "google"),
    ("https://outlook.live.com/calendar/0/view/month", "outlook"),
    ("https://outlook.office365.com/owa/calendar/aa@example.org/bb/calendar.html", "outlook"),
    ("https://outlook.office.com/calendar/view/week", "outlook"),
    ("https://www.icloud.com/calendar/", "icloud"),
    ("https://app.fastmail.com/calendar/month", "fastmail"),
]


@pytest.mark.parametrize(("address", "provider"), CALENDARS)
def test_the_address_of_a_calendar_is_taken_as_it_is(address: str, provider: str) -> None:
    read = read_feed_address(f"  {address}\n")
    assert (read.address, read.provider) == (address, provider)


@pytest.mark.parametrize("scheme", ["webcal", "WEBCAL", "webcals", "https"])
def test_a_webcal_address_is_read_over_https(scheme: str) -> None:
    read = read_feed_address(f"{scheme}://p42-caldav.icloud.com/published/2/MTIz")
    assert read.address == "https://p42-caldav.icloud.com/published/2/MTIz"


def test_an_address_of_a_known_house_is_never_asked_in_the_clear() -> None:
    assert read_feed_address("http://user.fm/calendar/v1-0a1b/T.ics").address.startswith("https://")


def test_a_forgotten_scheme_is_added_and_brackets_fall_off() -> None:
    assert read_feed_address("<user.fm/calendar/v1-0a1b/T.ics>").address == "https://user.fm/calendar/v1-0a1b/T.ics"


@pytest.mark.parametrize(("address", "provider"), PAGES)
def test_a_page_for_people_is_answered_with_where_the_calendar_is(address: str, provider: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_feed_address(address)
    assert caught.value.message == HOW_TO[provider]


@pytest.mark.parametrize("address", ["", "hello", "ftp://example.org/a.ics", "https://", "javascript:alert(1)"])
def test_what_is_no_address_is_answered_with_what_one_looks_like(address: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_feed_address(address)
    assert caught.value.message == NO_ADDRESS


@pytest.mark.parametrize("scheme", ["http://", "https://", "webcal://", ""])
def test_our_own_address_is_not_read_back(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLAMADO_PUBLIC_URL", "https://llamado.example")
    get_settings.cache_clear()
    try:
        with pytest.raises(InvalidInputError, match="knows them already"):
            read_feed_address(f"{scheme}llamado.example/calendar/{'k' * 43}.ics")
        assert read_feed_address("https://other.example/calendar/x.ics").provider == ""
    finally:
        get_settings.cache_clear()


def test_a_strange_port_is_refused_and_no_error_tells_the_address() -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_feed_address("https://example.org:8443/private-0a1b/a.ics")
    assert caught.value.message == REFUSED
    assert "0a1b" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_host_that_only_looks_like_a_known_one_is_a_host_like_others() -> None:
    assert read_feed_address("https://notuser.fm.example.org/a").provider == ""
