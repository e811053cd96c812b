"""Limits: what counts as one place, and how long one waits."""

from datetime import timedelta

import pytest

from app.services.rate import LIMITS, _wait, network_of


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
    ],
)
def test_a_household_is_one_place_however_many_addresses_it_has(address: str, place: str) -> None:
    assert network_of(address) == place


def test_who_waits_as_told_is_let_through_and_not_before() -> None:
    for lately, earlier, gone in ((11, 0, 0.5), (3, 10, 0.1), (10, 10, 0.9), (40, 0, 0.0), (0, 11, 0.0)):
        wait = _wait(lately, earlier, 10, gone, 900)
        assert _weighs(lately, earlier, gone * 900 + wait) <= 9.01
        assert _weighs(lately, earlier, gone * 900 + wait - 20) > 9


def _weighs(lately: int, earlier: int, seconds: float) -> float:
    """Return what tries weigh, some seconds after their window began."""
    if seconds < 900:
        return lately + earlier * (1 - seconds / 900)
    return lately * (1 - (seconds - 900) / 900)


def test_every_limit_is_looser_from_an_address_than_for_a_person_and_loosest_over_all() -> None:
    for limit in LIMITS.values():
        found = [each for each in (limit.person, limit.address, limit.overall) if each is not None]
        assert found == sorted(found)
        assert timedelta(0) < limit.within <= timedelta(hours=1)
