"""Snippets that owners froze, to name them in a page with their hash."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
)

from temoin.sites.models import Site
from temoin.store.base import BaseModel


class FrozenFile(BaseModel):
    """One file of a frozen snippet: its bytes as they were, whatever is published or built later.

    `version` is a hash of all files of the snippet, `name` that of the file in its address.
    """

    site = ForeignKeyField(Site, on_delete="CASCADE", index=False)
    version = CharField(max_length=16)
    name = CharField(max_length=16)
    language = CharField(max_length=12)
    revision = IntegerField()
    content = BlobField()
    frozen_at = BigIntegerField()

    class Meta:
        """A version has each file once."""

        primary_key = CompositeKey("site", "version", "name")


TABLES = (FrozenFile,)
