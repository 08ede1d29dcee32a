"""`temoin gvl update`: fetch the vendor list for sites that use IAB Europe's framework."""

from __future__ import annotations

import json
from typing import Any

import click

from temoin.adapters.clock import now_ms
from temoin.adapters.fetching import fetch
from temoin.banner.vendorlist import LIST, STATE, VendorListFolder, read_list, read_wordings
from temoin.core.errors import InvalidInput, Unavailable
from temoin.sites.commands import open_service
from temoin.sites.document import stored_document
from temoin.sites.models import SiteRevision

SOURCE = "https://vendor-list.consensu.org/v3"
MAX_BYTES = 20_000_000
USUAL_AGE_S = 86_400  # when the server says nothing


@click.group(name="gvl")
def gvl_group() -> None:
    """The vendor list of IAB Europe's framework."""


@gvl_group.command()
@click.option("--from", "source", default=SOURCE, show_default=True, help="folder on the web")
def update(source: str) -> None:
    """Fetch the list and its translations, unless those here may still be kept."""
    settings = open_service()
    folder = VendorListFolder(settings.data_dir)
    _Update(folder, source.rstrip("/"), now_ms() // 1000).run(_languages())


def _languages() -> list[str]:
    """Languages of all sites that use the framework; English is in the list itself."""
    found: set[str] = set()
    for revision in SiteRevision.select():
        document = stored_document(revision.document)
        if document.raw["frameworks"]["tcf"]["cmp_id"]:
            found.update(tag[:2] for tag in document.languages)
    return sorted(found - {"en"})


class _Update:
    """One run: what is too old is fetched, checked and written, then the state that names it."""

    def __init__(self, folder: VendorListFolder, source: str, now_s: int) -> None:
        self._folder = folder
        self._source = source
        self._now_s = now_s
        self._state = folder.state()
        self._files: dict[str, Any] = self._state.setdefault("files", {})

    def run(self, languages: list[str]) -> None:
        self._list()
        for language in languages:
            self._wordings(language)
        self._folder.write(STATE, json.dumps(self._state).encode())

    def _list(self) -> None:
        body = self._fetched(LIST)
        if body is None:
            click.echo("the vendor list here may still be kept")
            return
        read = read_list(body)
        kept = self._folder.current()
        if kept and read.vendor_list_version < kept.list.vendor_list_version:
            raise InvalidInput("the vendor list fetched is older than the one here: kept ours")
        if kept and read.tcf_policy_version != kept.list.tcf_policy_version:
            self._state["policy_since"] = self._now_s
        self._folder.write(LIST, body)
        click.echo(f"vendor list {read.vendor_list_version}, {len(read.vendors)} vendors")

    def _wordings(self, language: str) -> None:
        name = f"purposes-{language}.json"
        try:
            body = self._fetched(name)
            if body is not None:
                read_wordings(body)
                self._folder.write(name, body)
        except (Unavailable, InvalidInput) as error:
            click.echo(f"no texts in {language}: {error.what}", err=True)

    def _fetched(self, name: str) -> bytes | None:
        """The file, or None while the one here may be kept."""
        known = self._files.get(name, {})
        is_here = bool(known) and (self._folder.path / name).exists()
        if is_here and self._now_s < known["fetched_at"] + known["max_age_s"]:
            return None
        fetched = fetch(f"{self._source}/{name}", MAX_BYTES)
        max_age_s = USUAL_AGE_S if fetched.max_age_s is None else fetched.max_age_s
        self._files[name] = {"fetched_at": self._now_s, "max_age_s": max_age_s}
        return fetched.body
