"""Consent records: one row for each choice, never changed afterwards."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from temoin.sites.models import Site
from temoin.store.base import BaseModel


class ConsentRecord(BaseModel):
    """One choice of one visitor; no address, no user agent, no browsing history (REC-06).

    `granted` lists purposes separated by spaces; `vendors` is JSON, recipients of granted purposes
    that were refused with the value false; `previous` is the record that this one replaces;
    `country` is known only when statistics was granted; `digest` tells a replay from a conflict.
    `regime` is the pack that was found to apply; null in records from before there were any.
    `words` names what was shown (`ShownWords`), null where that is not known.
    `arm` is that of an A/B test in which the banner was shown, null for the document itself.
    """

    id = BlobField(primary_key=True)
    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    site_id: int
    key = BlobField()
    digest = BlobField()
    at = BigIntegerField()
    revision = IntegerField()
    action = CharField(max_length=10)
    state = CharField(max_length=10)
    granted = TextField()
    vendors = TextField(null=True)
    language = CharField(max_length=12)
    source = CharField(max_length=10)
    page = TextField()
    country = CharField(max_length=2, null=True)
    previous = BlobField(null=True)
    regime = CharField(max_length=20, null=True)
    arm = CharField(max_length=16, null=True)
    words = BlobField(null=True)

    class Meta:
        """A key is used once in a site; listings go by time."""

        indexes = ((("site", "key"), True), (("site", "at"), False))


# Most records replace nothing; those need no entry.
ConsentRecord.add_index(ConsentRecord.previous, where=ConsentRecord.previous.is_null(False))


class ShownWords(BaseModel):
    """What a first layer said, once for each content: `key` is the SHA-256 of `content`."""

    id = AutoField()
    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    key = BlobField()
    content = TextField()
    first_at = BigIntegerField()

    class Meta:
        """Named by what it says."""

        indexes = ((("site", "key"), True),)


TABLES = (ConsentRecord, ShownWords)
