"""Deleting a few rows of many: each engine has its own name for the place of a row."""

from __future__ import annotations

from typing import Any

from peewee import SQL, Expression, SqliteDatabase, fn

from temoin.store.base import database


def delete_some(table: Any, where: Expression, most: int) -> int:
    """Delete up to so many rows of a model; gives how many it were.

    The place of a row serves tables with any key, and takes one look at an index for all of them.
    """
    if isinstance(database.obj, SqliteDatabase):
        some = table.select(SQL("rowid")).where(where).limit(most)
        chosen = Expression(SQL("rowid"), "IN", some)
    else:
        some = table.select(SQL("ctid")).where(where).limit(most)
        chosen = Expression(SQL("ctid"), "=", fn.ANY(fn.ARRAY(some)))
    deleted: int = table.delete().where(chosen).execute()
    return deleted
