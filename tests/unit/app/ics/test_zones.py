"""Which clock a zone's name means."""

import pytest

from tests.factories.ics import busy, event, summer_time


def late(tzid: str, day: str = "20270615") -> str:
    """Return an event from 00:10 to 00:20 on that clock."""
    return event(f"DTSTART;TZID={tzid}:{day}T001000", f"DTEND;TZID={tzid}:{day}T002000")


@pytest.mark.parametrize(
    "tzid",
    [
        "America/Mexico_City",
        "Central Standard Time (Mexico)",
        '"Central Standard Time (Mexico)"',
        "/freeassociation.sourceforge.net/America/Mexico_City",
        "/mozilla.org/20050126_1/America/Mexico_City",
        "America/Monterrey",
        "Mexico/General",
        '"Guadalajara, Mexico City, Monterrey"',
        '"(GMT-06:00) Guadalajara, Mexico City, Monterrey - New"',
    ],
)
def test_the_name_of_a_mexican_zone_wins_over_old_summer_time(tzid: str) -> None:
    stale = summer_time(tzid.strip('"').replace(",", "\\,"))
    assert busy(stale, late(tzid)) == ["2027-06-15"]


def test_mexican_zones_keep_the_summer_time_they_really_had() -> None:
    days = busy(late("America/Mexico_City", "20210615"), window_from="2021-01-01", window_to="2022-01-01")
    assert days == ["2021-06-15"]


@pytest.mark.parametrize(
    ("tzid", "day"),
    [
        ("Eastern Standard Time (Mexico)", "2027-06-14"),
        ("Pacific Standard Time (Mexico)", "2027-06-15"),
        ("America/Cancun", "2027-06-14"),
        ("/Europe/Stockholm", "2027-06-14"),
        ("/citadel.org/20210210_1/Europe/Stockholm", "2027-06-14"),
        ("W. Europe Standard Time", "2027-06-14"),
        ("US/Central", "2027-06-14"),
        ("UTC", "2027-06-14"),
        ("GMT+0100", "2027-06-14"),
        ("(UTC+01:00) Amsterdam, Berlin", "2027-06-15"),
        ("UTC-08", "2027-06-15"),
        ("America/Argentina/Buenos_Aires", "2027-06-14"),
        ("no such zone", "2027-06-15"),
        ("../../etc/passwd", "2027-06-15"),
        ("America", "2027-06-15"),
        ("", "2027-06-15"),
    ],
)
def test_a_zone_is_found_by_any_of_its_names(tzid: str, day: str) -> None:
    assert busy(late(tzid)) == [day]


def test_the_files_own_rules_win_over_the_name_elsewhere() -> None:
    assert busy(summer_time("Asia/Tokyo"), late("Asia/Tokyo")) == ["2027-06-14"]
    assert busy(summer_time("Asia/Tokyo"), late("Asia/Tokyo", "20270115")) == ["2027-01-15"]


def test_a_zone_may_follow_the_event_that_uses_it() -> None:
    assert busy(late("Set"), summer_time("Set", start="16010101T020000")) == ["2027-06-14"]


@pytest.mark.parametrize("broken", ["TZOFFSETTO:", "TZOFFSETTO:+9999", "X:1"])
def test_a_zone_that_says_nothing_is_looked_up_by_name(broken: str) -> None:
    own = f"BEGIN:VTIMEZONE\nTZID:Stockholm\nX-LIC-LOCATION:Europe/Stockholm\nBEGIN:STANDARD\n{broken}\nEND:STANDARD\n"
    assert busy(own + "END:VTIMEZONE", late("Stockholm")) == ["2027-06-14"]


def test_changes_on_listed_days_count() -> None:
    own = (
        "BEGIN:VTIMEZONE\nTZID:Set\nBEGIN:STANDARD\nDTSTART:20200101T000000\nTZOFFSETFROM:-0600\nTZOFFSETTO:-0600\n"
        "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20260301T020000\nRDATE:20270301T020000\n"
        "TZOFFSETFROM:-0600\nTZOFFSETTO:-0500\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20261001T020000\n"
        "RDATE:20271001T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0600\nEND:STANDARD\nEND:VTIMEZONE"
    )
    assert busy(own, late("Set", "20270110")) == ["2027-01-10"]
    assert busy(own, late("Set", "20270601")) == ["2027-05-31"]
    assert busy(own, late("Set", "20271101")) == ["2027-11-01"]


def test_rules_of_a_zone_end_where_they_say() -> None:
    ended = summer_time("Set").replace("BYDAY=1SU", "BYDAY=1SU;UNTIL=20200405T080000Z")
    assert busy(ended, late("Set")) == ["2027-06-15"]


def test_an_hour_that_is_left_out_counts_with_the_old_offset() -> None:
    forward = "BEGIN:VTIMEZONE\nTZID:Set\nBEGIN:DAYLIGHT\nDTSTART:20270307T000000\nTZOFFSETFROM:-0700\n"
    zone = forward + "TZOFFSETTO:-0600\nEND:DAYLIGHT\nEND:VTIMEZONE"
    inside = event("DTSTART;TZID=Set:20270307T003000", "DTEND;TZID=Set:20270307T004000")
    assert busy(zone, inside) == ["2027-03-07"]
    assert busy(zone, event("DTSTART;TZID=Set:20270306T233000", "DURATION:PT10M")) == ["2027-03-07"]


def test_a_clock_at_utc_is_not_moved_by_a_zone() -> None:
    assert busy(event("DTSTART;TZID=Europe/Berlin:20270302T020000Z")) == ["2027-03-01"]
