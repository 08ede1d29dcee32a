"""Deleting a few rows of many: each engine has its own name for the place of a row."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from peewee import SQL, Expression, SqliteDatabase, fn

from temoin.store.base import database


def delete_some(
    table: Any,
    where: Expression,
    most: int,
    forget: Callable[[Collection[Any]], object] | None = None,
) -> int:
    """Delete up to so many rows of a model; gives how many it were.

    `forget` is called with their primary keys. The place of a row serves tables with any key, and
    takes one look at an index for all of them.
    """
    if isinstance(database.obj, SqliteDatabase):
        some = table.select(SQL("rowid")).where(where).limit(most)
        chosen = Expression(SQL("rowid"), "IN", some)
    else:
        some = table.select(SQL("ctid")).where(where).limit(most)
        chosen = Expression(SQL("ctid"), "=", fn.ANY(fn.ARRAY(some)))
    doomed = table.delete().where(chosen)
    if forget is None:
        deleted: int = doomed.execute()
        return deleted
    keys = [row[0] for row in doomed.returning(table._meta.primary_key).tuples().execute()]
    forget(keys)
    return len(keys)
