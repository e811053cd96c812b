"""Addresses that may be gone back to: only pages of ours."""

from urllib.parse import urlsplit


def safe_path(text: str) -> str:
    """Return `text` where it is a path on this site, else nothing; so that no link leads elsewhere after sign-in."""
    if (
        not text.startswith("/")
        or text.startswith("//")
        or "\\" in text
        or any(ord(letter) < ord(" ") for letter in text)
    ):
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text
