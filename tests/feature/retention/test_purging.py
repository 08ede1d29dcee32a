"""The purge: what is overdue goes, what is not stays, and what is surprising waits."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from temoin.accounts.models import Invitation, LoginFailure, LoginLink, Organisation, Session
from temoin.accounts.roles import Role
from temoin.adapters.clock import new_id
from temoin.consent.models import ConsentRecord
from temoin.core.errors import InvalidInput
from temoin.core.feature import Feature
from temoin.core.period import DAY_MS
from temoin.core.retention import PurgeReport, days_of_months, days_of_years
from temoin.features import FEATURES
from temoin.ingest.models import Event
from temoin.ledger.auditing import audit
from temoin.ledger.models import LogLeaf, SiteLog
from temoin.retention import purging
from temoin.retention.guards import FEW_ROWS
from temoin.retention.models import PurgeLine, PurgeRun
from temoin.retention.overdue import rules
from temoin.retention.purging import look, purge
from temoin.sites.document import load_document
from temoin.sites.models import Site, SiteRevision, SnippetLoad
from temoin.sites.service import add_site, draft_of, publish, save_draft
from temoin.store.pruning import delete_some
from temoin.tally.models import BannerTally
from temoin.web.services import Services
from tests.feature.command_line import Command, command
from tests.feature.conftest import Clock
from tests.feature.people import Browser, make_user

__all__ = ["command"]

EVENTS = days_of_months(25)
PROOF = 400 + days_of_years(5)


def event(site: Site, at: int) -> dict[str, Any]:
    """A row of the events' table."""
    return {
        "id": new_id(at),
        "site": site.id,
        "key": uuid.uuid4().bytes,
        "digest": b"",
        "at": at,
        "name": "pageview",
        "page": "https://shop.example/",
        "record": b"",
    }


def record(site: Site, at: int) -> dict[str, Any]:
    """A row of the records' table."""
    return {
        "id": new_id(at),
        "site": site.id,
        "key": uuid.uuid4().bytes,
        "digest": b"",
        "at": at,
        "revision": 1,
        "action": "accept",
        "state": "given",
        "granted": "statistics",
        "language": "fr",
        "source": "banner",
        "page": "https://shop.example/",
    }


@pytest.fixture
def days_ago(clock: Clock) -> Callable[[int], int]:
    """The moment so many days ago; the purge happens at noon of a day, a minute later."""
    now = clock()
    return lambda days: now - days * DAY_MS


Ago = Callable[[int], int]


def fill(site: Site, days_ago: Ago, *days: int) -> None:
    """An event and a record of each of these ages."""
    Event.insert_many([event(site, days_ago(age)) for age in days]).execute()
    ConsentRecord.insert_many([record(site, days_ago(age)) for age in days]).execute()


def set_periods(site: Site, **periods: int) -> None:
    save_draft(site, load_document({**draft_of(site).raw, "retention": periods}))
    publish(Site.get_by_id(site.id))


def kept(table: Any) -> int:
    count: int = table.select().count()
    return count


def test_every_table_says_how_long_it_is_kept() -> None:
    """GDPR-02: a table that holds personal data has a period and a reason in both languages."""
    tables = {table for feature in FEATURES for table in feature.tables}
    told = [rule for feature in FEATURES for rule in feature.retention]
    assert {rule.table for rule in told} == tables
    for rule in told:
        for said in (rule.what, rule.reason):
            assert said.keys() == {"en", "fr"}
            assert all(said.values()), rule
        assert (rule.keep is None) == (not rule.column), rule


def test_events_go_after_25_months_and_no_day_earlier(
    services: Services, site: Site, days_ago: Ago
) -> None:
    """AUD-06: past the limit there are 0 rows; proofs of the same age stay."""
    fill(site, days_ago, 1, EVENTS - 1, EVENTS + 1, EVENTS + 100)
    for age in (EVENTS - 1, EVENTS + 1):
        SnippetLoad.create(site=site, day=days_ago(age) // DAY_MS, loads=3)
        BannerTally.create(
            site=site, day=days_ago(age) // DAY_MS, revision=1, arm="", regime="", layout="wide",
            page="/", what="shown", waited_s=0, count=2,
        )  # fmt: skip
    report = purge(services, services.now_ms())
    assert {count.table: (count.deleted, count.rows) for count in report.counts} == {
        "event": (2, 2),
        "snippet_load": (1, 1),
        "banner_tally": (1, 1),
    }
    oldest = {count.table: count.oldest_at for count in report.counts}
    assert oldest["event"] == days_ago(EVENTS - 1)
    assert oldest["snippet_load"] == days_ago(EVENTS - 1) // DAY_MS * DAY_MS
    assert (kept(Event), kept(SnippetLoad), kept(BannerTally)) == (2, 1, 1)
    assert kept(ConsentRecord) == 4
    assert look(services, services.now_ms()).counts == ()


def test_proofs_stay_as_long_as_claims_may_be_brought(
    services: Services, site: Site, days_ago: Ago
) -> None:
    """EDPB-13: the longest validity of a choice, then 5 years; what was shown stays."""
    fill(site, days_ago, PROOF - 1, PROOF + 1)
    purge(services, services.now_ms())
    assert [row.at for row in ConsentRecord.select()] == [days_ago(PROOF - 1)]
    assert kept(SiteRevision) == 1


def test_the_leaf_of_a_purged_proof_links_to_nobody(
    app: Any, client: Any, services: Services, choice: Any, clock: Clock
) -> None:
    """LOG-04, LOG-10: the log keeps its places and holds; salt and reference go with the row."""
    headers = {"Origin": "https://shop.example"}
    for _ in range(3):
        assert client.post("/api/consent", json=choice(), headers=headers).status_code == 201
    ConsentRecord.update(at=ConsentRecord.at - (PROOF + 1) * DAY_MS).where(
        ConsentRecord.id == ConsentRecord.select().order_by(ConsentRecord.id).get().id
    ).execute()
    purge(services, services.now_ms())
    leaves = [leaf for leaf in LogLeaf.select() if leaf.kind == "consent"]
    assert kept(ConsentRecord) == 2
    assert sorted(leaf.salt is None for leaf in leaves) == [False, False, True]
    assert sorted(leaf.ref is None for leaf in leaves) == [False, False, True]
    purges = [leaf for leaf in LogLeaf.select() if leaf.kind == "purge"]
    assert len(purges) == 1  # LOG-10: what went is told, without whose it was
    audited = audit(SiteLog.get(), services, services.now_ms())
    assert (audited.problems, audited.erased) == ("[]", 1)


def test_an_owner_chooses_shorter_periods_for_one_site(
    services: Services, site: Site, organisation: Organisation, days_ago: Ago
) -> None:
    """AUD-06: 25 months are the most; a proof never goes before the events that it allowed."""
    other = add_site(organisation, "Blog", ["blog.example"])
    set_periods(site, events_months=13, proof_years=1)
    for one in (site, other):
        fill(one, days_ago, 300, days_of_months(13) + 1, 400 + days_of_years(1) + 1)
    report = purge(services, services.now_ms())
    gone = {(count.table, count.site): count.deleted for count in report.counts}
    assert gone == {
        ("consent_record", site.key): 1,
        ("event", site.key): 2,
        ("event", other.key): 1,
    }
    for wrong in ({"events_months": 26}, {"proof_years": 11}, {"proof_years": 0}, {"months": 1}):
        with pytest.raises(InvalidInput):
            set_periods(site, **wrong)


def test_old_documents_get_the_usual_periods(site: Site) -> None:
    raw = draft_of(site).raw
    assert raw["retention"] == {"events_months": 25, "proof_years": 5}


def test_what_has_run_out_of_accounts_goes(
    app: Any, services: Services, organisation: Organisation, clock: Clock
) -> None:
    """GDPR-02: with the clock moved, no row is overdue afterwards."""
    owner = make_user("owner@shop.example", {organisation: Role.OWNER})
    Browser(app, owner)
    now = services.now_ms()
    LoginFailure.create(subject=b"x", at=now)
    LoginLink.create(token_hash=b"x", user=owner, expires_at=now + DAY_MS)
    Invitation.create(
        token_hash=b"x", organisation=organisation, email="invited@shop.example", role="viewer",
        invited_by=owner, created_at=now, expires_at=now + 7 * DAY_MS,
    )  # fmt: skip
    purge(services, services.now_ms())
    assert [kept(table) for table in (Session, LoginFailure, LoginLink, Invitation)] == [1, 1, 1, 1]
    for _ in range(8):
        clock.advance(86_400 + 1)
        purge(services, services.now_ms())
    assert [kept(table) for table in (Session, LoginFailure, LoginLink, Invitation)] == [0, 0, 0, 0]
    assert look(services, services.now_ms()).counts == ()


def test_a_surprising_share_is_held_back_until_somebody_says_so(
    app: Any, services: Services, organisation: Organisation, site: Site, days_ago: Ago
) -> None:
    """R10: more than a fifth of a table of more than 1,000 rows; others are purged meanwhile."""
    fill(site, days_ago, *[1] * FEW_ROWS, *[EVENTS + 1] * 300, PROOF + 1)
    report = purge(services, services.now_ms())
    held, done = sorted(report.counts, key=lambda count: count.table == "consent_record")
    assert (held.table, held.deleted, held.overdue) == ("event", 0, 301)
    assert (done.table, done.deleted) == ("consent_record", 1)
    assert kept(Event) == FEW_ROWS + 301
    owner = Browser(app, make_user("owner@shop.example", {organisation: Role.OWNER}))
    viewer = Browser(app, make_user("viewer@shop.example", {organisation: Role.VIEWER}))
    assert "301 of 1301 rows are overdue" in owner.get("/").text
    assert "301 of 1301" not in viewer.get("/").text
    report = purge(services, services.now_ms(), is_forced=True)
    assert sum(count.deleted for count in report.counts) == 301
    assert "overdue" not in owner.get("/").text


@pytest.mark.parametrize(("days", "is_held"), [(-1, False), (1, False), (3, True), (400, True)])
def test_a_clock_that_jumps_forward_purges_nothing(
    services: Services, site: Site, days_ago: Ago, clock: Clock, days: int, is_held: bool
) -> None:
    """R10: whether it jumped or the service was off cannot be told, so nothing goes that day."""
    fill(site, days_ago, EVENTS - 1, 1)
    purge(services, services.now_ms())
    clock.advance(days * 86_400 + 60)
    report = purge(services, services.now_ms())
    assert report.held_back == ("clock" if is_held else "")
    assert kept(Event) == (1 if days == 1 else 2)
    clock.advance(86_400)
    report = purge(services, services.now_ms())
    # After a short gap it goes on by itself; after a long one somebody has to look at the clock.
    assert report.held_back == ("clock" if days == 400 else "")
    clock.advance(-(days + 1) * 86_400)
    assert purge(services, services.now_ms()).held_back == ""  # the clock was set right


def test_forcing_ends_a_jump(services: Services, site: Site, days_ago: Ago, clock: Clock) -> None:
    """R10: from then on the days are counted anew."""
    purge(services, services.now_ms())
    clock.advance(400 * 86_400)
    assert purge(services, services.now_ms()).held_back == "clock"
    assert purge(services, services.now_ms(), is_forced=True).held_back == ""
    clock.advance(86_400)
    assert purge(services, services.now_ms()).held_back == ""


def test_a_purge_that_is_stopped_goes_on_and_every_row_is_told_once(
    services: Services, site: Site, days_ago: Ago, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Features are told after each run, also of one that was cut off."""
    told: list[PurgeReport] = []
    services.features = (
        *FEATURES,
        Feature("listener", after_purge=lambda _, report: told.append(report)),
    )
    fill(site, days_ago, *[EVENTS + 1] * 500)
    deleted = delete_some

    def stopping(*arguments: Any) -> int:
        services.is_stopping = kept(Event) <= 300
        return deleted(*arguments)

    monkeypatch.setattr(purging, "delete_some", stopping)
    purge(services, services.now_ms())
    assert (told, PurgeRun.get().finished_at) == ([], None)
    left = kept(Event)
    assert 0 < left < 500
    services.is_stopping = False
    monkeypatch.setattr(purging, "delete_some", deleted)
    purge(services, services.now_ms())
    assert [sum(count.deleted for count in report.counts) for report in told] == [500 - left, left]
    assert [count.site_id for report in told for count in report.counts] == [site.id, site.id]
    assert kept(Event) == 0
    purge(services, services.now_ms())
    assert len(told) == 3
    assert told[2].counts == ()


def test_a_feature_that_cannot_be_told_is_told_again(
    services: Services, site: Site, days_ago: Ago
) -> None:
    told: list[int] = []

    def failing(_: Any, report: PurgeReport) -> None:
        told.append(report.started_at)
        if len(told) == 1:
            raise ValueError("no room")

    services.features = (*FEATURES, Feature("listener", after_purge=failing))
    with pytest.raises(ValueError, match="no room"):
        purge(services, 1_000)
    purge(services, 2_000)
    assert told == [1_000, 1_000, 2_000]


def test_the_operator_looks_first(
    command: Command, services: Services, site: Site, days_ago: Ago
) -> None:
    fill(site, days_ago, 1, EVENTS + 1)
    dry = command("purge", "--dry-run")
    assert f"event of {site.key}: 1 overdue of 2" in dry.output
    assert "1 rows would be deleted" in dry.output
    assert (kept(Event), kept(PurgeRun)) == (2, 0)
    later = command("purge", "--dry-run", "--json", "--now", "2099-01-01")
    counts = {count["table"]: count["overdue"] for count in json.loads(later.output)["counts"]}
    assert (counts["event"], counts["consent_record"]) == (2, 2)
    assert command("purge", "--now", "2099-01-01").exit_code == 2
    assert command("purge").output.splitlines()[-1] == "1 rows deleted"
    assert (kept(Event), kept(PurgeRun)) == (1, 1)
    assert json.loads(command("purge", "--json").output)["counts"] == []
    assert command("job", "run", "purge").output == "0 rows deleted\n"
    assert PurgeLine.select().count() == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_tells_periods_and_purges_of_ones_own(
    app: Any, services: Services, organisation: Organisation, site: Site, days_ago: Ago,
    language: str,
) -> None:  # fmt: skip
    """GDPR-02: the owner reads what is kept, why, and that it went; nothing of other people's."""
    other = add_site(Organisation.create(name="Other", created_at=0), "Secret", ["other.example"])
    for one in (site, other):
        fill(one, days_ago, EVENTS + 1)
    user = make_user("owner@shop.example", {organisation: Role.OWNER})
    user.language = language
    user.save()
    owner = Browser(app, user)
    path = f"/organisations/{organisation.id}/retention"
    before = owner.get(path).text
    purge(services, services.now_ms())
    page = owner.get(path).text
    months = {"en": "25 months", "fr": "25 mois"}[language]
    events = {"en": "Page views and events", "fr": "Pages vues et événements"}[language]
    assert months in page
    assert "2224" in page
    assert f"{events}, Shop" in page
    assert f"{events}, Shop" not in before
    assert "Secret" not in page
    add_site(organisation, "Second", ["second.example"])
    set_periods(site, events_months=13)
    assert {"en": "Shop: 13 months", "fr": "Shop : 13 mois"}[language] in owner.get(path).text


def test_rules_name_columns_that_exist() -> None:
    for rule in rules(FEATURES):
        table: Any = rule.table
        assert not rule.column or rule.column in table._meta.fields
