"""People who are in the registry twice: pairs kept for staff, and doubles of people who are new."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading, writing
from app.models.credit import Credit, Title
from app.models.crew import CrewMember, CrewStatus
from app.models.duplicate import DuplicatePair, PairStatus
from app.models.production import ProductionKind
from app.models.trust import AuditEvent
from app.services.duplicates import doubles_of, find_doubles, refresh_pairs
from jobs.registry import JOBS
from jobs.runner import run_by_hand
from tests.factories.crew import make_crew_member
from tests.factories.profile import a_profile


def make_double(session: Session) -> tuple[CrewMember, CrewMember]:
    """Make one person twice and somebody else."""
    first = make_crew_member(
        session, "gaffer", given_name="Guadalupe", surname="Barragán Ochoa", phone="+523312345678", birth_year=1988
    )
    second = make_crew_member(
        session, "gaffer", given_name="Lupe", surname="Barragan", phone="+523312345678", birth_year=1988
    )
    make_crew_member(session, "gaffer", given_name="Bruno", surname="Zaldívar Paz", phone="+523398765432")
    return first, second


def pairs(session: Session) -> list[tuple[int, int, PairStatus]]:
    return [(pair.low_id, pair.high_id, pair.status) for pair in session.exec(select(DuplicatePair))]


def test_a_person_who_is_in_the_registry_twice_becomes_a_pair_with_reasons(session: Session, now: datetime) -> None:
    first, second = make_double(session)
    assert refresh_pairs(session, now=now) == {"pairs_new": 1, "pairs_changed": 0, "pairs_gone": 0}
    (pair,) = doubles_of(session, second.id or 0)
    assert (pair.low_id, pair.high_id) == (first.id, second.id)
    assert pair.probability > 900
    outcomes = {reason["feature"]: reason["outcome"] for reason in pair.reasons}
    assert (outcomes["given_name"], outcomes["surname"], outcomes["phone"]) == ("nickname", "same", "same")
    assert "Barrag" not in str(pair.reasons)
    assert session.exec(select(AuditEvent.action)).all()[-1] == "job:duplicates:refreshed"


def test_looking_again_changes_nothing_where_nothing_changed(session: Session, now: datetime) -> None:
    make_double(session)
    refresh_pairs(session, now=now)
    assert not any(refresh_pairs(session, now=now + timedelta(days=1)).values())


@pytest.mark.parametrize("decided", [PairStatus.NOT_SAME, PairStatus.MERGED])
def test_a_decided_pair_stays_decided(session: Session, now: datetime, decided: PairStatus) -> None:
    first, second = make_double(session)
    refresh_pairs(session, now=now)
    (pair,) = doubles_of(session, first.id or 0)
    pair.status = decided
    assert not any(refresh_pairs(session, now=now).values())
    assert pairs(session) == [(first.id, second.id, decided)]
    assert doubles_of(session, first.id or 0) == []


@pytest.mark.parametrize("left", [CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.ERASED, None])
def test_a_pair_of_which_one_left_or_was_merged_goes(session: Session, now: datetime, left: CrewStatus | None) -> None:
    first, second = make_double(session)
    refresh_pairs(session, now=now)
    if left:
        second.status = left
    else:
        second.duplicate_of_id = first.id
    session.flush()
    assert refresh_pairs(session, now=now)["pairs_gone"] == 1
    assert pairs(session) == []


def test_who_left_between_looking_and_keeping_makes_no_pair(engine: Engine, now: datetime) -> None:
    with writing(engine) as opened:
        _, second = make_double(opened)
        opened.commit()
        gone = second.id
    job = JOBS["duplicates"]
    found = job.gather(engine, now=now) if job.gather else []
    with writing(engine) as opened:
        opened.delete(opened.get_one(CrewMember, gone))
        opened.flush()
        assert job.run(opened, now=now, material=found) == {"pairs_new": 0, "pairs_changed": 0, "pairs_gone": 0}


@pytest.mark.usefixtures("settings")
def test_the_nightly_job_keeps_the_pairs(engine: Engine, now: datetime) -> None:
    with writing(engine) as opened:
        make_double(opened)
        opened.commit()
    assert run_by_hand(engine, JOBS["duplicates"], now=now) == {"pairs_new": 1, "pairs_changed": 0, "pairs_gone": 0}
    with reading(engine) as opened:
        assert len(pairs(opened)) == 1


def test_a_new_profile_is_met_by_its_double_by_credit_name_role_and_credits(session: Session) -> None:
    known = make_crew_member(
        session, "gaffer", given_name="María Guadalupe", surname="Barragán Ochoa", credit_name="Pita Barragán"
    )
    titles = [Title(name=f"Film {n}", key=f"film {n}|2020", kind=ProductionKind.FEATURE, year=2020) for n in range(2)]
    session.add_all(titles)
    session.flush()
    session.add_all(Credit(crew_member_id=known.id or 0, title_id=title.id or 0) for title in titles)
    session.flush()
    new = a_profile("row 7", given_name="Pita", surname="Barragán", credits=("film 0|2020", "film 1|2020"))
    found = find_doubles(session, [new, a_profile("row 8", given_name="Bruno", surname="Zaldívar")])
    ((known_id, probability, reasons),) = found["row 7"]
    assert known_id == known.id
    assert probability > 0.5
    assert {"several"} == {reason.outcome for reason in reasons if reason.feature == "credits"}
    assert "row 8" not in found
