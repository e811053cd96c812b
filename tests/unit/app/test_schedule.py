"""Slots are whole multiples of a period in UTC: the same everywhere, on changeover nights too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.schedule import Schedule, daily, every, mondays

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
SCHEDULES = st.builds(
    Schedule,
    st.integers(1, 86_400 * 2).map(lambda n: timedelta(seconds=n)),
    st.integers(0, 86_399).map(lambda n: timedelta(seconds=n)),
)


@given(SCHEDULES, INSTANTS)
def test_the_latest_slot_is_due_and_the_next_one_is_not(schedule: Schedule, now: datetime) -> None:
    slot = schedule.slot(now)
    assert slot <= now < schedule.next(now)
    assert schedule.slot(slot) == slot
    assert schedule.slot(schedule.next(now)) == schedule.next(now)


def test_a_daily_slot_is_at_its_hour_in_utc() -> None:
    noon = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    assert daily("09:00").slot(noon) == noon.replace(hour=9)
    assert daily("13:30").slot(noon) == datetime(2027, 2, 28, 13, 30, tzinfo=UTC)


def test_a_changeover_night_has_every_slot_once() -> None:
    evening = datetime(2027, 3, 13, 20, 0, tzinfo=ZoneInfo("America/Tijuana"))
    hours = [evening.astimezone(UTC) + timedelta(minutes=10 * step) for step in range(72)]
    slots = {every(minutes=30).slot(instant.astimezone(ZoneInfo("America/Tijuana"))) for instant in hours}
    assert len(slots) == 24
    assert sorted(slots) == [min(slots) + timedelta(minutes=30 * step) for step in range(24)]


def test_schedules_read_as_words() -> None:
    assert [
        str(s) for s in (every(seconds=20), every(minutes=90), every(hours=6), daily("09:05"), mondays("08:30"))
    ] == [
        "every 20 s",
        "every 90 min",
        "every 6 h",
        "daily at 09:05 UTC",
        "weekly, Monday at 08:30 UTC",
    ]
