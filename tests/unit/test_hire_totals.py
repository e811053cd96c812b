"""Totals of a hire report and the local-hire rule."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.models.hire import HireLine
from app.models.production import Production, ProductionKind
from app.services.hire.totals import LocalRule, Verdict, add_up, judge, judge_departments, local_rule


def _line(person: int, days: int, **values: Any) -> HireLine:
    given: dict[str, Any] = {
        "crew_member_id": person, "role_id": "gaffer", "level": 1, "days": days, "starts_on": date(2026, 9, 1),
        "ends_on": date(2026, 9, 30), "residence_evidence": "voter_card", "is_local": True,
    }  # fmt: skip
    return HireLine(**{**given, **values})


def test_a_person_with_two_lines_counts_once_and_their_days_all() -> None:
    totals = add_up([_line(1, 5), _line(1, 3), _line(2, 2, is_local=False)], [], None)
    assert totals["all"] == {"people": 2, "days": 10}
    assert totals["local"] == {"people": 1, "days": 8}


def test_who_did_not_work_counts_nowhere_but_is_told() -> None:
    totals = add_up([_line(1, 5), _line(2, 0, confirmed=False)], [], None)
    assert totals["all"] == {"people": 1, "days": 5}
    assert totals["did_not_work"] == 1


def test_people_from_outside_the_registry_count_in_the_whole_and_never_as_local() -> None:
    others = [{"department": "grip", "people": 3, "days": 15}]
    totals = add_up([_line(1, 5)], others, LocalRule(50, own=True))
    assert totals["all"] == {"people": 4, "days": 20}
    assert judge(totals)["people"] == Verdict(1, 4, 50)
    assert judge(totals)["people"].missing == 1
    assert judge_departments(totals)["grip"]["days"].percent == 0


@pytest.mark.parametrize(("reached", "missing"), [(8, 0), (7, 1), (10, 0)])
def test_a_rule_says_how_many_are_missing(reached: int, missing: int) -> None:
    verdict = Verdict(reached, 10, 80)
    assert (verdict.missing, verdict.met) == (missing, missing == 0)


def test_nobody_at_work_neither_meets_nor_breaks_a_rule() -> None:
    assert (Verdict(0, 0, 80).met, Verdict(0, 0, 80).percent) == (None, None)


@pytest.mark.parametrize(
    ("said", "default", "expected"),
    [
        (80, 50.0, LocalRule(80, own=True)),
        ("70", None, LocalRule(70, own=True)),
        (None, 50.0, LocalRule(50, own=False)),
        ("most", 50.0, LocalRule(50, own=False)),
        (900, None, None),
    ],
)
def test_the_productions_own_rule_goes_before_the_commissions(
    said: object, default: float | None, expected: LocalRule | None
) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    production = Production(code="X", working_title="X", kind=ProductionKind.FEATURE, created_at=at, updated_at=at)
    production.details = {"rules": {"local_hire_min_pct": said}}
    assert local_rule(production, default) == expected
