"""Which of two values is likely the better one, and why."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.models.crew import CrewMember
from app.services.merging.fields import Better, Compared, compare_fields

JUNE, JULY = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def _person(**values: Any) -> CrewMember:
    return CrewMember(**{"given_name": "Ana", "surname": "López", "created_at": JUNE, "updated_at": JUNE, **values})


def _compare(name: str, kept: CrewMember, other: CrewMember, **emails: str) -> Compared:
    return next(each for each in compare_fields(kept, other, **emails) if each.field.name == name)


@pytest.mark.parametrize(
    ("name", "kept", "other", "other_is_better", "because"),
    [
        ("phone", {"phone": "+521"}, {}, False, Better.ONLY),
        ("phone", {}, {"phone": "+521"}, True, Better.ONLY),
        ("given_name", {}, {"given_name": "Ana María"}, True, Better.LONGER),
        ("surname", {"surname": "López Ruiz"}, {"updated_at": JULY}, False, Better.LONGER),
        ("base", {"base_place": "a"}, {"base_place": "b", "confirmed_at": JULY}, True, Better.NEWER),
        ("rfc", {"has_rfc": True}, {}, False, Better.ONLY),
    ],
)
def test_the_fuller_or_newer_value_is_suggested(
    name: str, kept: dict[str, Any], other: dict[str, Any], *, other_is_better: bool, because: Better
) -> None:
    found = _compare(name, _person(**kept), _person(**other))
    assert (found.differs, found.other_is_better, found.because) == (True, other_is_better, because)


def test_the_address_that_somebody_signs_in_with_is_suggested() -> None:
    kept, other = _person(email="old@example.org", updated_at=JULY), _person(email="ana@example.org")
    found = _compare("email", kept, other, other_email="ana@example.org")
    assert (found.other_is_better, found.because) == (True, Better.PROVEN)


def test_what_is_alike_needs_no_choice() -> None:
    assert not any(each.differs for each in compare_fields(_person(), _person()))
