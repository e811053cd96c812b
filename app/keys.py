"""Keys of this installation: from the settings, else made once and kept beside the data, readable by its owner."""

import base64
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config import Settings


def _kept(path: Path) -> str:
    """Return the key in `path`, made on first use; safe when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), encoding="ascii")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def secret_key(settings: Settings) -> str:
    """Return the key that cookies and form tokens are signed with."""
    given = settings.secret_key
    return given.get_secret_value() if given else _kept(settings.data_dir / "secret.key")


def _data_key(settings: Settings) -> str:
    given = settings.data_key
    return given.get_secret_value() if given else _kept(settings.data_dir / "data.key")


def data_cipher(settings: Settings) -> Fernet:
    """Return the cipher that wraps each person's own key; losing its key loses what was encrypted."""
    return Fernet(_data_key(settings))


def derived_key(settings: Settings, purpose: bytes) -> bytes:
    """Return 32 bytes for one purpose, by HKDF-SHA256 (RFC 5869) from the key of the data; each purpose has its own."""
    secret = base64.urlsafe_b64decode(_data_key(settings))
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
