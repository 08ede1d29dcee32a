"""`temoin site …`: make and inspect sites."""

from __future__ import annotations

import json
from typing import IO, Any

import click
import yaml

from temoin.accounts.setup import default_organisation
from temoin.core.errors import InvalidInput, NotFound
from temoin.settings import Settings, load
from temoin.sites import service
from temoin.sites.attaching import warnings
from temoin.sites.defaults import offered_languages
from temoin.sites.describing import describe
from temoin.sites.document import load_document
from temoin.sites.linting import findings, sentence
from temoin.sites.models import Site
from temoin.store.base import database
from temoin.store.migrating import migrate
from temoin.store.opening import open_database

as_json_option = click.option("--json", "as_json", is_flag=True, help="print JSON")
yaml_file = click.File("r", encoding="utf-8")


def open_service() -> Settings:
    """The settings of this environment, its database open and up to date."""
    settings = load()
    migrate(open_database(settings.database))
    return settings


def print_json(data: object) -> None:
    """Data for other programs, on one line."""
    click.echo(json.dumps(data, ensure_ascii=False))


def read_yaml(file: IO[str]) -> Any:
    """YAML (JSON is a part of it) as plain objects. Raises InvalidInput with the line."""
    try:
        return yaml.safe_load(file)
    except UnicodeDecodeError as error:
        raise InvalidInput("the file is not in UTF-8") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(f"the file is no YAML: {error}") from error


def find_site(key: str) -> Site:
    """The site of a key. Raises NotFound."""
    site: Site | None = Site.get_or_none(Site.key == key)
    if site is None:
        raise NotFound(f"there is no site with the key {key}")
    return site


@click.group(name="site")
def site_group() -> None:
    """Make and inspect sites."""


@site_group.command()
@click.argument("name")
@click.option("--domain", "domains", multiple=True, required=True, help="such as shop.example")
@click.option(
    "--lang",
    default="fr",
    show_default=True,
    type=click.Choice(offered_languages()),
    help="language shown first",
)
@click.option("--org", default=None, help="organisation to put it in (made when missing)")
@as_json_option
def add(name: str, domains: tuple[str, ...], lang: str, org: str | None, as_json: bool) -> None:
    """Make a site with a first working revision; prints its key and the line to paste."""
    settings = open_service()
    with database.atomic():
        site = service.add_site(default_organisation(org), name, list(domains), lang)
    if as_json:
        print_json(describe(settings, site))
        return
    click.echo(f"Key: {site.key}\nPaste this first into <head> of every page:\n")
    click.echo(service.snippet_tag(settings.base_url, site))


@site_group.command(name="list")
@as_json_option
def list_sites(as_json: bool) -> None:
    """All sites of this installation."""
    settings = open_service()
    sites = list(Site.select().order_by(Site.name, Site.id))
    if as_json:
        print_json([describe(settings, site) for site in sites])
        return
    for site in sites:
        click.echo(f"{site.key}  r{site.published_number}  {site.name}")


@site_group.command()
@click.argument("key")
@as_json_option
def show(key: str, as_json: bool) -> None:
    """One site."""
    described = describe(open_service(), find_site(key))
    if as_json:
        print_json(described)
        return
    for name, value in described.items():
        click.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


@site_group.command()
@click.argument("key")
@as_json_option
def publish(key: str, as_json: bool) -> None:
    """Publish the draft as the next revision."""
    open_service()
    _tell_published(find_site(key), as_json)


@site_group.command()
@click.argument("key")
def snippet(key: str) -> None:
    """The line to paste."""
    settings = open_service()
    click.echo(service.snippet_tag(settings.base_url, find_site(key)))


@site_group.command(name="get")
@click.argument("key")
@as_json_option
def get_document(key: str, as_json: bool) -> None:
    """The whole configuration as one YAML (or JSON) document."""
    open_service()
    document = service.export_document(find_site(key))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), nl=False)


@site_group.command(name="set")
@click.argument("key")
@click.argument("file", type=yaml_file)
@as_json_option
def set_document(key: str, file: IO[str], as_json: bool) -> None:
    """Replace the configuration by a YAML or JSON document, then publish it.

    FILE may be - for standard input.
    """
    open_service()
    site, document = find_site(key), load_document(read_yaml(file))
    with database.atomic():
        _tell_published(service.save_draft(site, document), as_json)


def _tell_published(site: Site, as_json: bool) -> None:
    number = service.publish(site).number
    draft = service.draft_of(site)
    for finding in findings(draft.raw):
        click.echo(f"{'.'.join(finding.path)}: {sentence(finding)}", err=True)
    for missing in warnings(draft):
        click.echo(f"not said yet: {missing}", err=True)
    if as_json:
        print_json({"key": site.key, "revision": number})
    else:
        click.echo(f"revision {number} is published")
