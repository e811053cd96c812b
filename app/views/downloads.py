"""Files that pages hand out."""

from flask import Response


def download(data: bytes, name: str, mimetype: str) -> Response:
    """Return a file to be saved under a plain ASCII name."""
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
