"""From the edit form to the document: two spellings of one thing.

Fields are named by their path: `purposes.0.title.fr`. Buttons that add, move or remove a purpose
send the whole form as `do=<what>.<index>`, so the page needs no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from temoin.banner.texts import languages as worded_languages
from temoin.dashboard import frameworks, recipients, regimes
from temoin.dashboard.recipient_details import with_details
from temoin.purposes.facts import in_banner
from temoin.sites.defaults import WORDS
from temoin.sites.presets import PRESETS
from temoin.sites.theme import CHOICES

COLOURS = ("accent", "accent_text", "background", "text")
OWN_TEXTS = ("title", "body", "accept", "refuse", "customise", "reopen")
NATURE = ("sold", "sensitive")
MAX_PURPOSES = 30


def read(form: MultiDict[str, str], draft: Mapping[str, Any]) -> dict[str, Any]:
    """The document that the form describes, not yet validated.

    What the form does not show (texts in a language that is switched off) stays as in `draft`.
    """
    languages = _languages(form)
    shown = [tag for tag in offered_languages(draft) if f"policy_url.{tag}" in form]
    return {
        "name": form.get("name", "").strip(),
        "domains": form.get("domains", "").split(),
        "languages": languages,
        "controller": {
            **draft["controller"],
            **{name: form.get(f"controller.{name}", "").strip() for name in ("name", "contact")},
        },
        "policy_url": _words(form, "policy_url", shown, draft["policy_url"]),
        "purposes": [
            *(_purpose(form, f"purposes.{n}", shown, draft) for n in _indexes(form)),
            *not_in_banner(draft["purposes"]),
        ],
        "texts": _texts(form, draft, shown),
        "theme": _theme(form, draft["theme"]),
        "blocking": _blocking(form, draft),
        "regimes": regimes.read(form, draft),
        "counting": "counting" in form,
        "headless": "headless" in form,
        "cross": "cross" in form,
        "shared_choice": "shared_choice" in form,
        "experiment": draft["experiment"],
        "frameworks": frameworks.read(form, draft),
        "retention": draft["retention"],
    }


def offered_languages(document: Mapping[str, Any]) -> list[str]:
    """Languages that can be switched on: those of the site first, then all with wordings."""
    own = list(document["languages"])
    return own + [tag for tag in worded_languages() if tag not in own]


def rearrange(document: dict[str, Any], what: str) -> int | None:
    """Carry out `add`, `remove.2`, `up.2`, `down.2` or `preset.plum`.

    Gives the index of the purpose to look at then, None when it is about none.
    """
    action, _, place = what.partition(".")
    if action == "preset":
        document["theme"] |= PRESETS.get(place, {})
        return None
    others = not_in_banner(document["purposes"])
    purposes = in_banner(document["purposes"])
    opened = _rearranged(purposes, action, place, MAX_PURPOSES - len(others))
    document["purposes"] = [*purposes, *others]
    return opened


def names_before(form: MultiDict[str, str]) -> dict[str, str]:
    """By the key that a purpose has in the form, the one that it has in the draft."""
    paths = [f"purposes.{n}" for n in _indexes(form)]
    return {form.get(f"{p}.key", "").strip(): form.get(f"{p}.was", "") for p in paths}


def not_in_banner(purposes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The purposes that have pages of their own and no part in this form."""
    listed = list(purposes)
    asked = in_banner(listed)
    return [purpose for purpose in listed if purpose not in asked]


def _rearranged(purposes: list[dict[str, Any]], action: str, place: str, most: int) -> int:
    index = _number(place, len(purposes))
    if action == "add" and len(purposes) < most:
        empty: dict[str, Any] = {"title": {}, "text": {}, "detail": {}, "vendors": []}
        purposes.append({"key": "", **empty})
        return len(purposes) - 1
    if index >= len(purposes):
        return 0
    if action == "remove":
        del purposes[index]
        return max(0, index - 1)
    target = index + {"up": -1, "down": 1}.get(action, 0)
    if 0 <= target < len(purposes):
        purposes[index], purposes[target] = purposes[target], purposes[index]
        return target
    return index


def _indexes(form: MultiDict[str, str]) -> range:
    return range(min(_number(form.get("purposes", ""), 0), MAX_PURPOSES))


def _number(text: str, otherwise: int) -> int:
    """A short whole number, else `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _languages(form: MultiDict[str, str]) -> list[str]:
    """The first language first, which is switched on by being chosen as such."""
    first = form.get("first_language", "")
    return [first, *(tag for tag in form.getlist("languages") if tag != first)]


def _words(
    form: MultiDict[str, str], path: str, languages: list[str], before: Mapping[str, str]
) -> dict[str, str]:
    """Texts by language; an empty field is no text, what has no field stays as it was."""
    kept = {tag: text for tag, text in before.items() if tag not in languages}
    given = {tag: form.get(f"{path}.{tag}", "").strip() for tag in languages}
    # A form sends line ends as CR LF; documents hold LF.
    return kept | {tag: text.replace("\r\n", "\n") for tag, text in given.items() if text}


def _purpose(
    form: MultiDict[str, str], path: str, languages: list[str], draft: Mapping[str, Any]
) -> dict[str, Any]:
    key = form.get(f"{path}.key", "").strip()
    was = form.get(f"{path}.was") or key
    before: Mapping[str, Any] = next(
        (purpose for purpose in draft["purposes"] if purpose["key"] == was), {}
    )
    return {
        **before,
        "key": key,
        **{
            what: _words(form, f"{path}.{what}", languages, before.get(what) or {})
            for what in WORDS
        },
        "vendors": with_details(form, path, _recipients(form, path, was, draft)),
        **_nature(form, path, before),
    }


def _recipients(
    form: MultiDict[str, str], path: str, was: str, draft: Mapping[str, Any]
) -> list[dict[str, Any]]:
    lines = f"{form.get(f'{path}.vendors', '')}\n{form.get(f'{path}.add_vendor', '')}"
    return recipients.from_lines(lines, was, draft["purposes"])


def _nature(form: MultiDict[str, str], path: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Whether a purpose sells data or uses sensitive ones; as it was when the form did not ask."""
    if f"{path}.nature" not in form:
        return {name: before[name] for name in NATURE if name in before}
    return {name: f"{path}.{name}" in form for name in NATURE}


def _blocking(form: MultiDict[str, str], draft: Mapping[str, Any]) -> dict[str, Any]:
    """What is held back by itself; as it was when the form did not ask."""
    if "blocking" not in form:
        return dict(draft["blocking"])
    return {
        "automatic": "blocking.automatic" in form,
        "unknown": form.get("blocking.unknown", "").strip(),
    }


def _texts(
    form: MultiDict[str, str], draft: Mapping[str, Any], shown: list[str]
) -> dict[str, dict[str, str]]:
    texts = {tag: dict(own) for tag, own in draft["texts"].items()}
    for tag in shown:
        own = {name: form.get(f"texts.{tag}.{name}", "").strip() for name in OWN_TEXTS}
        kept = {n: v for n, v in texts.get(tag, {}).items() if n not in OWN_TEXTS}
        texts[tag] = {**kept, **{n: v.replace("\r\n", "\n") for n, v in own.items() if v}}
    return {tag: own for tag, own in texts.items() if own}


def _theme(form: MultiDict[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The look; a choice that the form did not ask for stays as it was."""
    return {
        **{name: form.get(f"theme.{name}", "").lower() for name in COLOURS},
        "dark": {name: form.get(f"theme.dark.{name}", "").lower() for name in COLOURS},
        "radius": _number(form.get("theme.radius", ""), -1),
        "logo": form.get("theme.logo", "").strip(),
        **{name: form.get(f"theme.{name}", before[name]) for name in CHOICES},
    }
