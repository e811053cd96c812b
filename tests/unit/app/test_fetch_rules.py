"""Which addresses may be fetched from, and how addresses are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fetch_rules import BLOCKED, Deadline, FetchError, FetchPolicy, FetchProblem, is_public
from app.safe_fetch import read_target

POLICY = FetchPolicy()
INSIDE = [
    "0.0.0.1", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.7", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "142.250.64.78", "172.15.255.255", "172.32.0.1", "100.63.255.255", "2607:f8b0:4012::200e"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_is_not_of_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_open_internet_is_allowed(address: str) -> None:
    assert is_public(address)


@given(network=st.sampled_from(BLOCKED), data=st.data())
def test_no_address_of_a_blocked_network_is_public(network: object, data: st.DataObject) -> None:
    address = data.draw(st.ip_addresses(network=str(network)))
    assert not is_public(str(address))


@pytest.mark.parametrize(
    "address",
    [
        "", "calendar", "ftp://example.org/a.ics", "file:///etc/passwd", "gopher://example.org/", "https://",
        "https:///a.ics", "https://ana:secret@example.org/a.ics", "https://[::1/a.ics", "https://exa mple.org:port/",
        "https://example.org:99999/", "https://" + "a" * 300 + ".org/", "https://example.org/" + "a" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_asked(address: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_target(address, POLICY)
    assert caught.value.problem is FetchProblem.BAD_ADDRESS
    assert str(caught.value) == "bad_address"


@pytest.mark.parametrize("address", ["http://example.org:22/", "https://example.org:8443/a.ics", "http://localhost:0/"])
def test_a_port_that_is_not_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_target(address, POLICY)
    assert caught.value.problem is FetchProblem.REFUSED_ADDRESS


def test_an_address_is_sent_in_ascii_without_its_fragment() -> None:
    target = read_target("https://Peña.example.org/mi calendario/ñ.ics?tok=a b&x=%20#top", POLICY)
    assert target.host == "xn--pea-8ma.example.org"
    assert target.path == "/mi%20calendario/%C3%B1.ics?tok=a%20b&x=%20"
    assert (target.port, target.host_header) == (443, target.host)


def test_a_name_with_one_private_address_is_refused_whatever_its_others_are() -> None:
    policy = FetchPolicy(resolve=lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(FetchError) as caught:
        policy.addresses_of("two.example", 443, Deadline(5))
    assert caught.value.problem is FetchProblem.REFUSED_ADDRESS
