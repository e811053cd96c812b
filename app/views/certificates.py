"""Certificates: an address that tells whether one is genuine, and the paper. Who has the number may see it."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from app.access import public
from app.i18n import locale
from app.limits import limited
from app.messages import LOCALES, translate
from app.queries.course import find_certificate
from app.services.certificate_file import Certificate, done, facts, write_certificate
from app.services.notice import link_to
from app.services.rate import Deed
from app.unit import session
from app.views.downloads import download
from config import get_settings

pages = Blueprint("certificates", __name__)


def _find(number: str, language: str) -> Certificate | None:
    found = find_certificate(session(), number.upper())
    if found is None:
        return None
    record, course, member = found
    return Certificate(
        number=record.certificate_number,
        name=f"{member.given_name} {member.surname}".strip(),
        course=course.name,
        programme=course.programme,
        provider=course.provider,
        hours=course.hours,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        issued_on=record.certificate_issued_on or course.ends_on,
        result=record.result,
        commission=get_settings().commission_name or translate(language, "Film commission"),
        address=link_to(url_for("certificates.show", number=record.certificate_number)),
    )


@pages.get("/certificates/<number>")
@public
def show(number: str) -> Any:
    """Tell whether a certificate is genuine, and what it says."""
    certificate = _find(number, locale())
    if certificate is None:
        return render_template("training/no_certificate.html", number=number[:60]), 404
    told = {"facts": facts(certificate, locale()), "done": done(certificate, locale())}
    return render_template("training/certificate.html", certificate=certificate, **told)


@pages.get("/certificates/<number>/<language>.pdf")
@public
@limited(Deed.EXPORT)
def paper(number: str, language: str) -> Response:
    """Hand out the certificate as PDF in one of the two languages."""
    certificate = _find(number, language)
    if certificate is None or language not in LOCALES:
        abort(404)
    data = write_certificate(certificate, locale=language)
    name = f"certificate-{certificate.number}.pdf"
    response = download(data, name, "application/pdf")
    if "view" in request.args:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
