"""Open banners with the same four purposes in French, each on the same page as ours.

Installed into `benchmarks/banner/peers` from its lock file; they are measured, never shipped.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "peers"
MODULES = FOLDER / "node_modules"
PURPOSES = {
    "preferences": ("Préférences", "Retenir vos réglages, comme la langue."),
    "statistics": ("Statistiques", "Compter les visites pour savoir quelles pages servent."),
    "marketing": ("Publicité", "Montrer des annonces choisies selon vos visites."),
    "media": ("Contenus intégrés", "Afficher des vidéos et des cartes d'autres sites."),
}
TITLE, BODY = "Vos données, votre choix", "Avec votre accord, ce site utilise des cookies."


@dataclass(frozen=True)
class Banner:
    """What a page needs to show a banner, and where its parts are (CSS, shadow roots pierced)."""

    name: str
    head: str
    shown: str
    accept: str
    refuse: str


def install() -> None:
    """Fetch the packages of the lock file, if they are not there."""
    if not MODULES.exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=FOLDER, check=True)


def peers() -> list[Banner]:
    """All peers."""
    return [_vanilla(), _orejime(), _osano(), _klaro(), _tarteaucitron()]


def _script(path: str, extra: str = "") -> str:
    return f'<script src="/peers/{path}" {extra}></script>'


def _style(path: str) -> str:
    return f'<link rel="stylesheet" href="/peers/{path}">'


def _vanilla() -> Banner:
    sections = [{"title": t, "description": d, "linkedCategory": k} for k, (t, d) in _items()]
    buttons = {"acceptAllBtn": "Tout accepter", "acceptNecessaryBtn": "Tout refuser"}
    first = {
        "title": TITLE,
        "description": BODY,
        "showPreferencesBtn": "Personnaliser",
        **buttons,
    }
    second = {
        "title": TITLE,
        "savePreferencesBtn": "Enregistrer",
        "sections": sections,
        **buttons,
    }
    config = {
        "hideFromBots": False,
        "categories": {
            "necessary": {"enabled": True, "readOnly": True},
            **{k: {} for k in PURPOSES},
        },
        "language": {
            "default": "fr",
            "translations": {"fr": {"consentModal": first, "preferencesModal": second}},
        },
    }
    start = f"CookieConsent.run({json.dumps(config)})"
    start = f"<script>addEventListener('DOMContentLoaded', () => {start})</script>"
    folder = "vanilla-cookieconsent/dist"
    head = (
        _style(f"{folder}/cookieconsent.css")
        + _script(f"{folder}/cookieconsent.umd.js", "defer")
        + start
    )
    buttons_at = "#cc-main .cm [data-role={}]"
    return Banner(
        "vanilla-cookieconsent 3.1.0",
        head,
        "#cc-main .cm",
        buttons_at.format("all"),
        buttons_at.format("necessary"),
    )


def _orejime() -> Banner:
    purposes = [{"id": k, "title": t, "description": d, "cookies": []} for k, (t, d) in _items()]
    config = json.dumps({"privacyPolicyUrl": "/privacy", "purposes": purposes})
    head = (
        _style("orejime/dist/orejime-standard.css")
        + f"<script>window.orejimeConfig = {config}</script>"
        + _script("orejime/dist/orejime-standard-fr.js", "defer")
    )
    at = ".orejime-Banner"
    return Banner("orejime 3.2.1", head, at, f"{at}-saveButton", f"{at}-declineButton")


def _osano() -> Banner:
    config = {"type": "opt-in", "position": "bottom", "content": {"message": BODY}}
    start = (
        f"<script>addEventListener('load', () => cookieconsent.initialise({json.dumps(config)}))"
    )
    folder = "cookieconsent/build"
    head = _style(f"{folder}/cookieconsent.min.css") + _script(f"{folder}/cookieconsent.min.js")
    return Banner(
        "cookieconsent (Osano) 3.1.1",
        f"{head}{start}</script>",
        ".cc-window",
        ".cc-allow",
        ".cc-deny",
    )


def _klaro() -> Banner:
    services = [{"name": k, "title": t, "purposes": [k], "cookies": []} for k, (t, _) in _items()]
    config = json.dumps({"version": 1, "lang": "fr", "acceptAll": True, "services": services})
    head = f"<script>window.klaroConfig = {config}</script>" + _script(
        "klaro/dist/klaro.js", 'defer data-config="klaroConfig"'
    )
    at = ".klaro .cookie-notice"
    return Banner("klaro 0.7.22", head, at, f"{at} .cm-btn-success", f"{at} .cn-decline")


def _tarteaucitron() -> Banner:
    config = json.dumps(
        {
            "privacyUrl": "/privacy",
            "orientation": "bottom",
            "DenyAllCta": True,
            "AcceptAllCta": True,
            "showIcon": True,
        }
    )
    jobs = json.dumps(["youtube", "vimeo", "matomo", "facebookpixel"])
    head = _script("tarteaucitronjs/tarteaucitron.min.js") + (
        f"<script>tarteaucitron.init({config}); tarteaucitron.job = {jobs}</script>"
    )
    return Banner(
        "tarteaucitron 1.34.0",
        head,
        "#tarteaucitronAlertBig",
        "#tarteaucitronPersonalize2",
        "#tarteaucitronAllDenied2",
    )


def _items() -> list[tuple[str, tuple[str, str]]]:
    return list(PURPOSES.items())
