"""Snippets that owners froze, with all their files."""

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
)


def up(_: Any, db: Any) -> None:
    """Make the table."""

    class Site(Model):
        class Meta:
            database = db

    class FrozenFile(Model):
        site = ForeignKeyField(Site, on_delete="CASCADE", index=False)
        version = CharField(max_length=16)
        name = CharField(max_length=16)
        language = CharField(max_length=12)
        revision = IntegerField()
        content = BlobField()
        frozen_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            primary_key = CompositeKey("site", "version", "name")

    db.create_tables([FrozenFile])
