"""Published notices, each version as it was read."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

from temoin.accounts.models import User
from temoin.sites.models import Site
from temoin.store.base import BaseModel


class NoticeVersion(BaseModel):
    """One notice in one language: never updated. `content` is JSON, its blocks in order."""

    id = AutoField()
    site = ForeignKeyField(Site, on_delete="RESTRICT")
    site_id: int
    kind = CharField(max_length=10)
    language = CharField(max_length=12)
    number = IntegerField()
    content = TextField()
    content_hash = CharField(max_length=64)
    published_at = BigIntegerField()
    published_by = ForeignKeyField(User, on_delete="SET NULL", null=True)

    class Meta:
        """Numbers count up from 1 for a notice in a language."""

        indexes = ((("site", "kind", "language", "number"), True),)


TABLES = (NoticeVersion,)
