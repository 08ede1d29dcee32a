"""What was published: the list, one revision, and what differs between any two."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import yaml

from temoin.accounts.models import Organisation, User
from temoin.core import merkle
from temoin.core.leaf import commitment, leaf_bytes
from temoin.ledger.models import LogLeaf
from temoin.sites.document import load_document
from temoin.sites.models import Site, SiteRevision
from temoin.sites.service import add_site, draft_of, publish, save_draft
from tests.feature.dashboard.test_records_page import add_choice
from tests.feature.people import Browser


def change(site: Site, user: str = "", **fields: object) -> None:
    """Publish the draft with these fields."""
    site = Site.get_by_id(site.id)
    site = save_draft(site, load_document({**draft_of(site).raw, **fields}))
    publish(site, User.get(User.email == user).id if user else None)


def with_recipient(site: Site) -> list[object]:
    purposes = draft_of(site).raw["purposes"]
    purposes[1]["text"]["en"] = "Other words."
    purposes[1]["vendors"] = [{"key": "meter", "name": "Meter <b>"}]
    return list(purposes)


def test_each_revision_is_listed_with_what_there_is_to_know(owner: Browser, site: Site) -> None:
    """CNIL-17(c): number, time, who, hash, whether it asks again, and how many records it has."""
    change(site, "owner@shop.example", purposes=with_recipient(site))
    for _ in range(3):
        add_choice(site, revision=2)
    page = owner.get(f"/sites/{site.key}/revisions").text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)[1:]
    words = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    hashes = [row.content_hash for row in SiteRevision.select().order_by(SiteRevision.number)]
    assert words[0].startswith("Version 2 Live")
    assert words[0].endswith(f"owner@shop.example yes 3 {hashes[1][:12]}")
    assert words[1].endswith(f"command line or API first version 0 {hashes[0][:12]}")


def test_the_list_goes_on(owner: Browser, site: Site) -> None:
    for number in range(2, 54):
        change(site, name=f"Shop {number}")
    first = owner.get(f"/sites/{site.key}/revisions").text
    assert first.count('class="row-link"') == 50
    (before,) = re.findall(r"before=(\d+)", first)
    assert owner.get(f"/sites/{site.key}/revisions?before={before}").text.count("row-link") == 3


def test_any_two_are_compared_in_words(owner: Browser, site: Site) -> None:
    """CNIL-17(c): old and new sentence, recipients, and nothing that a browser would run."""
    change(site, purposes=with_recipient(site))
    change(site, name="Third", theme={**draft_of(site).raw["theme"], "position": "center"})
    page = owner.get(f"/sites/{site.key}/revisions/2").text
    assert re.search(r"<del>[^<]{20,}</del>", page)
    assert "<ins>Other words.</ins>" in page
    assert re.search(r"Purposes / [^/]+ / Recipients</strong>", page)
    assert "<ins>Meter &lt;b&gt;</ins>" in page
    two, other_way = (
        owner.get(f"/sites/{site.key}/revisions/{path}").text for path in ("3?with=1", "1?with=3")
    )
    for page in (two, other_way):
        assert "From version 1 to version 3" in page
        assert "<ins>In the middle</ins>" in page
        assert "<ins>Other words.</ins>" in page
    User.update(language="fr").execute()
    assert "<strong>Apparence / Place</strong>" in owner.get(f"/sites/{site.key}/revisions/3").text


def test_the_whole_document_is_taken_away_with_its_hash(owner: Browser, site: Site) -> None:
    """CNIL-17(c): JSON byte by byte as it was hashed; YAML for people."""
    change(site, name="Second")
    base = f"/sites/{site.key}/revisions/2/document"
    row = SiteRevision.get(SiteRevision.number == 2)
    reply = owner.get(f"{base}.json")
    assert "attachment" in reply.headers["Content-Disposition"]
    assert hashlib.sha256(reply.data).hexdigest() == row.content_hash
    assert yaml.safe_load(owner.get(f"{base}.yaml").text) == json.loads(row.document)


def test_the_log_proves_the_revision(owner: Browser, site: Site) -> None:
    """LOG-10: what the page shows is enough to check it by hand."""
    change(site, name="Second")
    proof = owner.get(f"/sites/{site.key}/revisions/2/proof").text
    page = owner.get(f"/sites/{site.key}/revisions/2").text
    statement, salt = re.findall(r'<pre class="wrapped"><code>(.*?)</code>', page)
    made = commitment(bytes.fromhex(salt), statement.replace("&#34;", '"').encode())
    leaf = LogLeaf.get((LogLeaf.site == site.id) & (LogLeaf.position == 1))
    assert made == bytes(leaf.commitment)
    assert "A signed head over 2 entries covers it" in page
    head, _, note = proof.partition("\n\n")
    _, index, *hashes = head.split("\n")
    assert index == "index 1"
    root = merkle.root_from_inclusion(
        1,
        2,
        merkle.leaf_hash(leaf_bytes(leaf.kind, made)),
        [base64.b64decode(line) for line in hashes],
    )
    assert root == base64.b64decode(note.split("\n")[2])


def test_what_is_not_there_is_said(owner: Browser, viewer: Browser, site: Site) -> None:
    """R20: another site's revision, a number without one, and words where a number belongs."""
    other = add_site(Organisation.create(name="Other", created_at=0), "Other", ["o.example"])
    assert owner.get(f"/sites/{other.key}/revisions/1").status_code == 404
    for path in ("9", "1?with=9", "9/proof", "9/document.json"):
        assert owner.get(f"/sites/{site.key}/revisions/{path}").status_code == 404, path
    for path in ("1?with=x", "1?with=-1", "1?with=99999999999"):
        assert owner.get(f"/sites/{site.key}/revisions/{path}").status_code == 422, path
    assert viewer.get(f"/sites/{site.key}/revisions/1").status_code == 200
    assert "restore" not in viewer.get(f"/sites/{site.key}/revisions/1").text
