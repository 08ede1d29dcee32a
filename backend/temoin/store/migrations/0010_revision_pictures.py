"""Pictures of what was published."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
)


def up(_: Any, db: Any) -> None:
    """Make the table; pictures are taken from now on."""

    class Site(Model):
        class Meta:
            database = db

    class RevisionPicture(Model):
        id = AutoField()
        site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
        revision = IntegerField()
        kind = CharField(max_length=8)
        content = BlobField()
        sha256 = CharField(max_length=64)
        taken_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            indexes = ((("site", "revision", "kind"), True),)

    db.create_tables([RevisionPicture])


def down(_: Any, db: Any) -> None:
    """Remove it; leaves about pictures stay in the log, which the release before cannot explain."""
    db.execute_sql("drop table revision_picture")
