"""What all tests share: where evaluation data may lie, and a fixed day."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("llamado", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("llamado")  # machines are noisy: no example fails for being slow

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of evaluation data beside the checkout, or skip where it is absent."""
    folder = Path(os.environ.get("LLAMADO_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the evaluation data of ../shared is not on this machine")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys: they take longest, and would otherwise keep one worker busy when the other is done."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)
