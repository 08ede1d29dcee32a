"""The transparency log of each site; records of before get their leaves, oldest first."""

import json
import os
import uuid
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

from temoin.core.canonical import canonical
from temoin.core.leaf import SALT_BYTES, commitment

AT_ONCE = 500
# Columns of a record, in the order in which the statement below takes them.
RECORD = (
    "id", "action", "arm", "at", "country", "granted", "language", "page", "previous", "vendors",
    "regime", "revision", "source", "state",
)  # fmt: skip


def up(migrator: Any, db: Any) -> None:
    """Make the tables, and a log for each site with what it published and recorded so far."""
    is_sqlite = isinstance(db, SqliteDatabase)

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Site(Base):
        id = AutoField()
        key = CharField()

    class SiteLog(Base):
        site = ForeignKeyField(Site, on_delete="RESTRICT", primary_key=True)
        name = CharField(max_length=32, unique=True)
        size = BigIntegerField(default=0)
        signed_size = BigIntegerField(default=0)
        epoch = IntegerField(default=1)
        alarm = CharField(max_length=20, null=True)
        alarmed_at = BigIntegerField(null=True)

    class LogLeaf(Base):
        site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
        position = BigIntegerField()
        kind = CharField(max_length=12)
        commitment = BlobField()
        salt = BlobField(null=True)
        ref = BlobField(null=True, index=True)

        class Meta:
            primary_key = CompositeKey("site", "position")
            without_rowid = is_sqlite

    class LogNode(Base):
        site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
        level = IntegerField()
        number = BigIntegerField()
        hash = BlobField()

        class Meta:
            primary_key = CompositeKey("site", "level", "number")
            without_rowid = is_sqlite

    class LogHead(Base):
        site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
        size = BigIntegerField()
        root = BlobField()
        note = TextField()
        cosignatures = TextField(default="")
        signed_at = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("site", "size")

    class LogKey(Base):
        id = AutoField()
        public = BlobField()
        private = BlobField()
        made_at = BigIntegerField()
        retired_at = BigIntegerField(null=True)

    class LogAudit(Base):
        id = AutoField()
        site = ForeignKeyField(Site, on_delete="RESTRICT")
        at = BigIntegerField()
        leaves = BigIntegerField()
        erased = BigIntegerField()
        problems = TextField()

    class ShownWords(Base):
        id = AutoField()
        site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
        key = BlobField()
        content = TextField()
        first_at = BigIntegerField()

        class Meta:
            indexes = ((("site", "key"), True),)

    db.create_tables([ShownWords, SiteLog, LogLeaf, LogNode, LogHead, LogKey, LogAudit])
    migrator.migrate(
        migrator.add_column("consent_record", "words", BlobField(null=True)),
    )
    for site in Site.select():
        SiteLog.create(site=site, name=site.key, size=_fill(db, LogLeaf, site.id, site.key))


def _fill(db: Any, leaf: Any, site_id: int, key: str) -> int:
    """Write the leaves of a site, and give how many there are."""
    size = 0
    found = chain(_revisions(db, site_id, key), _records(db, site_id, key))
    while rows := [_leaf(site_id, size + n, one) for n, one in enumerate(islice(found, AT_ONCE))]:
        leaf.insert_many(rows).execute()
        size += len(rows)
    return size


def _leaf(site_id: int, position: int, entry: tuple[str, bytes, dict[str, Any]]) -> dict[str, Any]:
    kind, ref, statement = entry
    salt = os.urandom(SALT_BYTES)
    committed = commitment(salt, canonical({**statement, "kind": kind}))
    return {
        "site": site_id,
        "position": position,
        "kind": kind,
        "commitment": committed,
        "salt": salt,
        "ref": ref,
    }


def _revisions(db: Any, site_id: int, key: str) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    rows = db.execute_sql(
        "select number, content_hash, published_at from site_revision"  # noqa: S608 - a number
        f" where site_id = {int(site_id)} order by number"
    ).fetchall()
    for number, content_hash, at in rows:
        statement = {"at": at, "document": content_hash, "number": number, "site": key}
        yield "revision", number.to_bytes(8, "big"), statement


def _records(db: Any, site_id: int, key: str) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    rows = db.execute_sql(
        f"select {', '.join(RECORD)} from consent_record"  # noqa: S608 - names are ours
        f" where site_id = {int(site_id)} order by at, id"
    ).fetchall()
    for row in rows:
        held = dict(zip(RECORD, row, strict=True))
        vendors, previous, id_ = held.pop("vendors"), held["previous"], bytes(held["id"])
        yield (
            "consent",
            id_,
            {
                **held,
                "granted": held["granted"].split(),
                "id": _uuid(id_),
                "previous": _uuid(bytes(previous)) if previous else None,
                "refused_vendors": sorted(json.loads(vendors)) if vendors else [],
                "site": key,
                "words": None,
            },
        )


def _uuid(raw: bytes) -> str:
    return str(uuid.UUID(bytes=raw)) if len(raw) == 16 else raw.hex()
