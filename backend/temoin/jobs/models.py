"""Which process runs which job, and what became of the last run."""

from __future__ import annotations

from peewee import BigIntegerField, CharField, TextField

from temoin.store.base import BaseModel


class JobLease(BaseModel):
    """One line for each job; times in UTC ms, 0 for never.

    `held_by` names the process that runs it now and may do so until `until_at`; it prolongs that
    while it lives. A start without a finish after it was cut off. `last_result` is that of the
    last run that went well, `last_error` is there when the last one did not.
    """

    name = CharField(max_length=64, primary_key=True)
    held_by = CharField(max_length=64, default="")
    until_at = BigIntegerField(default=0)
    last_started_at = BigIntegerField(default=0)
    last_finished_at = BigIntegerField(default=0)
    last_result = TextField(null=True)
    last_error = TextField(null=True)


TABLES = (JobLease,)
