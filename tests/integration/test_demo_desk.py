"""The demo's desk: each of the office's queues has something in it, also where the registry is tiny."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, func, select

from app.models.account import Role
from app.models.feedback import Feedback, FeedbackSide, MatterState
from app.models.hire import HireLine, HireReport, ReportStatus
from app.models.intake import Upload, UploadStatus
from app.models.message import Message
from app.models.privacy import ArcoRequest, ArcoStatus
from app.models.production import Production
from app.models.tag import CrewTagging
from app.queries.demo import list_demo_ids
from app.queries.saved_view import list_views
from app.services.arco import due_on, list_queue
from app.services.audit import Actor
from app.services.demo.closing import close_a_production
from app.services.demo.desk import set_the_desk
from app.services.regime import add_working_days
from tests.factories.account import make_account
from tests.factories.demo_registry import write_demo

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def _prepare(session: Session, crew: int) -> tuple[int, Production | None]:
    """Load a registry with its desk; return the staff account's id and the production that is over."""
    write_demo(session, crew=crew, seed=5, today=TODAY, notice_version="test")
    staff, contact = (Actor.of(make_account(session, role), NOW) for role in (Role.STAFF, Role.PRODUCTION))
    whose = list_demo_ids(session)[0]
    set_the_desk(session, staff, crew_member_id=whose, today=TODAY)
    return staff.account_id or 0, close_a_production(session, staff, contact, crew_member_id=whose, today=TODAY)


def test_each_queue_of_the_demos_desk_has_something_in_it(session: Session) -> None:
    staff_id, over = _prepare(session, 300)
    near, *_others = [row for row, _ in list_queue(session, is_open=True)]
    assert TODAY <= due_on(near) <= add_working_days(TODAY, 2), "its answer is nearly due"
    rights = session.exec(select(ArcoRequest.status)).all()
    assert {ArcoStatus.RECEIVED, ArcoStatus.GRANTED, ArcoStatus.DONE} <= set(rights)
    queued = session.exec(select(Message.queued_at)).all()
    assert queued
    assert min(queued) > NOW - timedelta(days=7), "no letter was late before it could be sent"
    assert session.exec(select(func.count()).select_from(CrewTagging)).one() > 5
    assert len(list_views(session, staff_id)) == 2
    done, waiting = session.exec(select(Upload).order_by(col(Upload.id))).all()
    assert (done.status, waiting.status) == (UploadStatus.DONE, UploadStatus.PREVIEW)
    assert len(done.problems) == 2, "rows to be corrected"
    assert [question["kind"] for question in waiting.result["questions"]] == ["title", "person"]
    assert over is not None
    signed, draft = session.exec(select(HireReport).order_by(col(HireReport.number))).all()
    assert (signed.status, draft.status) == (ReportStatus.SIGNED, ReportStatus.DRAFT)
    assert signed.ends_on + timedelta(days=1) == draft.starts_on
    assert session.exec(select(func.count()).where(col(HireLine.corrects_id).is_not(None))).one() == 1


def test_the_demos_feedback_waits_for_an_answer_and_for_staff(session: Session) -> None:
    _prepare(session, 300)
    said = session.exec(select(Feedback)).all()
    assert {row.side for row in said} == set(FeedbackSide)
    assert any(row.answered_at for row in said)
    assert any(row.matter is MatterState.WAITING for row in said)
    assert any(row.matter is MatterState.NONE and row.answered_at is None for row in said)


def test_a_tiny_registry_has_a_desk_too(session: Session) -> None:
    _staff_id, over = _prepare(session, 12)
    assert over is None, "nothing has been worked for yet"
    assert session.exec(select(ArcoRequest)).all()
    assert session.exec(select(HireReport)).all() == []
