"""The jobs' page tells staff where each job stands; e-mails that were given up can be tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.job import JobRun, RunOutcome, ScheduledJob
from app.models.message import Message
from app.models.trust import AuditEvent
from app.services.audit import Actor
from app.services.job import mirror_jobs
from app.services.message import queue_message
from jobs.registry import JOBS
from jobs.runner import run_by_hand
from jobs.scheduler import Scheduler
from tests.factories.account import signed_in_as


def _mirror(session: Session) -> None:
    mirror_jobs(session, [job.entry(ordinal) for ordinal, job in enumerate(JOBS.values())])
    session.commit()


def _run(session: Session, *, ago: timedelta, outcome: RunOutcome = RunOutcome.DONE, error: str = "") -> None:
    at = JOBS["outbox"].schedule.slot(datetime.now(UTC) - ago)
    run = JobRun(job="outbox", slot_at=at, started_at=at, finished_at=at + timedelta(seconds=3), outcome=outcome)
    run.summary, run.error = {"sent": 4, "put_off": 0}, error
    session.add(run)
    session.commit()


def _page(web: Flask, role: Role = Role.STAFF) -> str:
    browser = signed_in_as(web, role)
    return browser.get("/jobs/", headers={"Accept-Language": "en"}).get_data(as_text=True)


def test_before_any_scheduler_the_page_says_how_to_start_one(web: Flask) -> None:
    page = _page(web)
    assert "No scheduler has been started" in page
    assert "llamado up" in page


def test_each_job_is_shown_with_its_last_and_next_run(web: Flask, session: Session) -> None:
    _mirror(session)
    _run(session, ago=timedelta(seconds=20))
    page = _page(web)
    for job in JOBS.values():
        assert job.purpose in page
    assert "every 20 seconds" in page
    assert "3 seconds" in page
    assert "4 sent" in page
    assert "not yet" in page


def test_a_failed_run_is_shown_with_its_error(web: Flask, session: Session) -> None:
    _mirror(session)
    _run(session, ago=timedelta(seconds=20), outcome=RunOutcome.FAILED, error="OSError: the mail server is on fire")
    assert _page(web).count("the mail server is on fire") == 2, "with the job, and under what failed"


def test_only_admins_ask_for_a_run_and_the_elected_scheduler_runs_it_once(
    web: Flask, session: Session, engine: Engine
) -> None:
    _mirror(session)
    assert "Run now" not in _page(web)
    browser = signed_in_as(web, Role.ADMIN)
    for _ in range(2):
        assert browser.post("/jobs/retention/run").status_code == 302
    assert "asked for" in browser.get("/jobs/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    scheduler = Scheduler(engine, {"retention": JOBS["retention"]})
    now = datetime.now(UTC)
    assert scheduler.tick_asked(now=now) == 0, "not elected"
    scheduler.beat(now=now)
    assert [scheduler.tick_asked(now=now) for _ in range(2)] == [1, 0]
    with reading(engine) as after:
        assert after.exec(select(JobRun)).one().outcome is RunOutcome.DONE
        assert after.exec(select(ScheduledJob)).one().asked_at is None
        assert len(after.exec(select(AuditEvent).where(AuditEvent.action == "staff:job:asked")).all()) == 1


@pytest.mark.usefixtures("session")
def test_an_unknown_job_can_not_be_asked_for(web: Flask) -> None:
    assert signed_in_as(web, Role.ADMIN).post("/jobs/nonsense/run").status_code == 404


def test_an_email_that_was_given_up_is_shown_and_tried_again(
    web: Flask, session: Session, engine: Engine, actor: Actor, now: datetime
) -> None:
    message = queue_message(session, actor, to="ana@example.org", subject="An offer", text="t")
    message.failed_at, message.attempts, message.last_error = now, 12, "SMTPDataError: mailbox full"
    session.commit()
    page = _page(web)
    assert "ana@example.org" in page
    assert "mailbox full" in page
    assert signed_in_as(web, Role.STAFF).post(f"/jobs/messages/{message.id}/again").status_code == 302
    with reading(engine) as after:
        again = after.exec(select(Message)).one()
        assert (again.failed_at, again.attempts) == (None, 0)
        event = after.exec(select(AuditEvent).where(col(AuditEvent.subject_kind) == "message")).all()[-1]
        assert event.action == "staff:message:tried_again"
    assert "ana@example.org" not in _page(web)


def test_what_left_the_code_leaves_the_rows_and_what_was_asked_for_stays(session: Session, now: datetime) -> None:
    _mirror(session)
    kept = session.get_one(ScheduledJob, "outbox")
    kept.asked_at = now
    session.add(ScheduledJob(id="gone", ordinal=9, purpose="p", period_seconds=60))
    _mirror(session)
    assert {row.id for row in session.exec(select(ScheduledJob))} == set(JOBS)
    assert session.get_one(ScheduledJob, "outbox").asked_at == now


def _ready(client: FlaskClient) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.get_json()


def test_it_is_ready_while_the_jobs_keep_up_and_names_the_one_that_does_not(
    client: FlaskClient, session: Session
) -> None:
    status, parts = _ready(client)
    assert status == 503
    assert "no scheduler" in parts["jobs"]
    assert parts["database"] == parts["migrations"] == parts["guards"] == "ok"
    _mirror(session)
    _run(session, ago=timedelta(seconds=60))
    assert _ready(client) == (200, dict.fromkeys(["database", "migrations", "guards", "jobs", "status"], "ok"))
    session.exec(select(JobRun)).one().slot_at -= timedelta(hours=1)
    session.commit()
    status, parts = _ready(client)
    assert status == 503
    assert "outbox is" in parts["jobs"]


def test_a_missing_guard_is_no_readiness(client: FlaskClient, engine: Engine) -> None:
    with write_transaction(engine) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("DROP TRIGGER booking_span_no_overlap_insert")
        else:
            session.connection().exec_driver_sql("ALTER TABLE booking_span DROP CONSTRAINT ex_booking_span_no_overlap")
    status, parts = _ready(client)
    assert status == 503
    assert "no_overlap" in parts["guards"]
    if engine.dialect.name != "sqlite":
        from app.migrate import upgrade  # noqa: PLC0415 - this test's own mending, the server is shared

        upgrade(engine)


def test_alive_is_alive_whatever_is_missing(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_the_last_check_of_the_rules_is_shown_with_what_it_found(
    web: Flask, session: Session, engine: Engine, now: datetime
) -> None:
    _mirror(session)
    run_by_hand(engine, JOBS["integrity"], now=now)
    assert "rules hold" in _page(web)
    queue_message(session, Actor.job("t", now - timedelta(days=30)), to="a@example.org", subject="s", text="t")
    session.commit()
    run_by_hand(engine, JOBS["integrity"], now=now + timedelta(hours=1))
    page = _page(web)
    assert "1 row breaks a rule" in page
    assert "A message is sent or given up within a week." in page
