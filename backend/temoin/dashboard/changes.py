"""What a draft changes for visitors, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from temoin.dashboard.form import COLOURS, NATURE
from temoin.dashboard.formatting import language_name
from temoin.web.wording import page_language, t

Document = Mapping[str, Any]
# Of a purpose, what has sentences of its own.
TOLD = frozenset({"title", "text", "detail", "vendors", *NATURE})


def changes(old: Document, new: Document) -> list[str]:
    """One sentence for each difference; empty when visitors would notice nothing."""
    return [
        *_general(old, new),
        *_purposes(old, new),
        *_ways(old, new),
        *_texts(old, new),
        *_look(old, new),
    ]


def _general(old: Document, new: Document) -> Iterator[str]:
    if old["name"] != new["name"]:
        yield t("changes.name", old=old["name"], new=new["name"])
    yield from _list("changes.domains", old["domains"], new["domains"])
    speak = {tag: language_name(tag) for tag in (*old["languages"], *new["languages"])}
    yield from _list(
        "changes.languages",
        [speak[tag] for tag in old["languages"]],
        [speak[tag] for tag in new["languages"]],
    )
    if old["languages"][0] != new["languages"][0]:
        yield t("changes.first_language", new=speak[new["languages"][0]])
    yield from _controller(old["controller"], new["controller"])
    for tag in _different(old["policy_url"], new["policy_url"]):
        yield t("changes.policy_url", language=language_name(tag))


def _controller(old: Document, new: Document) -> Iterator[str]:
    if any(old[name] != new[name] for name in ("name", "contact")):
        yield t("changes.controller", new=new["name"] or "–")
    if any(old[name] != new[name] for name in new if name not in ("name", "contact")):
        yield t("changes.controller_facts")


def _purposes(old: Document, new: Document) -> Iterator[str]:
    before = {purpose["key"]: purpose for purpose in old["purposes"]}
    after = {purpose["key"]: purpose for purpose in new["purposes"]}
    titles = {key: title_of(purpose) for key, purpose in (before | after).items()}
    yield from _list(
        "changes.purposes", [titles[key] for key in before], [titles[key] for key in after]
    )
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield t("changes.purpose_order")
    for key in kept:
        for what in ("title", "text", "detail"):
            for tag in _different(before[key].get(what, {}), after[key].get(what, {})):
                language = language_name(tag)
                yield t(f"changes.purpose_{what}", purpose=titles[key], language=language)
        if before[key]["vendors"] != after[key]["vendors"]:
            yield t("changes.purpose_vendors", purpose=titles[key])
        if any(before[key][name] != after[key][name] for name in NATURE):
            yield t("changes.purpose_nature", purpose=titles[key])
        if any(before[key][name] != after[key][name] for name in after[key] if name not in TOLD):
            yield t("changes.facts", purpose=titles[key])


def _ways(old: Document, new: Document) -> Iterator[str]:
    """How the banner acts, apart from what it asks."""
    if old["regimes"] != new["regimes"]:
        yield t("changes.regimes")
    if old["blocking"] != new["blocking"]:
        yield t("changes.blocking")
    if old["counting"] != new["counting"]:
        yield t("changes.counting_on" if new["counting"] else "changes.counting_off")
    if old["headless"] != new["headless"]:
        yield t("changes.headless_on" if new["headless"] else "changes.headless_off")
    if old["cross"] != new["cross"]:
        yield t("changes.cross_on" if new["cross"] else "changes.cross_off")
    if old["shared_choice"] != new["shared_choice"]:
        yield t("changes.shared_choice_on" if new["shared_choice"] else "changes.shared_choice_off")
    arms = len(new["experiment"]["arms"])
    if old["experiment"] != new["experiment"]:
        yield t("changes.experiment", n=arms + 1) if arms else t("changes.experiment_over")
    if old["frameworks"] != new["frameworks"]:
        yield t("changes.frameworks")


def _texts(old: Document, new: Document) -> Iterator[str]:
    for tag in _different(old["texts"], new["texts"]):
        yield t("changes.texts", language=language_name(tag))


def _look(old: Document, new: Document) -> Iterator[str]:
    parts = {**dict.fromkeys(COLOURS, "colours"), "dark": "dark_colours", "logo": "logo"}
    different = _different(old["theme"], new["theme"])
    changed = dict.fromkeys(parts.get(name, "shape") for name in different)
    yield from (t(f"changes.{what}") for what in changed)


def title_of(purpose: Document) -> str:
    """A purpose's title in the reader's language, else in any, else its key."""
    titles: Mapping[str, str] = purpose.get("title") or {}
    return titles.get(page_language()) or next(iter(titles.values()), purpose["key"])


def _list(key: str, old: list[str], new: list[str]) -> Iterator[str]:
    added = [name for name in new if name not in old]
    removed = [name for name in old if name not in new]
    if added:
        yield t(f"{key}_added", names=", ".join(added))
    if removed:
        yield t(f"{key}_removed", names=", ".join(removed))


def _different(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]
