"""What each purge did."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
)

from temoin.sites.models import Site
from temoin.store.base import BaseModel


class PurgeRun(BaseModel):
    """One run; times in UTC ms, `finished_at` null while it runs or when it was cut off.

    `held_back` is `clock` when the clock moved by `jumped_ms` since the run before, more than a
    daily purge explains; then nothing was deleted.
    """

    id = AutoField()
    started_at = BigIntegerField(index=True)
    finished_at = BigIntegerField(null=True)
    is_forced = BooleanField(default=False)
    held_back = CharField(max_length=10, default="")
    jumped_ms = BigIntegerField(default=0)


class PurgeLine(BaseModel):
    """What a run did in one table, of one site where it is purged site by site.

    `deleted` grows in the transactions that delete, so it is right even where a run was cut off.
    `overdue` rows were held back because they are too many; then `site` is null for all sites.
    """

    id = AutoField()
    run = ForeignKeyField(PurgeRun, on_delete="CASCADE", backref="lines")
    table = CharField(max_length=64, column_name="table_name")
    site = ForeignKeyField(Site, on_delete="CASCADE", null=True)
    deleted = IntegerField(default=0)
    overdue = IntegerField(default=0)
    rows = BigIntegerField(default=0, column_name="rows_left")
    oldest_at = BigIntegerField(null=True)
    site_id: int | None
    run_id: int


TABLES = (PurgeRun, PurgeLine)
