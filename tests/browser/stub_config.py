"""What a default site publishes, in French and English, as the service writes it."""

from __future__ import annotations

from typing import Any

KEY = "k3xampleDemoSite"

_PURPOSES: dict[str, dict[str, tuple[str, str, str]]] = {
    "fr": {
        "preferences": (
            "Préférences",
            "Retenir vos réglages, comme la langue ou la région.",
            "Sans cela, le site vous demande ces réglages à chaque visite.",
        ),
        "statistics": (
            "Statistiques",
            "Compter les visites pour savoir quelles pages servent.",
            "Nous voyons les pages lues, le pays et le type d’appareil, jamais votre nom.",
        ),
        "marketing": (
            "Publicité",
            "Montrer des annonces selon vos visites ici et ailleurs.",
            "Nos partenaires reconnaissent votre navigateur d’un site à l’autre.",
        ),
        "media": (
            "Contenus intégrés",
            "Afficher vidéos et cartes hébergées par d’autres sites.",
            "Ces sites apprennent que vous avez ouvert la page et peuvent poser des cookies.",
        ),
    },
    "en": {
        "preferences": (
            "Preferences",
            "Remember your settings, such as language or region.",
            "Without this, the site asks for these settings at every visit.",
        ),
        "statistics": (
            "Statistics",
            "Count visits to learn which pages are useful.",
            "We see the pages read, the country and the kind of device, never your name.",
        ),
        "marketing": (
            "Advertising",
            "Show ads based on what you visit here and elsewhere.",
            "Our partners recognise your browser from one site to the next.",
        ),
        "media": (
            "Embedded content",
            "Show videos and maps that other sites host.",
            "Those sites learn that you opened the page and may set cookies.",
        ),
    },
}

_TEXTS: dict[str, dict[str, str]] = {
    "fr": {
        "label": "Cookies et vie privée",
        "title": "Vous décidez de vos données",
        "body": "Avec votre accord, Boutique et ses partenaires utilisent des cookies pour les "
        "usages ci-dessous. Rien n’est déposé avant votre choix.",
        "withdraw_hint": "Vous pouvez changer d’avis à tout moment avec « Gérer mes cookies », en "
        "bas de chaque page.",
        "accept": "Tout accepter",
        "refuse": "Tout refuser",
        "customise": "Personnaliser",
        "close": "Fermer",
        "reopen": "Gérer mes cookies",
        "saved": "Votre choix est enregistré.",
        "gpc": "Votre navigateur demande de ne pas être pisté (Global Privacy Control) : la "
        "publicité reste désactivée.",
        "more": "Détails et partenaires",
        "withdraw": "Retirer",
    },
    "en": {
        "label": "Cookies and privacy",
        "title": "Your data, your decision",
        "body": "If you agree, Boutique and its partners use cookies for the purposes below. Nothing "
        "is stored before you choose.",
        "withdraw_hint": "You can change your mind at any time with “Manage cookies” at the bottom "
        "of every page.",
        "accept": "Accept all",
        "refuse": "Refuse all",
        "customise": "Customise",
        "close": "Close",
        "reopen": "Manage cookies",
        "saved": "Your choice is saved.",
        "gpc": "Your browser asks not to be tracked (Global Privacy Control): "
        "advertising stays off.",
        "more": "Details and partners",
        "withdraw": "Withdraw",
    },
}

_PANEL_TEXTS: dict[str, dict[str, str]] = {
    "fr": {
        "title": "Gérer mes cookies",
        "intro": "Choisissez usage par usage. Vous pouvez revenir ici quand vous voulez.",
        "accept": "Tout accepter",
        "refuse": "Tout refuser",
        "save": "Enregistrer mes choix",
        "withdraw": "Retirer mon accord",
        "close": "Fermer",
        "always_on": "Toujours actif",
        "vendors": "Partenaires",
        "receipt": "Numéro de votre choix :",
        "copy": "Copier",
        "copied": "Copié",
        "on": "Activé",
        "off": "Désactivé",
    },
    "en": {
        "title": "Manage cookies",
        "intro": "Choose purpose by purpose. You can come back here whenever you like.",
        "accept": "Accept all",
        "refuse": "Refuse all",
        "save": "Save my choices",
        "withdraw": "Withdraw my consent",
        "close": "Close",
        "always_on": "Always on",
        "vendors": "Partners",
        "receipt": "Number of your choice:",
        "copy": "Copy",
        "copied": "Copied",
        "on": "On",
        "off": "Off",
    },
}

_NECESSARY = {
    "fr": {
        "title": "Nécessaires",
        "text": "Faire fonctionner le site : panier, connexion, mémoire de votre choix.",
    },
    "en": {
        "title": "Necessary",
        "text": "Make the site work: basket, sign-in, remembering your choice.",
    },
}

_THEME = {
    "accent": "#1a4fd6",
    "accent_text": "#ffffff",
    "background": "#ffffff",
    "text": "#1b1b1f",
    "radius": 8,
    "position": "bottom",
    "dark": {
        "accent": "#9db8ff",
        "accent_text": "#0d1b45",
        "background": "#1c1c21",
        "text": "#ececf1",
    },
}


def snippet_config(origin: str, lang: str) -> dict[str, Any]:
    """``$T`` of the first layer."""
    purposes = [
        {"key": key, "title": title, "text": text}
        for key, (title, text, _) in _PURPOSES[lang].items()
    ]
    return {
        "key": KEY,
        "origin": origin,
        "revision": 3,
        "lang": lang,
        "dir": "ltr",
        "days": 182,
        "purposes": purposes,
        "texts": _TEXTS[lang],
        "theme": _THEME,
        "panel": f"/t/{KEY}/panel.js?l={lang}&v=1a2b3c4d",
    }


def panel_config(lang: str) -> dict[str, Any]:
    """``$T`` of the panel."""
    vendors = [
        {"name": "Exemple Ads", "policy": "https://ads.example/privacy"},
        {"name": "Régie Démo", "policy": None},
    ]
    purposes = [
        {
            "key": key,
            "title": title,
            "text": text,
            "detail": detail,
            "vendors": vendors if key == "marketing" else [],
        }
        for key, (title, text, detail) in _PURPOSES[lang].items()
    ]
    return {
        "lang": lang,
        "dir": "ltr",
        "purposes": purposes,
        "necessary": _NECESSARY[lang],
        "texts": _PANEL_TEXTS[lang],
        "policy": "https://shop.example/cookies",
    }
