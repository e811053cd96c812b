"""The file of a backup: a zip with a manifest, and beside it its SHA-256; a part of one is never taken for a whole."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.errors import InvalidInputError, NotFoundError

MANIFEST = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: of which engine and migration, when it was taken, how many rows each table has."""

    engine: str
    revision: str
    taken_at: str
    rows: dict[str, int]
    columns: dict[str, list[str]]

    @property
    def total(self) -> int:
        """How many rows it holds in all."""
        return sum(self.rows.values())


def name_of(taken_at: datetime) -> str:
    """Return the file name of a backup taken at this instant (UTC); names sort by time."""
    return f"llamado-{taken_at:%Y%m%dT%H%M%SZ}.zip"


def list_backups(folder: Path) -> list[Path]:
    """Return the whole backups in a folder, oldest first."""
    return sorted(path for path in folder.glob("llamado-*T*Z.zip") if _sum_file(path).exists())


def latest_backup(folder: Path) -> Path:
    """Return the newest backup."""
    found = list_backups(folder)
    if not found:
        raise NotFoundError("There is no backup in %(folder)s. Make one with llamado backup.", folder=folder)
    return found[-1]


@contextmanager
def writing_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield a zip to write into; it gets its name and its sum only once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            yield archive
        part.chmod(0o600)
        _sum_file(path).write_text(f"{_sha256(part)}  {path.name}\n", encoding="ascii")
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Add the manifest to the zip."""
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself, after its sum was found right."""
    try:
        wanted = _sum_file(path).read_text(encoding="ascii").split()[0]
    except (OSError, IndexError) as error:
        raise InvalidInputError("The sum of %(file)s is missing: it is no whole backup.", file=path.name) from error
    if not path.exists() or _sha256(path) != wanted:
        raise InvalidInputError("%(file)s is not what was written: its sum differs.", file=path.name)
    with zipfile.ZipFile(path) as archive:
        return Manifest(**json.loads(archive.read(MANIFEST)))


def rotate(folder: Path, keep: int) -> int:
    """Delete all but the newest `keep` backups; return how many went."""
    old = list_backups(folder)[:-keep]
    for path in old:
        path.unlink()
        _sum_file(path).unlink()
    return len(old)


def _sum_file(path: Path) -> Path:
    return path.with_suffix(".zip.sha256")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
