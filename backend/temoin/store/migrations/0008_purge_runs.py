"""What each purge deleted and held back."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    """Make both tables; nothing was purged yet."""

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Site(Base):
        pass

    class PurgeRun(Base):
        started_at = BigIntegerField(index=True)
        finished_at = BigIntegerField(null=True)
        is_forced = BooleanField()
        held_back = CharField(max_length=10)
        jumped_ms = BigIntegerField()

    class PurgeLine(Base):
        run = ForeignKeyField(PurgeRun, on_delete="CASCADE")
        table = CharField(max_length=64, column_name="table_name")
        site = ForeignKeyField(Site, on_delete="CASCADE", null=True)
        deleted = IntegerField()
        overdue = IntegerField()
        rows = BigIntegerField(column_name="rows_left")
        oldest_at = BigIntegerField(null=True)

    db.create_tables([PurgeRun, PurgeLine])


def down(migrator: Any, db: Any) -> None:
    """Remove them; the release before purges nothing."""
    db.execute_sql("drop table purge_line")
    db.execute_sql("drop table purge_run")
