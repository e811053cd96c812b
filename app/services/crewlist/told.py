"""What matching says of a candidate, told in the list's language."""

from datetime import date, timedelta

from app.models.shortlist import Shortlist, ShortlistEntry
from app.services.crewlist.document import Days, Fit, Reason
from app.services.crewlist.words import CREDENTIAL, FEATURE, LANGUAGE, Words
from app.services.sentences import say_sentence
from app.services.shortlist import tell_entry
from app.services.taxonomy import get_taxonomy
from matching import types as plain
from matching.weights import Weights

_UNKNOWN_LINE = plain.Position(0, "", ())
_LANGUAGES = {language.value: name for language, name in LANGUAGE.items()}
_CREDENTIALS = {kind.value: name for kind, name in CREDENTIAL.items()}


def make_fit(
    words: Words,
    entry: ShortlistEntry,
    position: plain.Position | None,
    weights: Weights,
    *,
    most: int | None = None,
) -> Fit:
    """Return how the entry's person meets the position, in the reader's language.

    With `most`, only so many of the strongest reasons get their sentence: a long page shows no more of them.
    """
    told = tell_entry(entry, position or _UNKNOWN_LINE, weights)
    strongest = {each.feature for each in sorted(told.reasons, key=lambda each: -each.value * each.weight)[:most]}
    role = role_name(words, entry.via_role_id)
    weight = int(entry.facts.get("weight", 0))
    days = told.days
    return Fit(
        rank=entry.rank,
        kind=entry.kind,
        kind_text=words.kind(entry.kind, role, weight),
        weight=weight,
        via_role=role,
        score=entry.score,
        days=Days(days.needed, days.free, days.unknown, days.soft, days.held),
        reasons=tuple(
            Reason(
                each.feature,
                words(FEATURE[each.feature]),
                tell(words, each.detail) if each.feature in strongest else "",
                each.value,
                each.weight,
            )
            for each in told.reasons
        ),
        warnings=tuple(tell(words, each) for each in told.warnings),
    )


def confirmed_on(entry: ShortlistEntry | None, shortlist: Shortlist | None) -> date | None:
    """Return the day on which the person last confirmed their calendar, as the shortlist knew it."""
    ago = entry.facts.get("stated_days_ago", -1) if entry else -1
    return shortlist.today_on - timedelta(days=ago) if shortlist and ago >= 0 else None


def tell(words: Words, sentence: plain.Sentence) -> str:
    """Return a sentence of matching in the reader's language, its ids named."""
    return say_sentence(words.locale, sentence)


def role_name(words: Words, role_id: str | None) -> str:
    """Return a role's name, or what stands for it where the taxonomy has none."""
    taxonomy = get_taxonomy()
    if not role_id:
        return ""
    return taxonomy.role(role_id).name(words.locale) if role_id in taxonomy else role_id


def language_name(words: Words, code: str) -> str:
    """Return a language's name, the code where it is none of ours."""
    return words(_LANGUAGES[code]) if code in _LANGUAGES else code


def credential_name(words: Words, kind: str) -> str:
    """Return what a credential is called; as typed where it is none of the kinds we know."""
    return words(_CREDENTIALS[kind]) if kind in _CREDENTIALS else kind
