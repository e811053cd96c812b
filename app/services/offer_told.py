"""What a person is told of an offer: the role, the production as far as it may be named, the days, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.messages import mark, translate
from app.models.production import Production
from app.services.crewlist.words import PERIOD, PRODUCTION_KIND
from app.services.moments import say_moment, say_span
from app.services.offered_days import SpanRow
from app.services.place_choices import place_name
from app.services.role_choices import role_name

NAMED = mark("The production “%(title)s” (%(kind)s) asks whether you would hold your days for it as %(role)s.")
UNNAMED = mark(
    "A production (%(kind)s; its title stays confidential for now) asks whether you would hold your days for it"
    " as %(role)s."
)


@dataclass(frozen=True)
class Terms:
    """What an offer says, before it is put into words."""

    role_id: str
    production: Production
    spans: tuple[SpanRow, ...]
    tells_title: bool
    note: str = ""
    answer_by_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """An offer in one language. `title` is empty while it may not be told, and so is the company."""

    role: str
    kind: str
    title: str
    company: str
    base: str
    days: tuple[tuple[str, str], ...]
    whole: str
    note: str
    answer_by: str

    @property
    def production(self) -> str:
        """Return the production as it may be named: by title, or by its kind alone."""
        return f"“{self.title}”" if self.title else self.kind


def tell(terms: Terms, locale: str) -> Told:
    """Put an offer into words."""
    named = terms.tells_title
    places = list(dict.fromkeys(place_name(span.place) for span in terms.spans if span.place))
    return Told(
        role=role_name(terms.role_id, locale),
        kind=translate(locale, PRODUCTION_KIND[terms.production.kind]),
        title=terms.production.working_title if named else "",
        company=terms.production.company if named else "",
        base=", ".join(place for place in places if place),
        days=tuple(_days(terms.spans, locale, many_places=len(places) > 1)),
        whole=say_whole(terms.spans, locale),
        note=terms.note,
        answer_by=say_moment(locale, terms.answer_by_at) if terms.answer_by_at else "",
    )


def _days(spans: Iterable[SpanRow], locale: str, *, many_places: bool) -> Iterable[tuple[str, str]]:
    for span in sorted(spans, key=lambda each: (each.starts_on, each.ends_on)):
        days = say_span(locale, span.starts_on, span.ends_on)
        place = place_name(span.place) if many_places else ""
        yield translate(locale, PERIOD[span.period]), f"{days} · {place}" if place else days


def say_whole(spans: Iterable[SpanRow], locale: str) -> str:
    """Return the first and the last of the days."""
    ordered = list(spans)
    if not ordered:
        return ""
    return say_span(locale, min(span.starts_on for span in ordered), max(span.ends_on for span in ordered))


def say_question(told: Told, locale: str) -> str:
    """Return the question that an offer is, in one sentence."""
    values = {"kind": told.kind.lower(), "role": told.role}
    if told.title:
        return translate(locale, NAMED, title=told.title, **values)
    return translate(locale, UNNAMED, **values)
