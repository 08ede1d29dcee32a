"""Which process runs which job, and what became of it."""

from typing import Any

from peewee import BigIntegerField, CharField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    """Make the table; no job has run yet."""

    class JobLease(Model):
        name = CharField(max_length=64, primary_key=True)
        held_by = CharField(max_length=64)
        until_at = BigIntegerField()
        last_started_at = BigIntegerField()
        last_finished_at = BigIntegerField()
        last_result = TextField(null=True)
        last_error = TextField(null=True)

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([JobLease])


def down(migrator: Any, db: Any) -> None:
    """Remove it; the jobs of the release before have none."""
    db.execute_sql("drop table job_lease")
