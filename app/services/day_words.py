"""Days in words, for texts that are made outside a request."""

from datetime import date

from babel.dates import format_date


def span_words(first: date, last: date, locale: str) -> str:
    """Return a span of days as people of `locale` write it: "4–9 May", "28 Nov – 3 Dec"; years where they differ."""
    if first.year != last.year:
        return f"{format_date(first, 'd MMM y', locale)} – {format_date(last, 'd MMM y', locale)}"
    if first == last:
        return str(format_date(first, "d MMM", locale))
    if first.month == last.month:
        return f"{first.day}–{format_date(last, 'd MMM', locale)}"
    return f"{format_date(first, 'd MMM', locale)} – {format_date(last, 'd MMM', locale)}"
