"""Why two profiles may be one person, in words: a feature's outcome and the message id that tells it."""

from app.messages import mark, translate
from matching.duplicates_levels import FEATURES, HOUSEHOLD

LABELS: dict[str, dict[str, str]] = {
    "given_name": {
        "same": mark("Same given name"),
        "nickname": mark("Given name and its short form"),
        "part": mark("One of the given names is the same"),
        "swapped": mark("Given name and surname the other way round"),
        "initial": mark("Same initial of the given name"),
        "close": mark("Given name spelled almost alike"),
        "alike": mark("Given names that are alike"),
        "differs": mark("Other given name"),
    },
    "second_given_name": {
        "same": mark("Same second given name"),
        "initial": mark("Same initial of the second given name"),
        "close": mark("Second given name spelled almost alike"),
        "differs": mark("Other second given name"),
    },
    "surname": {
        "same": mark("Same surname"),
        "crossed": mark("Same two surnames, the other way round"),
        "second": mark("Surname of one is the second surname of the other"),
        "close": mark("Surname spelled almost alike"),
        "alike": mark("Surnames that are alike"),
        "differs": mark("Other surname"),
    },
    "second_surname": {
        "same": mark("Same second surname"),
        "close": mark("Second surname spelled almost alike"),
        "differs": mark("Other second surname"),
    },
    "birth_date": {
        "same": mark("Born on the same day"),
        "close": mark("Birth dates that differ by a typing error"),
        "two_parts": mark("Two parts of the birth date are the same"),
        "year": mark("Born in the same year, on another day"),
        "differs": mark("Other birth date"),
    },
    "birth_year": {
        "same": mark("Born in the same year"),
        "close": mark("Birth years that differ by one or by a typing error"),
        "differs": mark("Other birth year"),
    },
    "email": {
        "same": mark("Same e-mail"),
        "local_part": mark("Same e-mail name at another provider"),
        "close": mark("E-mail addresses that differ by a typing error"),
        "differs": mark("Other e-mail"),
    },
    "phone": {
        "same": mark("Same phone"),
        "close": mark("Phone numbers that differ by one digit"),
        "differs": mark("Other phone"),
    },
    "street": {
        "same": mark("Same address"),
        "close": mark("Address written almost alike"),
        "name": mark("Same street, another number"),
        "differs": mark("Other address"),
    },
    "place": {
        "both": mark("Same place and postcode"),
        "postcode": mark("Same postcode"),
        "near": mark("Same place, postcodes that differ by a digit"),
        "place": mark("Same place"),
        "close": mark("Place or postcode written almost alike"),
        "differs": mark("Other place"),
    },
    "occupation": {
        "same": mark("Same occupation"),
        "close": mark("Occupations that are alike"),
        "differs": mark("Other occupation"),
    },
    "credits": {
        "several": mark("Several credits in common"),
        "one": mark("One credit in common"),
        "none": mark("No credit in common"),
    },
    HOUSEHOLD: {"likely": mark("What agrees is what people of one household or office share")},
}
"""Feature -> outcome -> message id."""

FEATURE_ORDER = (*(feature.name for feature in FEATURES), HOUSEHOLD)


def say_reason(feature: str, outcome: str, locale: str) -> str:
    """Return the words of a reason; of a feature that is no longer compared, its own name."""
    return translate(locale, LABELS.get(feature, {}).get(outcome, feature.replace("_", " ")))
