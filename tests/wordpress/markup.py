"""The tags of a page, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Tag:
    """A start tag; an attribute without value is None; `text` is what a script holds."""

    name: str
    attributes: dict[str, str | None]
    in_head: bool
    text: str = ""

    def __getitem__(self, name: str) -> str | None:
        """An attribute; None when missing or without value."""
        return self.attributes.get(name)

    def waits(self) -> str:
        """The purpose this tag waits for and can load nothing before; '' when it does not wait."""
        held = (
            self["type"] == "text/plain" if self.name == "script" else "src" not in self.attributes
        )
        return self["data-temoin"] or "" if held else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"head", "body"}:
            self.in_head = tag == "head"
        self.tags.append(Tag(tag, dict(attrs), self.in_head))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.tags[-1].text += data


class Markup:
    """A page as a list of tags."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        reader = _Reader()
        reader.feed(html)
        reader.close()
        self.tags = reader.tags

    def all(self, name: str) -> Iterator[Tag]:
        """Every tag of that name, in order."""
        return (tag for tag in self.tags if tag.name == name)

    def by_id(self, identifier: str) -> Tag:
        """The only tag with that id."""
        (found,) = [tag for tag in self.tags if tag["id"] == identifier]
        return found
