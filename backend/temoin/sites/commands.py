"""`temoin site …`: make and inspect sites."""

from __future__ import annotations

import json
from typing import Any

import click
import yaml

from temoin.accounts.setup import default_organisation
from temoin.core.errors import InvalidInput, NotFound
from temoin.settings import Settings, load
from temoin.sites import service
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.store.migrating import migrate
from temoin.store.opening import open_database


def _open() -> Settings:
    settings = load()
    migrate(open_database(settings.database))
    return settings


def _site(key: str) -> Site:
    site: Site | None = Site.get_or_none(Site.key == key)
    if site is None:
        raise NotFound(f"there is no site with the key {key}")
    return site


def describe(settings: Settings, site: Site) -> dict[str, Any]:
    """A site as the commands print it."""
    document = service.draft_of(site)
    return {
        "key": site.key,
        "name": site.name,
        "organisation": site.organisation.name,
        "domains": document.raw["domains"],
        "languages": document.languages,
        "purposes": list(document.purposes),
        "revision": site.published_number,
        "unpublished_changes": service.has_unpublished_changes(site),
        "snippet": service.snippet_tag(settings.base_url, site),
    }


@click.group(name="site")
def site_group() -> None:
    """Make and inspect sites."""


@site_group.command()
@click.argument("name")
@click.option("--domain", "domains", multiple=True, required=True, help="such as shop.example")
@click.option("--lang", default="fr", show_default=True, help="first language: fr or en")
@click.option("--org", default=None, help="organisation to put it in (made when missing)")
@click.option("--json", "as_json", is_flag=True)
def add(name: str, domains: tuple[str, ...], lang: str, org: str | None, as_json: bool) -> None:
    """Make a site with a first working revision; prints its key and the line to paste."""
    settings = _open()
    site = service.add_site(default_organisation(org), name, list(domains), lang)
    if as_json:
        click.echo(json.dumps(describe(settings, site), ensure_ascii=False))
        return
    click.echo(f"Key: {site.key}\nPaste this first into <head> of every page:\n")
    click.echo(service.snippet_tag(settings.base_url, site))


@site_group.command(name="list")
@click.option("--json", "as_json", is_flag=True)
def list_sites(as_json: bool) -> None:
    """All sites of this installation."""
    settings = _open()
    sites = list(Site.select().order_by(Site.name))
    if as_json:
        click.echo(json.dumps([describe(settings, site) for site in sites], ensure_ascii=False))
        return
    for site in sites:
        click.echo(f"{site.key}  r{site.published_number}  {site.name}")


@site_group.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True)
def show(key: str, as_json: bool) -> None:
    """One site."""
    described = describe(_open(), _site(key))
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False))
        return
    for name, value in described.items():
        click.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


@site_group.command()
@click.argument("key")
def publish(key: str) -> None:
    """Publish the draft as the next revision."""
    _open()
    click.echo(f"revision {service.publish(_site(key)).number} is published")


@site_group.command()
@click.argument("key")
def snippet(key: str) -> None:
    """The line to paste."""
    settings = _open()
    click.echo(service.snippet_tag(settings.base_url, _site(key)))


@site_group.command(name="get")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True)
def get_document(key: str, as_json: bool) -> None:
    """The whole configuration as one YAML (or JSON) document."""
    _open()
    document = service.export_document(_site(key))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), nl=False)


@site_group.command(name="set")
@click.argument("key")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def set_document(key: str, file: Any) -> None:
    """Replace the configuration by a YAML or JSON document, then publish it."""
    _open()
    site = service.save_draft(_site(key), load_document(read_yaml(file.read())))
    click.echo(f"revision {service.publish(site).number} is published")


def read_yaml(text: str) -> Any:
    """YAML (JSON is a part of it) as plain objects. Raises InvalidInput with the line."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput(f"the file is no YAML: {error}") from error
