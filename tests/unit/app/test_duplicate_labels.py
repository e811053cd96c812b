"""Why two profiles may be one person, in words."""

from app.duplicate_labels import FEATURE_ORDER, LABELS, say_reason
from matching.duplicates_levels import FEATURES


def test_every_outcome_of_every_feature_has_words_in_both_languages() -> None:
    assert set(FEATURE_ORDER) == set(LABELS)
    for feature in FEATURES:
        assert {level.outcome for level in feature.levels} == set(LABELS[feature.name])
    for feature_name, outcomes in LABELS.items():
        for outcome in outcomes:
            assert say_reason(feature_name, outcome, "es_MX") != say_reason(feature_name, outcome, "en")


def test_a_reason_that_is_no_longer_compared_is_told_by_its_name() -> None:
    assert say_reason("shoe_size", "same", "es_MX") == "shoe size"
