"""Who answers for the data, said after the banner's and the panel's own words (EDPB-12)."""

from __future__ import annotations

from typing import Any

from temoin.banner.texts import wordings


def with_controller(text: str, document: dict[str, Any], language: str) -> str:
    """The text and, where the document names one, its controller."""
    return _joined(text, document["controller"]["name"], language)


def with_contact(text: str, document: dict[str, Any], language: str) -> str:
    """The same with the address at which the controller is reached."""
    name, contact = document["controller"]["name"], document["controller"]["contact"]
    return _joined(text, f"{name} ({contact})" if name and contact else name, language)


def _joined(text: str, who: str, language: str) -> str:
    if not who:
        return text
    # The line ends with a full stop of its own, which "Shop Inc." has already.
    line = wordings(language)["controller"]["line"].format(controller=who.removesuffix("."))
    return f"{text}{line}" if text.endswith("。") else f"{text} {line}"
