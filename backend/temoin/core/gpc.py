"""Global Privacy Control as a header of requests."""

from __future__ import annotations


def says_no_sale(value: str) -> bool:
    """Whether `Sec-GPC` is on: one of its field values is exactly "1" (GPC-01).

    Servers put several fields of one name together with commas.
    """
    return any(part.strip(" \t") == "1" for part in value.split(","))
