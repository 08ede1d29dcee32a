"""Texts of pages in the reader's language: `{{ t("login.title") }}` in templates.

Each feature brings a folder with one flat JSON file a language, so a language is added by adding
files. A page in French never shows an English word: a test compares the keys of all files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, current_app, g, request

DEFAULT = "en"
Catalogue = dict[str, dict[str, str]]


def install(app: Flask, folders: Iterable[Path]) -> None:
    """Read all texts once and give templates `t` and `language`."""
    app.extensions["temoin_wording"] = read(folders)
    app.jinja_env.globals["t"] = t
    app.jinja_env.globals["page_language"] = page_language


def read(folders: Iterable[Path]) -> Catalogue:
    """All texts by language and key. Raises ValueError for a key that two features use."""
    catalogue: Catalogue = {}
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            texts = catalogue.setdefault(path.stem, {})
            loaded = json.loads(path.read_text(encoding="utf-8"))
            twice = texts.keys() & loaded.keys()
            if twice:
                raise ValueError(f"{path}: {sorted(twice)[0]} is used by another feature")
            texts.update(loaded)
    return catalogue


def t(key: str, /, **values: object) -> str:
    """The text of a key in the page's language, its `{name}` places filled in.

    Raises KeyError for a key that does not exist: a test renders every page in every language.
    """
    text: str = current_app.extensions["temoin_wording"][page_language()][key]
    return text.format(**values) if values else text


def languages() -> list[str]:
    """Languages that pages are written in."""
    return sorted(current_app.extensions["temoin_wording"]) or [DEFAULT]


def page_language() -> str:
    """The signed-in user's language, else the nearest to what the browser asks for."""
    chosen: str | None = g.get("language")
    available = languages()
    if chosen is not None and chosen in available:
        return chosen
    return str(request.accept_languages.best_match(available) or DEFAULT)
