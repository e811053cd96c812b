"""The template shoots: who is in them, for how long, and that a plan can take them as a need."""

from datetime import date, timedelta

import pytest

from app.services.need_plan import count_need, plan_need
from app.services.package import package_content, package_lines, package_shape
from app.services.taxonomy import get_taxonomy
from matching.role_entries import ShootSize

MONDAY = date(2027, 3, 1)
GUADALAJARA = "14039"


@pytest.mark.parametrize(
    ("size", "least", "most"), [(ShootSize.SMALL, 25, 40), (ShootSize.MEDIUM, 70, 110), (ShootSize.LARGE, 180, 260)]
)
def test_a_package_has_as_many_heads_as_the_taxonomy_says_of_its_size(size: ShootSize, least: int, most: int) -> None:
    heads = sum(line.quantity for line in package_lines(size))

    assert least <= heads <= most
    assert heads == package_shape(size).heads


@pytest.mark.parametrize("size", ShootSize)
def test_a_package_asks_only_for_crew_below_the_line_each_role_once(size: ShootSize) -> None:
    roles = [get_taxonomy().role(line.role) for line in package_lines(size)]

    assert {role.line for role in roles} == {"below"}
    assert len(roles) == len({role.id for role in roles})
    assert not any("trainee" in role.id for role in roles)


@pytest.mark.parametrize("size", ShootSize)
def test_all_lines_of_a_package_share_the_shoot_so_that_capacity_is_exact(size: ShootSize) -> None:
    last = package_shape(size).shoot_days - 1

    assert all(line.starts <= 0 and line.ends >= last for line in package_lines(size))


def test_heads_of_department_come_earlier_than_their_juniors() -> None:
    starts = {line.role: line.starts for line in package_lines(ShootSize.MEDIUM)}

    assert starts["location-manager"] == -63
    assert starts["location-manager"] < starts["assistant-location-manager"] < starts["location-pa"]


@pytest.mark.parametrize("size", ShootSize)
def test_a_package_can_be_planned_as_a_need_with_the_same_lines_and_days(size: ShootSize) -> None:
    content = package_content(size, shoot_starts_on=MONDAY, base_place=GUADALAJARA, code="T-1", title="Template")

    planned = plan_need(content)

    assert count_need(planned).heads == package_shape(size).heads
    assert [
        (each.reading.role_id, (each.starts_on - MONDAY).days, (each.ends_on - MONDAY).days) for each in planned
    ] == [(line.role, line.starts, line.ends) for line in package_lines(size)]
    assert {base for each in planned for base in each.bases} == {"Guadalajara"}


def test_prep_begins_no_earlier_than_the_day_that_is_given() -> None:
    content = package_content(
        ShootSize.LARGE,
        shoot_starts_on=MONDAY,
        base_place="",
        code="",
        title="Template",
        not_before=MONDAY - timedelta(days=3),
    )

    assert min(each.starts_on for each in plan_need(content)) == MONDAY - timedelta(days=3)
