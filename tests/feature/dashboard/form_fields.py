"""The fields that the edit page would send, read from its HTML as a browser does."""

from __future__ import annotations

from html.parser import HTMLParser


class Fields(HTMLParser):
    """Successful controls of the form with this id, in order."""

    def __init__(self, page: str, form: str = "edit-form") -> None:
        super().__init__()
        self._form = form
        self._inside = False
        self._area: str | None = None
        self._select: str | None = None
        self.values: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = at.get("id") == self._form
        if not self._inside:
            return
        if tag == "input" and (at.get("type") != "checkbox" or "checked" in at):
            self.values.setdefault(at["name"], []).append(at.get("value", ""))
        elif tag == "textarea":
            self._area = at["name"]
            self.values[self._area] = [""]
        elif tag == "select":
            self._select = at["name"]
        elif tag == "option" and self._select and "selected" in at:
            self.values[self._select] = [at["value"]]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # The first line break after the tag is no part of the text.
            self.values[self._area][0] = self.values[self._area][0].removeprefix("\n")
            self._area = None
        elif tag == "form":
            self._inside = False
