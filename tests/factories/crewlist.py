"""Crew lists made by hand: a small shoot with a filled, an open, a step-up and a trainee place."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from app.models.shortlist import CandidateKind, ProposalStatus, UnfilledReason
from app.services.crewlist.document import (
    Candidate,
    CredentialShown,
    CrewList,
    Days,
    Fit,
    Group,
    Head,
    LanguageSkill,
    Line,
    Person,
    Reason,
    Slot,
)
from app.services.crewlist.words import FEATURE, Words

PHONE, EMAIL = "+523312345678", "ines.nunez@example.org"
_ids = count(1)


def person(name: str = "María Inés Núñez Ávila", *, contact: bool = True, **values: Any) -> Person:
    """Make a person; with `contact` their phone and e-mail may go out."""
    told: dict[str, Any] = {
        "id": next(_ids),
        "name": name,
        "legal_name": name,
        "contact_allowed": contact,
        "phone": PHONE if contact else "",
        "email": EMAIL if contact else "",
        "base": "Guadalajara",
        "local": True,
        "languages": (LanguageSkill("es", "Español", "C2"), LanguageSkill("en", "Inglés", "B2")),
        "credentials": (CredentialShown("first_aid", "Primeros auxilios", date(2027, 6, 30)),),
        "kit": ("Kit de 3 HMI",),
        "credits": 12,
        "similar_credits": 4,
        "last_credit_year": 2025,
        "confirmed_on": date(2026, 11, 2),
    }
    return Person(**{**told, **values})


def reasons(locale: str = "en", *, value: int = 700) -> tuple[Reason, ...]:
    """Make a reason a feature."""
    words = Words(locale)
    return tuple(
        Reason(feature, words(name), f"Sentence about {feature}", max(value - 60 * number, 0), 24 - 2 * number)
        for number, (feature, name) in enumerate(FEATURE.items())
    )


def fit(rank: int = 1, kind: CandidateKind = CandidateKind.EXACT, locale: str = "en", **values: Any) -> Fit:
    """Make a fit; 18 of 22 days free unless told otherwise."""
    told: dict[str, Any] = {
        "rank": rank,
        "kind": kind,
        "kind_text": Words(locale).kind(kind, "Best Boy Electric", 700),
        "weight": 1000 if kind is CandidateKind.EXACT else 700,
        "via_role": "" if kind is CandidateKind.EXACT else "Best Boy Electric",
        "score": 64_000 - rank,
        "days": Days(needed=22, free=18, unknown=2, soft=2, held=2),
        "reasons": reasons(locale, value=1000 - 40 * rank),
    }
    return Fit(**{**told, **values})


def line(code: str, title: str, slots: tuple[Slot, ...], **values: Any) -> Line:
    """Make a line of February 2027."""
    told: dict[str, Any] = {
        "position_id": next(_ids),
        "code": code,
        "title": title,
        "role_id": "gaffer",
        "level": 1,
        "asked_as": title,
        "starts_on": date(2027, 1, 26),
        "ends_on": date(2027, 2, 16),
        "slots": slots,
    }
    return Line(**{**told, **values})


def head(**values: Any) -> Head:
    """Make a header."""
    told: dict[str, Any] = {
        "need_id": 1,
        "need_version": 3,
        "code": "GDL-COM-2027-03",
        "title": "Agua mineral & café, 2 × 30s",
        "company": "Nube Roja Filmadora",
        "kind_text": "Commercial",
        "made_at": datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
        "made_on": date(2026, 11, 23),
        "office_address": "Av. Chapultepec 15, Guadalajara",
        "contact_name": "Lucía Peña",
        "bases": ("Guadalajara",),
        "shoot_starts_on": date(2027, 2, 9),
        "shoot_ends_on": date(2027, 2, 11),
        "commission": "Filma Jalisco",
    }
    return Head(**{**told, **values})


def crew_list(locale: str = "en", **head_values: Any) -> CrewList:
    """Make a list of two departments, four lines, five places of which two are open."""
    gaffer = person()
    silent = person("Ramón O’Farrill Ibáñez", contact=False, base="Puerto Vallarta", local=False)
    candidates = tuple(
        Candidate(each, fit(place, kind, locale), place, on_list=place == 1)
        for place, (each, kind) in enumerate(
            [
                (gaffer, CandidateKind.EXACT),
                (silent, CandidateKind.STEP_UP),
                (person("Zoë Łuczak"), CandidateKind.EXACT),
            ],
            start=1,
        )
    )
    nobody = "Nobody in the registry holds the role or one close to it"
    return CrewList(
        head(**head_values),
        locale,
        (
            Group(
                "lighting",
                "Lighting / Electric",
                (
                    line(
                        "C1-001",
                        "Gaffer",
                        (Slot(1, 1, ProposalStatus.PROPOSED, person=gaffer, fit=candidates[0].fit),),
                        candidates=candidates,
                        candidate_count=14,
                        asked_as="gaffer (jefe de eléctricos)",
                    ),
                    line(
                        "C1-002",
                        "Set Electrician",
                        (
                            Slot(1, 2, ProposalStatus.PICKED, person=silent, fit=candidates[1].fit),
                            Slot(
                                2,
                                2,
                                ProposalStatus.OPEN,
                                open_reason=UnfilledReason.NOBODY_HOLDS_ROLE,
                                open_text=nobody,
                            ),
                        ),
                        candidates=candidates[1:],
                    ),
                    line(
                        "C1-003",
                        "Electric Trainee",
                        (
                            Slot(
                                1,
                                1,
                                ProposalStatus.PROPOSED,
                                trainee=True,
                                person=candidates[2].person,
                                fit=fit(1, CandidateKind.TRAINEE, locale),
                            ),
                        ),
                    ),
                ),
            ),
            Group(
                "stunts",
                "Stunts",
                (
                    line(
                        "C1-004",
                        "Stunt Rigger",
                        (
                            Slot(
                                1,
                                1,
                                ProposalStatus.OPEN,
                                open_reason=UnfilledReason.NOBODY_HOLDS_ROLE,
                                open_text=nobody,
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )
