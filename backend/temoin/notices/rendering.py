"""A notice as Markdown, and what changed between two of its versions, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from temoin.notices.writing import Block

# What means something in Markdown, or in the HTML that Markdown may hold (V8).
_MEANING = re.compile(r"([\\`*_{}\[\]()#+!|<>&~])")


def as_markdown(title: str, blocks: Sequence[Block]) -> str:
    """The notice as CommonMark with tables; the owner's words stay words."""
    parts = [f"# {_plain(title)}", *(_markdown(block) for block in blocks)]
    return "\n\n".join(parts) + "\n"


def sentences(blocks: Sequence[Block]) -> Iterator[str]:
    """Everything that a notice says, piece by piece."""
    for block in blocks:
        if "rows" in block:
            yield from (", ".join(row) for row in block["rows"])
        elif "items" in block:
            yield from block["items"]
        else:
            yield str(block.get("heading") or block["text"])


def changed(old: Sequence[Block], new: Sequence[Block]) -> tuple[list[str], list[str]]:
    """What the new version says that the old one did not, and what it no longer says."""
    before, after = list(sentences(old)), list(sentences(new))
    return [one for one in after if one not in before], [one for one in before if one not in after]


def _markdown(block: Block) -> str:
    if "heading" in block:
        return f"{'#' * block['level']} {_plain(block['heading'])}"
    if "items" in block:
        return "\n".join(f"- {_plain(one)}" for one in block["items"])
    if "rows" in block:
        lines = [block["head"], ["---"] * len(block["head"]), *block["rows"]]
        return "\n".join(
            f"| {' | '.join(cell if cell == '---' else _plain(cell) for cell in row)} |"
            for row in lines
        )
    return _plain(block["text"])


def _plain(words: str) -> str:
    """The words on one line, with nothing that Markdown would take for more."""
    return _MEANING.sub(r"\\\1", " ".join(words.split()))
