"""What lines of a need are read as, together."""

from app.services.need_content import LineContent
from app.services.role_reading import Understood, read_roles, read_title


def line(title: str, **more: object) -> LineContent:
    return LineContent.model_validate({"asked_as": title, **more})


def test_a_title_is_read_asked_back_or_unknown() -> None:
    assert read_title("foquista").understood is Understood.READ
    assert read_title("segundo asistente").understood is Understood.ASKED
    assert read_title("dentist").understood is Understood.UNKNOWN


def test_the_department_settles_a_title() -> None:
    assert read_title("segundo asistente", "camera").role_id == "second-ac"


def test_a_role_that_a_person_chose_stands() -> None:
    found = read_roles([line("segundo asistente", role="second-ad")])[0]
    assert (found.role_id, found.confidence, found.understood) == ("second-ad", 100, Understood.CHOSEN)


def test_a_role_that_does_not_exist_is_read_from_the_title_instead() -> None:
    assert read_roles([line("Gaffer", role="lamp-lord")])[0].role_id == "gaffer"


def test_a_lead_electrician_is_asked_back_only_beside_a_gaffer() -> None:
    alone = read_roles([line("Jefe de eléctricos")])[0]
    assert alone.role_id == "gaffer"
    _, beside = read_roles([line("Gaffer"), line("Jefe de eléctricos")])
    assert (beside.role_id, set(beside.choices)) == (None, {"gaffer", "best-boy-electric"})


def test_another_base_has_its_own_head() -> None:
    here, there = read_roles([line("Gaffer", bases="Guadalajara"), line("Jefe de eléctricos", bases="Chapala")])
    assert (here.role_id, there.role_id) == ("gaffer", "gaffer")
