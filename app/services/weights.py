"""Weight sets: named, versioned; a saved version never changes."""

from collections.abc import Mapping

from sqlmodel import Session

from app.errors import InvalidInputError
from app.models.shortlist import WeightSet
from app.queries.shortlist import find_active_weights, find_newest_version, list_weight_sets
from app.services.audit import Actor, record_audit
from matching.features import FEATURES
from matching.weights import DEFAULT_WEIGHTS, FEATURE_NAMES, Weights, WeightsError


def feature_labels() -> dict[str, str]:
    """Return the sentence of each feature, a message id, in the features' order."""
    return {feature.name: feature.label for feature in FEATURES}


def default_weights() -> dict[str, int]:
    """Return the weights that Llamado comes with, by feature."""
    return dict(zip(FEATURE_NAMES, DEFAULT_WEIGHTS.values, strict=True))


def read_weights(row: WeightSet) -> Weights:
    """Return a stored weight set as matching reads it."""
    return Weights.of(row.name, row.version, row.weights)


def ensure_weights(session: Session, actor: Actor) -> WeightSet:
    """Return the weight set in use; on the first match, the one that Llamado comes with is stored."""
    found = find_active_weights(session)
    if found is not None:
        return found
    return save_weights(session, actor, name=DEFAULT_WEIGHTS.name, weights=default_weights(), note="")


def save_weights(
    session: Session, actor: Actor, *, name: str, weights: Mapping[str, int], note: str, activate: bool = True
) -> WeightSet:
    """Store the weights as the next version under their name, by default the one in use from now on."""
    version = find_newest_version(session, name) + 1
    try:
        Weights.of(name, version, weights)
    except WeightsError as error:
        raise InvalidInputError("Each weight is a whole number from 0 to 100, and one is above 0.") from error
    row = WeightSet(
        name=name,
        version=version,
        weights=dict(weights),
        note=note,
        active=False,
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    session.add(row)
    session.flush()
    after = {"name": name, "version": version, "weights": dict(weights)}
    record_audit(session, actor, "staff:weights:saved", subject_kind="weight_set", subject_id=row.id, after=after)
    if activate:
        activate_weights(session, actor, row)
    return row


def activate_weights(session: Session, actor: Actor, chosen: WeightSet) -> None:
    """Use this version for every match from now on."""
    for row in list_weight_sets(session):
        row.active = row.id == chosen.id
    session.flush()
    record_audit(
        session, actor, "staff:weights:activated", subject_kind="weight_set", subject_id=chosen.id,
        after={"name": chosen.name, "version": chosen.version},
    )  # fmt: skip
