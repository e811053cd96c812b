"""The neutrality figures: counted from real rows, small cells hidden, rotation's effect computed again."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Role
from app.models.privacy import SensitiveQuestion
from app.models.shortlist import CandidateKind, Referral, ReferralOutcome, Shortlist, ShortlistEntry
from app.models.trust import AuditEvent
from app.queries.shortlist import list_positions
from app.services.audit import Actor
from app.services.neutrality import gini, lorenz, read_neutrality
from app.services.sensitive import answer_sensitive
from app.services.weights import ensure_weights
from matching.weights import FEATURE_NAMES
from tests.factories.account import signed_in_as
from tests.factories.matched_need import make_need
from tests.factories.offer import make_gaffer


def _line(session: Session, quantity: int = 1) -> int:
    need = make_need(session, ("gaffer",), quantity=quantity)
    return list_positions(session, need.id or 0)[0].id or 0


def _show(session: Session, people: list[int], at: datetime, *, hired: int | None = None) -> None:
    position_id = _line(session)
    for rank, person in enumerate(people, 1):
        outcome = ReferralOutcome.HIRED if person == hired else ReferralOutcome.LISTED
        row = Referral(crew_member_id=person, position_id=position_id, rank=rank, listed_at=at, outcome=outcome)
        row.asked_at = at if person == hired else None
        session.add(row)
    session.flush()


def _gaffers(session: Session, count: int) -> list[int]:
    return [make_gaffer(session).id or 0 for _ in range(count)]


def test_shown_asked_and_hired_are_counted_by_person_role_base_and_month(session: Session, now: datetime) -> None:
    first, second, _idle = _gaffers(session, 3)
    _show(session, [first, second], now - timedelta(days=2), hired=first)
    _show(session, [first], now - timedelta(days=40))
    _show(session, [first], now - timedelta(days=400))
    found = read_neutrality(session, now=now, days=90)
    assert (found.referrals, found.people, found.active) == (3, 2, 3)
    assert [(each.key, each.shown, each.asked, each.hired) for each in found.persons] == [
        (str(first), 2, 1, 1),
        (str(second), 1, 0, 0),
    ]
    assert [(each.key, each.shown) for each in found.roles] == [("gaffer", 3)]
    assert [(each.key, each.shown) for each in found.bases] == [("", 3)]
    assert [(each.key, each.shown) for each in found.months] == [("2026-10", 1), ("2026-11", 2)]
    assert found.top_share == pytest.approx(100)


@given(counts=st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_gini_lies_between_none_and_one_person_alone_and_fits_the_curve(counts: list[int]) -> None:
    ordered = sorted(counts)
    value = gini(ordered)
    assert -1e-9 <= value <= 1 - 1 / len(ordered) + 1e-9
    curve = lorenz(ordered, points=len(ordered))
    if sum(ordered):
        area = sum((a + b) / 2 for (_, a), (_, b) in pairwise(curve)) / (100 * len(ordered))
        assert value == pytest.approx(1 - 2 * area, abs=1e-6)
        assert all(y <= x + 1e-6 for x, y in curve)


def test_gini_of_people_shown_alike_is_nought_and_of_one_alone_near_one() -> None:
    assert gini([3] * 10) == pytest.approx(0)
    assert gini([0] * 99 + [7]) == pytest.approx(0.99)


def _shortlist(session: Session, actor: Actor, values: dict[int, tuple[int, int]], *, quantity: int = 1) -> None:
    """Keep a shortlist of people: person -> (experience, times shown before), rotation's value falling with these."""
    weights = ensure_weights(session, actor)
    shortlist = Shortlist(
        position_id=_line(session, quantity), need_version=1, weight_set_id=weights.id or 0, roster_version=0, seed=1,
        today_on=actor.at.date(), eligible=len(values), made_at=actor.at,
    )  # fmt: skip
    session.add(shortlist)
    session.flush()
    for rank, (person, (experience, times)) in enumerate(values.items(), 1):
        features = {**dict.fromkeys(FEATURE_NAMES, 0), "experience": experience, "rotation": 1000 - 100 * times}
        session.add(
            ShortlistEntry(
                shortlist_id=shortlist.id or 0, crew_member_id=person, rank=rank, score=0, kind=CandidateKind.EXACT,
                features=features, rotation_count=times,
            )
        )  # fmt: skip
    session.flush()


def test_rotations_effect_is_computed_again_from_the_kept_values(session: Session, actor: Actor) -> None:
    often, seldom, other = _gaffers(session, 3)
    for _ in range(2):  # a little more experience, shown far more often: only rotation prefers the other one
        _shortlist(session, actor, {often: (510, 9), seldom: (500, 0), other: (0, 0)})
    _shortlist(session, actor, {often: (1000, 0), other: (0, 0)})
    _shortlist(session, actor, {often: (10, 0)})  # one candidate for one place: nothing to rotate
    turned = read_neutrality(session, now=actor.at + timedelta(hours=1), days=90).rotation
    assert (turned.lists, turned.places, turned.changed) == (3, 3, 2)
    assert turned.people == (2, 1)


def test_gender_is_counted_over_whole_months_with_small_cells_hidden(session: Session, actor: Actor) -> None:
    people = _gaffers(session, 20)
    for at, person in enumerate(people):
        answer_sensitive(
            session, actor, crew_member_id=person, question=SensitiveQuestion.GENDER,
            answer="woman" if at < 9 else "man", agrees=True, notice_version="2026-11",
        )  # fmt: skip
    _show(session, people[:18], actor.at - timedelta(days=40))
    _show(session, people[18:], actor.at - timedelta(hours=1))
    counts = read_neutrality(session, now=actor.at, days=90).gender
    assert counts["non_binary"] is None
    assert {count for count in counts.values() if count is not None} <= {9}
    assert sum(count or 0 for count in counts.values()) < 18


def test_the_page_is_for_staff_reads_without_figures_and_is_exported_with_a_trace(
    web: Flask, engine: Engine, now: datetime
) -> None:
    staff = signed_in_as(web, Role.STAFF)
    assert "Nobody was put forward in this period" in staff.get("/neutrality").get_data(as_text=True)
    with write_transaction(engine) as session:
        _show(session, _gaffers(session, 2), now - timedelta(days=1))
    page = staff.get("/neutrality?days=366").get_data(as_text=True)
    assert "Gini coefficient" in page
    assert "<polyline" in page
    assert staff.post("/neutrality.xlsx").data.startswith(b"PK")
    assert "Share of the top forty" in staff.post("/neutrality.csv?days=366").get_data(as_text=True)
    assert staff.post("/neutrality.pdf").status_code == 404
    assert signed_in_as(web, Role.PRODUCTION).get("/neutrality").status_code == 403
    with write_transaction(engine) as session:
        noted = session.exec(select(AuditEvent).where(AuditEvent.action == "audit:neutrality:exported")).all()
    assert len(noted) == 2
