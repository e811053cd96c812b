"""Places by what was typed so far, for type-ahead."""

from flask import Blueprint, Response, jsonify, request

from app.access import public
from app.services.place_choices import suggest_places

pages = Blueprint("places", __name__)
LONGEST = 80


@pages.get("/places")
@public
def suggest() -> Response:
    """Answer with the whole names of places; the gazetteer is open data, so anyone may ask."""
    text = request.args.get("q", "")[:LONGEST].strip()
    return jsonify(places=suggest_places(text) if text else [])
