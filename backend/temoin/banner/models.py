"""Snippets that owners froze, and pictures of what was published."""

from __future__ import annotations

from peewee import (
    AutoField,
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


class RevisionPicture(BaseModel):
    """The first layer of a revision on one kind of screen (a PNG), with its SHA-256 as hex."""

    id = AutoField()
    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    revision = IntegerField()
    kind = CharField(max_length=8)
    content = BlobField()
    sha256 = CharField(max_length=64)
    taken_at = BigIntegerField()

    class Meta:
        """One picture of each kind."""

        indexes = ((("site", "revision", "kind"), True),)


TABLES = (FrozenFile, RevisionPicture)
