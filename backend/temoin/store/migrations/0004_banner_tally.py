"""Counts of what happens to the banner, and the arm of an A/B test that a choice was made in."""

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    """Make the table, and add the column; no choice so far was made in a test."""

    class Site(Model):
        class Meta:
            database = db

    class BannerTally(Model):
        site = ForeignKeyField(Site, on_delete="CASCADE", index=False)
        day = IntegerField()
        revision = IntegerField()
        arm = CharField(max_length=16)
        regime = CharField(max_length=16)
        layout = CharField(max_length=6)
        page = CharField(max_length=300)
        what = CharField(max_length=8)
        waited_s = IntegerField()
        count = IntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            primary_key = CompositeKey(
                "site", "day", "revision", "arm", "regime", "layout", "page", "what", "waited_s"
            )

    db.create_tables([BannerTally])
    migrator.migrate(
        migrator.add_column("consent_record", "arm", CharField(max_length=16, null=True))
    )
