"""The second factor of accounts, and organisations that demand it."""

from typing import Any

from peewee import BigIntegerField, BlobField, BooleanField, CharField, ForeignKeyField, Model


def up(migrator: Any, db: Any) -> None:
    """Make the tables and the column; no organisation demands it yet."""

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        class Meta:
            table_name = "account_user"

    class SecondFactor(Base):
        user = ForeignKeyField(User, on_delete="CASCADE", primary_key=True)
        sealed_secret = BlobField()
        last_step = BigIntegerField()
        created_at = BigIntegerField()

    class RecoveryCode(Base):
        code_hash = BlobField(unique=True)
        user = ForeignKeyField(User, on_delete="CASCADE")

    class PendingSignIn(Base):
        token_hash = BlobField(unique=True)
        user = ForeignKeyField(User, on_delete="CASCADE")
        target = CharField(max_length=500)
        expires_at = BigIntegerField()

    db.create_tables((SecondFactor, RecoveryCode, PendingSignIn))
    needed = BooleanField(default=False)
    migrator.migrate(migrator.add_column("organisation", "needs_second_factor", needed))
