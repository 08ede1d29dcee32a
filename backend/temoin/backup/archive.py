"""The file: a tar archive of a manifest, the database and the keys of the data folder.

It is written beside its place and put there whole, so a backup that was cut off replaces nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from temoin.core.errors import InvalidInput

FORMAT = 1
MANIFEST = "manifest.json"
KEYS = "*.key"  # files of the data folder that nothing can make again
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup: rows by table, migrations applied, SHA-256 by member.

    `at` is when the copy of the database began, UTC in ISO 8601: all that was acknowledged before
    is in it. `secret` is a mark of the installation's secret, by which another one is told.
    """

    version: str
    engine: str
    at: str
    migrations: list[str]
    rows: dict[str, int]
    database: str
    secret: str
    sha256: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def write(target: Path, manifest: Manifest, members: Mapping[str, Path]) -> Manifest:
    """Write the archive of these files; it is on disk, under its name, when this returns."""
    whole = replace(manifest, sha256={name: sha256(path) for name, path in members.items()})
    said = json.dumps(asdict(whole), indent=1).encode()
    part = part_of(target)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w") as tar:
            header = tarfile.TarInfo(MANIFEST)
            header.size, header.mode = len(said), 0o600
            tar.addfile(header, io.BytesIO(said))
            for name, path in members.items():
                tar.add(path, name)
        raw.flush()
        os.fsync(raw.fileno())
    part.replace(target)
    sync_folder(target.parent)
    return whole


def read_manifest(source: Path) -> Manifest:
    """What a backup says of itself. Raises InvalidInput for a file that is none."""
    try:
        with tarfile.open(source) as tar:
            said: Any = json.loads(_member(tar, MANIFEST).read())
        if said["format"] != FORMAT:
            raise InvalidInput("the backup is of another version of Temoin: use that one")
        return Manifest(**said)
    except (tarfile.TarError, KeyError, TypeError, ValueError, OSError) as error:
        raise InvalidInput(f"{source} is no backup, or not whole: {error}") from error


def extract(source: Path, manifest: Manifest, places: Mapping[str, Path]) -> None:
    """Write members to these places, on disk. Raises InvalidInput for a member that changed."""
    with tarfile.open(source) as tar:
        for name, place in places.items():
            digest = hashlib.sha256()
            opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with _member(tar, name) as member, open(opened, "wb") as out:
                while chunk := member.read(_CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if digest.hexdigest() != manifest.sha256.get(name):
                raise InvalidInput(f"{name} in the backup is not what was written: it is damaged")


def sha256(path: Path) -> str:
    """The file's checksum."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keys_of(folder: Path) -> list[Path]:
    """The keys in a data folder."""
    return sorted(folder.glob(KEYS))


def part_of(target: Path) -> Path:
    """Where a file is written until it is whole; left behind by what was killed, then reused."""
    return target.with_name(target.name + ".part")


def remove(paths: Iterable[Path]) -> None:
    """Remove what is there of these."""
    for path in paths:
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _member(tar: tarfile.TarFile, name: str) -> io.BufferedReader:
    """A plain file of the archive, by the name that we gave it: nothing else is ever unpacked."""
    try:
        member = tar.extractfile(name)
    except KeyError as error:
        raise InvalidInput(f"the backup lacks {name}") from error
    if member is None:
        raise InvalidInput(f"{name} in the backup is no file")
    return member  # type: ignore[return-value]
