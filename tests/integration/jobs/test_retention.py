"""Retention takes away what is past keeping, and nothing else."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.models.account import Device, Role, SignInLink
from app.models.bench import BenchDepth
from app.models.job import JobRun, RunOutcome, ScheduledJob
from app.models.message import Message
from app.models.plan import Plan, PlanInstance, PlanStatus
from app.models.security import RateCount
from app.models.trust import RosterChange
from app.services.account import make_sign_in_link, open_device
from app.services.audit import Actor, touch_roster
from app.services.message import queue_message
from jobs import retention
from tests.factories.account import make_account


def test_old_links_devices_and_tries_go_and_live_ones_stay(session: Session, now: datetime) -> None:
    account = make_account(session, Role.CREW)
    old, new = now - timedelta(days=200), now - timedelta(hours=1)
    for at in (old, new):
        make_sign_in_link(session, account, now=at)
        open_device(session, Actor.command("test", at), account, browser="b")
        session.add(RateCount(deed="link", key_hash="k", window_from_at=at, count=1))
    session.flush()
    gone = {name: count for name, count in retention.run(session, now=now).items() if count}
    assert gone == {"sign_in_link": 1, "device": 1, "rate_count": 1}
    assert len(session.exec(select(SignInLink)).all()) == 1
    assert len(session.exec(select(Device)).all()) == 1


def test_of_sent_emails_the_address_goes_first_and_the_row_later_and_waiting_ones_stay(
    session: Session, now: datetime
) -> None:
    for days in (1, 40, 200):
        actor = Actor.job("t", now - timedelta(days=days))
        message = queue_message(session, actor, to=f"d{days}@example.org", subject="s", text="")
        message.sent_at = actor.at
    queue_message(session, Actor.job("t", now - timedelta(days=300)), to="waits@example.org", subject="s", text="t")
    session.flush()
    counts = retention.run(session, now=now)
    assert (counts["message"], counts["address"]) == (1, 1)
    session.expire_all()
    left = session.exec(select(Message.to_address).order_by(col(Message.id))).all()
    assert left == ["d1@example.org", "", "waits@example.org"]


def test_runs_of_frequent_jobs_are_kept_a_week_others_longer_and_the_last_one_always(
    session: Session, now: datetime
) -> None:
    session.add(ScheduledJob(id="often", ordinal=0, purpose="p", period_seconds=20))
    session.add(ScheduledJob(id="daily", ordinal=1, purpose="p", period_seconds=86_400))
    for job in ("often", "daily", "stopped"):
        for days in (1, 20, 100, 200) if job != "stopped" else (100, 200):
            at = now - timedelta(days=days)
            session.add(JobRun(job=job, slot_at=at, started_at=at, finished_at=at, outcome=RunOutcome.DONE))
    session.flush()
    assert retention.run(session, now=now)["job_run"] == 3 + 2 + 1
    kept = session.exec(select(JobRun.job, JobRun.slot_at)).all()
    assert {(job, (now - at).days) for job, at in kept} == {("often", 1), ("daily", 1), ("daily", 20), ("stopped", 100)}


def test_the_newest_change_of_the_registry_stays_however_old_it_is(session: Session, now: datetime) -> None:
    for days in (100, 50):
        touch_roster(session, now - timedelta(days=days))
        session.flush()
    assert retention.run(session, now=now)["roster_change"] == 1
    assert (now - session.exec(select(RosterChange)).one().at).days == 50


def test_the_benchs_history_is_kept_for_two_years(session: Session, now: datetime) -> None:
    for days in (700, 800):
        on = (now - timedelta(days=days)).date()
        session.add(BenchDepth(counted_on=on, week_on=on, role_id="gaffer", free=1, held=0, booked=0, unknown=0))
    session.flush()
    assert retention.run(session, now=now)["bench_depth"] == 1


def test_drafts_of_plans_go_after_a_season_and_of_old_plans_the_problem_that_was_solved(
    session: Session, now: datetime
) -> None:
    old, older = now - timedelta(days=100), now - timedelta(days=800)
    for status, at in ((PlanStatus.DRAFT, old), (PlanStatus.DONE, old), (PlanStatus.DONE, older)):
        plan = Plan(name="p", status=status, today_on=at.date(), made_at=at, finished_at=at)
        session.add(plan)
        session.flush()
        session.add(PlanInstance(plan_id=plan.id or 0, problem=b"p", answer=b"a"))
    session.flush()
    counts = retention.run(session, now=now)
    assert (counts["plan"], counts["plan_instance"]) == (1, 1)
    assert [plan.status for plan in session.exec(select(Plan))] == [PlanStatus.DONE] * 2
