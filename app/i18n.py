"""Which language a page speaks: the person's choice, else the account's, else the browser's."""

from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, Domain

from app.messages import LOCALES, translations

COOKIE = "llamado_lang"


class MergedDomain(Domain):  # type: ignore[misc]  # flask_babel publishes no types
    """Flask-Babel's domain on our merged catalogues, so that there is no compiled file to forget."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the page's language."""
        return translations(locale())


def locale() -> str:
    """Return the locale of this request: `en` or `es_MX`."""
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LOCALES:
        return chosen
    account = g.get("account")
    if account is not None and account.locale in LOCALES:
        return str(account.locale)
    best = request.accept_languages.best_match(["es", "es-MX", "en"], default="")
    if not best:
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    return "es_MX" if best.startswith("es") else "en"


def init(app: Flask, default: str) -> None:
    """Set Flask-Babel up on the merged catalogues."""
    app.config["BABEL_DEFAULT_LOCALE"] = default
    Babel(app, locale_selector=locale, default_timezone="UTC")
    domain = MergedDomain()
    app.extensions["babel"].domain_instance = domain
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install: Any = app.jinja_env
    install.install_gettext_callables(
        lambda text: domain.get_translations().ugettext(text),
        lambda one, many, n: domain.get_translations().ungettext(one, many, n),
        newstyle=True,
    )
    app.context_processor(lambda: {"locale": locale(), "lang": locale().replace("_", "-"), "LOCALES": LOCALES})
