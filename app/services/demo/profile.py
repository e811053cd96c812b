"""A fictional person's profile: the row itself, roles, languages, credentials, skills, kit, residence, consents."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from app.models.crew import (
    CefrLevel,
    Channel,
    Credential,
    CredentialKind,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    CrewSource,
    CrewStatus,
    KitItem,
    Language,
    ResidenceEvidence,
    ResidenceEvidenceKind,
    Seniority,
    Verification,
    WorkBase,
)
from app.models.trust import Consent, ConsentPurpose
from app.services.crew_text import name_key, search_text
from app.services.demo.bulk import Batch
from app.services.demo.credentials import COMMON_CREDENTIALS, CREDENTIAL_KINDS
from app.services.demo.person import Person
from app.services.demo.places import COAST, LAKE, draw_base, draw_work_bases
from app.services.demo.words import get_words
from matching.places import Gazetteer
from matching.text import fold

ENGLISH = {None: 28, CefrLevel.A2: 15, CefrLevel.B1: 22, CefrLevel.B2: 19, CefrLevel.C1: 12, CefrLevel.C2: 4}
ENGLISH_IN_THE_OFFICE = {
    None: 8,
    CefrLevel.A2: 10,
    CefrLevel.B1: 20,
    CefrLevel.B2: 28,
    CefrLevel.C1: 26,
    CefrLevel.C2: 8,
}
OFFICE = frozenset(
    {"production", "production-office", "producers", "ad", "locations", "accounting", "script", "direction"}
)
OTHER_LANGUAGES = {
    Language.FR: 24,
    Language.PT: 18,
    Language.IT: 14,
    Language.DE: 10,
    Language.LSM: 12,
    Language.NAH: 5,
    Language.HCH: 4,
    Language.JA: 3,
    Language.KO: 3,
    Language.ZH: 3,
}
CHANNELS = {Channel.WHATSAPP: 72, Channel.PHONE: 14, Channel.EMAIL: 14}
CONSENT_SHARES = {
    ConsentPurpose.SHARE_WITH_PRODUCTIONS: 0.84,
    ConsentPurpose.STATISTICS: 0.76,
    ConsentPurpose.TRAINING: 0.62,
}
LIVES_ELSEWHERE = 0.05  # works from one place, lives in another: local and resident are two things
EVIDENCE_LIFE = timedelta(days=365)


@dataclass(frozen=True)
class ProfileMaker:
    """Writes profiles as of one day."""

    today: date
    notice_version: str
    gazetteer: Gazetteer

    def write(self, batch: Batch, person: Person, confirmed_on: date | None) -> int:
        """Add the person with everything they say of themselves; return the row's id."""
        skills = list(self._skill_names(person))
        member = self._member(batch, person, confirmed_on, skills)
        self._roles(batch, person, member)
        self._languages(batch, person, member)
        self._credentials(batch, person, member)
        for name in skills:
            batch.add(CrewSkill, crew_member_id=member, name=name, key=_folded(name))
        self._kit(batch, person, member)
        for place in draw_work_bases(person.random, person.base):
            if place != person.base:
                batch.add(WorkBase, crew_member_id=member, place=place)
        self._evidence(batch, person, member)
        self._consents(batch, person, member)
        return member

    def at(self, day: date, random: Random) -> datetime:
        """Return a moment of the day, in UTC, never after noon of today."""
        return datetime.combine(day, time(random.randint(6, 11), random.randrange(60)), tzinfo=UTC)

    def _member(self, batch: Batch, person: Person, confirmed_on: date | None, skills: list[str]) -> int:
        random = person.random
        joined = self.today - timedelta(days=random.randint(20, 900))
        confirmed = self.at(max(confirmed_on, joined), random) if confirmed_on else None
        home = draw_base(random) if random.random() < LIVES_ELSEWHERE else person.base
        travels = random.random() < 0.55
        return batch.add(
            CrewMember,
            given_name=person.given,
            surname=person.surname,
            credit_name=person.credit_name,
            email=person.email,
            phone=person.phone,
            preferred_channel=self._channel(person),
            birth_year=self.today.year - person.age,
            base_place=person.base,
            residence_place=home,
            residence_state=self.gazetteer.state_name(home) if home else "",
            residence_since_on=self._since(random) if home else None,
            willing_to_travel=travels,
            max_travel_weeks=random.choice((1, 2, 4, 8, 12)) if travels else None,
            has_vehicle=random.random() < 0.48,
            has_rfc=random.random() < 0.9,
            issues_invoices=random.random() < 0.7,
            has_imss=random.random() < 0.66,
            status=person.status,
            source=CrewSource.DEMO,
            fictional=True,
            name_key=name_key(person.given, person.surname),
            search_text=search_text(
                (person.credit_name, person.given, person.surname),
                [held.role.id for held in person.roles],
                skills=skills,
            ),
            locale="en" if random.random() < 0.05 else "es_MX",
            confirmed_at=confirmed,
            created_at=self.at(joined, random),
            updated_at=confirmed or self.at(joined, random),
        )

    def _channel(self, person: Person) -> Channel:
        if person.phone is None:
            return Channel.EMAIL
        return person.random.choices(list(CHANNELS), list(CHANNELS.values()))[0]

    def _since(self, random: Random) -> date:
        return min(self.today, date(self.today.year - int(random.triangular(0, 30, 8)), random.randint(1, 12), 1))

    @staticmethod
    def _roles(batch: Batch, person: Person, member: int) -> None:
        random = person.random
        for place, held in enumerate(person.roles):
            typed = random.choice(held.role.titles) if random.random() < 0.5 else held.role.name_es
            verified = random.random() < 0.3
            batch.add(
                CrewRole,
                crew_member_id=member,
                role_id=held.role.id,
                seniority=held.seniority,
                years=held.years,
                is_primary=place == 0,
                title_as_typed=typed,
                verification=Verification.VERIFIED if verified else Verification.SELF_DECLARED,
                verified_by="Comisión (ficticia)" if verified else "",
            )

    @staticmethod
    def _languages(batch: Batch, person: Person, member: int) -> None:
        random = person.random
        from_abroad = person.base in COAST | LAKE and random.random() < 0.12
        batch.add(
            CrewLanguage,
            crew_member_id=member,
            language=Language.ES,
            level=random.choice((CefrLevel.B2, CefrLevel.C1)) if from_abroad else CefrLevel.C2,
        )
        shares = ENGLISH_IN_THE_OFFICE if person.main.role.department_id in OFFICE else ENGLISH
        english = CefrLevel.C2 if from_abroad else random.choices(list(shares), list(shares.values()))[0]
        if english is not None:
            batch.add(CrewLanguage, crew_member_id=member, language=Language.EN, level=english)
        if random.random() < 0.06:
            other = random.choices(list(OTHER_LANGUAGES), list(OTHER_LANGUAGES.values()))[0]
            batch.add(CrewLanguage, crew_member_id=member, language=other, level=random.choice(list(CefrLevel)[1:5]))

    def _credentials(self, batch: Batch, person: Person, member: int) -> None:
        random = person.random
        asked = {name for held in person.roles for name in held.role.credentials}
        named = [(CREDENTIAL_KINDS[name], name) for name in sorted(asked) if random.random() < 0.8]
        named += [(kind, "") for kind, share in COMMON_CREDENTIALS.items() if random.random() < share]
        if person.main.role.department_id == "transport" and random.random() < 0.85:
            named.append((CredentialKind.DRIVER_LICENCE, ""))
        seen: set[CredentialKind] = set()
        for kind, name in named:
            if kind in seen and kind is not CredentialKind.OTHER:
                continue
            seen.add(kind)
            lapses = kind is not CredentialKind.PROFESSIONAL_LICENCE
            expires = self.today + timedelta(days=int(random.triangular(-240, 1400, 320)))
            batch.add(
                Credential,
                crew_member_id=member,
                kind=kind,
                title=name[:160],
                issued_on=expires - timedelta(days=1095) if lapses else None,
                expires_on=expires if lapses else None,
                verification=Verification.VERIFIED if random.random() < 0.5 else Verification.SELF_DECLARED,
            )

    @staticmethod
    def _skill_names(person: Person) -> list[str]:
        random = person.random
        own = get_words().skills.get(person.main.role.department_id, ())
        count = 0 if person.main.seniority is Seniority.TRAINING else random.randint(0, 4)
        names = random.sample(own, min(len(own), count))
        return list(dict.fromkeys(names + [name for name in get_words().skills_anywhere if random.random() < 0.1]))

    @staticmethod
    def _kit(batch: Batch, person: Person, member: int) -> None:
        random = person.random
        own = get_words().kit.get(person.main.role.department_id, ())
        if own and person.main.role.level <= 3 and random.random() < 0.4:
            for name in random.sample(own, min(len(own), random.randint(1, 2))):
                rate = random.randrange(300, 9000, 50) * 100
                batch.add(KitItem, crew_member_id=member, name=name, rental_centavos_per_day=rate)

    def _evidence(self, batch: Batch, person: Person, member: int) -> None:
        """Papers count for a year: of those who brought some, one in five has let them lapse."""
        random = person.random
        if person.base is None or random.random() > 0.62:
            return
        issued = self.today - timedelta(days=random.randint(5, 450))
        batch.add(
            ResidenceEvidence,
            crew_member_id=member,
            kind=random.choice(list(ResidenceEvidenceKind)),
            issued_on=issued,
            valid_until_on=issued + EVIDENCE_LIFE,
            seen_by="Comisión (ficticia)",
        )

    def _consents(self, batch: Batch, person: Person, member: int) -> None:
        random = person.random
        given = [ConsentPurpose.REGISTRY] + [p for p, share in CONSENT_SHARES.items() if random.random() < share]
        if person.status is CrewStatus.DRAFT:
            given = []
        for purpose in given:
            days_ago = random.randint(1, 700)
            withdrawn = purpose is not ConsentPurpose.REGISTRY and random.random() < 0.03
            batch.add(
                Consent,
                crew_member_id=member,
                purpose=purpose,
                notice_version=self.notice_version,
                given_at=self.at(self.today - timedelta(days=days_ago), random),
                withdrawn_at=self.at(self.today - timedelta(days=days_ago // 2), random) if withdrawn else None,
                source="demo",
            )


@cache
def _folded(name: str) -> str:
    """Fold a name that many people share, once."""
    return fold(name)
