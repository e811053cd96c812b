"""Sentences of a match in a reader's language: ids within them become names."""

from app.messages import translate
from app.models.crew import CredentialKind, Language
from app.services.crewlist.words import CREDENTIAL, LANGUAGE
from app.services.taxonomy import get_taxonomy
from matching.types import Sentence


def say_sentence(locale: str, sentence: Sentence) -> str:
    """Return the sentence in the locale, with roles, languages and credentials named."""
    values = {name: _name(locale, name, value) for name, value in sentence.values.items()}
    return translate(locale, sentence.message, **values)


def say_stored(locale: str, message: str, values: dict[str, int | str]) -> str:
    """Return a sentence that was stored as its message id and values."""
    return say_sentence(locale, Sentence(message, values))


def _name(locale: str, name: str, value: int | str) -> int | str:
    text = str(value)
    if name == "role" and text in get_taxonomy():
        return get_taxonomy().role(text).name(locale)
    if name == "language" and text in set(Language):
        return translate(locale, LANGUAGE[Language(text)])
    if name == "credential" and text in set(CredentialKind):
        return translate(locale, CREDENTIAL[CredentialKind(text)])
    return value
