"""The demo's desk in work: ARCO requests, tags and saved views, and lists that came in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from app.models.bulk import BulkKind
from app.models.crew import CrewMember
from app.models.intake import Upload, UploadKind
from app.models.privacy import ArcoKind, ArcoRequest
from app.models.trust import ConsentPurpose
from app.queries.bulk import list_selected
from app.queries.demo import list_demo_holders, list_demo_ids
from app.services.arco import carry_out, decide_request, file_request
from app.services.audit import Actor
from app.services.bulk.tags import plan_tags, tag_people
from app.services.imports.upload import open_upload
from app.services.imports.work import confirm_upload
from app.services.regime import add_working_days, get_regime
from app.services.saved_view import save_view
from app.services.tag import make_tags

TAGS = (("Bilingüe en set", "script-supervisor", 6), ("Taller de eléctricos 2026", "electrician", 9))
"""A tag, whose holders bear it, and how many of them."""
SHARED_VIEW = ("Eléctricos de Guadalajara", {"department": "lighting", "place": "Guadalajara", "km": "30"})
OWN_VIEW = "Por llamar en enero: taller de eléctricos"
"""Names of saved views, the first with what it looks for; the second looks for the tag of the workshop."""

LISTED = 5
_HEAD = "Nombre,Apellidos,Celular,Ciudad,Puesto,Años,Idiomas"
_WRONG = (
    "Gael,Zamudio Nava,555-41,Guadalajara,Sonidista,5,inglés B1",
    "Noemí,Barbosa Cid,33 5550 4104,Chapala,Maquillista,muchos,inglés B2",
)
"""Rows of a list that wait for whoever sent it to correct them, while the others came in."""
_STRANGE = "Jefa de la magia"
"""A title that nobody knows, in a list that waits to be decided on."""


@dataclass(frozen=True)
class _Asked:
    """What a person asks of the commission, by which right."""

    kind: ArcoKind
    asked: str
    source: str
    proof: str
    purpose: str = ""


_NEAR = _Asked(
    ArcoKind.ACCESS,
    "Quiero saber qué datos míos tienen, de dónde salieron y a qué producciones se los han dado.",
    "paper",
    "INE vista en ventanilla",
)
_ANSWERED = _Asked(
    ArcoKind.RECTIFICATION,
    "Mi segundo apellido está mal escrito y mi base ya no es Chapala sino Guadalajara.",
    "email",
    "Copia de INE por correo",
)
_OPPOSED = _Asked(
    ArcoKind.OPPOSITION,
    "No quiero que mis datos entren en las estadísticas.",
    "call",
    "Llamada de vuelta al celular del perfil",
    ConsentPurpose.STATISTICS.value,
)
_FRESH = _Asked(ArcoKind.CANCELLATION, "Ya no trabajo en cine; pido que borren mi perfil.", "email", "Copia de INE")


def set_the_desk(session: Session, staff: Actor, *, crew_member_id: int | None, today: date) -> None:
    """Lay on the desk what staff have in work; the person of the demo's crew account has asked for something too."""
    people = list_selected(session, [each for each in list_demo_ids(session)[3:90] if each != crew_member_id])
    if not people:
        return
    _ask_by_right(session, staff, people, crew_member_id, today)
    *_, workshop = _tag(session, staff)
    for name, filters, shared in ((*SHARED_VIEW, True), (OWN_VIEW, {"tag": str(workshop)}, False)):
        save_view(session, staff, account_id=staff.account_id or 0, name=name, filters=filters, shared=shared)
    _take_lists(session, staff, people)


def _ask_by_right(
    session: Session, staff: Actor, people: Sequence[CrewMember], crew_member_id: int | None, today: date
) -> None:
    """File requests: one whose answer is due, one granted and still to be done, one done, one of today.

    Those of weeks ago are of people without e-mail: no letter is queued that would be late before it can be sent.
    """
    ids = [each.id or 0 for each in people if not each.email]
    asked = zip(ids, (_NEAR, _OPPOSED, _FRESH), (_days_to_near(today), 9, 0), strict=False)
    rows = {what.kind: _file(session, _ago(staff, days), who, what) for who, what, days in asked}
    if done := rows.get(ArcoKind.OPPOSITION):
        decide_request(session, _ago(staff, 8), done, granted=True, answer="Procede. Se retira de las estadísticas.")
        carry_out(session, _ago(staff, 8), done)
    granted = _file(session, _ago(staff, 6), crew_member_id or people[0].id or 0, _ANSWERED)
    decide_request(session, _ago(staff, 2), granted, granted=True, answer="Procede. Corregimos apellido y base.")


def _days_to_near(today: date) -> int:
    """Return how many days ago a request came in that has to be answered in two working days."""
    due_on, answer_days = add_working_days(today, 2), get_regime().answer_days
    return next(days for days in range(1, 400) if add_working_days(today - timedelta(days=days), answer_days) <= due_on)


def _file(session: Session, actor: Actor, crew_member_id: int, said: _Asked) -> ArcoRequest:
    return file_request(
        session,
        actor,
        crew_member_id=crew_member_id,
        kind=said.kind.value,
        asked=said.asked,
        source=said.source,
        identity_proof=said.proof,
        purpose=said.purpose,
    )


def _tag(session: Session, staff: Actor) -> list[int]:
    """Make the tags, put each on some people, and return their ids."""
    made = make_tags(session, staff, [name for name, _, _ in TAGS])
    for tag_id, (_, role_id, count) in zip(made, TAGS, strict=True):
        people = list_selected(session, list_demo_holders(session, role_id, held=False, limit=count))
        plan = plan_tags(session, people, kind=BulkKind.TAG, add=[tag_id])
        if plan.reached:
            tag_people(session, staff, plan)
    return made


def _take_lists(session: Session, staff: Actor, found: Sequence[CrewMember]) -> None:
    """Take in a list without the rows that are wrong, and leave another one open.

    All are lists of people who are here: newcomers would be compared with everybody, which takes a while.
    """
    people = [each for each in found if each.phone]
    if len(people) < LISTED:
        return
    rows = [_row(each, phone=each.phone or "", language="inglés C1") for each in people]
    then = _ago(staff, 5)
    upload = _open(session, then, "taller-de-ingles.csv", [*rows[:3], *_WRONG])
    confirm_upload(session, then, upload_id=upload.id or 0, without_errors=True)
    strange = _row(people[3], phone=people[3].phone or "", title=_STRANGE, language="francés B1")
    namesake = _row(people[4], phone="33 5550 4203", title="Gaffer", years="9")
    _open(session, staff, "lista-sindicato.csv", [strange, rows[0].replace("C1", "C2"), namesake])


def _open(session: Session, actor: Actor, name: str, rows: Sequence[str]) -> Upload:
    data = "\n".join((_HEAD, *rows)).encode()
    return open_upload(session, actor, kind=UploadKind.CREW, data=data, file_name=name)[0]


def _row(who: CrewMember, *, phone: str, title: str = "", years: str = "", language: str = "") -> str:
    return f"{who.given_name},{who.surname},{phone},,{title},{years},{language}"


def _ago(actor: Actor, days: int) -> Actor:
    """Return the same actor so many days earlier."""
    return replace(actor, at=actor.at - timedelta(days=days))
