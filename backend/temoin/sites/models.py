"""Sites and their published revisions."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from temoin.accounts.models import Organisation, User
from temoin.store.base import BaseModel


class Site(BaseModel):
    """A website of an organisation. `draft` is the JSON document being edited."""

    id = AutoField()
    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT", backref="sites")
    organisation_id: int
    key = CharField(max_length=32, unique=True)
    name = CharField(max_length=200)
    draft = TextField()
    draft_version = IntegerField(default=1)
    published_number = IntegerField(default=0)
    created_at = BigIntegerField()
    seen_at = BigIntegerField(null=True)


class SiteRevision(BaseModel):
    """What was published, frozen: never updated, never deleted while records point to it.

    `asked_since` is the first revision whose choices still hold under this one (CNIL-12); null
    for revisions from before this was told: they asked nobody again.
    """

    id = AutoField()
    site = ForeignKeyField(Site, on_delete="RESTRICT", backref="revisions")
    number = IntegerField()
    document = TextField()
    content_hash = CharField(max_length=64)
    asked_since = IntegerField(null=True)
    published_at = BigIntegerField()
    published_by = ForeignKeyField(User, on_delete="SET NULL", null=True)

    class Meta:
        """Numbers count up from 1 within a site."""

        indexes = ((("site", "number"), True),)


class SiteOrigin(BaseModel):
    """An origin that the published revision of a site allows; preflights carry no site key."""

    id = AutoField()
    site = ForeignKeyField(Site, on_delete="CASCADE", backref="origins")
    origin = CharField(max_length=300, index=True)


class SnippetLoad(BaseModel):
    """How often a site's own pages asked for the snippet on a day (days since 1970, UTC)."""

    site = ForeignKeyField(Site, on_delete="CASCADE", index=False)
    day = IntegerField()
    loads = IntegerField()

    class Meta:
        """One count for each site and day; nothing about a visitor."""

        primary_key = CompositeKey("site", "day")


TABLES = (Site, SiteRevision, SiteOrigin, SnippetLoad)
