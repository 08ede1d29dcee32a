"""The transparency log of each site."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from temoin.sites.models import Site
from temoin.store.base import BaseModel


class SiteLog(BaseModel):
    """A site's log: `size` leaves, of which the newest head signed covers `signed_size`.

    `epoch` counts the logs of a site: a new one begins when the old one cannot go on. `alarm` says
    in one word why nothing is signed any more, null while all is well.
    """

    site = ForeignKeyField(Site, on_delete="RESTRICT", primary_key=True)
    site_id: int
    name = CharField(max_length=32, unique=True)
    size = BigIntegerField(default=0)
    signed_size = BigIntegerField(default=0)
    epoch = IntegerField(default=1)
    alarm = CharField(max_length=20, null=True)
    alarmed_at = BigIntegerField(null=True)


class LogLeaf(BaseModel):
    """One leaf. Erasing a person clears `salt` and `ref`; place and commitment stay for ever.

    `ref` is the identifier, in its feature, of what the statement is about.
    """

    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    site_id: int
    position = BigIntegerField()
    kind = CharField(max_length=12)
    commitment = BlobField()
    salt = BlobField(null=True)
    ref = BlobField(null=True, index=True)

    class Meta:
        """Leaves of a site lie together, in order."""

        primary_key = CompositeKey("site", "position")


class LogNode(BaseModel):
    """The root of a finished tile: of the 256**level leaves from `number * 256**level` on."""

    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    level = IntegerField()
    number = BigIntegerField()
    hash = BlobField()

    class Meta:
        """Tiles of a level lie together."""

        primary_key = CompositeKey("site", "level", "number")


class LogHead(BaseModel):
    """A signed head (checkpoint). `cosignatures` are the lines that witnesses added."""

    site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
    size = BigIntegerField()
    root = BlobField()
    note = TextField()
    cosignatures = TextField(default="")
    signed_at = BigIntegerField()

    class Meta:
        """A size has one head."""

        primary_key = CompositeKey("site", "size")


class LogKey(BaseModel):
    """A key that signs heads; `private` is sealed with the installation's secret."""

    id = AutoField()
    public = BlobField()
    private = BlobField()
    made_at = BigIntegerField()
    retired_at = BigIntegerField(null=True)


class LogAudit(BaseModel):
    """One check of a whole log against the tables. `problems` is a JSON array of texts."""

    id = AutoField()
    site = ForeignKeyField(Site, on_delete="RESTRICT")
    at = BigIntegerField()
    leaves = BigIntegerField()
    erased = BigIntegerField()
    problems = TextField()


TABLES = (SiteLog, LogLeaf, LogNode, LogHead, LogKey, LogAudit)
