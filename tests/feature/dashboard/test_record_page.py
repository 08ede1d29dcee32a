"""One consent record: "show me that this visitor consented on that day to that wording"."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from temoin.accounts.models import Organisation, User
from temoin.consent.models import ConsentRecord, ShownWords
from temoin.core import ids
from temoin.sites.models import Site
from temoin.sites.service import add_site
from tests.feature.conftest import ORIGIN
from tests.feature.dashboard.test_records_page import NOON, add_choice
from tests.feature.people import Browser


@pytest.fixture
def chosen(client: FlaskClient, choice: Callable[..., dict[str, Any]], site: Site) -> str:
    """The id of a choice that a visitor's browser sent."""
    body = choice(action="custom", purposes={"statistics": True}, page=f"{ORIGIN}/a?secret=1")
    reply = client.post(
        "/api/consent",
        data=json.dumps(body),
        content_type="text/plain",
        headers={"Origin": ORIGIN},
    )
    assert reply.status_code == 201, reply.text
    return str(reply.get_json()["id"])


def words_of(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_record_shows_what_was_said_and_chosen(owner: Browser, site: Site, chosen: str) -> None:
    """GDPR-05, REC-05, CNIL-17(a): wording word for word, code, version, law, page and proof."""
    page = owner.get(f"/sites/{site.key}/records/{chosen}")
    said = words_of(page.text)
    assert page.status_code == 200
    shown = ShownWords.get()
    assert f"{bytes(shown.key).hex()}" in said
    assert "Unchanged: the words have the hash" in said
    assert 'lang="fr" dir="ltr"' in page.text
    for words in ("Tout accepter", "Tout refuser", "temoin.js", "panel.js", "Version 1"):
        assert words in said, words
    assert "secret" not in page.text
    assert f'href="/r/{chosen}"' in page.text
    assert f"/log/{site.key}/proof/{chosen}" in page.text
    assert "This is the only one" in said
    assert "purposes chosen one by one" in said


def test_words_that_were_altered_are_said_to_be(owner: Browser, site: Site, chosen: str) -> None:
    """CNIL-17: the page computes the hash of what it shows."""
    changed = ShownWords.get().content.replace("Tout refuser", "Continuer")
    ShownWords.update(content=changed).execute()
    page = owner.get(f"/sites/{site.key}/records/{chosen}").text
    assert "Altered: the words do not have the hash" in page


def test_choices_of_one_visitor_lead_to_each_other(owner: Browser, site: Site) -> None:
    """REC-03: earlier and later choices in order, each a link; nothing is overwritten."""
    first = add_choice(site, "given")
    second = add_choice(site, "partial", NOON + 1, previous=first.id, granted="media")
    third = add_choice(site, "withdrawn", NOON + 2, previous=second.id, granted="")
    names = [ids.to_text(bytes(one.id)) for one in (first, second, third)]
    for place, name in enumerate(names):
        page = owner.get(f"/sites/{site.key}/records/{name}").text
        chain = page[page.index('class="chain"') :]
        chain = chain[: chain.index("</ol>")]
        assert re.findall(r"records/([0-9a-f-]{36})", chain) == [
            other for other in names if other != name
        ]
        assert re.findall(r"state-(\w+)", chain) == ["given", "partial", "withdrawn"]
        assert chain.count("aria-current", 0, chain.index("this record")) == 1, place


def test_a_record_without_words_says_so(owner: Browser, site: Site) -> None:
    """REC-05: nothing is made up for records from before."""
    record = ids.to_text(bytes(add_choice(site, vendors='{"x":false}').id))
    for language, sentence in (("en", "Not known for this record"), ("fr", "Inconnu pour cette")):
        User.update(language=language).execute()
        page = owner.get(f"/sites/{site.key}/records/{record}")
        assert page.status_code == 200
        assert sentence in page.text


def test_records_of_others_are_not_there(owner: Browser, site: Site) -> None:
    """R20: not by one's own site either."""
    other = add_site(Organisation.create(name="Other", created_at=0), "Other", ["o.example"])
    record = ids.to_text(bytes(add_choice(other).id))
    for path in (f"{other.key}/records/{record}", f"{site.key}/records/{record}"):
        assert owner.get(f"/sites/{path}").status_code == 404
    assert owner.get(f"/sites/{site.key}/records/nonsense").status_code == 404
    assert ConsentRecord.select().count() == 1
