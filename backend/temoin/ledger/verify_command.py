"""`temoin verify FILE`: check a proof off line."""

from __future__ import annotations

from pathlib import Path

import click

from temoin.core.errors import InvalidInput
from temoin.ledger.standalone import Invalid, Unreadable, verify_text


@click.command(name="verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="the log's public key, as you know it from elsewhere")
def verify_command(file: Path, key: str | None) -> None:
    """Check a receipt (`/r/….json`) or an exported log; exits 0 when it is valid, 1 when not."""
    try:
        said = verify_text(file.read_text(encoding="utf-8"), key)
    except (Unreadable, UnicodeDecodeError) as error:
        raise InvalidInput("neither a receipt nor an exported log") from error
    except Invalid as error:
        click.echo(f"NOT VALID: {error}")
        raise click.exceptions.Exit(1) from error
    click.echo(f"valid: {said}")
    if key is None:
        click.echo("The key was taken from the file: compare it with one you know, or use --key.")
