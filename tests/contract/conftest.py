"""The fixtures of the feature tests serve here too."""

from tests.feature.conftest import (
    app,
    choice,
    client,
    clock,
    organisation,
    page_view,
    recipients,
    services,
    settings,
    sharing,
    showing,
    site,
)

__all__ = [
    "app", "choice", "client", "clock", "organisation", "page_view", "recipients", "services",
    "settings", "sharing", "showing", "site",
]  # fmt: skip
