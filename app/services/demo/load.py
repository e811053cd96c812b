"""Fills a registry with a believable fictional one: a function of its seed, its size and a day."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from app.errors import ConflictError
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, Statement
from app.models.calendar import CalendarFeed, FeedSpan
from app.models.credit import Course, Credit, Title, TrainingRecord
from app.models.crew import (
    Credential,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    KitItem,
    ResidenceEvidence,
    WorkBase,
)
from app.models.placement import Placement
from app.models.production import Production, ProductionBase
from app.models.trust import Consent, RosterChange
from app.queries.demo import has_crew
from app.services.audit import Actor, record_audit
from app.services.demo.availability import CallMaker, add_statements, draw_word
from app.services.demo.bulk import BulkWriter
from app.services.demo.feeds import add_feeds
from app.services.demo.graduates import Graduates
from app.services.demo.person import PHONES, draw_person
from app.services.demo.productions import Productions
from app.services.demo.profile import ProfileMaker
from app.services.demo.roles import RoleMix
from app.services.demo.titles import Titles
from app.services.demo.training import Courses
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy

CHUNK = 1000
MOST_CREW = PHONES // 10
_WORLD = (Title, Course, Production, ProductionBase)
_OF_A_PERSON = (
    CrewMember, CrewRole, CrewLanguage, Credential, CrewSkill, KitItem, WorkBase, ResidenceEvidence, Consent, Credit,
    TrainingRecord, Placement, Statement, Booking, BookingSpan, Hold, HoldSpan, CalendarFeed, FeedSpan,
)  # fmt: skip


def load_demo(
    session: Session,
    *,
    crew: int,
    seed: int,
    today: date,
    notice_version: str,
    on_progress: Callable[[int], object] = lambda _: None,
    make_writer: Callable[[Session], BulkWriter] = BulkWriter,
) -> Mapping[str, int]:
    """Write `crew` fictional people with all that belongs to them; return the rows written, by table.

    The same seed, size and day give the same rows on both engines. Calls `on_progress` with the number of people
    written since the last call. ConflictError where the registry holds anybody already: fiction and real people are
    never mixed.
    """
    if not 1 <= crew <= MOST_CREW:
        raise ConflictError("The demo registry holds 1 to %(most)s people.", most=MOST_CREW)
    if has_crew(session):
        raise ConflictError("The registry holds people already: the demo is loaded into an empty one only.")
    writer = make_writer(session)
    titles = Titles(seed, crew, today)
    courses = Courses(seed, crew, today)
    productions = Productions(seed, crew, today, get_gazetteer())
    world = writer.batch(*_WORLD)
    titles.write(world)
    courses.write(world)
    productions.write(world, titles)
    writer.write(world.rows)
    mix = RoleMix(get_taxonomy())
    graduates = Graduates(seed, today, productions.shoots)
    profiles = ProfileMaker(today, notice_version, get_gazetteer())
    calls = CallMaker(productions, today)
    for start in range(0, crew, CHUNK):
        batch = writer.batch(*_OF_A_PERSON)
        for index in range(start, min(start + CHUNK, crew)):
            person = draw_person(seed, index, mix)
            word = draw_word(person, today)
            member = profiles.write(batch, person, word.stated_on if word else None)
            titles.add_credits(batch, person, member, mix)
            graduates.write(batch, person, member, courses.add_records(batch, person, member))
            add_statements(batch, person, member, word, today)
            calls.write(batch, person, member)
            add_feeds(batch, person, member, seed=seed, today=today)
        writer.write(batch.rows)
        on_progress(min(CHUNK, crew - start))
    writer.finish()
    _note(session, crew, seed, today)
    return dict(writer.counts)


def _note(session: Session, crew: int, seed: int, today: date) -> None:
    """Let ranking know that everything changed, and the audit that a demo was loaded."""
    at = datetime.combine(today, time(), tzinfo=UTC)  # nowhere still to come
    session.add(RosterChange(at=at))
    said = {"crew": crew, "seed": seed, "today": today.isoformat()}
    record_audit(session, Actor.command("demo", at), "command:demo:loaded", subject_kind="registry", after=said)
    session.flush()
