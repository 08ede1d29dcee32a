"""Base of all models; the database is bound when the service opens it."""

from __future__ import annotations

from peewee import DatabaseProxy, Model

database = DatabaseProxy()


class BaseModel(Model):
    """A table in the service's one database; table names are singular."""

    class Meta:
        """peewee's options."""

        database = database
        legacy_table_names = False
