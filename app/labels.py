"""Words of the choices: each member of an enumeration and the message id that names it on pages and in files."""

from collections.abc import Iterable
from enum import StrEnum

from app.messages import mark, translate
from app.models.availability import BookingStatus, HoldStatus, StatementKind, StatementSource
from app.models.credit import CourseStatus, CreditVerification, TrainingResult
from app.models.crew import (
    Channel,
    CredentialKind,
    CrewSource,
    CrewStatus,
    Language,
    ResidenceEvidenceKind,
    Seniority,
    Verification,
)
from app.models.placement import PlacementOutcome
from app.models.production import ProductionKind
from app.models.registration import EvidenceKind, EvidenceStatus, ReviewStatus
from app.models.trust import ConsentPurpose

LABELS: dict[type[StrEnum], dict[str, str]] = {
    CrewStatus: {
        CrewStatus.DRAFT: mark("Draft"),
        CrewStatus.ACTIVE: mark("Active"),
        CrewStatus.PAUSED: mark("Paused"),
        CrewStatus.WITHDRAWN: mark("Withdrawn"),
        CrewStatus.BLOCKED: mark("Blocked"),
        CrewStatus.ERASED: mark("Erased"),
        CrewStatus.DECEASED: mark("Deceased"),
    },
    CrewSource: {
        CrewSource.SELF: mark("Signed up themselves"),
        CrewSource.STAFF: mark("Entered by staff"),
        CrewSource.IMPORT: mark("Imported"),
        CrewSource.ACADEMY: mark("Academy list"),
        CrewSource.DEMO: mark("Demo (fictional)"),
    },
    Channel: {
        Channel.WHATSAPP: mark("WhatsApp"),
        Channel.PHONE: mark("Phone call"),
        Channel.EMAIL: mark("E-mail"),
    },
    Seniority: {
        Seniority.TRAINING: mark("In training"),
        Seniority.JUNIOR: mark("Junior"),
        Seniority.EXPERIENCED: mark("Experienced"),
        Seniority.SENIOR: mark("Senior"),
    },
    Verification: {
        Verification.SELF_DECLARED: mark("Self-declared"),
        Verification.VOUCHED: mark("Vouched for"),
        Verification.VERIFIED: mark("Verified"),
    },
    Language: {
        Language.ES: mark("Spanish"),
        Language.EN: mark("English"),
        Language.FR: mark("French"),
        Language.DE: mark("German"),
        Language.IT: mark("Italian"),
        Language.PT: mark("Portuguese"),
        Language.JA: mark("Japanese"),
        Language.KO: mark("Korean"),
        Language.ZH: mark("Chinese"),
        Language.LSM: mark("Mexican Sign Language (LSM)"),
        Language.HCH: mark("Wixárika (Huichol)"),
        Language.NAH: mark("Nahuatl"),
    },
    CredentialKind: {
        CredentialKind.AFAC_LICENCE: mark("Drone pilot licence (AFAC)"),
        CredentialKind.TUM: mark("Paramedic certificate (TUM)"),
        CredentialKind.FIRST_AID: mark("First aid"),
        CredentialKind.HEAVY_VEHICLE_LICENCE: mark("Heavy vehicle licence"),
        CredentialKind.PUBLIC_PASSENGER_LICENCE: mark("Public passenger licence"),
        CredentialKind.DRIVER_LICENCE: mark("Driver's licence"),
        CredentialKind.BOAT_LICENCE: mark("Boat licence"),
        CredentialKind.DIVER_CERTIFICATE: mark("Diver certificate"),
        CredentialKind.SEDENA_PERMIT: mark("Explosives and firearms permit (SEDENA)"),
        CredentialKind.CIVIL_PROTECTION: mark("Civil protection"),
        CredentialKind.ELECTRICAL_SAFETY: mark("Electrical safety"),
        CredentialKind.WORK_AT_HEIGHT: mark("Work at height"),
        CredentialKind.PROFESSIONAL_LICENCE: mark("Professional licence (cédula)"),
        CredentialKind.OTHER: mark("Other"),
    },
    ResidenceEvidenceKind: {
        ResidenceEvidenceKind.PROOF_OF_ADDRESS: mark("Proof of address"),
        ResidenceEvidenceKind.VOTER_CARD: mark("Voter card (INE)"),
        ResidenceEvidenceKind.TAX_STATUS: mark("Tax status certificate (CSF)"),
    },
    CreditVerification: {
        CreditVerification.NONE: mark("Self-declared"),
        CreditVerification.PEER: mark("Vouched for"),
        CreditVerification.COMMISSION: mark("Verified by the commission"),
        CreditVerification.HIRE_REPORT: mark("From a hire report"),
    },
    CourseStatus: {
        CourseStatus.PLANNED: mark("Planned"),
        CourseStatus.OPEN: mark("Taking people in"),
        CourseStatus.RUNNING: mark("Under way"),
        CourseStatus.FINISHED: mark("Finished"),
        CourseStatus.CANCELLED: mark("Cancelled"),
    },
    TrainingResult: {
        TrainingResult.ASKED: mark("Asked for a seat"),
        TrainingResult.WAITING: mark("On the waiting list"),
        TrainingResult.ENROLLED: mark("Enrolled"),
        TrainingResult.ATTENDED: mark("Attended"),
        TrainingResult.COMPLETED: mark("Completed"),
        TrainingResult.APPROVED: mark("Approved"),
        TrainingResult.DROPPED_OUT: mark("Dropped out"),
    },
    PlacementOutcome: {
        PlacementOutcome.RECOMMENDED: mark("Recommended"),
        PlacementOutcome.MORE_PRACTICE: mark("Needs more practice"),
        PlacementOutcome.NOT_RECOMMENDED: mark("Not recommended"),
    },
    ProductionKind: {
        ProductionKind.FEATURE: mark("Feature"),
        ProductionKind.SERIES: mark("Series"),
        ProductionKind.DOCUMENTARY: mark("Documentary"),
        ProductionKind.COMMERCIAL: mark("Commercial"),
        ProductionKind.MUSIC_VIDEO: mark("Music video"),
        ProductionKind.TV_LIVE: mark("TV / live"),
        ProductionKind.SHORT: mark("Short film"),
        ProductionKind.ANIMATION: mark("Animation"),
    },
    ConsentPurpose: {
        ConsentPurpose.REGISTRY: mark("The registry itself"),
        ConsentPurpose.SHARE_WITH_PRODUCTIONS: mark("Contact details to productions"),
        ConsentPurpose.STATISTICS: mark("Statistics"),
        ConsentPurpose.TRAINING: mark("News of training"),
    },
    StatementKind: {
        StatementKind.AVAILABLE: mark("Available"),
        StatementKind.UNAVAILABLE: mark("Not available"),
        StatementKind.TENTATIVE: mark("Tentative"),
    },
    StatementSource: {
        StatementSource.SELF: mark("Said by themselves"),
        StatementSource.CALL: mark("Said by phone"),
        StatementSource.EMAIL: mark("Confirmed by e-mail"),
        StatementSource.FEED: mark("From their calendar"),
        StatementSource.IMPORT: mark("Imported"),
        StatementSource.DEMO: mark("Demo (fictional)"),
    },
    HoldStatus: {
        HoldStatus.ACTIVE: mark("Live"),
        HoldStatus.CHALLENGED: mark("Challenged"),
        HoldStatus.RELEASED: mark("Released"),
        HoldStatus.EXPIRED: mark("Expired"),
        HoldStatus.BOOKED: mark("Booked"),
    },
    BookingStatus: {
        BookingStatus.CONFIRMED: mark("Confirmed"),
        BookingStatus.CANCELLED: mark("Cancelled"),
        BookingStatus.COMPLETED: mark("Completed"),
    },
    ReviewStatus: {
        ReviewStatus.WAITING: mark("With the commission"),
        ReviewStatus.ASKED_BACK: mark("Asked back"),
        ReviewStatus.APPROVED: mark("Approved"),
        ReviewStatus.DECLINED: mark("Not taken up"),
    },
    EvidenceKind: {
        EvidenceKind.RESIDENCE: mark("Proof of residence"),
        EvidenceKind.CREDENTIAL: mark("Licence or certificate"),
        EvidenceKind.TRAINING: mark("Training"),
        EvidenceKind.CREDIT: mark("Credit"),
        EvidenceKind.ROLE: mark("Role"),
        EvidenceKind.PHOTO: mark("Photo"),
    },
    EvidenceStatus: {
        EvidenceStatus.WAITING: mark("Waiting"),
        EvidenceStatus.ACCEPTED: mark("Accepted"),
        EvidenceStatus.REFUSED: mark("Refused"),
    },
}
"""Enumeration -> value -> message id."""


def label_of(member: StrEnum, locale: str) -> str:
    """Return the words for a choice in `locale`; the value itself where it has none."""
    return translate(locale, LABELS.get(type(member), {}).get(member, str(member)))


def choices_of(members: Iterable[StrEnum], locale: str) -> list[tuple[str, str]]:
    """Return (value, words) for a choice field, in the order given."""
    return [(member.value, label_of(member, locale)) for member in members]
