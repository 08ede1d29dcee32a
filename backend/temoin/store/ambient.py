"""The transaction that the models are in, for code that is written for the writer's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temoin.store.base import database
from temoin.store.transaction import IF_NEW, Row, Transaction, insertion, plain


def ambient() -> Transaction:
    """Statements run inside the caller's `database.atomic()`."""
    return _Ambient()


class _Ambient:
    def __init__(self) -> None:
        self._database: Any = database
        self._mark = database.param or "?"

    def select(self, sql: str, values: Sequence[Any]) -> list[Row]:
        found = self._database.execute_sql(sql.replace("?", self._mark), values).fetchall()
        return [tuple(plain(value) for value in row) for row in found]

    def insert_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        statement = insertion(table, columns, self._mark) + IF_NEW
        return sum(self._database.execute_sql(statement, row).rowcount for row in rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        for row in rows:
            self._database.execute_sql(insertion(table, columns, self._mark), row)

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        self._database.execute_sql(sql.replace("?", self._mark), values)
