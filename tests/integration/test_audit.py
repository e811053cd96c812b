"""The audit: personal values are unreadable without the person's key, and gone with it."""

from sqlmodel import Session, select

from app.models.trust import AuditEvent, PersonKey
from app.services.audit import Actor, read_audit_detail, record_audit
from tests.factories.crew import make_crew_member


def test_a_persons_values_are_kept_under_their_own_key_and_go_with_it(session: Session, actor: Actor) -> None:
    person = make_crew_member(session)
    event = record_audit(
        session,
        actor,
        "staff:crew_member:changed",
        subject_kind="crew_member",
        subject_id=person.id,
        crew_member_id=person.id,
        before={"phone": "+523300000000"},
        after={"phone": "+523311111111"},
    )
    session.flush()
    assert "3300000000" not in event.detail
    assert read_audit_detail(session, event) == {
        "before": {"phone": "+523300000000"},
        "after": {"phone": "+523311111111"},
    }
    session.delete(session.get_one(PersonKey, person.id))
    session.flush()
    assert read_audit_detail(session, event) is None
    assert session.exec(select(AuditEvent)).one().action == "staff:crew_member:changed"


def test_one_persons_key_opens_nobody_elses_values(session: Session, actor: Actor) -> None:
    keys = []
    for _ in range(2):
        person = make_crew_member(session)
        record_audit(
            session, actor, "x:y:z", subject_kind="crew_member", crew_member_id=person.id, after={"name": "Ana"}
        )
        session.flush()
        keys.append(session.get_one(PersonKey, person.id).wrapped_key)
    assert keys[0] != keys[1]
