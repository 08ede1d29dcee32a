"""A choice for each recipient within a purpose, with the real service behind the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import stub
from tests.browser.real import Scene
from tests.browser.visitor import action, choice, cookies, dialog, ran, region, settle, wait_ran
from tests.servers.service import Service, running

pytestmark = pytest.mark.browser

ADS: dict[str, Any] = {
    "key": "ads",
    "name": "Grandes Annonces",
    "policy": "https://ads.example/privacy",
    "controller": "Grandes Annonces SAS, FR",
    "cookies": [
        {"name": "_ads", "kind": "cookie", "days": 395},
        {"name": "ads.id", "kind": "local", "days": None},
        {"name": "_shared", "kind": "cookie", "days": 0},
    ],
}
MORE_ADS = {
    "key": "more-ads",
    "name": "Autres Annonces",
    "cookies": [{"name": "_more"}, {"name": "_shared"}],
}
CLIPS = {"key": "clips", "name": "Clips"}
RECIPIENTS = {"marketing": [ADS, MORE_ADS], "media": [CLIPS, {"key": "maps", "name": "Cartes"}]}
BODY = """<h1>Boutique</h1>
<script type="text/plain" data-temoin="marketing:ads" src="{t}/tag/ads.js"></script>
<script type="text/plain" data-temoin="marketing:more-ads" src="{t}/tag/more.js"></script>
<script type="text/plain" data-temoin="marketing" src="{t}/tag/unnamed.js"></script>
<iframe data-temoin="media:clips" data-src="{t}/tag/clips-frame" width="320" height="180" title="C">
</iframe>
<iframe data-temoin="media:maps" data-src="{t}/tag/maps-frame" width="320" height="180" title="M">
</iframe>"""
LEAVE = """() => {
  for (const name of ['_ads', '_more', '_shared']) document.cookie = `${name}=1;path=/`;
  localStorage['ads.id'] = '1'; localStorage['mine'] = '1';
  window.told = [];
  document.addEventListener('temoin:withdrawn', event => told.push(event.detail));
}"""
RECORDS = "select action, state, vendors from consent_record order by at, id"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("recipients")) as started:
        yield started


@pytest.fixture
def scene(chromium: Browser, service: Service) -> Iterator[Scene]:
    """A page with tags of every recipient; the service's records of it start empty."""
    with stub.running() as pages:
        host = f"127.0.0.1:{pages.site_port}"
        site = service.add_site("Boutique", host)
        document = json.loads(service.run("site", "get", site["key"], "--json"))
        for purpose in document["purposes"]:
            purpose["vendors"] = RECIPIENTS.get(purpose["key"], [])
        file = service.folder / "site.json"
        file.write_text(json.dumps(document), "utf-8")
        service.run("site", "set", site["key"], str(file))
        for path in ("/", "/next"):
            pages.add(path, BODY.format(t=pages.third_party), site["snippet"])
        yield Scene(
            browser=chromium,
            service=service,
            address=pages.site + "/",
            next_address=pages.site + "/next",
            own_hosts={host, f"127.0.0.1:{service.port}"},
            expected_order=[],
            expected_path="/",
        )


@pytest.fixture
def page(scene: Scene, context: BrowserContext) -> Page:
    """A visitor who was never here, on the page."""
    tab = context.new_page()
    tab.goto(scene.address)
    region(tab).wait_for()
    return tab


def switch(page: Page, name: str) -> Any:
    """The switch of a purpose or a recipient."""
    return page.get_by_role("switch", name=name, exact=True)


def unfold(page: Page) -> None:
    """Opens every list of recipients of the panel."""
    dialog(page).wait_for()
    for summary in dialog(page).locator(".purpose > details > summary").all():
        summary.click()


def accept_but(page: Page, *names: str) -> None:
    """Through the panel: everything is on but these recipients."""
    action(page, "customise").click()
    for title in ("Préférences", "Mesure d'audience", "Publicité", "Contenus intégrés"):
        switch(page, title).check()
    unfold(page)
    for name in names:
        switch(page, name).uncheck()
    action(page, "save").click()
    dialog(page).wait_for(state="detached")


def test_one_refused_recipient_is_asked_for_nothing(
    scene: Scene, page: Page, context: BrowserContext
) -> None:
    """CNIL-09: its script and frame make no request while the others of its purpose run."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    accept_but(page, "Grandes Annonces", "Cartes")
    wait_ran(page, 2)
    page.wait_for_selector("iframe[src$='/tag/clips-frame']", state="attached")
    settle(page)
    page.goto(scene.next_address)
    assert wait_ran(page, 2) == ["more", "unnamed"]
    settle(page)
    assert not [url for url in asked if "/tag/ads" in url or "/tag/maps" in url]
    fields = choice(context)
    assert {name: fields[name] for name in fields if ":" in name} == {
        "marketing:ads": "false",
        "media:maps": "false",
    }
    assert fields["marketing"] == fields["media"] == "true"


def test_the_record_names_who_was_refused(scene: Scene, page: Page) -> None:
    """CNIL-09, CNIL-18: the proof in the database says which recipient, and that it is partial."""
    before = len(scene.rows(RECORDS))
    accept_but(page, "Autres Annonces")
    what, state, vendors = scene.wait_rows(RECORDS, before + 1)[-1]
    assert (what, state, json.loads(vendors)) == ("custom", "partial", {"more-ads": False})
    page.wait_for_function("temoin.consent.recordId")
    page.goto(f"{scene.service.url}/r/{page.evaluate('temoin.consent.recordId')}")
    expect(page.get_by_role("row", name="Publicité")).to_contain_text("sauf Autres Annonces")


def test_a_page_can_ask_for_one_recipient(scene: Scene, page: Page) -> None:
    """Contract: `allows(purpose, vendor)`, `consent.vendors`, `set({"purpose:vendor": …})`."""
    page.evaluate("temoin.set({marketing: true, 'marketing:ads': false, 'marketing:who': false})")
    assert page.evaluate(
        "['ads', 'more-ads', 'who', undefined].map(one => temoin.allows('marketing', one))"
    ) == [False, True, True, True]
    assert page.evaluate("temoin.consent.vendors") == {"ads": False}
    page.evaluate("temoin.set({statistics: true})")
    assert page.evaluate("temoin.allows('marketing', 'ads')") is False
    page.evaluate("temoin.set({'marketing:ads': true})")
    assert page.evaluate("temoin.consent.vendors") == {}
    page.evaluate("temoin.set({marketing: false})")
    page.evaluate("temoin.set({'marketing:ads': true})")
    assert page.evaluate("temoin.allows('marketing', 'ads')") is False


def test_one_recipient_withdrawn_takes_its_own_along(
    scene: Scene, page: Page, context: BrowserContext
) -> None:
    """CNIL-15: what it left is removed and said; a key that another one still needs stays."""
    before = len(scene.rows(RECORDS))
    action(page, "accept").click()
    wait_ran(page, 3)
    page.evaluate(LEAVE)
    action(page, "open").click()
    unfold(page)
    switch(page, "Grandes Annonces").uncheck()
    action(page, "save").click()
    page.wait_for_function("told.length === 1")
    assert {"_more", "_shared"} <= set(cookies(context))
    assert "_ads" not in cookies(context)
    assert page.evaluate("Object.keys(localStorage)") == ["mine"]
    (told,) = page.evaluate("told")
    assert (told["purposes"], told["vendors"]) == ([], ["ads"])
    assert sorted(told["removed"]) == ["_ads", "ads.id"]
    expect(region(page).get_by_role("status")).to_contain_text("_ads")
    # Its script ran on this page: only a reload stops that.
    expect(action(page, "reload")).to_be_visible()
    last = scene.wait_rows(RECORDS, before + 2)[-1]
    assert (last[0], json.loads(last[2])) == ("custom", {"ads": False})
    action(page, "reload").click()
    page.wait_for_function("window.ran && window.ran.length === 2")
    settle(page)
    assert ran(page) == ["more", "unnamed"]


def test_the_last_recipient_taken_off_switches_its_purpose_off(
    page: Page, context: BrowserContext
) -> None:
    """EDPB-11: what the switches show is what is stored; on each level all are off at first."""
    action(page, "customise").click()
    unfold(page)
    assert dialog(page).locator("input:checked").count() == 0
    switch(page, "Cartes").check()
    expect(switch(page, "Contenus intégrés")).to_be_checked()
    expect(switch(page, "Clips")).not_to_be_checked()
    switch(page, "Cartes").uncheck()
    expect(switch(page, "Contenus intégrés")).not_to_be_checked()
    switch(page, "Contenus intégrés").check()
    expect(switch(page, "Clips")).to_be_checked()
    switch(page, "Clips").uncheck()
    action(page, "save").click()
    assert choice(context)["media"] == "true"
    assert choice(context)["media:clips"] == "false"
    action(page, "open").click()
    unfold(page)
    expect(switch(page, "Cartes")).to_be_checked()
    expect(switch(page, "Clips")).not_to_be_checked()


def test_the_panel_tells_who_and_what_is_kept_for_how_long(page: Page) -> None:
    """CNIL-09, CNIL-22: name, policy, controller; each key and its life, at most two levels."""
    expect(action(page, "more")).to_contain_text("(4)")
    action(page, "more").click()
    unfold(page)
    for summary in dialog(page).locator("li summary").all():
        summary.click()
    item = dialog(page).locator("li", has_text="Grandes Annonces").first
    expect(item).to_contain_text("Grandes Annonces SAS, FR")
    expect(item.get_by_role("link")).to_have_attribute("href", "https://ads.example/privacy")
    expect(item).to_contain_text("_ads – 13 mois")
    expect(item).to_contain_text("ads.id – jusqu'à ce que vous l'effaciez")
    expect(item).to_contain_text("_shared – jusqu'à la fermeture du navigateur")
    for name in ("refuse", "accept"):
        expect(dialog(page).locator(f"[data-temoin-action={name}]")).to_be_visible()


def test_a_refused_frame_is_explained_and_can_be_allowed_alone(scene: Scene, page: Page) -> None:
    """CNIL-09: what stands in for it asks for this recipient, not for its whole purpose."""
    accept_but(page, "Cartes")
    cover = page.locator("temoin-embed")
    expect(cover).to_have_count(1)
    expect(cover.get_by_role("group", name="Cartes")).to_be_visible()
    cover.get_by_role("button", name="Cartes").click()
    page.wait_for_selector("iframe[src$='/tag/maps-frame']", state="attached")
    assert page.evaluate("temoin.consent.vendors") == {}
