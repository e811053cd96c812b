"""A leader killed in the middle of its work loses nothing and doubles nothing; the long run is `make failover`."""

from pathlib import Path

from sqlalchemy.engine import Engine

from tests.proof.failover import Plan, prove

SHORT = Plan(schedulers=3, life=1.0, period=4.0, blows=("kill gathers",), slots=1.0)


def test_a_leader_that_is_killed_loses_and_doubles_nothing(engine: Engine, tmp_path: Path) -> None:
    found = prove(engine, SHORT, tmp_path)
    assert found.breaches == [], (tmp_path / "log").read_text()
    assert found.blows["kill"] == 1
