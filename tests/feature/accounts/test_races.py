"""Two people at the same moment: rows are locked, so one of them is told no (ASVS 15.4.1)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from temoin.accounts import members, service
from temoin.accounts.actor import actor_of
from temoin.accounts.models import Membership, Organisation, User
from temoin.accounts.roles import Role
from temoin.adapters.clock import now_ms
from temoin.core.errors import TemoinError
from temoin.sites.models import Site, SiteRevision
from temoin.sites.service import draft_of, publish, save_draft
from temoin.web.services import Services
from tests.feature.people import PASSWORD, make_user


def at_once(services: Services, *jobs: Callable[[], object]) -> list[str]:
    """Run all jobs at the same moment, each on its own connection; gives how each one ended."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> str:
        with services.database.connection_context():
            start.wait()
            try:
                job()
            except TemoinError as error:
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def test_two_owners_who_remove_each_other_leave_one(
    services: Services, organisation: Organisation
) -> None:
    anna, bob = (
        make_user(f"{name}@shop.example", {organisation: Role.OWNER}) for name in ("anna", "bob")
    )
    actors = actor_of(anna), actor_of(bob)
    ended = at_once(
        services,
        lambda: members.remove(actors[0], organisation, bob.id, now_ms()),
        lambda: members.remove(actors[1], organisation, anna.id, now_ms()),
    )
    assert ended == ["Forbidden", "done"]
    assert Membership.select().where(Membership.role == "owner").count() == 1


def test_two_people_with_links_make_one_first_account(services: Services) -> None:
    tokens = [service.new_link(None, now_ms()) for _ in range(4)]

    def make(number: int) -> Callable[[], object]:
        new = service.NewAccount(f"p{number}@shop.example", PASSWORD, "Shop", "en")
        return lambda: service.make_first_account(tokens[number], new, now_ms())

    ended = at_once(services, *(make(number) for number in range(4)))
    assert ended == ["NotFound"] * 3 + ["done"]
    assert User.select().count() == Organisation.select().count() == 1


def test_two_publishers_make_one_revision_of_one_draft(services: Services, site: Site) -> None:
    document = draft_of(site)
    document.raw["theme"]["radius"] = 3
    save_draft(site, document)
    ended = at_once(services, *(lambda: publish(Site.get_by_id(site.id)) for _ in range(4)))
    assert ended == ["done"] * 4
    assert SiteRevision.select().count() == 2


def test_one_password_link_is_used_once(services: Services) -> None:
    user = make_user("anna@shop.example")
    token = service.new_link(user, now_ms())
    ended = at_once(
        services,
        *(lambda: service.set_password_by_link(token, PASSWORD, now_ms()) for _ in range(4)),
    )
    assert ended == ["NotFound"] * 3 + ["done"]
