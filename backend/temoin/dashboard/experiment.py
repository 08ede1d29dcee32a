"""`/sites/<key>/experiment`: an A/B test of the banner, kept in the draft until it is published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.banner.texts import wordings
from temoin.core.errors import Conflict
from temoin.dashboard import problems
from temoin.dashboard.advice import by_field
from temoin.dashboard.form import OWN_TEXTS
from temoin.sites.experiment import MAX_ARMS, STICKY, shown_in
from temoin.sites.models import Site
from temoin.sites.service import draft_of, save_draft
from temoin.sites.theme import CHOICES

NAMES = "bcdefghij"


def add_routes(routes: Blueprint) -> None:
    """Add the form and its target."""

    @routes.get("/sites/<key>/experiment")
    @site_role(Role.EDITOR)
    def experiment(site: Site) -> ResponseReturnValue:
        raw = draft_of(site).raw
        return _page(site, raw, site.draft_version)

    @routes.post("/sites/<key>/experiment")
    @site_role(Role.EDITOR)
    def save_experiment(site: Site) -> ResponseReturnValue:
        version = request.form.get("draft_version", 0, type=int)
        raw = {**draft_of(site).raw, "experiment": _read(request.form, draft_of(site).languages)}
        action, _, name = request.form.get("do", "save").partition(".")
        if action in ("add", "remove"):
            _rearrange(raw, action, name)
            return _page(site, raw, version)
        if action == "keep":
            raw = {**shown_in(raw, name), "experiment": {**raw["experiment"], "arms": []}}
        document, found = problems.check(raw)
        if document is None:
            return _page(site, raw, version, found), 422
        try:
            save_draft(site, document, version)
        except Conflict:
            return _page(site, raw, version, is_conflict=True), 409
        return redirect(f"/sites/{site.key}/publish")


def _page(
    site: Site,
    raw: dict[str, Any],
    version: int,
    found: problems.Problems | None = None,
    *,
    is_conflict: bool = False,
) -> str:
    return render_template(
        "dashboard/experiment.html",
        site=site,
        version=version,
        experiment=raw["experiment"],
        may_add=len(raw["experiment"]["arms"]) < MAX_ARMS,
        document=raw,
        wordings={tag: wordings(tag)["banner"] for tag in raw["languages"]},
        own_texts=OWN_TEXTS,
        positions=CHOICES["position"],
        stickies=STICKY,
        found=found or {},
        advice={} if found else by_field(raw),
        is_conflict=is_conflict,
    )


def _read(form: MultiDict[str, str], languages: list[str]) -> dict[str, Any]:
    keys = [name for name in NAMES if f"arms.{name}" in form]
    return {
        "sticky": form.get("sticky", STICKY[0]),
        "arms": [
            {"key": key, "texts": _texts(form, key, languages), "theme": _theme(form, key)}
            for key in keys
        ],
    }


def _texts(form: MultiDict[str, str], key: str, languages: list[str]) -> dict[str, dict[str, str]]:
    texts = {
        tag: {name: form.get(f"arms.{key}.{tag}.{name}", "").strip() for name in OWN_TEXTS}
        for tag in languages
    }
    said = {
        tag: {n: v.replace("\r\n", "\n") for n, v in own.items() if v} for tag, own in texts.items()
    }
    return {tag: own for tag, own in said.items() if own}


def _theme(form: MultiDict[str, str], key: str) -> dict[str, str]:
    position = form.get(f"arms.{key}.position", "")
    return {"position": position} if position else {}


def _rearrange(raw: dict[str, Any], action: str, name: str) -> None:
    arms: list[dict[str, Any]] = raw["experiment"]["arms"]
    if action == "remove":
        raw["experiment"]["arms"] = [arm for arm in arms if arm["key"] != name]
        return
    taken = {arm["key"] for arm in arms}
    free = [key for key in NAMES if key not in taken]
    if free:
        arms.append({"key": free[0], "texts": {}, "theme": {}})
