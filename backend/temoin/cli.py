"""The command line: `temoin serve|migrate|…` and the commands that features bring."""

from __future__ import annotations

import sys
from typing import Any

import click
from peewee import InterfaceError, OperationalError

from temoin import __version__, serving
from temoin.core.errors import BadSettings, InvalidInput, TemoinError
from temoin.demo.command import demo
from temoin.exporting import export_command
from temoin.features import FEATURES
from temoin.settings import load
from temoin.store.migrating import migrate
from temoin.store.opening import open_database
from temoin.web.services import Services


class _Group(click.Group):
    """Shows errors of the product as one line, and exits 1; usage errors exit 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadSettings as error:
            raise click.ClickException(error.what) from error
        except (OperationalError, InterfaceError) as error:
            what = f"the database does not answer: {error}".splitlines()[0]
            raise click.ClickException(what) from error
        except TemoinError as error:
            hint = f" ({error.hint})" if error.hint else ""
            raise click.ClickException(error.what + hint + _fields(error)) from error


@click.group(cls=_Group)
@click.version_option(__version__, prog_name="temoin")
@click.pass_context
def main(context: click.Context) -> None:
    """Consent that can be proven, measurement that was allowed."""
    context.obj = _services


def _services() -> Services:
    """The parts of the service for a command that needs them, the database up to date."""
    from temoin.app import create_services

    services = create_services(load())
    migrate(services.database)
    return services


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8400, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Run the service; makes the database and keys at first start."""
    serving.serve(host, port, workers)


@main.command(name="migrate")
def migrate_command() -> None:
    """Bring the database up to date."""
    applied = migrate(open_database(load().database))
    click.echo("\n".join(f"applied {name}" for name in applied) or "up to date")


def _fields(error: TemoinError) -> str:
    if not isinstance(error, InvalidInput) or not error.fields:
        return ""
    return "".join(f"\n  {line}" for line in _lines("", error.fields))


def _lines(path: str, node: object) -> list[str]:
    """Field errors as `purposes.0.key: message`, one line each."""
    if isinstance(node, dict):
        return [
            line
            for name, inner in node.items()
            for line in _lines(f"{path}.{name}".lstrip("."), inner)
        ]
    messages = node if isinstance(node, list) else [node]
    return [f"{path}: {message}" for message in messages]


main.add_command(demo)
main.add_command(export_command)
for _feature in FEATURES:
    for _command in _feature.commands:
        main.add_command(_command)

if __name__ == "__main__":
    sys.exit(main())
