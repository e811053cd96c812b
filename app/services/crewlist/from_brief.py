"""A brief file straight to a crew list: handed in, accepted, matched and written, kept or leaving nothing behind."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import write_transaction, writing
from app.models.need import Need, NeedDoor
from app.models.production import Production
from app.queries.need import find_open_need
from app.queries.production import find_production_by_code
from app.services.audit import Actor, record_audit
from app.services.brief import read_brief
from app.services.crewlist.build import Asked, build_crew_list
from app.services.crewlist.document import CrewList
from app.services.crewlist.release import add_release, record_release, write_file
from app.services.crewlist.stamp import make_stamp
from app.services.crewlist.terms import Contacts
from app.services.match import match_need
from app.services.need import accept_need, change_need, hand_in_need
from app.services.need_content import NeedContent
from app.services.roster import get_roster


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a brief: in which form and language, as of which day, with which seed, whether it is kept."""

    form: str
    locale: str
    today: date
    seed: int | None = None
    keep: bool = False


@dataclass(slots=True)
class RankedBrief:
    """The crew list of a brief as a document and a file, how many people were looked at, and seconds a step."""

    document: CrewList
    data: bytes
    people: int
    seconds: dict[str, float] = field(default_factory=dict)


def rank_brief(engine: Engine, actor: Actor, brief: bytes, wanted: Wanted) -> RankedBrief:
    """Return the crew list of a brief file.

    Unless it is kept, the need and its match are rolled back whole; that contact details went out with the file is
    written down either way. Raises InvalidInputError (ProblemsError with every problem) for a brief that can't be read.
    """
    clock = _Clock()
    with clock.step("brief"):
        content = read_brief(brief)
    with writing(engine) as session:
        try:
            found = _rank(session, actor, content, wanted, clock)
            if wanted.keep:
                session.commit()
        finally:
            session.rollback()
    if not wanted.keep:
        _write_down(engine, actor, found.document, wanted)
    return found


def _rank(session: Session, actor: Actor, content: NeedContent, wanted: Wanted, clock: "_Clock") -> RankedBrief:
    with clock.step("registry"):
        people = get_roster(session, today=wanted.today).people
    with clock.step("match"):
        need = _hand_in(session, actor, content, keep=wanted.keep)
        match_need(session, actor, need, today=wanted.today, seed=wanted.seed)
    with clock.step("list"):
        production = session.get_one(Production, need.production_id)
        document = build_crew_list(session, need, production, Asked(wanted.locale, actor.at, Contacts.CONSENTED))
    if wanted.keep:
        document, _release = record_release(session, actor, need, production, document, form=wanted.form)
    else:
        document = replace(document, stamp=make_stamp(session, actor, production, document))
    with clock.step("file"):
        data = write_file(document, wanted.form)
    return RankedBrief(document, data, people, clock.seconds)


def _hand_in(session: Session, actor: Actor, content: NeedContent, *, keep: bool) -> Need:
    """Return the accepted need: a new version of the production's open one where it is kept and there is one."""
    production = find_production_by_code(session, content.production.code) if content.production.code else None
    open_need = find_open_need(session, production.id or 0) if keep and production is not None else None
    if open_need is None:
        need = hand_in_need(session, actor, content=content, door=NeedDoor.BRIEF, production=production)
    else:
        change_need(session, actor, open_need, content=content)
        need = open_need
    if need.accepted_at is None:
        accept_need(session, actor, need)
    session.flush()
    return need


def _write_down(engine: Engine, actor: Actor, document: CrewList, wanted: Wanted) -> None:
    """Note a file that went out without its need being kept: whose names and whose contacts it held."""
    people = {person.id: person.contact_allowed for _, person, _ in document.people()}
    with write_transaction(engine) as session:
        release = add_release(session, actor, None, document, form=wanted.form)
        record_audit(
            session,
            actor,
            "command:crew_list:written",
            subject_kind="release",
            subject_id=release.id,
            after={
                "production": document.head.code,
                "code": release.code,
                "format": wanted.form,
                "locale": wanted.locale,
                "people": sorted(people),
                "contacts_of": sorted(person for person, allowed in people.items() if allowed),
            },
        )


class _Clock:
    """Seconds a step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done within."""
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started
