"""The shipped taxonomy and the prep and wrap defaults."""

import pytest

from app.services.taxonomy import PeriodDefault, get_period_default, get_taxonomy
from matching.roles import LinkKind


def test_the_shipped_taxonomy_is_whole_and_valid() -> None:
    taxonomy = get_taxonomy()
    assert (len(taxonomy.roles), len(taxonomy.departments)) == (424, 50)


def test_the_taxonomy_is_read_once() -> None:
    assert get_taxonomy() is get_taxonomy()


def test_a_best_boy_may_step_up_to_gaffer() -> None:
    links = get_taxonomy().candidates_for("gaffer", 0.4)
    assert links[0].kind is LinkKind.EXACT
    assert ("best-boy-electric", LinkKind.STEP_UP) in {(link.role_id, link.kind) for link in links}


def test_every_department_has_defaults_for_every_kind_of_production() -> None:
    for department in get_taxonomy().departments:
        for kind in ("feature", "series", "commercial", "documentary", "music video", "TV/live", "short"):
            default = get_period_default(department.id, kind)
            assert default.prep_days >= 0
            assert default.wrap_days >= 0
            assert default.active in {"shoot", "prep", "post", "all"}


def test_weeks_become_calendar_days() -> None:
    assert get_period_default("locations", "feature") == PeriodDefault(63, 7, "all")
    assert get_period_default("locations", "commercial") == PeriodDefault(10, 2, "all")


def test_an_unknown_department_has_no_defaults() -> None:
    with pytest.raises(KeyError):
        get_period_default("catapults", "feature")
