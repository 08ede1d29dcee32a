"""Published versions of notices."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    """Make the table; nothing was published before."""

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Site(Base):
        pass

    class User(Base):
        class Meta:
            table_name = "account_user"

    class NoticeVersion(Base):
        id = AutoField()
        site = ForeignKeyField(Site, on_delete="RESTRICT")
        kind = CharField(max_length=10)
        language = CharField(max_length=12)
        number = IntegerField()
        content = TextField()
        content_hash = CharField(max_length=64)
        published_at = BigIntegerField()
        published_by = ForeignKeyField(User, on_delete="SET NULL", null=True)

        class Meta:
            indexes = ((("site", "kind", "language", "number"), True),)

    db.create_tables([NoticeVersion])


def down(migrator: Any, db: Any) -> None:
    """Remove it; published notices are lost, so export them first."""
    db.execute_sql("drop table notice_version")
