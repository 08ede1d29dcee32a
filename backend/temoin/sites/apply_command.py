"""`temoin apply`: many sites from one file, with a plan shown first."""

from __future__ import annotations

from typing import IO, Any

import click

from temoin.sites.apply import Action, Plan, Step, carry_out, make_plan
from temoin.sites.commands import as_json_option, open_service, print_json, read_yaml, yaml_file
from temoin.sites.models import Site

_MARKS = {Action.CREATE: "+", Action.CHANGE: "~", Action.UNCHANGED: "="}


@click.command(name="apply")
@click.argument("file", type=yaml_file)
@click.option("--yes", is_flag=True, help="do not ask")
@as_json_option
def apply_command(file: IO[str], yes: bool, as_json: bool) -> None:
    """Make and change many sites from one YAML FILE, then publish them.

    The file has `sites`, and may have `organisation` and `defaults`. Sites are found by `key`,
    else by `name` within the organisation; sites that the file does not name stay as they are.
    The plan is shown before anything is written. With --json and without --yes it is only shown.
    """
    open_service()
    plan = make_plan(read_yaml(file))
    if as_json:
        sites = carry_out(plan) if yes and not plan.is_done else None
        print_json(_described(plan, sites))
        return
    _show(plan)
    if plan.is_done:
        click.echo("Nothing to do.")
        return
    if not yes:
        click.confirm("Do this?", abort=True)
    for step, site in zip(plan.steps, carry_out(plan), strict=True):
        if step.action is Action.CREATE:
            click.echo(f"{site.key}  {site.name}")
    click.echo("Done: everything is published.")


def _show(plan: Plan) -> None:
    if plan.organisation is not None:
        click.echo(f"Organisation: {plan.organisation.name}")
    else:
        click.echo(f"Organisation: {plan.organisation_name or 'My organisation'} (new)")
    for step in plan.steps:
        click.echo(
            f"{_MARKS[step.action]} {step.action.value:<9}  {step.document.name}{_detail(step)}"
        )
    counts = ", ".join(f"{plan.count(action)} {action.value}" for action in Action)
    click.echo(counts)


def _detail(step: Step) -> str:
    if step.action is Action.CREATE:
        return f" ({', '.join(step.document.raw['domains'])})"
    return f": {', '.join(step.changed)}" if step.changed else ""


def _described(plan: Plan, sites: list[Site] | None) -> dict[str, Any]:
    """The plan for programs; `applied` tells whether something was written."""
    keys = [site.key for site in sites] if sites else []
    organisation = plan.organisation.name if plan.organisation else plan.organisation_name
    return {
        "organisation": organisation,
        "applied": sites is not None,
        "sites": [
            {
                "name": step.document.name,
                "key": keys[number] if keys else (step.site.key if step.site else None),
                "action": step.action.value,
                "changed": step.changed,
            }
            for number, step in enumerate(plan.steps)
        ],
    }
