"""Tables of the first release, as they were then: independent of the models of today."""

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    """Make all tables."""

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Organisation(Base):
        name = CharField(max_length=200)
        created_at = BigIntegerField()

    class User(Base):
        email = CharField(max_length=254, unique=True)
        password_hash = CharField(max_length=200, default="")
        language = CharField(max_length=8, default="en")
        created_at = BigIntegerField()

        class Meta:
            table_name = "account_user"

    class Membership(Base):
        organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
        user = ForeignKeyField(User, on_delete="CASCADE")
        role = CharField(max_length=10)

        class Meta:
            indexes = ((("organisation", "user"), True),)

    class LoginLink(Base):
        token_hash = BlobField(unique=True)
        user = ForeignKeyField(User, on_delete="CASCADE", null=True)
        expires_at = BigIntegerField()
        used_at = BigIntegerField(null=True)

    class Invitation(Base):
        token_hash = BlobField(unique=True)
        organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
        email = CharField(max_length=254)
        role = CharField(max_length=10)
        invited_by = ForeignKeyField(User, on_delete="CASCADE")
        created_at = BigIntegerField()
        expires_at = BigIntegerField()

    class Session(Base):
        token_hash = BlobField(unique=True)
        user = ForeignKeyField(User, on_delete="CASCADE")
        device = CharField(max_length=80)
        created_at = BigIntegerField()
        seen_at = BigIntegerField()
        expires_at = BigIntegerField()

    class LoginFailure(Base):
        subject = BlobField(index=True)
        at = BigIntegerField(index=True)

    class ApiToken(Base):
        organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
        name = CharField(max_length=100)
        token_hash = BlobField(unique=True)
        scopes = TextField()
        created_by = ForeignKeyField(User, on_delete="SET NULL", null=True)
        created_at = BigIntegerField()
        last_used_at = BigIntegerField(null=True)
        revoked_at = BigIntegerField(null=True)

    class Site(Base):
        organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
        key = CharField(max_length=32, unique=True)
        name = CharField(max_length=200)
        draft = TextField()
        draft_version = IntegerField(default=1)
        published_number = IntegerField(default=0)
        created_at = BigIntegerField()
        seen_at = BigIntegerField(null=True)

    class SiteRevision(Base):
        site = ForeignKeyField(Site, on_delete="RESTRICT")
        number = IntegerField()
        document = TextField()
        content_hash = CharField(max_length=64)
        published_at = BigIntegerField()
        published_by = ForeignKeyField(User, on_delete="SET NULL", null=True)

        class Meta:
            indexes = ((("site", "number"), True),)

    class SiteOrigin(Base):
        site = ForeignKeyField(Site, on_delete="CASCADE")
        origin = CharField(max_length=300, index=True)

    class SnippetLoad(Base):
        site = ForeignKeyField(Site, on_delete="CASCADE", index=False)
        day = IntegerField()
        loads = IntegerField()

        class Meta:
            primary_key = CompositeKey("site", "day")

    class ConsentRecord(Base):
        id = BlobField(primary_key=True)
        site = ForeignKeyField(Site, on_delete="RESTRICT", index=False)
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

        class Meta:
            indexes = ((("site", "key"), True), (("site", "at"), False))

    ConsentRecord.add_index(ConsentRecord.previous, where=ConsentRecord.previous.is_null(False))

    class Event(Base):
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
            indexes = ((("site", "key"), True), (("site", "at"), False))

    people = (Organisation, User, Membership, LoginLink, Invitation)
    secrets = (Session, LoginFailure, ApiToken)
    sites = (Site, SiteRevision, SiteOrigin, SnippetLoad)
    db.create_tables((*people, *secrets, *sites, ConsentRecord, Event))
