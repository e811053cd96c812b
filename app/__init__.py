"""Llamado: a crew availability and production-matching registry for film commissions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Wire the web application together; nothing is decided here."""
    from app.wiring import wire  # noqa: PLC0415 - commands that need no web start without loading it
    from config import get_settings  # noqa: PLC0415 - as above

    return wire(settings or get_settings())
