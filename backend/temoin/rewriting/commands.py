"""`temoin rewrite` and `temoin csp`."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import click

from temoin.core.errors import NotFound
from temoin.rewriting import csp
from temoin.rewriting.folder import Line, Page, plan, replace, summary
from temoin.rewriting.rules import RulesDocument, fetch, guard_url, read_rules, rules_url

_Command = Callable[..., Any]
_service_option = click.option(
    "--service",
    envvar="TEMOIN_BASE_URL",
    default="http://127.0.0.1:8400",
    show_default=True,
    help="address of the service",
)
_rules_option = click.option(
    "--rules", "file", type=click.Path(dir_okay=False), help="rules.json in a file"
)
_json_option = click.option("--json", "as_json", is_flag=True, help="print JSON")


@click.command(name="rewrite")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@_rules_option
@click.option("--site", "key", help="key of a site of the service")
@_service_option
@click.option("--check", is_flag=True, help="change nothing; exit 1 if a tag would be held")
@_json_option
def rewrite_command(
    folder: Path, file: str | None, key: str | None, service: str, check: bool, as_json: bool
) -> None:
    """Hold third-party tags back in every *.html file of a static site.

    Files are replaced in place, those without such tags stay as they are. Doing it twice changes
    nothing more.
    """
    rules = _rules(file, key, service)
    try:
        pages = list(plan(folder, rules.ready()))
        for page in pages:
            if page.html is not None and not check:
                replace(page.path, page.html)
    except OSError as error:
        raise NotFound(f"{error.filename}: {error.strerror}") from error
    if as_json:
        click.echo(json.dumps(_described(folder, pages, rules, check), ensure_ascii=False))
    else:
        _show(pages, rules, check)
    if check and any(page.held for page in pages):
        raise click.exceptions.Exit(1)


@click.command(name="csp")
@click.argument("key", required=False)
@_rules_option
@_service_option
@click.option("--report-only", is_flag=True, help="the header that only reports")
@_json_option
def csp_command(
    key: str | None, file: str | None, service: str, report_only: bool, as_json: bool
) -> None:
    """Print a Content-Security-Policy that lets nothing load but what needs no choice.

    KEY is the key of a site of the service; the hash of its guard is told too.
    """
    policy = csp.policy(_rules(file, key, service))
    header = "Content-Security-Policy" + ("-Report-Only" if report_only else "")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    guard = csp.script_hash(fetch(guard_url(service, key))) if key else None
    if as_json:
        click.echo(json.dumps({"header": header, "policy": policy, "meta": meta, "guard": guard}))
        return
    click.echo(f"{header}: {policy}")
    if not report_only:  # browsers take no such policy from a page
        click.echo(meta)
    if guard:
        click.echo(f"guard.js as an inline script: {guard}")


def _rules(file: str | None, key: str | None, service: str) -> RulesDocument:
    if bool(file) == bool(key):
        raise click.UsageError("say either --rules FILE or the key of a site")
    return read_rules(file or rules_url(service, key or ""))


def _lines(pages: list[Page], rules: RulesDocument) -> tuple[list[Line], list[Line]]:
    names = {service.key: service.name for service in rules.services}
    return (
        summary((page.held for page in pages), names),
        summary((page.left for page in pages), names),
    )


def _show(pages: list[Page], rules: RulesDocument, check: bool) -> None:
    held, left = _lines(pages, rules)
    for line in held:
        click.echo(f"{line.tags:>6}  {line.vendor} ({line.purpose}), {_pages(line.pages)}")
    changed = sum(page.html is not None for page in pages)
    click.echo(f"{_pages(len(pages))} read, {changed} {'would change' if check else 'changed'}")
    if left:
        click.echo("Not held, because they are pictures or imports of a style:")
    for line in left:
        click.echo(f"{line.tags:>6}  {line.vendor}, {_pages(line.pages)}")


def _pages(number: int) -> str:
    return f"{number} page" if number == 1 else f"{number} pages"


def _described(
    folder: Path, pages: list[Page], rules: RulesDocument, check: bool
) -> dict[str, Any]:
    held, left = _lines(pages, rules)
    changed = [str(page.path.relative_to(folder)) for page in pages if page.html is not None]
    return {
        "pages": len(pages),
        "changed": changed,
        "applied": not check,
        "held": [line._asdict() for line in held],
        "left": [line._asdict() for line in left],
    }
