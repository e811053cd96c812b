"""Every text that people read is there in both languages, and none is left over."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.messages import LOCALES, catalogue_files, translations
from matching.features import FEATURES
from matching.history_features import FEATURES as CREDIT_FEATURES

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": (2,),
    "mark": None,
    "Sentence": (1,),
    "LlamadoError": None,
    "NotFoundError": None,
    "NotAllowedError": None,
    "ConflictError": None,
    "InvalidInputError": None,
    "ReplayFormatError": None,
    "Job": (4,),
}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]


@cache
def source_texts() -> dict[str, str]:
    """Return each text of the source and where it first stands."""
    found: dict[str, str] = {}
    for folder in ("app", "matching", "jobs"):
        options = {"**/templates/**.html": {"trimmed": "true"}}
        for name, line, message, *_ in extract_from_dir(
            ROOT / folder, METHODS, options, keywords=KEYWORDS, strip_comment_tags=True
        ):
            for text in message if isinstance(message, tuple) else (message,):
                if text:
                    found.setdefault(text, f"{folder}/{name}:{line}")
    return found


OTHERS = [locale for locale in LOCALES if locale != "en"]


@pytest.mark.parametrize("locale", OTHERS)
def test_every_text_is_translated(locale: str) -> None:
    translations.cache_clear()
    known: set[str] = set()
    for path in catalogue_files(locale):
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale, abort_invalid=True):
                texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                if entry.id and all(texts) and not entry.fuzzy:
                    known |= set(entry.id) if isinstance(entry.id, tuple) else {str(entry.id)}
    missing = {text: where for text, where in source_texts().items() if text not in known}
    assert not missing, "\n".join(f"{where}: {text!r}" for text, where in sorted(missing.items(), key=lambda x: x[1]))


@pytest.mark.parametrize("locale", OTHERS)
def test_one_text_has_one_translation(locale: str) -> None:
    """Catalogues are merged: of two translations the later file's would win on every page, without a word.

    Where a text means two things, it is said otherwise in English, or its entries have a context (msgctxt).
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for path in catalogue_files(locale):
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale):
                if entry.id:
                    text = entry.id if isinstance(entry.id, str) else " | ".join(entry.id)
                    said = entry.string if isinstance(entry.string, str) else " | ".join(entry.string or ())
                    found.setdefault((entry.context or "", text), {}).setdefault(said, path.name)
    clashes = {text: said for (_context, text), said in found.items() if len(said) > 1}
    assert not clashes, "\n".join(f"{text!r}: {said}" for text, said in clashes.items())


@pytest.mark.parametrize("locale", OTHERS)
def test_translations_keep_the_places_to_fill(locale: str) -> None:
    wrong = []
    for path in catalogue_files(locale):
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale):
                if isinstance(entry.id, str) and isinstance(entry.string, str) and entry.string:
                    places = [set(re.findall(r"%\((\w+)\)[sd]", text)) for text in (entry.id, entry.string)]
                    if places[0] != places[1]:
                        wrong.append(f"{path.name}: {entry.id}")
    assert not wrong


def test_templates_hold_no_bare_text() -> None:
    """Letters outside of tags and expressions would stay English on a Spanish page."""
    bare = []
    for path in sorted((ROOT / "app" / "templates").rglob("*.html")):
        text = path.read_text()
        for pattern in (
            r"\{#.*?#\}",
            r"\{% block width %\}.*?\{% endblock %\}",
            r"\{%\s*trans.*?endtrans\s*%\}",
            r"\{%.*?%\}",
            r"\{\{.*?\}\}",
            r"<title>.*?</title>",
        ):
            text = re.sub(pattern, " ", text, flags=re.DOTALL)
        text = re.sub(r"<(script|svg|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text)
        words = [word for word in re.findall(r"[A-Za-zÁÉÍÓÚÑáéíóúñ]{3,}", text) if word not in SAME_IN_BOTH]
        if words:
            bare.append(f"{path.name}: {words}")
    assert not bare


SAME_IN_BOTH = {
    "Llamado",
    "WhatsApp",
    "Google",
    "Outlook",
    "iCloud",
    "iPhone",
    "Fastmail",
    "xlsx",
    "XLSX",
    "PDF",
    "CSV",
    "JSON",
    "YAML",
    "nbsp",
    "amp",
    "middot",
    "rarr",
    "larr",
    "times",
}


@pytest.mark.parametrize("locale", OTHERS)
def test_every_feature_has_its_sentence_in_both_languages(locale: str) -> None:
    catalogue = translations(locale)
    labels = [feature.label for feature in FEATURES] + [str(feature.__doc__) for feature in CREDIT_FEATURES]
    assert not [label for label in labels if catalogue.gettext(label) == label]
