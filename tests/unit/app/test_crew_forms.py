"""Forms of a profile: what they take, what they refuse, and that the words of an error name the remedy."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.forms.crew import ContactForm, NamesForm, NewMemberForm, OwnStatusForm, PartForm
from app.forms.crew_filter import CrewFilterForm
from app.forms.crew_rows import CredentialForm, EvidenceForm, KitForm, RoleForm
from app.forms.fields import options, role_options
from app.models.crew import Channel, CredentialKind, CrewStatus


@pytest.fixture(scope="module", autouse=True)
def _request() -> Iterator[None]:
    """Give forms the request that they live in; nothing else of the application is there."""
    app = Flask("forms")
    app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False, BABEL_DEFAULT_LOCALE="en")
    Babel(app)
    with app.test_request_context():
        yield


def filled(form: type[PartForm], **data: str) -> Any:
    return form(formdata=MultiDict(data))


def test_contact_is_normalised() -> None:
    form = filled(ContactForm, phone="33 1234-5678", email=" Ana@Example.ORG ", preferred_channel="whatsapp")
    assert form.validate(), form.errors
    assert form.values() == {
        "phone": "+523312345678",
        "email": "Ana@example.org",
        "preferred_channel": Channel.WHATSAPP,
    }


@pytest.mark.parametrize(
    ("data", "right"),
    [
        ({"phone": "", "email": "", "preferred_channel": "whatsapp"}, True),
        ({"phone": "", "email": "ana@example.org", "preferred_channel": "whatsapp"}, False),
        ({"phone": "3312345678", "email": "", "preferred_channel": "email"}, False),
        ({"phone": "3312345678", "email": "", "preferred_channel": "pigeon"}, False),
        ({"phone": "12", "email": "", "preferred_channel": "phone"}, False),
        ({"phone": "", "email": "nobody", "preferred_channel": "email"}, False),
    ],
)
def test_the_preferred_way_needs_its_address(data: dict[str, str], *, right: bool) -> None:
    assert filled(ContactForm, **data).validate() is right


def test_minors_are_not_taken_in() -> None:
    form = filled(NamesForm, given_name="Ana", locale="es_MX")
    assert not form.validate()
    assert "is_adult" in form.errors
    assert filled(NamesForm, given_name="Ana", locale="es_MX", is_adult="y").validate()


@pytest.mark.parametrize("name", ["A\x00na", "A\ud800na"])
def test_letters_that_no_database_stores_are_refused(name: str) -> None:
    form = filled(NewMemberForm, given_name=name)
    form.role_id.choices = role_options([], "none")
    assert not form.validate()


def test_a_role_is_chosen_from_its_department_or_refused() -> None:
    for role_id, right in (("gaffer", True), ("", False), ("dentist", False)):
        form = filled(RoleForm, role_id=role_id, seniority="senior", years="3")
        form.role_id.choices = role_options([("gaffer", "Gaffer", "Lighting", "gaffer")], "none", spelled=True)
        assert form.validate() is right
    assert '<optgroup label="Lighting">' in form.role_id()
    assert 'data-also="gaffer"' in form.role_id()


@pytest.mark.parametrize(
    ("data", "right"),
    [
        ({"kind": "first_aid", "issued_on": "2026-01-01", "expires_on": "2026-01-01"}, True),
        ({"kind": "first_aid", "issued_on": "2026-01-02", "expires_on": "2026-01-01"}, False),
        ({"kind": "first_aid", "expires_on": "soon"}, False),
        ({"kind": "other"}, False),
        ({"kind": "other", "title": "Rope access"}, True),
    ],
)
def test_a_licence_ends_after_it_began_and_another_kind_has_a_name(data: dict[str, str], *, right: bool) -> None:
    form = filled(CredentialForm, **data)
    assert form.validate() is right
    assert form.kind.data in set(CredentialKind)


def test_evidence_counts_until_a_day_after_its_issue() -> None:
    data = {"kind": "tax_status", "issued_on": "2026-05-01", "seen_by": "Eva"}
    assert not filled(EvidenceForm, **data, valid_until_on="2026-04-01").validate()
    assert filled(EvidenceForm, **data, valid_until_on="2027-05-01").validate()


@given(centavos=st.integers(0, 1_000_000_000))
def test_an_amount_is_read_back_as_it_was_shown(centavos: int) -> None:
    shown = KitForm(data={"rental_centavos_per_day": centavos})["rental_centavos_per_day"]._value()
    assert filled(KitForm, name="Dolly", rental_centavos_per_day=shown).rental_centavos_per_day.data == centavos


@given(text=st.text(max_size=12))
def test_an_amount_is_centavos_or_nothing_or_an_error(text: str) -> None:
    form = filled(KitForm, name="Dolly", rental_centavos_per_day=text)
    right = form.validate()
    data = form.rental_centavos_per_day.data
    assert not right or data is None or 0 <= Decimal(data) <= 1_000_000_000
    if not right:
        assert form.rental_centavos_per_day._value() == text


def test_nobody_declares_themselves_deceased() -> None:
    assert filled(OwnStatusForm, status="paused").values() == {"status": CrewStatus.PAUSED}
    assert not filled(OwnStatusForm, status="deceased").validate()


def test_a_filter_of_days_is_in_order_and_a_year_at_most() -> None:
    for start, end, right in (
        ("2026-12-01", "2026-12-01", True),
        ("2026-12-02", "2026-12-01", False),
        ("2026-12-01", "2028-12-01", False),
        ("", "2026-12-01", True),
    ):
        form = CrewFilterForm(MultiDict({"start": start, "end": end}))
        for field in (form.department, form.role, form.training):
            field.choices = options([("", "Any")])
        assert form.validate() is right
