"""Under which regime a choice was made, and since which revision choices hold."""

from typing import Any

from peewee import CharField, IntegerField


def up(migrator: Any, db: Any) -> None:
    """Add both columns; what is already there was made under the only regime there was."""
    del db
    migrator.migrate(
        migrator.add_column("site_revision", "asked_since", IntegerField(null=True)),
        migrator.add_column("consent_record", "regime", CharField(max_length=20, null=True)),
    )
