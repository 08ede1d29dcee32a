"""The choice as a browser keeps it: the value of the cookie `eu-consent`."""

from __future__ import annotations

import re
from typing import NamedTuple

_PURPOSE = r"[a-z][a-z0-9_-]{0,31}"
_TEXT = re.compile(
    rf"((?:{_PURPOSE}=(?:true|false)&)+)"
    rf"(?:{_PURPOSE}:[a-z0-9][a-z0-9-]{{0,63}}=false&)*"
    r"revision=[0-9]{1,10}&at=([0-9]{10})(?:&regime=[a-z][a-z0-9-]{0,39})?"
    r"(?:&id=([0-9a-f-]{36})&grant=([A-Za-z0-9_.-]{1,2048}))?"
)
MAX_LENGTH = 4000


class KeptChoice(NamedTuple):
    """What such a value says; `at` is when the visitor chose, in UTC seconds."""

    granted: frozenset[str]
    at: int
    id: str | None
    grant: str | None


def read_kept(text: str) -> KeptChoice | None:
    """The choice, or None for any other text. Whether it is true is the caller's to judge."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    said, at, record_id, grant = found.groups()
    granted = {name for name, _, value in _pairs(said) if value == "true"}
    return KeptChoice(frozenset(granted), int(at), record_id, grant)


def _pairs(said: str) -> list[tuple[str, str, str]]:
    return [pair.partition("=") for pair in said.removesuffix("&").split("&")]
