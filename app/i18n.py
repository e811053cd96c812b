"""Which language a page speaks: the person's choice, else the account's, else the browser's."""

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
    return _of_browser()


def _of_browser() -> str:
    """Return the locale that the browser asks for; worked out once a request, as pages ask for it with every text."""
    if "browser_locale" not in g:
        best = request.accept_languages.best_match(["es", "es-MX", "en"], default="")
        default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
        g.browser_locale = default if not best else "es_MX" if best.startswith("es") else "en"
    return str(g.browser_locale)


class MergedBabel(Babel):  # type: ignore[misc]  # flask_babel publishes no types
    """Flask-Babel with our catalogues behind every shortcut: templates, views and lazy form labels."""

    @property
    def domain_instance(self) -> MergedDomain:
        """Return the domain that gettext and its kin look in."""
        return MergedDomain()


def init(app: Flask, default: str, zone: str) -> None:
    """Set Flask-Babel up on the merged catalogues; instants are shown in `zone`."""
    app.config["BABEL_DEFAULT_LOCALE"] = default
    MergedBabel(app, locale_selector=locale, default_timezone=zone)
    app.context_processor(lambda: {"locale": locale(), "lang": locale().replace("_", "-"), "LOCALES": LOCALES})
