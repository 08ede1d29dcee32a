"""How long accounts, and what proves who somebody is, are kept."""

from __future__ import annotations

from temoin.accounts.models import (
    ApiToken,
    Invitation,
    LoginFailure,
    LoginLink,
    Membership,
    Organisation,
    PendingSignIn,
    RecoveryCode,
    SecondFactor,
    Session,
    User,
)
from temoin.core.retention import Retention

_WITH_ACCOUNT = {
    "en": "Needed for as long as the person has access; deleted with the account.",
    "fr": "Nécessaire tant que la personne a accès ; effacé avec le compte.",
}
_RAN_OUT = {
    "en": "Useless once it has run out.",
    "fr": "Sans utilité une fois expiré.",
}

RETENTION = (
    Retention.none(
        Organisation,
        {"en": "Organisations", "fr": "Organisations"},
        {"en": "A name and no person.", "fr": "Un nom, aucune personne."},
    ),
    Retention.kept(User, {"en": "Accounts", "fr": "Comptes"}, _WITH_ACCOUNT),
    Retention.kept(Membership, {"en": "Roles", "fr": "Rôles"}, _WITH_ACCOUNT),
    Retention.kept(SecondFactor, {"en": "Second factors", "fr": "Seconds facteurs"}, _WITH_ACCOUNT),
    Retention.kept(RecoveryCode, {"en": "Recovery codes", "fr": "Codes de secours"}, _WITH_ACCOUNT),
    Retention(
        PendingSignIn,
        "expires_at",
        0,
        {"en": "Sign-ins that wait for a code", "fr": "Connexions en attente d’un code"},
        _RAN_OUT,
    ),
    Retention(
        LoginLink,
        "expires_at",
        0,
        {"en": "Links to choose a password", "fr": "Liens pour choisir un mot de passe"},
        _RAN_OUT,
    ),
    Retention(Invitation, "expires_at", 0, {"en": "Invitations", "fr": "Invitations"}, _RAN_OUT),
    Retention(
        Session,
        "seen_at",
        1,
        {"en": "Sessions", "fr": "Sessions"},
        {
            "en": "A session ends after half a day without use.",
            "fr": "Une session prend fin après une demi-journée sans usage.",
        },
    ),
    Retention(
        LoginFailure,
        "at",
        1,
        {"en": "Attempts to sign in", "fr": "Tentatives de connexion"},
        {
            "en": "Attempts are limited by the day.",
            "fr": "Les tentatives sont limitées par jour.",
        },
    ),
    Retention(
        ApiToken,
        "revoked_at",
        365,
        {"en": "Revoked API tokens", "fr": "Jetons d’API révoqués"},
        {
            "en": "Who had access is known for a year; a token in force is kept.",
            "fr": "On sait pendant un an qui avait accès ; un jeton en vigueur est conservé.",
        },
    ),
)
