"""Fields that several forms share: choices of an enumeration, days, pesos."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # younger than the published types
from wtforms.widgets import TextInput

from app.i18n import locale
from app.labels import choices_of


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return the options of a choice field from (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


def role_options(
    roles: Iterable[tuple[str, str, str, str]], empty: str, *, spelled: bool = False
) -> list[SelectChoice]:
    """Return roles grouped by department, after `empty` for none; where `spelled` with their spellings for type-ahead.

    `roles` are (id, name, department, spellings) in order.
    """
    return [
        SelectChoice("", empty),
        *(
            SelectChoice(role_id, name, {"data-also": spellings} if spelled else {}, department)
            for role_id, name, department, spellings in roles
        ),
    ]


def choice_field(label: Any, kind: type[StrEnum] | tuple[StrEnum, ...], **rest: Any) -> SelectField:
    """Return a choice among the members of `kind`, or those given, in the page's language; its data is the member."""
    members = tuple(kind)
    coerce = type(members[0])
    return SelectField(label, choices=lambda: options(choices_of(members, locale())), coerce=coerce, **rest)


class PlaceField(StringField):
    """A place as typed; the view resolves it and puts what it may mean into `suggestions`."""

    place_id: str | None = None
    suggestions: tuple[str, ...] = ()


class PesosField(Field):
    """An amount in pesos as typed; `data` is centavos (int), or None where nothing was typed."""

    widget = TextInput()
    data: int | None
    most = Decimal(10_000_000)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data) / 100:f}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read "1,250", "$1250.50" or nothing; ValueError names the remedy."""
        text = str(valuelist[0]).replace("$", "").replace(",", "").strip() if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            amount = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(_l("Write an amount in pesos, such as 1250.")) from error
        if not amount.is_finite() or not 0 <= amount <= self.most:
            raise ValueError(_l("Write an amount in pesos, such as 1250."))
        self.data = int(amount * 100)
