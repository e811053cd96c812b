"""The fictional registry, person by person: believable, repeatable, and nobody's."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import phonenumbers
import pytest

from app.models.need import PeriodKind
from app.models.production import ProductionKind
from app.services.demo.availability import Calendar
from app.services.demo.credentials import CREDENTIAL_KINDS
from app.services.demo.person import MAIL_HOSTS, Person, draw_person, phone_number
from app.services.demo.places import BASES, PRODUCTION_BASES
from app.services.demo.productions import Shoot
from app.services.demo.roles import RoleMix
from app.services.demo.words import full_name, get_words
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from matching.text import fold

PEOPLE = 4000


@pytest.fixture(scope="module")
def mix() -> RoleMix:
    return RoleMix(get_taxonomy())


@pytest.fixture(scope="module")
def people(mix: RoleMix) -> list[Person]:
    return [draw_person(7, index, mix) for index in range(PEOPLE)]


def _share(people: list[Person], departments: set[str]) -> float:
    return sum(p.main.role.department_id in departments for p in people) / len(people)


def test_a_person_is_a_function_of_seed_and_number(people: list[Person], mix: RoleMix) -> None:
    again = draw_person(7, 123, mix)
    assert (again.given, again.surname, again.phone, again.base, again.roles) == (
        people[123].given,
        people[123].surname,
        people[123].phone,
        people[123].base,
        people[123].roles,
    )
    assert draw_person(8, 123, mix).surname != again.surname or draw_person(8, 123, mix).roles != again.roles


def test_most_people_work_below_the_line(people: list[Person]) -> None:
    assert sum(p.main.role.line == "below" for p in people) / PEOPLE > 0.93


@pytest.mark.parametrize(
    ("departments", "least", "most"),
    [
        ({"camera", "dit-video"}, 0.04, 0.1),
        ({"lighting", "grip", "rigging"}, 0.07, 0.15),
        ({"art", "set-dressing", "props", "construction", "scenic", "greens"}, 0.13, 0.26),
        ({"costume", "makeup-hair"}, 0.07, 0.16),
        ({"production", "production-office", "ad", "locations"}, 0.1, 0.2),
        ({"transport"}, 0.04, 0.1),
        ({"extras", "advertising"}, 0.0, 0.03),
    ],
)
def test_departments_are_as_large_as_shoots_ask(
    people: list[Person], departments: set[str], least: float, most: float
) -> None:
    assert least < _share(people, departments) < most


def test_hands_outnumber_heads(people: list[Person]) -> None:
    levels = Counter(p.main.role.level for p in people)
    assert levels[3] > levels[2] > levels[1]
    assert 0.08 < levels[1] / PEOPLE < 0.2


def test_every_role_of_the_taxonomy_may_be_held(mix: RoleMix) -> None:
    assert all(mix.weight(role) > 0 for role in get_taxonomy().roles)


def test_people_live_where_crew_lives(people: list[Person]) -> None:
    regions = Counter(p.region for p in people)
    assert 0.6 < regions["14039"] / PEOPLE < 0.85
    assert 0.07 < regions["14067"] / PEOPLE < 0.17
    assert any(p.base is None for p in people)


def test_every_base_stands_in_the_gazetteer() -> None:
    assert all(place in get_gazetteer() for place in (*BASES, *PRODUCTION_BASES))


def test_people_carry_two_surnames_and_many_an_accent(people: list[Person]) -> None:
    assert sum(bool(p.mother) for p in people) / PEOPLE > 0.98
    assert 0.5 < sum(p.surname.casefold() != fold(p.surname) for p in people) / PEOPLE < 0.95


def test_names_seldom_come_twice(people: list[Person]) -> None:
    names = Counter((p.given, p.surname) for p in people if p.doubles is None)
    assert sum(count > 1 for count in names.values()) / PEOPLE < 0.02


def test_no_phone_number_can_be_anybodys(people: list[Person]) -> None:
    numbers = [phonenumbers.parse(p.phone) for p in people if p.phone]
    assert all(phonenumbers.is_possible_number(number) for number in numbers)
    assert not any(phonenumbers.is_valid_number(number) for number in numbers), "399 is no area code"


def test_no_two_people_get_one_number() -> None:
    assert len({phone_number(3, index) for index in range(50_000)}) == 50_000


def test_no_address_can_be_anybodys(people: list[Person]) -> None:
    reserved = ("example.org", "example.com", "example.net")
    assert all(host.endswith(reserved) for host in MAIL_HOSTS)
    assert all(p.email.split("@")[1] in MAIL_HOSTS for p in people if p.email)
    assert len({p.email for p in people if p.email and p.doubles is None}) == sum(
        bool(p.email) for p in people if p.doubles is None
    )


def test_some_people_stand_in_the_registry_twice_typed_differently(people: list[Person]) -> None:
    doubles = [p for p in people if p.doubles is not None]
    assert 0.01 < len(doubles) / PEOPLE < 0.02
    for double in doubles:
        first = people[double.doubles or 0]
        assert fold(double.surname).split()[0] == fold(first.surname).split()[0]
    reached = [p for p in doubles if p.phone == people[p.doubles or 0].phone or p.email == people[p.doubles or 0].email]
    assert len(reached) / len(doubles) > 0.6


def test_years_rise_with_the_level(people: list[Person]) -> None:
    means = {
        level: sum(p.main.years for p in people if p.main.role.level == level)
        / max(1, sum(p.main.role.level == level for p in people))
        for level in range(1, 6)
    }
    assert means[1] > means[2] > means[3] > means[4] > means[5]


def test_nobody_is_younger_than_their_years_in_the_trade_allow(people: list[Person]) -> None:
    assert all(p.age >= min(74, 18 + p.main.years) for p in people)


def test_the_taxonomys_credentials_all_have_a_kind() -> None:
    asked = {name for role in get_taxonomy().roles for name in role.credentials}
    assert asked == set(CREDENTIAL_KINDS)


def test_skills_and_kit_belong_to_departments_that_exist() -> None:
    departments = {department.id for department in get_taxonomy().departments}
    assert set(get_words().skills) | set(get_words().kit) <= departments


def test_common_surnames_come_more_often() -> None:
    random = Random(1)  # noqa: S311 - a fiction is drawn by seed
    fathers = Counter(full_name(random, feminine=True)[1] for _ in range(5000))
    assert fathers["Hernández"] > 5 * fathers["Zárate"] > 0


@pytest.mark.parametrize("kind", [ProductionKind.FEATURE, ProductionKind.COMMERCIAL, ProductionKind.MUSIC_VIDEO])
def test_the_spans_of_any_role_follow_each_other_without_a_gap(kind: ProductionKind) -> None:
    shoot = Shoot(1, kind, "14039", date(2027, 3, 1), date(2027, 4, 10))
    for role in get_taxonomy().roles:
        spans = shoot.spans(role)
        assert spans
        assert all(start <= end for _, start, end in spans)
        shot = [period for period, _, _ in spans]
        if shot == [PeriodKind.PREP, PeriodKind.SHOOT, PeriodKind.WRAP]:
            assert spans[1][1] - spans[0][2] == spans[2][1] - spans[1][2] == timedelta(days=1)


def test_a_calendar_refuses_a_stretch_that_shares_a_day() -> None:
    calendar = Calendar()
    first, last = date(2027, 3, 1), date(2027, 3, 5)
    calendar.book([(PeriodKind.SHOOT, first, last)])
    assert not calendar.is_free([(PeriodKind.SHOOT, last, last + timedelta(days=3))])
    assert calendar.is_free([(PeriodKind.SHOOT, last + timedelta(days=1), last + timedelta(days=3))])
