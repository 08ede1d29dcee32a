"""The site's theme as style rules, which the snippet puts after its own.

So what a site does not use costs its visitors no byte. The rules hold words of ours, colours,
a number, and an address and a name that cannot end the text they stand in.
"""

from __future__ import annotations

from typing import Any

from temoin.sites.theme import LIGHT

_OURS = "section,dialog"
_DARK = "@media(prefers-color-scheme:dark)"
_LOGO = (
    '.banner h2::before{{content:"\\200b";content:"\\200b"/"{name}";display:block;height:1.25em;'
    'margin-bottom:.375em;background:url("{logo}") 0/contain no-repeat}}'
    ".banner[dir=rtl] h2::before{{background-position:100%}}"
    "@media(min-width:37em){{.banner h2::before{{height:1.75em}}}}"
)
_PAGE_FONT = ":host{font-family:inherit!important}section,dialog{font-family:inherit}"
_RIGHT = ".corner{inset-inline:auto .75em}.corner p:not(:empty){inset-inline-end:0}"
# The line of other laws stays, and so does what is said after a choice.
_NOWHERE = ".corner:not(:has(.notice)){visibility:hidden}.corner p{visibility:visible}"
_OPEN = ".corner>div:not(.notice)>[data-temoin-action=open]"
# A shield, drawn by its border: of all colours, borders alone stay in forced colours. The label
# comes out under hand and focus, and is there all the time for those who hear it.
_ICON = (
    f"{_OPEN}{{font-size:0}}{_OPEN}:is(:hover,:focus-visible){{font-size:inherit}}"
    f'{_OPEN}::before{{content:"";display:inline-block;vertical-align:middle;margin:0 4px;'
    "border:10px solid;clip-path:polygon(50% 0,92% 14%,86% 62%,50% 100%,14% 62%,8% 14%)}"
)


# The cross is drawn; what it does is said beside it.
CROSS = '.cross{float:inline-end;margin-inline-start:1em}.cross::after{content:" \\2715"/""}'


def rules_of_look(document: dict[str, Any]) -> str:
    """Style rules that follow those of the banner."""
    theme = document["theme"]
    rules = [_scheme(theme)]
    if theme["logo"]:
        rules.append(_LOGO.format(logo=theme["logo"], name=_quoted(document["name"])))
    if theme["font"] == "page":
        rules.append(_PAGE_FONT)
    rules.append({"left": "", "right": _RIGHT, "none": _NOWHERE}[theme["reopen"]])
    if theme["reopen_as"] == "icon":
        rules.append(_ICON)
    return "".join(rules)


def _scheme(theme: dict[str, Any]) -> str:
    """Colours as custom properties of our own elements, which rules of the page cannot reach."""
    light, dark, scheme = _palette(theme), _palette(theme["dark"]), theme["scheme"]
    shape = f"--radius:{theme['radius']}"
    if scheme == "auto":
        return f"{_OURS}{{{light}{shape}}}{_DARK}{{{_OURS}{{{dark}}}}}"
    if scheme == "page":
        # An older browser keeps the light palette.
        pairs = {name: f"light-dark({theme[name]},{theme['dark'][name]})" for name in LIGHT}
        return (
            f"{_OURS}{{{light}{shape};color-scheme:inherit}}:host{{color-scheme:inherit!important}}"
            f"@supports(color:light-dark(#000,#fff)){{{_OURS}{{{_palette(pairs)}}}}}"
        )
    # Scroll bars follow too.
    return f"{_OURS}{{{dark if scheme == 'dark' else light}{shape};color-scheme:{scheme}}}"


def _palette(colours: dict[str, Any]) -> str:
    return "".join(f"--{name}:{colours[name]};" for name in LIGHT)


def _quoted(text: str) -> str:
    """The text inside quotes of a style sheet: whatever is no letter or digit is escaped."""
    return "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in text)
