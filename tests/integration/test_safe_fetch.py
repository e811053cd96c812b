"""Fetching against real servers on this machine: what is followed, what is refused, what is cut off."""

import gzip
import itertools
import logging
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.fetch_rules import FetchError, FetchPolicy, FetchProblem
from app.safe_fetch import Fetched, fetch
from tests.factories.web_server import Server, answer, make_certificate, serving

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def problem_of(address: str, policy: FetchPolicy) -> FetchProblem:
    with pytest.raises(FetchError) as caught:
        fetch(address, policy)
    assert str(caught.value) == caught.value.problem.value
    assert caught.value.__cause__ is None  # nothing with the address in it hangs on
    return caught.value.problem


def test_a_calendar_is_fetched_without_cookies_or_credentials(server: Server) -> None:
    server.answers["/a.ics?k=1"] = answer(200, CALENDAR, etag='"v1"', last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
    found = fetch(server.address("/a.ics?k=1"), server.policy())
    assert (found.status, found.body, found.etag) == (200, CALENDAR, '"v1"')
    assert found.last_modified == "Mon, 23 Nov 2026 10:00:00 GMT"
    [head] = server.asked
    assert "User-Agent: Llamado" in head
    assert not {"cookie", "authorization"} & {line.split(":")[0].lower() for line in head.splitlines()}


def test_without_the_tests_own_exemption_this_machine_is_never_asked(server: Server) -> None:
    names = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"]
    for host in [*names, ".".join("0000")]:
        problem = problem_of(server.address(host=host), server.policy(exempt=()))
        assert problem in {FetchProblem.REFUSED_ADDRESS, FetchProblem.NO_SUCH_HOST}, host
    assert server.asked == []


def test_a_condition_is_sent_and_not_modified_comes_back_empty(server: Server) -> None:
    server.answers["/a.ics"] = answer(304, etag='"v1"')
    found = fetch(server.address("/a.ics"), server.policy(), etag='"v1"', last_modified="yesterday")
    assert (found.status, found.body) == (304, b"")
    assert 'If-None-Match: "v1"' in server.asked[0]
    assert "If-Modified-Since: yesterday" in server.asked[0]


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 429, 500, 503])
def test_other_answers_come_back_as_they_are_without_a_body(server: Server, status: int) -> None:
    server.answers["/a.ics"] = answer(status, b"" if status == 204 else b"no", retry_after="120")
    assert fetch(server.address("/a.ics"), server.policy()) == Fetched(status, retry_after="120")


def test_redirects_are_followed_up_to_five_times(server: Server) -> None:
    for number in range(6):
        server.answers[f"/{number}"] = answer(302, location=f"/{number + 1}")
    server.answers["/6"] = answer(200, CALENDAR)
    assert fetch(server.address("/1"), server.policy()).body == CALENDAR
    assert problem_of(server.address("/0"), server.policy()) is FetchProblem.BAD_REDIRECT


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("http://169.254.169.254/latest/meta-data/", FetchProblem.REFUSED_ADDRESS),
        ("http://10.0.0.1/", FetchProblem.REFUSED_ADDRESS),
        ("http://[fd00:ec2::254]/", FetchProblem.REFUSED_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", FetchProblem.REFUSED_ADDRESS),
        ("http://127.0.0.1:22/", FetchProblem.REFUSED_ADDRESS),
        ("//192.168.0.1/a.ics", FetchProblem.REFUSED_ADDRESS),
        ("file:///etc/passwd", FetchProblem.BAD_ADDRESS),
        ("http://user:word@127.0.0.1/", FetchProblem.BAD_ADDRESS),
        ("http://[::1", FetchProblem.BAD_REDIRECT),
    ],
)
def test_a_redirect_into_a_network_of_ours_is_refused(server: Server, location: str, problem: FetchProblem) -> None:
    server.answers["/a.ics"] = answer(302, location=location)
    policy = server.policy(ports=frozenset({server.port, 80}))
    assert problem_of(server.address("/a.ics"), policy) is problem


def test_a_name_that_answers_with_a_public_and_a_private_address_is_refused(server: Server) -> None:
    policy = server.policy(exempt=(), resolve=lambda _host, _port: ["93.184.215.14", "127.0.0.1"])
    assert problem_of(server.address(host="two.example"), policy) is FetchProblem.REFUSED_ADDRESS
    assert server.asked == []


def test_a_name_that_changes_after_the_check_changes_nothing(server: Server) -> None:
    """Rebinding: the first answer is checked and connected to; nobody asks a second time."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])
    looked_up: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return next(answers)

    server.answers["/a.ics"] = answer(200, CALENDAR)
    found = fetch(server.address("/a.ics", host="rebind.example"), server.policy(resolve=rebinding))
    assert found.body == CALENDAR
    assert looked_up == ["rebind.example"]
    assert f"Host: rebind.example:{server.port}" in server.asked[0]


def test_each_redirect_looks_its_name_up_and_checks_it_again(server: Server) -> None:
    known = {"first.example": ["127.0.0.1"], "second.example": ["10.0.0.7"]}
    server.answers["/a.ics"] = answer(301, location=server.address("/b.ics", host="second.example"))
    policy = server.policy(resolve=lambda host, _port: known[host])
    assert problem_of(server.address("/a.ics", host="first.example"), policy) is FetchProblem.REFUSED_ADDRESS


def test_a_name_that_nobody_has_and_a_port_where_nobody_is(server: Server) -> None:
    nobody = server.policy(resolve=lambda _host, _port: [])
    assert problem_of(server.address(host="nobody.example"), nobody) is FetchProblem.NO_SUCH_HOST
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    closed = server.policy(ports=frozenset({port}))
    assert problem_of(f"http://127.0.0.1:{port}/", closed) is FetchProblem.UNREACHABLE


def test_names_that_take_for_ever_are_given_up(server: Server) -> None:
    never = threading.Event()

    def hang(_host: str, _port: int) -> Sequence[str]:
        never.wait(5)
        return []

    assert problem_of(server.address(), server.policy(seconds=0.3, resolve=hang)) is FetchProblem.TOO_SLOW
    never.set()


def test_an_endless_answer_is_cut_off_at_its_size(server: Server) -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.answers["/a.ics"] = lambda: itertools.chain([head], itertools.repeat(piece))
    assert problem_of(server.address("/a.ics"), server.policy()) is FetchProblem.TOO_LARGE


def test_a_gzip_bomb_is_cut_off_while_it_unpacks(server: Server) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    server.answers["/a.ics"] = answer(200, bomb, content_encoding="gzip")
    assert problem_of(server.address("/a.ics"), server.policy()) is FetchProblem.TOO_LARGE


def test_gzip_is_unpacked_in_one_member_and_in_several(server: Server) -> None:
    server.answers["/a.ics"] = answer(200, gzip.compress(CALENDAR), content_encoding="gzip")
    assert fetch(server.address("/a.ics"), server.policy()).body == CALENDAR
    server.answers["/a.ics"] = answer(200, gzip.compress(CALENDAR) * 2, content_encoding="gzip")
    assert fetch(server.address("/a.ics"), server.policy()).body == CALENDAR * 2


@pytest.mark.parametrize(
    "broken",
    [
        answer(200, gzip.compress(CALENDAR)[:-5], content_encoding="gzip"),
        answer(200, gzip.compress(b"") * 40, content_encoding="gzip"),
        answer(200, CALENDAR, content_encoding="gzip"),
        answer(200, CALENDAR, content_encoding="br"),
        answer(200, CALENDAR, content_length="9000"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
    ],
)
def test_an_answer_that_is_cut_short_or_no_answer_at_all_is_broken(server: Server, broken: bytes) -> None:
    server.answers["/a.ics"] = broken
    assert problem_of(server.address("/a.ics"), server.policy()) is FetchProblem.BROKEN_ANSWER


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_server_that_sends_a_byte_now_and_then_does_not_hold_us_up(server: Server, head: bytes) -> None:
    sent: list[bytes] = []

    def drip() -> Iterator[bytes]:
        yield head
        for _ in range(1000):
            time.sleep(0.05)
            sent.append(b"x")
            yield b"x"

    server.answers["/a.ics"] = drip
    assert problem_of(server.address("/a.ics"), server.policy(seconds=0.5)) is FetchProblem.TOO_SLOW
    assert len(sent) < 1000, "it was left before it came to its end"


def test_tls_is_checked_against_the_name_although_the_connection_goes_to_an_address(tmp_path: Path) -> None:
    ours, trusting = make_certificate(tmp_path, "feeds.example")
    with serving(ours) as server:
        server.answers["/a.ics"] = answer(200, CALENDAR)
        policy = server.policy(trust=trusting, resolve=lambda _host, _port: ["127.0.0.1"])
        good = server.address("/a.ics", host="feeds.example", scheme="https")
        assert fetch(good, policy).body == CALENDAR
        other = server.address("/a.ics", host="other.example", scheme="https")
        assert problem_of(other, policy) is FetchProblem.NOT_TRUSTED
        unknown = server.policy(resolve=lambda _host, _port: ["127.0.0.1"])
        assert problem_of(good, unknown) is FetchProblem.NOT_TRUSTED
        assert len(server.asked) == 1


def test_a_redirect_out_of_tls_is_refused_because_the_address_is_a_secret(tmp_path: Path) -> None:
    ours, trusting = make_certificate(tmp_path, "feeds.example")
    with serving(ours) as server:
        server.answers["/a.ics"] = answer(302, location=server.address("/b.ics", host="feeds.example"))
        policy = server.policy(trust=trusting, resolve=lambda _host, _port: ["127.0.0.1"])
        address = server.address("/a.ics", host="feeds.example", scheme="https")
        assert problem_of(address, policy) is FetchProblem.BAD_REDIRECT


def test_nothing_of_an_address_is_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.answers["/private-abc123/basic.ics"] = answer(302, location="/private-abc123/next.ics")
    with caplog.at_level(logging.DEBUG):
        fetch(server.address("/private-abc123/basic.ics"), server.policy())
    assert "abc123" not in caplog.text
