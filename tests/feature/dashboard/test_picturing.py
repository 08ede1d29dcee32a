"""Pictures of what is published, with a stand-in for the browser."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from temoin.adapters.browser import find_browser, picture_of
from temoin.banner.models import RevisionPicture
from temoin.banner.picturing import KIND, page_of, take_pictures
from temoin.core.errors import Unavailable
from temoin.ledger.auditing import audit
from temoin.ledger.models import LogLeaf, SiteLog
from temoin.ledger.signing import Logs
from temoin.settings import load
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.published import PublishedSites
from temoin.sites.service import draft_of, publish, save_draft
from temoin.web.services import Services
from tests.feature.people import Browser

STAND_IN = """#!/bin/sh
for word in "$@"; do case "$word" in
  --screenshot=*) picture="${word#--screenshot=}";;
  --user-data-dir=*) mkdir -p "${word#--user-data-dir=}";;
  file://*) page="${word#file://}";;
esac; done
printf '\\211PNG\\r\\n\\032\\n' > "$picture"; cat "$page" >> "$picture"
"""


def script(folder: Path, text: str) -> str:
    path = folder / "browser"
    path.write_text(text, encoding="ascii")
    path.chmod(0o700)
    return str(path)


@pytest.fixture
def pictured(services: Services, tmp_path: Path) -> Services:
    """Services with a browser."""
    browser = script(tmp_path, STAND_IN)
    return dataclasses.replace(
        services, settings=dataclasses.replace(services.settings, chromium=browser)
    )


def take(services: Services) -> str | None:
    return take_pictures(services, PublishedSites(services.now_ms), services.now_ms())


def test_each_live_revision_is_pictured_once_and_logged(
    pictured: Services, site: Site, owner: Browser
) -> None:
    """CNIL-17(b), LOG-10: desktop and phone, each with a leaf that the nightly check knows."""
    assert take(pictured) == "2 pictures"
    assert take(pictured) is None
    rows = list(RevisionPicture.select().order_by(RevisionPicture.kind))
    assert [(row.revision, row.kind) for row in rows] == [(1, "desktop"), (1, "phone")]
    assert b"width:390px;height:844px" in bytes(rows[1].content)
    assert LogLeaf.select().where(LogLeaf.kind == KIND).count() == 2
    log = SiteLog.get(SiteLog.site == site.id)
    Logs(pictured).sign(site.id)
    assert json.loads(audit(log, pictured, pictured.now_ms()).problems) == []
    page = owner.get(f"/sites/{site.key}/revisions/1").text
    for row in rows:
        assert row.sha256 in page
        found = owner.get(f"/sites/{site.key}/revisions/1/{row.kind}.png")
        assert (found.mimetype, found.data) == ("image/png", bytes(row.content))
    assert owner.get(f"/sites/{site.key}/revisions/1/watch.png").status_code == 404


def test_a_picture_that_was_changed_is_found(pictured: Services, site: Site) -> None:
    """LOG-11: by the nightly check, whether the picture, its hash or the whole row."""
    take(pictured)
    log = SiteLog.get(SiteLog.site == site.id)
    RevisionPicture.update(content=b"other").where(RevisionPicture.kind == "phone").execute()
    (problem,) = json.loads(audit(log, pictured, pictured.now_ms()).problems)
    assert "(picture)" in problem


def test_nothing_is_made_up_for_what_nobody_sees_any_more(
    pictured: Services, site: Site, owner: Browser
) -> None:
    """CNIL-17(b): the code may have changed since, so such a picture would prove nothing."""
    raw = draft_of(site).raw
    publish(save_draft(site, load_document({**raw, "name": "Second"})))
    take(pictured)
    assert {row.revision for row in RevisionPicture.select()} == {2}
    assert "none is made up afterwards" in owner.get(f"/sites/{site.key}/revisions/1").text


def test_the_page_asks_nobody_and_runs_no_words_of_owners(services: Services, site: Site) -> None:
    """CNIL-01, R23: nothing from elsewhere; texts stay texts."""
    raw = draft_of(site).raw
    raw["purposes"][0]["title"]["fr"] = "</script><script>alert(1)</script>"
    raw["theme"]["logo"] = "https://shop.example/logo.svg"
    publish(save_draft(site, load_document(raw)))
    shown = PublishedSites(services.now_ms).get(site.key)
    assert shown
    page = page_of(site, shown)
    assert page.count("<script") == page.count("</script") == 1
    assert "default-src 'none'" in page
    assert not re.search(r"<(link|img|iframe)|\ssrc=", page)


def test_headless_sites_have_no_first_layer_to_picture(
    pictured: Services, site: Site, owner: Browser
) -> None:
    publish(save_draft(site, load_document({**draft_of(site).raw, "headless": True})))
    assert take(pictured) is None
    assert "draw their own banner" in owner.get(f"/sites/{site.key}/revisions/2").text


def test_without_a_browser_it_is_said(services: Services, site: Site, owner: Browser) -> None:
    """CNIL-17(b): plainly, on the page; publishing works all the same."""
    assert find_browser("none") is None
    none = dataclasses.replace(services.settings, chromium="none")
    assert take(dataclasses.replace(services, settings=none)) is None
    services.settings = none
    assert "no browser was found" in owner.get(f"/sites/{site.key}/revisions/1").text


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\nexit 0\n", "no program"])
def test_a_browser_that_fails_leaves_nothing(tmp_path: Path, text: str) -> None:
    """R4: an error for the operator, no file, no half picture."""
    with pytest.raises(Unavailable):
        picture_of(script(tmp_path, text), "<p>", 10, 10)


def test_a_browser_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R4: after its time, with what it started."""
    monkeypatch.setattr("temoin.adapters.browser.WITHIN_S", 0.3)
    with pytest.raises(Unavailable, match="longer"):
        picture_of(script(tmp_path, "#!/bin/sh\nsleep 60 & wait\n"), "<p>", 10, 10)


def test_the_setting_names_a_file_or_none(tmp_path: Path) -> None:
    browser = script(tmp_path, STAND_IN)
    assert load({"TEMOIN_CHROMIUM": browser}).chromium == browser
    assert load({"TEMOIN_CHROMIUM": "none"}).chromium == "none"
