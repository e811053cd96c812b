"""Texts in both languages: gettext catalogues, one .po file an area, read once a process; no Flask here."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = {"en": "English", "es_MX": "Español"}
"""Locale -> its own name. English is the language of the source and has no catalogue."""

FOLDER = Path(__file__).parent / "translations"


def catalogue_files(locale: str) -> list[Path]:
    """Return the .po files of a locale, in order of name."""
    return sorted((FOLDER / locale).glob("*.po"))


@cache
def translations(locale: str) -> NullTranslations:
    """Return the merged catalogue of `locale`; an empty one for English and for unknown locales."""
    merged: Translations | None = None
    for path in catalogue_files(locale):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale, abort_invalid=True)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        part = Translations(compiled, domain="messages")
        if merged is None:
            merged = part
        else:
            merged.merge(part)
    return merged or NullTranslations()


def translate(locale: str, message: str, **values: object) -> str:
    """Return `message` in `locale` with its %(name)s places filled; for texts made outside a request."""
    text = translations(locale).gettext(message) if message else ""
    return text % values if values else text


def translate_in(context: str, locale: str, message: str) -> str:
    """Return what `message` is called in a context (msgctxt of a catalogue); without such an entry, as anywhere."""
    text = translations(locale).upgettext(context, message)
    return translate(locale, message) if text == message else str(text)


def mark(message: str) -> str:
    """Mark a text for translation where it is defined; it is translated where it is shown."""
    return message
