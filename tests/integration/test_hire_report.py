"""Hire reports: drafted from bookings, signed and locked, corrected by new rows, verified, and the credits of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.cli import main
from app.errors import ConflictError, InvalidInputError
from app.models.account import Role
from app.models.credit import Credit, CreditVerification, Title
from app.models.crew import CrewStatus
from app.models.hire import HireLine, HireReport
from app.queries.hire import list_lines
from app.services.audit import Actor
from app.services.credit import find_or_add_title
from app.services.hire.credits import release_title
from app.services.hire.digest import is_true, report_code
from app.services.hire.document import view_report
from app.services.hire.draft import draft_report, find_period, list_overlapping
from app.services.hire.review import LineWords, review_lines, write_others
from app.services.hire.sign import correct_line, sign_report
from app.services.merge import merge_people
from app.services.unmerge import unmerge_people
from config import Settings
from tests.factories.account import make_account
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.hire import FIRST, LAST, Wrapped, make_report, make_wrapped, sign


@pytest.fixture
def wrapped(session: Session) -> Wrapped:
    return make_wrapped(session)


@pytest.fixture
def report(session: Session, actor: Actor, wrapped: Wrapped) -> HireReport:
    return make_report(session, actor, wrapped)


def _credits(session: Session) -> list[Credit]:
    return list(session.exec(select(Credit).order_by(Credit.id)))  # type: ignore[arg-type]  # a column


def test_a_line_counts_the_booked_days_within_the_period(session: Session, actor: Actor, wrapped: Wrapped) -> None:
    late = make_booking(
        session, wrapped.ana.id or 0, wrapped.production.id or 0, (date(2026, 9, 20), LAST.replace(day=25))
    )
    report = draft_report(
        session, actor, production=wrapped.production, starts_on=FIRST.replace(day=8), ends_on=date(2026, 9, 21)
    )
    days = {line.booking_id: (line.starts_on, line.ends_on, line.days) for line in list_lines(session, report.id or 0)}
    assert days[wrapped.bookings[0].id] == (date(2026, 9, 8), LAST, 3)
    assert days[late.id] == (date(2026, 9, 20), date(2026, 9, 21), 2)


def test_only_who_proved_to_live_here_counts_as_local(session: Session, report: HireReport) -> None:
    ana, beto = list_lines(session, report.id or 0)
    assert (ana.is_local, ana.residence_evidence, ana.residence_valid_until_on) == (
        True,
        "voter_card",
        date(2026, 12, 31),
    )
    assert (beto.is_local, beto.residence_evidence, beto.residence_state) == (False, "", "Jalisco")


def test_signing_makes_credits_once_also_by_a_second_report(
    session: Session, actor: Actor, wrapped: Wrapped, report: HireReport
) -> None:
    sign(session, wrapped, report)
    make_booking(session, wrapped.ana.id or 0, wrapped.production.id or 0, (date(2026, 10, 1), date(2026, 10, 2)))
    period = find_period(session, wrapped.production, today=date(2026, 9, 11))
    assert period is not None
    assert period[0] == date(2026, 9, 11)
    second = draft_report(session, actor, production=wrapped.production, starts_on=period[0], ends_on=date(2026, 10, 5))
    sign(session, wrapped, second)
    found = _credits(session)
    assert [credit.crew_member_id for credit in found] == [wrapped.ana.id, wrapped.beto.id]
    assert {credit.verification for credit in found} == {CreditVerification.HIRE_REPORT}
    assert {(credit.hire_report_id, credit.verified_by) for credit in found} == {(report.id, "Eva Ríos")}
    assert session.exec(select(Title)).one().name == "Noche de lluvia"


def test_a_credit_that_a_person_claimed_is_verified_and_a_correction_leaves_their_own_word(
    session: Session, actor: Actor, wrapped: Wrapped, report: HireReport
) -> None:
    title = find_or_add_title(session, actor, name="Noche de lluvia", year=2026, kind=wrapped.production.kind)
    session.add(Credit(crew_member_id=wrapped.ana.id or 0, title_id=title.id or 0, role_id="gaffer"))
    session.flush()
    sign(session, wrapped, report)
    assert [credit.crew_member_id for credit in _credits(session)] == [wrapped.ana.id, wrapped.beto.id]
    for line in list_lines(session, report.id or 0):
        words = LineWords(confirmed=False, days=0, title="Gaffer")
        correct_line(session, actor, report, wrapped.production, line_id=line.id or 0, words=words, reason="fell ill")
    left = _credits(session)
    assert [(credit.crew_member_id, credit.verification) for credit in left] == [
        (wrapped.ana.id, CreditVerification.NONE)
    ]


def test_a_confidential_production_stays_unnamed_until_it_is_released(session: Session, actor: Actor) -> None:
    wrapped = make_wrapped(session, confidential=True, team=["Ana Directora"], company="Nube Roja")
    sign(session, wrapped, make_report(session, actor, wrapped))
    title = session.exec(select(Title)).one()
    assert "2026" in title.name
    assert "lluvia" not in f"{title.name} {title.key} {title.team} {title.companies}"
    wrapped.production.confidential = False
    assert release_title(session, actor, wrapped.production)
    assert (title.name, title.companies) == ("Noche de lluvia", ["Nube Roja"])


def test_a_correction_that_stays_for_good_names_nobody(session: Session, actor: Actor) -> None:
    wrapped = make_wrapped(session)
    report = sign(session, wrapped, make_report(session, actor, wrapped))
    line = list_lines(session, report.id or 0)[0]
    words = LineWords(confirmed=True, days=3, title="Gaffer")
    reason = "ANA LOPEZ ruiz se fue antes"
    with pytest.raises(InvalidInputError, match="name out"):
        correct_line(session, actor, report, wrapped.production, line_id=line.id or 0, words=words, reason=reason)


def test_a_correction_is_a_row_of_its_own_and_the_digest_holds(
    session: Session, actor: Actor, wrapped: Wrapped, report: HireReport
) -> None:
    sign(session, wrapped, report)
    line = list_lines(session, report.id or 0)[0]
    words = LineWords(confirmed=True, days=4, title="Gaffer")
    correct_line(session, actor, report, wrapped.production, line_id=line.id or 0, words=words, reason="left early")
    again = LineWords(confirmed=True, days=5, title="Gaffer")
    correct_line(session, actor, report, wrapped.production, line_id=line.id or 0, words=again, reason="miscounted")
    view = view_report(session, report, wrapped.production, locale="en")
    reading = next(each for each in view.readings if each.first.id == line.id)
    assert [row.days for row in reading.rows] == [10, 4, 5]
    assert view.holds
    assert view.totals["all"]["days"] == 20
    assert view.corrected is not None
    assert view.corrected["all"]["days"] == 15


def test_an_erased_person_stays_as_a_line_without_name(session: Session, wrapped: Wrapped, report: HireReport) -> None:
    sign(session, wrapped, report)
    wrapped.ana.status, wrapped.ana.given_name, wrapped.ana.surname = CrewStatus.ERASED, "", ""
    session.flush()
    view = view_report(session, report, wrapped.production, locale="en")
    assert view.names[wrapped.ana.id or 0] == f"Name erased (no. {wrapped.ana.id})"
    assert view.holds


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hire_line SET days = 3",
        "DELETE FROM hire_line",
        "UPDATE hire_report SET signer_name = 'Somebody'",
        "DELETE FROM hire_report",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(
    session: Session, wrapped: Wrapped, report: HireReport, change: str
) -> None:
    session.execute(sa.text("UPDATE hire_line SET days = 9"))
    session.expire_all()
    sign(session, wrapped, report)
    session.commit()
    with pytest.raises(DBAPIError, match="hire_report_signed"):
        session.execute(sa.text(change))
    session.rollback()


@pytest.mark.parametrize(
    "meanwhile", [(), (4,), (0,), (0, 6)], ids=["nothing", "fewer days", "none", "none, then some"]
)
def test_lines_and_credits_follow_their_person_through_a_merge_and_back(
    session: Session, actor: Actor, wrapped: Wrapped, report: HireReport, meanwhile: tuple[int, ...]
) -> None:
    sign(session, wrapped, report)
    line = next(each for each in list_lines(session, report.id or 0) if each.crew_member_id == wrapped.ana.id)
    ana, kept, line_id = wrapped.ana.id or 0, make_crew_member(session, "gaffer").id or 0, line.id or 0
    staff = Actor.of(make_account(session, Role.STAFF), actor.at)
    made = merge_people(session, staff, kept_id=kept, merged_id=ana)
    for days in meanwhile:
        words = LineWords(confirmed=days > 0, days=days, title="Gaffer")
        correct_line(session, actor, report, wrapped.production, line_id=line_id, words=words, reason=f"{days} days")
    worked = (meanwhile or (10,))[-1] > 0
    credited = [credit.crew_member_id for credit in _credits(session) if credit.crew_member_id != wrapped.beto.id]
    assert credited == ([kept] if worked else [])
    assert is_true(session, report)

    unmerge_people(session, staff, merge_id=made.id or 0)
    mine = [each for each in list_lines(session, report.id or 0) if each.crew_member_id != wrapped.beto.id]
    assert {each.crew_member_id for each in mine} == {ana}
    assert len(mine) == 1 + len(meanwhile)
    credited = [credit.crew_member_id for credit in _credits(session) if credit.crew_member_id != wrapped.beto.id]
    assert credited == ([ana] if worked else [])
    assert is_true(session, report)


def test_a_line_slipped_into_a_signed_report_is_found_by_the_command(
    session: Session, settings: Settings, wrapped: Wrapped, report: HireReport
) -> None:
    sign(session, wrapped, report)
    session.commit()
    assert settings.url
    fine = CliRunner().invoke(main, ["hire-report", "verify"])
    assert (fine.exit_code, "1 signed reports, 0 that do not match" in fine.output) == (0, True)
    old = list_lines(session, report.id or 0)[0]
    session.add(HireLine(**old.model_dump(exclude={"id"})))
    session.commit()
    broken = CliRunner().invoke(main, ["hire-report", "verify", report_code(report, wrapped.production)])
    assert (broken.exit_code, "DOES NOT MATCH" in broken.output) == (1, True)


@pytest.mark.parametrize(
    "wrong", [{"typed": "no"}, {"name": " "}, {"office": ""}], ids=["code not typed", "no name", "no office"]
)
def test_a_signature_names_somebody_and_is_typed(
    session: Session, actor: Actor, wrapped: Wrapped, report: HireReport, wrong: dict[str, Any]
) -> None:
    given = {"name": "Eva", "office": "UPM", "typed": report_code(report, wrapped.production), **wrong}
    with pytest.raises(InvalidInputError):
        sign_report(session, actor, report, wrapped.production, **given)
    assert report.signed_at is None


def test_a_draft_takes_what_the_production_says_and_a_signed_report_does_not(
    session: Session, actor: Actor, wrapped: Wrapped, report: HireReport
) -> None:
    line = list_lines(session, report.id or 0)[0]
    words = {line.id or 0: LineWords(confirmed=True, days=7, title="Jefe de eléctricos", pay_band="B")}
    assert review_lines(session, actor, report, words) == 1
    write_others(session, actor, report, [{"department": "grip", "people": 2, "days": 8}])
    with pytest.raises(InvalidInputError):
        review_lines(session, actor, report, {line.id or 0: LineWords(confirmed=True, days=11, title="Gaffer")})
    sign(session, wrapped, report)
    assert report.totals["all"] == {"people": 4, "days": 25}
    assert set(report.totals["inclusion"]["gender"].values()) == {None}  # two people: every cell is too small
    with pytest.raises(ConflictError):
        review_lines(session, actor, report, words)


def test_a_second_report_of_the_same_people_tells_nothing_of_how_they_describe_themselves(
    session: Session, wrapped: Wrapped, report: HireReport
) -> None:
    sign(session, wrapped, report)
    second = make_report(session, Actor.command("test", datetime(2026, 11, 3, tzinfo=UTC)), wrapped)
    assert list_overlapping([report, second], second) == [report]
    sign(session, wrapped, second)
    assert report.totals["inclusion"]
    assert second.totals["inclusion"] == {}
