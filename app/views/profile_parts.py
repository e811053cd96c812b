"""What a profile can be edited in: its parts and lists, with their titles and forms, for staff and for oneself."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.forms.crew import (
    AskingForm,
    ContactForm,
    NamesForm,
    NoteForm,
    OwnStatusForm,
    PapersForm,
    PartForm,
    PlacesForm,
    StatusForm,
)
from app.forms.crew_rows import (
    CredentialForm,
    CreditForm,
    EvidenceForm,
    KitForm,
    LanguageForm,
    RoleForm,
    SkillForm,
    StaffCredentialForm,
    StaffCreditForm,
    StaffRoleForm,
    TrainingForm,
)
from app.messages import mark
from app.models.credit import Credit, TrainingRecord
from app.models.crew import Credential, CrewLanguage, CrewRole, CrewSkill, KitItem, ResidenceEvidence
from app.services.crew_rows import RowKind


@dataclass(frozen=True)
class Part:
    """A section of single values: its title (a message id), the staff's form and the person's own, if they may."""

    title: str
    form: type[PartForm]
    own: type[PartForm] | None


@dataclass(frozen=True)
class Listing:
    """A list of entries: titles of adding and changing one, its rows, the staff's form and the person's own."""

    new: str
    change: str
    model: type[Any]
    form: type[PartForm]
    own: type[PartForm] | None


PARTS = {
    "names": Part(mark("Names"), NamesForm, NamesForm),
    "contact": Part(mark("Contact"), ContactForm, ContactForm),
    "places": Part(mark("Places"), PlacesForm, PlacesForm),
    "papers": Part(mark("Papers"), PapersForm, PapersForm),
    "asking": Part(mark("How often to ask"), AskingForm, AskingForm),
    "status": Part(mark("Status"), StatusForm, OwnStatusForm),
    "note": Part(mark("Note for staff"), NoteForm, None),
}

LISTS = {
    RowKind.ROLE: Listing(mark("Add a role"), mark("Role"), CrewRole, StaffRoleForm, RoleForm),
    RowKind.LANGUAGE: Listing(mark("Add a language"), mark("Language"), CrewLanguage, LanguageForm, LanguageForm),
    RowKind.CREDENTIAL: Listing(
        mark("Add a licence or certificate"),
        mark("Licence or certificate"),
        Credential,
        StaffCredentialForm,
        CredentialForm,
    ),
    RowKind.SKILL: Listing(mark("Add a skill"), mark("Skill or tool"), CrewSkill, SkillForm, SkillForm),
    RowKind.KIT: Listing(mark("Add equipment"), mark("Equipment"), KitItem, KitForm, KitForm),
    RowKind.EVIDENCE: Listing(
        mark("Add proof of residence"), mark("Proof of residence"), ResidenceEvidence, EvidenceForm, None
    ),
    RowKind.TRAINING: Listing(mark("Add training"), mark("Training"), TrainingRecord, TrainingForm, None),
    RowKind.CREDIT: Listing(mark("Add a credit"), mark("Credit"), Credit, StaffCreditForm, CreditForm),
}


def removed_text(kind: RowKind) -> str:
    """Return what to say once an entry is gone."""
    texts: dict[RowKind, str] = {
        RowKind.ROLE: _("The role was removed."),
        RowKind.LANGUAGE: _("The language was removed."),
        RowKind.CREDENTIAL: _("The licence or certificate was removed."),
        RowKind.SKILL: _("The skill was removed."),
        RowKind.KIT: _("The equipment was removed."),
        RowKind.EVIDENCE: _("The proof of residence was removed."),
        RowKind.TRAINING: _("The training was removed."),
        RowKind.CREDIT: _("The credit was removed."),
    }
    return texts[kind]
