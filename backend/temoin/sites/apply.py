"""Many sites from one file: what would change is known before anything is written.

A site of the file is its part, over the file's `defaults`, over the default site: the file alone
says how a site is configured, so applying it twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from temoin.accounts.models import Organisation
from temoin.accounts.setup import default_organisation, find_organisation
from temoin.core.errors import InvalidInput
from temoin.sites import service
from temoin.sites.defaults import default_document
from temoin.sites.document import SiteDocument, load_document, stored_document
from temoin.sites.linting import require_fair
from temoin.sites.models import Site, SiteRevision
from temoin.store.base import database

MAX_SITES = 1000
_TOP = {"organisation", "defaults", "sites"}


class Action(StrEnum):
    """What applying does to a site."""

    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Step:
    """One site of the plan; `changed` are paths such as `theme.accent`."""

    document: SiteDocument
    action: Action
    site: Site | None = None
    changed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """All steps; `organisation` is None when it has to be made, under `organisation_name`."""

    organisation: Organisation | None
    organisation_name: str | None
    steps: list[Step]

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do."""
        return all(step.action is Action.UNCHANGED for step in self.steps)

    def count(self, action: Action) -> int:
        """How many sites this action concerns."""
        return sum(step.action is action for step in self.steps)


def make_plan(raw: object) -> Plan:
    """The plan of a file's content; writes nothing.

    Raises InvalidInput naming every wrong field of every site, as `sites.3.domains`.
    """
    content = _checked_top(raw)
    name = content.get("organisation")
    organisation = find_organisation(name)
    problems: dict[str, Any] = {}
    steps: list[Step] = []
    for number, entry in enumerate(content["sites"]):
        try:
            steps.append(_step(organisation, content.get("defaults") or {}, entry))
        except InvalidInput as error:
            problems[str(number)] = dict(error.fields) or {"_": [error.what]}
    _refuse_twice(steps, problems)
    if problems:
        raise InvalidInput("nothing was changed: the file is not valid", {"sites": problems})
    return Plan(organisation, name, steps)


def carry_out(plan: Plan) -> list[Site]:
    """Make, change and publish the plan's sites in one transaction: all or none.

    Raises Conflict when somebody changed one of them since the plan was made.
    """
    with database.atomic():
        organisation = plan.organisation or default_organisation(plan.organisation_name)
        return [_carry_out(organisation, step) for step in plan.steps]


def _carry_out(organisation: Organisation, step: Step) -> Site:
    if step.site is None:
        return service.create_site(organisation, step.document)
    if step.action is Action.CHANGE:
        saved = service.save_draft(step.site, step.document, step.site.draft_version)
        service.publish(saved)
    return step.site


def _checked_top(raw: object) -> dict[str, Any]:
    problems: dict[str, list[str]] = {}
    content = raw if isinstance(raw, dict) else {}
    for unknown in sorted(str(name) for name in content if name not in _TOP):
        problems[unknown] = [f"not known; the file has {', '.join(sorted(_TOP))}"]
    name = content.get("organisation")
    if name is not None and not (isinstance(name, str) and 0 < len(name.strip()) <= 200):
        problems["organisation"] = ["a name of at most 200 characters"]
    if not isinstance(content.get("defaults") or {}, dict):
        problems["defaults"] = ["a mapping: a part of a site's configuration"]
    sites = content.get("sites")
    if not isinstance(sites, list) or not 1 <= len(sites) <= MAX_SITES:
        problems["sites"] = [f"a list of 1 to {MAX_SITES} sites"]
    if problems:
        raise InvalidInput("nothing was changed: the file is not valid", problems)
    return content


def _step(organisation: Organisation | None, defaults: dict[str, Any], entry: object) -> Step:
    if not isinstance(entry, dict):
        raise InvalidInput("not a site", {"_": ["a mapping with a name and domains"]})
    part = {name: value for name, value in entry.items() if name != "key"}
    site = _existing(organisation, entry.get("key"), part.get("name"))
    if site is not None:
        part.setdefault("name", site.name)
    base = default_document(part.get("name", ""), [])
    document = load_document(_merged(_merged(base, defaults), part))
    require_fair(document)
    if site is None:
        return Step(document, Action.CREATE)
    changed = _changed_paths(site, document)
    return Step(document, Action.CHANGE if changed else Action.UNCHANGED, site, changed)


def _existing(organisation: Organisation | None, key: object, name: object) -> Site | None:
    """The site of the key, else the one of this name in the organisation."""
    if key is None and not isinstance(name, str):
        raise InvalidInput("unnamed", {"name": ["name the site, or give the key of one"]})
    if organisation is None:
        found = []
    elif key is not None:
        found = _sites_where(organisation, Site.key == str(key))
    else:
        found = _sites_where(organisation, Site.name == name)
    if key is not None and not found:
        raise InvalidInput("unknown key", {"key": [f"the organisation has no site {key!r}"]})
    if len(found) > 1:
        keys = ", ".join(site.key for site in found)
        raise InvalidInput(
            "ambiguous", {"name": [f"several sites are called so: give a key ({keys})"]}
        )
    return found[0] if found else None


def _sites_where(organisation: Organisation, condition: Any) -> list[Site]:
    return list(Site.select().where((Site.organisation == organisation.id) & condition))


def _merged(base: Any, part: Any) -> Any:
    """`part` over `base`: mappings are merged, everything else is replaced."""
    if not isinstance(base, dict) or not isinstance(part, dict):
        return part
    merged = dict(base)
    for name, value in part.items():
        merged[name] = _merged(base[name], value) if name in base else value
    return merged


def _changed_paths(site: Site, document: SiteDocument) -> list[str]:
    """What differs from the draft or from what visitors are served."""
    served = SiteRevision.get_or_none(
        (SiteRevision.site == site.id) & (SiteRevision.number == site.published_number)
    )
    before = [service.draft_of(site).raw]
    before += [stored_document(served.document).raw] if served is not None else [{}]
    found = {path for old in before for path in _differences("", old, document.raw)}
    return sorted(found)


def _differences(path: str, old: Any, new: Any) -> Iterable[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() | new.keys():
            inner = f"{path}.{name}" if path else str(name)
            yield from _differences(inner, old.get(name), new.get(name))
    elif old != new:
        yield path


def _refuse_twice(steps: list[Step], problems: dict[str, Any]) -> None:
    """A site that the file names twice has no one configuration."""
    seen: set[str] = set()
    for step in steps:
        identity = step.site.key if step.site else f"name {step.document.name}"
        if identity in seen:
            problems["_"] = [f"the file has the site {step.document.name!r} twice"]
        seen.add(identity)
