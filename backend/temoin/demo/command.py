"""The command line's `demo`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from temoin import serving
from temoin.demo.scene import prepare_scene
from temoin.settings import Settings
from temoin.store.opening import open_database

FOLDER = "demo"


@click.command()
@click.option("--port", default=8400, show_default=True, type=click.IntRange(1, 65535))
def demo(port: int) -> None:
    """Run the service with a demo site, sample history and a web page to try it on.

    Everything is kept in `temoin-data/demo`; removing that folder starts afresh.
    """
    _isolate(port)
    serving.serve(
        "127.0.0.1",
        port,
        1,
        announce=lambda settings: _announce(settings, port),
        factory="temoin.demo.factory:create",
    )


def _isolate(port: int) -> None:
    """Settings of its own, so that a demo never touches the data of a real installation.

    They travel in the environment, because the worker is a process that reads it.
    """
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "EVENTS_URL", "SMTP_URL", "SMTP_URL_FILE"):
        os.environ.pop(f"TEMOIN_{name}", None)
    folder = Path(os.environ.get("TEMOIN_DATA_DIR", "temoin-data")) / FOLDER
    os.environ["TEMOIN_DATA_DIR"] = str(folder)
    os.environ["TEMOIN_BASE_URL"] = f"http://127.0.0.1:{port}"


def _announce(settings: Settings, port: int) -> None:
    opened = open_database(settings.database)
    with opened.connection_context():
        scene = prepare_scene(settings, port)
    opened.close()
    click.echo(f"Dashboard:      {settings.base_url}/")
    click.echo(f"  sign in with  {scene.email}")
    click.echo(f"  password      {scene.password}")
    click.echo(f"Demo web page:  {settings.base_url}/demo/")
    click.echo("The figures before today are sample data. Stop with Ctrl+C.")
