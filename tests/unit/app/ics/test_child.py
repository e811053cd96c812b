"""A feed is read in a process that ends, whatever is in it; and `llamado feed-days` prints what came out."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.ics.child import read_feed_days_in_child
from app.ics.days import FeedDays, Outcome, Reason
from app.ics.limits import MAX_BYTES
from app.ics.reasons import SENTENCES
from tests.factories.ics import calendar, event, read

FEED = calendar(
    event("DTSTART:20270305T233000", "DTEND:20270306T003000", uid="a"),
    event("DTSTART;VALUE=DATE:20270310", "STATUS:TENTATIVE", uid="b"),
)


def in_child(data: bytes, seconds: float = 60.0) -> FeedDays:
    return read_feed_days_in_child(
        data,
        window_from=date(2027, 1, 1),
        window_to=date(2028, 1, 1),
        zone="America/Mexico_City",
        seconds=seconds,
    )


def test_the_child_answers_what_the_reader_does() -> None:
    for data in (FEED, b"<html>", FEED[:-20], calendar(event("DTSTART:?"))):
        assert in_child(data) == read(data)


def test_a_child_that_takes_too_long_is_killed() -> None:
    assert in_child(FEED, seconds=0.001) == FeedDays.rejected(Reason.TOO_LONG)


def test_a_file_beyond_the_limit_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert in_child(b"x" * (MAX_BYTES + 1)) == FeedDays.rejected(Reason.TOO_LARGE)


def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert in_child(FEED) == FeedDays.rejected(Reason.FAILED)


def test_a_child_that_used_its_time_up_took_too_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\nkill -XCPU $$\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    assert in_child(FEED) == FeedDays.rejected(Reason.TOO_LONG)


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = tmp_path / "environment"
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\n/usr/bin/env > {shown}\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("LLAMADO_SECRET_KEY", "swordfish")
    monkeypatch.setattr(sys, "executable", str(fake))
    assert in_child(FEED).reason == Reason.FAILED
    assert "swordfish" not in shown.read_text()


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert FeedDays.rejected(Reason.FAILED).outcome == Outcome.REJECT


def run(file: Path, *options: str) -> Result:
    given = ("--from", "2027-01-01", "--to", "2028-01-01", "--zone", "America/Mexico_City")
    return CliRunner().invoke(main, ["feed-days", str(file), *given, *options])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "feed.ics"
    path.write_bytes(FEED)
    return path


def test_the_command_prints_json(file: Path) -> None:
    result = run(file, "--json")
    assert json.loads(result.stdout) == {
        "outcome": "ok",
        "busy": [["2027-03-05", "2027-03-06"]],
        "tentative": [["2027-03-10", "2027-03-10"]],
        "reason": None,
    }


def test_the_command_prints_a_table(file: Path) -> None:
    lines = run(file).stdout.splitlines()
    assert lines[0].split() == ["first", "last", "days", "state"]
    assert lines[1].split() == ["2027-03-05", "2027-03-06", "2", "busy"]
    assert lines[2].split() == ["2027-03-10", "2027-03-10", "1", "tentative"]


def test_a_refused_file_is_an_answer_too(file: Path) -> None:
    file.write_bytes(b"<html>")
    result = run(file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["outcome"] == "reject"
    assert "no calendar at this address" in json.loads(result.stdout)["reason"]
    table = run(file)
    assert (table.exit_code, table.stdout[:10]) == (0, "rejected: ")


def test_an_empty_calendar_says_so(file: Path) -> None:
    file.write_bytes(calendar())
    assert run(file).stdout == "no busy or tentative days\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "yesterday"), "is no day"),
        (("--to", "2026-01-01"), "later than --from"),
        (("--zone", "Mars"), "is no zone"),
        (("--zone", "../etc"), "is no zone"),
        (("--colour",), "No such option"),
    ],
)
def test_a_wrong_option_is_told_of(file: Path, options: tuple[str, ...], said: str) -> None:
    result = run(file, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    assert run(tmp_path / "none.ics").exit_code == 2
