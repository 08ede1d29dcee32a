"""`temoin log …`: see the logs, check them, and go on after something went wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any

import click

from temoin.core.errors import NotFound
from temoin.ledger import keys
from temoin.ledger.auditing import audit
from temoin.ledger.exporting import export_log
from temoin.ledger.models import SiteLog
from temoin.ledger.restarting import restart_log
from temoin.ledger.signing import Logs
from temoin.web.services import Services

MakeServices = Callable[[], Services]


@click.group(name="log")
def log_group() -> None:
    """The transparency logs: list, check, sign, rotate keys."""


@log_group.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def list_logs(make_services: MakeServices, as_json: bool) -> None:
    """All logs: leaves, how many are signed for, and alarms."""
    logs = Logs(make_services())
    found = [
        {
            "origin": logs.origin(log),
            "size": log.size,
            "signed": log.signed_size,
            "alarm": log.alarm,
        }
        for log in SiteLog.select().order_by(SiteLog.name)
    ]
    if as_json:
        click.echo(json.dumps(found))
        return
    for line in found:
        alarm = f"  STOPPED: {line['alarm']}" if line["alarm"] else ""
        click.echo(f"{line['origin']}  {line['size']} leaves, {line['signed']} signed for{alarm}")


@log_group.command(name="audit")
@click.argument("key", required=False)
@click.pass_obj
def audit_logs(make_services: MakeServices, key: str | None) -> None:
    """Hold a log, or all of them, against the tables. Exits 1 when anything is wrong."""
    services = make_services()
    wrong = 0
    for log in [_log(key)] if key else SiteLog.select().order_by(SiteLog.name):
        result = audit(log, services, services.now_ms())
        problems: list[Any] = json.loads(result.problems)
        wrong += bool(problems)
        said = "holds" if not problems else "DOES NOT HOLD"
        click.echo(f"{log.name}: {result.leaves} leaves, {result.erased} erased: {said}")
        for problem in problems:
            click.echo(f"  {problem}")
    if wrong:
        raise click.exceptions.Exit(1)


@log_group.command(name="export")
@click.argument("key")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True))
@click.pass_obj
def export(make_services: MakeServices, key: str, file: IO[str]) -> None:
    """Write a whole log with its statements to FILE (- for the output), for `temoin verify`."""
    services = make_services()
    for line in export_log(_log(key), services):
        file.write(line + "\n")


@log_group.command(name="rotate-key")
@click.option("--retire-others", is_flag=True, help="sign with the new key alone from now on")
@click.pass_obj
def rotate_key(make_services: MakeServices, retire_others: bool) -> None:
    """Sign with a new key beside the old ones; old heads stay verifiable by the keys published."""
    services = make_services()
    keys.rotate(services.derived_secret("log key"), services.now_ms())
    retired = keys.retire(services.now_ms()) if retire_others else 0
    click.echo(f"a new key signs from now on; {retired} retired")


@log_group.command(name="restart")
@click.argument("key")
@click.option("--yes", is_flag=True, help="do not ask")
@click.pass_obj
def restart(make_services: MakeServices, key: str, yes: bool) -> None:
    """Begin a new log with what is there, after an alarm that no backup can end.

    Proofs under the old log's heads stay valid, and tell that it ended here.
    """
    services, log = make_services(), _log(key)
    if not yes:
        click.confirm(f"End the log of {key} and begin a new one?", abort=True)
    click.echo(f"the log goes on as {restart_log(log, services)}")


def _log(key: str) -> SiteLog:
    found: SiteLog | None = SiteLog.get_or_none(SiteLog.name == key)
    if found is None:
        raise NotFound(f"there is no log {key}")
    return found
