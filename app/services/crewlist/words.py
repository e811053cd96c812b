"""What the crew list says, in the reader's language: states, kinds, reasons, days."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date

from app.messages import mark, translate, translations
from app.models.crew import CredentialKind, Language
from app.models.need import LocalRule, PeriodKind
from app.models.production import ProductionKind
from app.models.shortlist import CandidateKind, ProposalStatus, UnfilledReason
from app.services.crewlist.document import ContactClosed, CrewList, Days, DayState, Fit, Group, Line, Person, Slot
from config import get_settings

ASK = mark("ask the commission")
CLOSED = {
    ContactClosed.NOT_SHARED: ASK,
    ContactClosed.RUN_OUT: mark("ended on %(day)s"),
    ContactClosed.REVOKED: mark("no longer given out"),
    ContactClosed.WITHDRAWN: mark("no longer shares it"),
}
"""What stands in the place of a phone or an e-mail that may not be shown."""
CONFIDENTIAL = mark("Confidential")
NO_CANDIDATES = mark("No candidates")
ONE_CANDIDATE, SOME_CANDIDATES = mark("One candidate"), mark("%(num)s candidates")

STATUS = {
    ProposalStatus.PROPOSED: mark("Proposed"),
    ProposalStatus.PICKED: mark("Picked"),
    ProposalStatus.OPEN: mark("Not filled"),
}
DAY_STATE = {
    DayState.FREE: mark("Free on all days"),
    DayState.UNCONFIRMED: mark("Not confirmed"),
    DayState.TENTATIVE: mark("Tentative"),
    DayState.HELD: mark("Held elsewhere"),
}
UNFILLED = {
    UnfilledReason.ROLE_UNKNOWN: mark("The title is not yet clear; choose its role"),
    UnfilledReason.NOBODY_HOLDS_ROLE: mark("Nobody else in the registry holds the role or one close to it"),
    UnfilledReason.ALL_BOOKED: mark("Everybody else who holds the role is booked or unavailable"),
    UnfilledReason.UNCONFIRMED: mark("There are people who have not confirmed their days"),
    UnfilledReason.REQUIREMENT: mark("Nobody else meets the requirements"),
    UnfilledReason.TAKEN_ELSEWHERE: mark("Those who could fill it stand on other lines of this list"),
    UnfilledReason.DROPPED: mark("The others who could fill it were dropped"),
}
NOT_MATCHED = mark("Not matched yet")
PERIOD = {
    PeriodKind.PREP: mark("Prep"),
    PeriodKind.SHOOT: mark("Shoot"),
    PeriodKind.WRAP: mark("Wrap"),
    PeriodKind.DAILY: mark("Daily"),
}
LOCAL_RULE = {
    LocalRule.PREFERRED: mark("residents preferred"),
    LocalRule.REQUIRED: mark("residents only"),
}
PRODUCTION_KIND = {
    ProductionKind.FEATURE: mark("Feature"),
    ProductionKind.SERIES: mark("Series"),
    ProductionKind.DOCUMENTARY: mark("Documentary"),
    ProductionKind.COMMERCIAL: mark("Commercial"),
    ProductionKind.MUSIC_VIDEO: mark("Music video"),
    ProductionKind.TV_LIVE: mark("TV or live"),
    ProductionKind.SHORT: mark("Short film"),
    ProductionKind.ANIMATION: mark("Animation"),
}
LANGUAGE = {
    Language.ES: mark("Spanish"),
    Language.EN: mark("English"),
    Language.FR: mark("French"),
    Language.DE: mark("German"),
    Language.IT: mark("Italian"),
    Language.PT: mark("Portuguese"),
    Language.JA: mark("Japanese"),
    Language.KO: mark("Korean"),
    Language.ZH: mark("Chinese"),
    Language.LSM: mark("Mexican Sign Language"),
    Language.HCH: mark("Wixárika"),
    Language.NAH: mark("Nahuatl"),
}
CREDENTIAL = {
    CredentialKind.AFAC_LICENCE: mark("Drone licence (AFAC)"),
    CredentialKind.TUM: mark("Emergency medical technician"),
    CredentialKind.FIRST_AID: mark("First aid"),
    CredentialKind.HEAVY_VEHICLE_LICENCE: mark("Heavy vehicle licence"),
    CredentialKind.PUBLIC_PASSENGER_LICENCE: mark("Public passenger licence"),
    CredentialKind.DRIVER_LICENCE: mark("Driver's licence"),
    CredentialKind.BOAT_LICENCE: mark("Boat licence"),
    CredentialKind.DIVER_CERTIFICATE: mark("Diver's certificate"),
    CredentialKind.SEDENA_PERMIT: mark("Explosives and firearms permit (SEDENA)"),
    CredentialKind.CIVIL_PROTECTION: mark("Civil protection"),
    CredentialKind.ELECTRICAL_SAFETY: mark("Electrical safety"),
    CredentialKind.WORK_AT_HEIGHT: mark("Work at height"),
    CredentialKind.PROFESSIONAL_LICENCE: mark("Professional licence"),
    CredentialKind.OTHER: mark("Other credential"),
}
FEATURE = {
    "role_fit": mark("Role fit"),
    "availability": mark("Days free"),
    "freshness": mark("Confirmed lately"),
    "experience": mark("Experience"),
    "scale_and_kind": mark("Kind and scale"),
    "team": mark("Team history"),
    "training": mark("Training"),
    "distance": mark("Near the base"),
    "preferences": mark("Preferences"),
    "rotation": mark("Rotation"),
}
KIND = {
    CandidateKind.EXACT: mark("Exact role"),
    CandidateKind.STEP_UP: mark("Step-up from %(role)s (%(weight)s)"),
    CandidateKind.ADJACENT: mark("Comes across from %(role)s (%(weight)s)"),
    CandidateKind.TRAINEE: mark("Trainee"),
}


@lru_cache(maxsize=4096)
def phone_text(phone: str) -> str:
    """Return an E.164 number with the spaces of its country ("+52 33 1234 5678"); anything else as it stands."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


@lru_cache(maxsize=4096)
def _date_text(value: date, pattern: str, locale: str) -> str:
    return str(format_date(value, pattern, locale=locale))


class Words:
    """The texts of one locale; what every renderer asks."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def __call__(self, message: str, **values: object) -> str:
        """Return a message in this locale, its places filled."""
        return translate(self.locale, message, **values)

    def day(self, value: date | None) -> str:
        """Return a day as people write it, empty where there is none."""
        return _date_text(value, "d MMM y", self.locale) if value else ""

    def moment(self, at: datetime) -> str:
        """Return an instant by the commission's clock."""
        local = at.astimezone(ZoneInfo(get_settings().commission_zone))
        return f"{self.day(local.date())}, {local:%H:%M}"

    def span(self, first: date, last: date) -> str:
        """Return a span of days, as short as it stays clear."""
        if first == last:
            return self.day(first)
        pattern = "d MMM" if first.year == last.year else "d MMM y"
        return f"{_date_text(first, pattern, self.locale)} – {self.day(last)}"

    def yes(self, value: bool | None) -> str:  # noqa: FBT001 - a value to be told, not a switch
        """Return yes or no, empty where it is not known."""
        if value is None:
            return ""
        return self(mark("yes")) if value else self(mark("no"))

    def kind(self, kind: CandidateKind, role: str, weight: int) -> str:
        """Return how a person meets the role: exact, or from which role with which weight (thousandths)."""
        if kind in {CandidateKind.EXACT, CandidateKind.TRAINEE}:
            return self(KIND[kind])
        return self(KIND[kind], role=role, weight=f"{weight / 1000:g}")

    def days(self, days: Days | None) -> str:
        """Return what is known of a person's days, in few words."""
        if days is None:
            return ""
        if days.state is DayState.FREE:
            return self(DAY_STATE[DayState.FREE])
        return f"{self(DAY_STATE[days.state])} · {days.covered_percent} %"

    def asking(self, document: CrewList, line: Line) -> str:
        """Return what a message to somebody on the line begins with; the title stays confidential."""
        return self(
            mark("Hello! I am writing from production %(code)s: %(position)s, %(dates)s. Are you available?"),
            code=document.head.code,
            position=line.title,
            dates=self.span(line.starts_on, line.ends_on),
        )

    def day_state(self, state: DayState) -> str:
        """Return how far somebody is free, in a word or two."""
        return self(DAY_STATE[state])

    def covered(self, days: Days) -> str:
        """Return how many of the needed days the person stated free."""
        values = {"free": min(days.free, days.needed), "needed": days.needed}
        return self(mark("%(free)s of %(needed)s days"), **values)

    def status(self, slot: Slot) -> str:
        """Return where a slot stands."""
        return self(STATUS[slot.status])

    def phone(self, person: Person) -> str:
        """Return the phone number as people write it, or whom to ask where it may not be handed over."""
        return phone_text(person.phone) if person.contact_allowed else self.closed(person)

    def email(self, person: Person) -> str:
        """Return the e-mail, or whom to ask where it may not be handed over."""
        return person.email if person.contact_allowed else self.closed(person)

    def closed(self, person: Person) -> str:
        """Return why somebody's details are not there, or whom to ask for them."""
        message = CLOSED[person.contact_closed or ContactClosed.NOT_SHARED]
        if person.contact_closed is ContactClosed.RUN_OUT:
            return self(message, day=self.day(person.contact_closed_on)) if person.contact_closed_on else self(ASK)
        return self(message)

    def candidates(self, count: int) -> str:
        """Return how many candidates a line has."""
        text = translations(self.locale).ngettext(ONE_CANDIDATE, SOME_CANDIDATES, count)
        return text % {"num": count}

    def reasons(self, fit: Fit, most: int | None = None) -> str:
        """Return the reasons as sentences, what counts most first."""
        sentences = [reason.sentence for reason in fit.best_reasons[:most]]
        return ". ".join(sentences) + ("." if sentences else "")

    def asked_as(self, line: Line) -> str:
        """Return what the production typed."""
        return self(mark("asked as “%(title)s”"), title=line.asked_as)

    def filled(self, group: Group) -> str:
        """Return how many places of a department have a person."""
        return self(mark("%(filled)s of %(slots)s"), filled=group.filled, slots=len(group.slots))

    def lives(self, person: Person) -> str:
        """Return where the person lives, and whether that is local to the line's bases."""
        told = {True: mark("local"), False: mark("not local"), None: ""}[person.local]
        base = person.base or self(mark("Base not known"))
        return f"{base} · {self(told)}" if told else base

    def languages(self, person: Person) -> str:
        """Return the languages with their levels."""
        return ", ".join(str(each) for each in person.languages)

    def credentials(self, person: Person) -> str:
        """Return the credentials with the day that each is valid to."""
        return "; ".join(
            f"{each.name} ({self(mark('to %(day)s'), day=self.day(each.valid_to))})" if each.valid_to else each.name
            for each in person.credentials
        )

    def remarks(self, fit: Fit | None, *notes: str) -> str:
        """Return warnings and notes as one text."""
        return "; ".join(text for text in (*(fit.warnings if fit else ()), *notes) if text)

    def slot_remarks(self, line: Line, slot: Slot) -> str:
        """Return what the crew list notes of a slot: why it is open, how the person comes in, staff's note."""
        if slot.is_open:
            reason = self(mark("Not filled: %(reason)s"), reason=slot.open_text)
            return self.remarks(None, self.trainee(slot), reason, slot.note, line.note)
        how = slot.fit.kind_text if slot.fit and slot.fit.kind is not CandidateKind.EXACT else ""
        trainee = "" if slot.fit and slot.fit.kind is CandidateKind.TRAINEE else self.trainee(slot)
        return self.remarks(slot.fit, how, trainee, slot.note, line.note)

    def trainee(self, slot: Slot) -> str:
        """Return the mark of a trainee slot, empty for the others."""
        return self(mark("Trainee")) if slot.trainee else ""

    def slot_number(self, slot: Slot) -> str:
        """Return which place of the line it is ("2/3"; trainee places are counted apart, with a T)."""
        return f"{'T' if slot.trainee else ''}{slot.number}/{slot.of}"
