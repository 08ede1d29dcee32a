"""The frameworks' part of the edit form, which shows what most sites need of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from temoin.dashboard.recipient_details import number_of


def read(form: MultiDict[str, str], draft: Mapping[str, Any]) -> dict[str, Any]:
    """The frameworks that the form describes; what it does not show stays as in the draft."""
    before: dict[str, Any] = draft["frameworks"]
    if "frameworks" not in form:
        return before
    number = form.get("frameworks.tcf.cmp_id", "").strip() or "0"
    return {
        "tcf": {
            **before["tcf"],
            "cmp_id": number_of(number),
            "country": form.get("frameworks.tcf.country", "").strip().upper(),
        },
        "gpp": {"sections": form.getlist("frameworks.gpp.sections")},
    }
