"""Needs in the database: written whole or not at all, every version kept, nothing of a line that stays is lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from app.errors import ConflictError, InvalidInputError
from app.models.account import Role
from app.models.need import Need, NeedDoor, NeedStatus, NeedVersion, Position, PositionSpan
from app.models.production import Production, ProductionBase, ProductionBlock
from app.models.trust import AuditEvent
from app.queries.need import list_needs, list_positions, list_spans, list_versions
from app.queries.production import list_productions
from app.services.audit import Actor
from app.services.brief import read_brief
from app.services.need import accept_need, change_need, choose_role, choose_roles, decline_need, hand_in_need
from app.services.need_content import NeedContent
from app.services.need_version import read_version, say_change
from app.services.problem import ProblemsError
from app.services.production import find_own_production
from tests.factories.account import make_account
from tests.factories.need import make_content, make_need

BRIEFS = sorted((Path(__file__).resolve().parents[2] / "app" / "data" / "briefs").glob("*.yaml"))


def counts(session: Session) -> dict[str, int]:
    tables = (Production, Need, NeedVersion, Position, PositionSpan, AuditEvent)
    return {table.__tablename__: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def changed(content: NeedContent, line: int, **values: Any) -> NeedContent:
    lines = list(content.lines)
    lines[line] = lines[line].model_copy(update=values)
    return content.model_copy(update={"lines": lines})


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_a_brief_is_written_whole(session: Session, actor: Actor, path: Path) -> None:
    content = read_brief(path.read_bytes())
    need = hand_in_need(session, actor, content=content, door=NeedDoor.BRIEF)
    positions = list_positions(session, need.id or 0)
    assert [(p.code, p.asked_as, p.quantity) for p in positions] == [
        (line.code, line.asked_as, line.quantity) for line in content.lines
    ]
    spans = list_spans(session, [p.id or 0 for p in positions])
    for position in positions:
        assert spans[position.id or 0][0].starts_on == position.starts_on
        assert spans[position.id or 0][-1].ends_on == position.ends_on
    assert read_version(session, need) == content
    assert session.exec(select(Production.code)).one() == content.production.code
    assert need.status is NeedStatus.RECEIVED


def test_base_both_is_kept_as_spans_with_places(session: Session, actor: Actor) -> None:
    content = read_brief(next(path for path in BRIEFS if "series" in path.stem).read_bytes())
    need = hand_in_need(session, actor, content=content, door=NeedDoor.BRIEF)
    position = list_positions(session, need.id or 0)[0]
    spans = list_spans(session, [position.id or 0])[position.id or 0]
    places = [span.place for span in spans]
    assert places[0] == places[1] != places[3] == places[4]
    assert places[2] is None
    assert None not in {places[0], places[3]}
    assert [
        block.base_name for block in session.exec(select(ProductionBlock).order_by(col(ProductionBlock.starts_on)))
    ] == [
        "Puerto Vallarta",
        "",
        "Guadalajara",
    ]
    assert all(base.place for base in session.exec(select(ProductionBase)))


def test_a_need_with_a_line_without_days_writes_nothing(session: Session, actor: Actor) -> None:
    before = counts(session)
    content = make_content({"asked_as": "Gaffer"}, {"asked_as": "Grip"}, shoot_starts_on="", shoot_ends_on="")
    with pytest.raises(ProblemsError) as raised:
        hand_in_need(session, actor, content=content, door=NeedDoor.FORM)
    assert [problem.line for problem in raised.value.problems] == [1, 2]
    session.flush()
    assert counts(session) == before


def test_an_ambiguous_title_waits_with_its_choices_and_an_unknown_one_stays_as_typed(
    session: Session, actor: Actor
) -> None:
    need = make_need(session, actor, {"asked_as": "Extras"}, {"asked_as": "Dentist"}, {"asked_as": "Gaffer"})
    extras, dentist, gaffer = list_positions(session, need.id or 0)
    assert (extras.role_id, set(extras.choices_offered)) == (None, {"background-performer", "extras-coordinator"})
    assert (dentist.role_id, dentist.asked_as) == (None, "Dentist")
    assert gaffer.role_id == "gaffer"
    assert list_needs(session)[0].open_titles == 2


def test_choosing_a_role_settles_the_title_and_is_a_version(session: Session, actor: Actor) -> None:
    need = make_need(session, actor, {"asked_as": "Extras"}, {"asked_as": "Gaffer"})
    position = list_positions(session, need.id or 0)[0]
    choose_role(session, actor, position, role_id="extras-coordinator")
    assert (position.role_id, position.role_confidence, position.department_id) == ("extras-coordinator", 100, "extras")
    assert need.version == 2
    assert read_version(session, need).lines[0].role == "extras-coordinator"


def test_a_role_that_does_not_exist_is_refused(session: Session, actor: Actor) -> None:
    need = make_need(session, actor)
    with pytest.raises(InvalidInputError):
        choose_roles(session, actor, need, roles={"L001": "dentist"})
    with pytest.raises(InvalidInputError):
        choose_roles(session, actor, need, roles={"nowhere": "gaffer"})


def test_a_change_keeps_the_old_version_and_says_what_changed(session: Session, actor: Actor) -> None:
    need = make_need(session, actor, {"asked_as": "Gaffer"}, {"asked_as": "Grip", "quantity": "2"})
    rows = {position.code: position.id for position in list_positions(session, need.id or 0)}
    old = read_version(session, need)
    new = changed(old, 1, quantity=4, ends_on=date(2027, 4, 1))
    new = new.model_copy(update={"lines": [*new.lines[1:], make_content({"asked_as": "Drone"}).lines[0]]})
    new = changed(new, 1, code="NEW")
    said = [say_change(change, "en") for change in change_need(session, actor, need, content=new)]
    assert said == [
        "Gone: Gaffer (L001), 1",
        "Grip (L002), How many: 2 → 4",
        "Grip (L002), To: – → 2027-04-01",
        "New: Drone (NEW), 1",
    ]
    assert [version.version for version in list_versions(session, need.id or 0)] == [2, 1]
    assert read_version(session, need, 1) == old
    assert read_version(session, need) == new
    after = {position.code: position for position in list_positions(session, need.id or 0)}
    assert list(after) == ["L002", "NEW"]
    assert after["L002"].id == rows["L002"]
    assert (after["L002"].quantity, after["L002"].ends_on) == (4, date(2027, 4, 1))


def test_the_same_content_again_is_no_new_version(session: Session, actor: Actor) -> None:
    need = make_need(session, actor)
    assert change_need(session, actor, need, content=read_version(session, need)) == []
    assert need.version == 1


def test_a_changed_production_moves_with_its_need(session: Session, actor: Actor) -> None:
    need = make_need(session, actor, {"asked_as": "Gaffer"})
    content = read_version(session, need)
    facts = content.production.model_copy(update={"shoot_starts_on": date(2027, 3, 8), "working_title": "Other"})
    change_need(session, actor, need, content=content.model_copy(update={"production": facts}))
    production = session.get_one(Production, need.production_id)
    assert (production.working_title, production.shoot_starts_on) == ("Other", date(2027, 3, 8))
    assert list_positions(session, need.id or 0)[0].shoot_starts_on == date(2027, 3, 8)


def test_somebody_else_s_change_is_not_overwritten(session: Session, actor: Actor) -> None:
    need = make_need(session, actor)
    content = read_version(session, need)
    change_need(session, actor, need, content=changed(content, 0, quantity=2), expected_version=1)
    with pytest.raises(ConflictError):
        change_need(session, actor, need, content=changed(content, 0, quantity=3), expected_version=1)


def test_accepting_and_declining_leave_who_and_why(session: Session, actor: Actor) -> None:
    need = make_need(session, actor)
    decline_need(session, actor, need, reason="No dates that can be met")
    assert (need.status, need.staff_note) == (NeedStatus.DECLINED, "No dates that can be met")
    accept_need(session, actor, need)
    assert (need.status, need.accepted_at) == (NeedStatus.ACCEPTED, actor.at)
    with pytest.raises(ConflictError):
        accept_need(session, actor, need)
    with pytest.raises(InvalidInputError):
        decline_need(session, actor, need, reason=" ")
    actions = list(
        session.exec(select(AuditEvent.action).where(AuditEvent.subject_kind == "need").order_by(col(AuditEvent.id)))
    )
    assert actions == ["need:need:handed_in", "need:need:declined", "need:need:accepted"]


def test_what_was_matched_is_to_be_matched_again_after_a_change(session: Session, actor: Actor) -> None:
    need = make_need(session, actor)
    need.status = NeedStatus.MATCHED
    change_need(session, actor, need, content=changed(read_version(session, need), 0, quantity=2))
    assert need.status is NeedStatus.ACCEPTED
    need.status = NeedStatus.CLOSED
    with pytest.raises(ConflictError):
        change_need(session, actor, need, content=changed(read_version(session, need), 0, quantity=3))


def test_a_code_that_is_another_production_s_gets_a_number(session: Session, actor: Actor) -> None:
    first, second = (make_need(session, actor, code="GDL-1") for _ in range(2))
    codes = [session.get_one(Production, need.production_id).code for need in (first, second)]
    assert codes == ["GDL-1", "GDL-1-2"]
    assert make_need(session, actor).production_id != make_need(session, actor).production_id


def test_a_production_is_found_by_those_who_speak_for_it(session: Session, actor: Actor) -> None:
    contact, stranger, staff = (make_account(session, role) for role in (Role.PRODUCTION, Role.PRODUCTION, Role.STAFF))
    need = make_need(session, actor, code="GDL-1", contact_account_id=contact.id)
    assert [find_own_production(session, who, "GDL-1") is not None for who in (contact, stranger, staff, None)] == [
        True,
        False,
        True,
        False,
    ]
    assert [row.need.id for row in list_needs(session, contact_id=contact.id)] == [need.id]
    assert list_needs(session, contact_id=stranger.id) == []
    assert len(list_productions(session, contact_id=contact.id)) == 1
    assert list_productions(session, contact_id=stranger.id) == []
