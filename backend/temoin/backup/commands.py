"""`temoin backup` and `temoin restore`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from temoin.adapters import clock
from temoin.backup.keeping import back_up, holds_anything, is_same_secret, restore
from temoin.jobs.running import job_of, run_now
from temoin.settings import load
from temoin.web.services import Services

AUDIT = "audit-logs"


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print the manifest")
def backup_command(file: Path, as_json: bool) -> None:
    """Write database and keys to FILE while the service runs; replaces FILE when it is whole.

    The file holds the secret key in clear: keep it where nobody else can read it.
    """
    manifest = back_up(load(), file.absolute(), clock.now_ms())
    if as_json:
        click.echo(json.dumps(asdict(manifest)))
        return
    total = sum(manifest.rows.values())
    click.echo(f"{file}: {total} rows of {len(manifest.rows)} tables as of {manifest.at}")
    click.echo("It holds the secret key in clear: keep it where nobody else can read it.", err=True)


@click.command(name="restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="replace the database that is there")
@click.pass_obj
def restore_command(make_services: Callable[[], Services], file: Path, yes: bool) -> None:
    """Go back to the backup in FILE; the service has to be stopped.

    Brings the database up to date and checks the transparency logs.
    """
    settings = load()
    if holds_anything(settings) and not yes:
        raise click.UsageError("this replaces the database that is there: say --yes")
    manifest, aside = restore(settings, file.absolute())
    click.echo(f"{sum(manifest.rows.values())} rows are back as of {manifest.at}")
    for place in aside:
        click.echo(f"what was there before is in {place}")
    if not is_same_secret(settings, manifest):
        click.echo(
            "The secret is not the one of the backup (TEMOIN_SECRET_KEY): sessions, second factors"
            " and the log's key need that one.",
            err=True,
        )
        return
    services = make_services()
    click.echo(run_now(job_of(services.features, AUDIT), services))
