"""Making a backup, and going back to one."""

from __future__ import annotations

import hmac
import os
from datetime import UTC, datetime
from pathlib import Path

from temoin import __version__
from temoin.backup import archive
from temoin.backup.archive import Manifest
from temoin.backup.engine import Engine
from temoin.backup.postgresql import PostgresqlEngine
from temoin.backup.sqlite import SqliteEngine
from temoin.core.errors import InvalidInput, NotFound
from temoin.settings import Settings, secret_of
from temoin.store.in_use import kept_from_use
from temoin.store.migrating import shipped
from temoin.store.opening import is_sqlite, sqlite_path


def engine_of(settings: Settings) -> Engine:
    """The installation's database."""
    if is_sqlite(settings.database):
        return SqliteEngine(Path(sqlite_path(settings.database)))
    return PostgresqlEngine(settings.database, settings.data_dir)


def back_up(settings: Settings, target: Path, now_ms: int) -> Manifest:
    """Write a backup while the service runs. Raises NotFound without a folder or a database."""
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}")
    engine = engine_of(settings)
    copy = target.with_name(target.name + ".database.part")
    try:
        copied = engine.copy(copy)
        manifest = Manifest(
            version=__version__,
            engine=engine.name,
            at=datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds"),
            migrations=copied.migrations,
            rows=copied.rows,
            database=engine.member,
            secret=_mark(settings),
        )
        keys = {path.name: path for path in archive.keys_of(settings.data_dir)}
        return archive.write(target, manifest, {engine.member: copy, **keys})
    finally:
        archive.remove([copy, archive.part_of(target)])


def restore(settings: Settings, source: Path) -> tuple[Manifest, list[str]]:
    """Put a backup in the place of what is there; gives where that is now.

    Raises Conflict while the service runs, InvalidInput for what is damaged, of another engine, or
    of a later version; then everything stays as it was.
    """
    manifest, engine = archive.read_manifest(source), engine_of(settings)
    if manifest.engine != engine.name:
        raise InvalidInput(f"the backup is of {manifest.engine}, the settings name {engine.name}")
    if later := set(manifest.migrations) - set(shipped()):
        raise InvalidInput(f"the backup is of a later version of Temoin ({sorted(later)[0]})")
    staged = engine.staging()
    keys = {
        name: settings.data_dir / f"{name}.restoring"
        for name in manifest.sha256
        if Path(name).name == name and Path(name).match(archive.KEYS)
    }
    try:
        with kept_from_use(settings.data_dir), engine.alone():
            archive.extract(source, manifest, {manifest.database: staged, **keys})
            # A database that turns out to be damaged stops it here. A crash in the moment before
            # the keys follow leaves the new database with the old keys: restore it once more.
            aside = [engine.take_over(staged, manifest.rows)]
            aside += [_take_key(fresh) for fresh in keys.values()]
    finally:
        archive.remove([staged, *keys.values()])
    return manifest, [place for place in aside if place]


def is_same_secret(settings: Settings, manifest: Manifest) -> bool:
    """Whether the installation has the secret that it had when the backup was made."""
    return hmac.compare_digest(_mark(settings), manifest.secret)


def holds_anything(settings: Settings) -> bool:
    """Whether there is a database that a restore would replace."""
    if is_sqlite(settings.database):
        return Path(sqlite_path(settings.database)).exists()
    return True


def _take_key(fresh: Path) -> str:
    """Put a key in its place; one that differs is kept under another name."""
    place = fresh.with_suffix("")
    if place.exists():
        if place.read_bytes() == fresh.read_bytes():
            return ""
        aside = place.with_name(place.name + ".before-restore")
        archive.remove([aside])
        os.link(place, aside)
        fresh.replace(place)
        return str(aside)
    fresh.replace(place)
    return ""


def _mark(settings: Settings) -> str:
    return hmac.digest(secret_of(settings), b"backup", "sha256").hex()[:16]
