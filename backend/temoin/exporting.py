"""`temoin export`: what features let owners take out of a site."""

from __future__ import annotations

import click

from temoin.features import FEATURES
from temoin.purposes.sentences import languages
from temoin.sites.commands import find_site, open_service

EXPORTS = {export.what: export for feature in FEATURES for export in feature.exports}
FORMATS = tuple(dict.fromkeys(form for export in EXPORTS.values() for form in export.formats))


@click.command(name="export")
@click.argument("key")
@click.option("--what", required=True, type=click.Choice(tuple(EXPORTS)), help="what to take out")
@click.option("--format", "form", default="json", show_default=True, type=click.Choice(FORMATS))
@click.option(
    "--lang", default="en", show_default=True, type=click.Choice(languages()), help="of the words"
)
def export_command(key: str, what: str, form: str, lang: str) -> None:
    """Write data of the site KEY to standard output."""
    export = EXPORTS[what]
    if form not in export.formats:
        raise click.UsageError(f"{what} can be had as {' or '.join(export.formats)}")
    open_service()
    for part in export.write(find_site(key), form, lang):
        click.echo(part, nl=False)
