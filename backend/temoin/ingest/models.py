"""Events: what a visitor who granted statistics did."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, CharField, ForeignKeyField, TextField

from temoin.sites.models import Site
from temoin.store.base import BaseModel


class Event(BaseModel):
    """One page view or named event. Neither address nor user agent string is ever here (AUD-09).

    `page` has no query; `referrer` is a host; `visitor` is a keyed hash that differs between
    sites (AUD-03); `record` is the consent record whose grant allowed the event.
    """

    id = BlobField(primary_key=True)
    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    key = BlobField()
    digest = BlobField()
    at = BigIntegerField()
    name = CharField(max_length=64)
    page = TextField()
    referrer = TextField(null=True)
    country = CharField(max_length=2, null=True)
    browser = CharField(max_length=40, null=True)
    system = CharField(max_length=40, null=True)
    device = CharField(max_length=10, null=True)
    visitor = BlobField(null=True)
    record = BlobField(index=True)
    props = TextField(null=True)

    class Meta:
        """A key is used once in a site; reports go by time."""

        indexes = ((("site", "key"), True), (("site", "at"), False))


TABLES = (Event,)
