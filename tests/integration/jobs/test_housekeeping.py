"""Housekeeping takes away what is past keeping, and nothing else."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.models.account import Device, Role, SignInLink
from app.services.account import make_sign_in_link, note_attempt, open_device
from app.services.audit import Actor
from jobs import housekeeping
from tests.factories.account import make_account


def test_old_links_devices_and_tries_go_and_live_ones_stay(session: Session, now: datetime) -> None:
    account = make_account(session, Role.CREW)
    old, new = now - timedelta(days=200), now - timedelta(hours=1)
    for at in (old, new):
        make_sign_in_link(session, account, now=at)
        open_device(session, Actor.command("test", at), account, browser="b")
        note_attempt(session, email="a@example.org", address="1", now=at, succeeded=False)
    session.flush()
    assert housekeeping.run(session, now=now) == {
        "sign_in_link": 1,
        "device": 1,
        "sign_in_attempt": 1,
        "upload": 0,
    }
    assert len(session.exec(select(SignInLink)).all()) == 1
    assert len(session.exec(select(Device)).all()) == 1
