"""The stages of a production: what is done, what is now, what comes later."""

from dataclasses import replace

from app.queries.workspace import Progress
from app.services.workspace_page import tell_stages

NOTHING = Progress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
MATCHED = replace(NOTHING, needs=1, lines=3, places=4, matched=3)


def states(progress: Progress, *, is_asked: bool = False) -> list[str]:
    return [stage.state for stage in tell_stages(progress, is_asked=is_asked)]


def test_a_production_without_a_need_is_at_intake() -> None:
    assert states(NOTHING) == ["now", *["later"] * 5]


def test_a_need_that_waits_to_be_accepted_keeps_a_production_at_intake() -> None:
    assert states(replace(MATCHED, waiting=1))[0] == "now"


def test_an_open_title_or_question_is_to_be_clarified() -> None:
    assert states(replace(MATCHED, open_titles=1))[:2] == ["done", "now"]
    assert states(MATCHED, is_asked=True)[:2] == ["done", "now"]


def test_after_the_match_offers_are_next() -> None:
    assert states(MATCHED) == ["done", "done", "done", "now", "later", "later"]
    assert states(replace(MATCHED, offers=4, answered=3))[3] == "now"
    assert states(replace(MATCHED, offers=4, answered=4))[3:5] == ["done", "now"]


def test_full_productions_wait_for_their_report() -> None:
    full = replace(MATCHED, offers=9, answered=5, booked=4)
    assert states(full)[3:] == ["done", "done", "now"]
    assert states(replace(full, reports=2, signed=1))[5] == "now"
    assert states(replace(full, reports=2, signed=2)) == ["done"] * 6
