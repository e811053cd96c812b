"""`llamado jobs` lists where each job stands and runs one by hand; `llamado up` starts web and scheduler together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import Engine

from app.cli import main
from jobs.registry import JOBS


@pytest.mark.usefixtures("settings")
def test_jobs_are_listed_with_why_when_and_how_it_went(engine: Engine) -> None:
    assert engine.dialect.name
    ran = CliRunner().invoke(main, ["jobs", "run", "outbox"])
    assert ran.exit_code == 0, ran.output
    assert '"sent": 0' in ran.output
    listed = CliRunner().invoke(main, ["jobs"]).output
    for job in JOBS.values():
        assert job.purpose in listed
    assert "every 20 s" in listed
    assert "done" in listed
    assert "never run" in listed


@pytest.mark.usefixtures("settings")
def test_a_job_that_is_not_there_is_told_with_those_that_are(engine: Engine) -> None:
    assert engine.dialect.name
    told = CliRunner().invoke(main, ["jobs", "run", "nonsense"])
    assert told.exit_code == 2
    assert "outbox" in told.output


@pytest.mark.usefixtures("settings")
def test_a_job_that_fails_by_hand_says_why(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine.dialect.name
    monkeypatch.setenv("LLAMADO_BACKUP_DIR", "/proc/nowhere")
    from config import get_settings  # noqa: PLC0415 - read anew after the environment was changed

    get_settings.cache_clear()
    told = CliRunner().invoke(main, ["jobs", "run", "backup"])
    assert told.exit_code == 1
    assert "backup failed" in told.output


def test_up_starts_web_and_scheduler_and_they_end_together(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {"LLAMADO_DATA_DIR": str(tmp_path / "var"), "LLAMADO_PORT": str(port), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "app.cli", "up"]
    log = (tmp_path / "log").open("wb")
    with log, subprocess.Popen(command, env={**os.environ, **given}, stdout=log, stderr=log) as process:  # noqa: S603 - ours
        try:
            assert _wait_for_ready(f"http://127.0.0.1:{port}/readyz"), (tmp_path / "log").read_text()
            [child] = _children(process.pid)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert _wait_until_gone(child), "the scheduler notices that it was left alone"


def _wait_for_ready(address: str) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.3)
    return False


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait_until_gone(pid: int) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.2)
    return False
