"""The weights of the ranking: seen, previewed, saved as new versions."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.access import require_account, staff_only
from app.clock import now
from app.errors import InvalidInputError
from app.forms.match import WeightsForm, weights_form
from app.i18n import locale
from app.messages import mark
from app.navigation import ENTRIES, OFFICE, Entry
from app.pages import say
from app.queries.shortlist import find_active_weights, get_weight_set, list_matched_needs, list_weight_sets
from app.services.audit import Actor
from app.services.weight_preview import preview_on_need
from app.services.weights import activate_weights, default_weights, feature_labels, save_weights
from app.unit import commits, session

pages = Blueprint("weights", __name__)
MOST_NEEDS = 50
ENTRIES.append(Entry("weights.show", mark("Weights"), OFFICE, 80))


def _labels() -> dict[str, str]:
    return {feature: _(label) for feature, label in feature_labels().items()}


def _form() -> WeightsForm:
    active = find_active_weights(session())
    values = active.weights if active else default_weights()
    needs = [
        (need.id or 0, f"{production.code} · {production.working_title}")
        for need, production in list_matched_needs(session(), MOST_NEEDS)
    ]
    return weights_form(_labels(), values, active.name if active else "default", needs)


def _page(form: WeightsForm, **more: Any) -> str:
    return render_template("weights/show.html", form=form, labels=_labels(), sets=list_weight_sets(session()), **more)


def _preview(form: WeightsForm, weights: dict[str, int]) -> str:
    need_id = form.need_id.data
    tried = preview_on_need(session(), weights, need_id, locale()) if need_id else None
    return _page(form, tried=tried, previewed=True)


@pages.get("/weights")
@staff_only
def show() -> str:
    """Show the weights in use and all versions before them."""
    return _page(_form())


@pages.post("/weights")
@staff_only
@commits
def save() -> Any:
    """Save the weights as a new version in use, or show what they would change first."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    weights = form.weights(_labels())
    try:
        if form.preview.data:
            return _preview(form, weights)
        row = save_weights(
            session(),
            Actor.of(require_account(), now()),
            name=form.name.data or "",
            weights=weights,
            note=form.note.data or "",
        )
    except InvalidInputError as error:
        return _page(form, error=say(error)), 422
    flash(_("Version %(version)s of “%(name)s” is in use from the next match on.", version=row.version, name=row.name))
    return redirect(url_for("weights.show"))


@pages.post("/weights/<int(min=1, max=2147483647):weight_set_id>/use")
@staff_only
@commits
def use(weight_set_id: int) -> Any:
    """Use an earlier version again."""
    row = get_weight_set(session(), weight_set_id)
    activate_weights(session(), Actor.of(require_account(), now()), row)
    flash(_("Version %(version)s of “%(name)s” is in use from the next match on.", version=row.version, name=row.name))
    return redirect(url_for("weights.show"))
