"""The register of processing: page, CSV, JSON, API and command line say the same (art. 30)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from flask.testing import FlaskClient

from temoin.accounts.models import Organisation
from temoin.accounts.roles import TokenScope
from temoin.register.building import register_of
from temoin.register.schemas import RegisterSchema
from temoin.sites.document import load_document
from temoin.sites.models import Site
from temoin.sites.service import add_site, draft_of, publish, save_draft
from tests.feature.people import Browser, make_token
from tests.feature.register.conftest import CONTROLLER, Command


def activity(register: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = (one for one in register["activities"] if one["key"] == key)
    return dict(found)


def test_it_holds_all_that_article_30_asks(described: Site) -> None:
    """GDPR-15: each of its letters, in the reader's language."""
    register = register_of(described, "fr")
    assert register["controller"] | CONTROLLER == register["controller"]
    assert register["controller"]["authority"]["name"].endswith("(CNIL)")
    orders = activity(register, "orders")
    assert orders["description"] == "Livrer ce que vous commandez."
    assert [one["name"] for one in orders["persons"]] == ["clients"]
    assert [one["name"] for one in orders["data"]][-1] == "pointure"
    assert orders["basis"]["name"] == "contrat ou démarches avant un contrat (art. 6, 1, b)"
    assert orders["retention"]["told"] == "10 ans"
    assert orders["retention"]["reason"] == "Code de commerce."
    assert [one["name"] for one in orders["security"]] == ["accès réservé aux personnes habilitées"]
    told = "États-Unis : clauses contractuelles types (art. 46)"
    assert [one["told"] for one in orders["transfers"]] == [told]
    assert register["missing"] == orders["missing"] == []


def test_recipients_of_tags_and_the_proof_of_choices_are_in_it(described: Site) -> None:
    """GDPR-15, CNIL-19: also what the owner never wrote down."""
    register = register_of(described, "en")
    marketing = activity(register, "marketing")
    names = [one["name"] for one in marketing["recipients"]]
    assert names[-2:] == ["Meta Pixel (Meta Platforms Ireland Limited)", "Ads <b>"]
    proof = activity(register, "proof")
    assert proof["basis"]["key"] == "legal_obligation"
    assert proof["exemption"]["key"] == "choice"
    assert "proven" in proof["exemption"]["reason"]


def test_a_draft_is_no_processing_yet(described: Site) -> None:
    raw = draft_of(described).raw
    raw["purposes"][-1]["title"] = {"fr": "Autre chose"}
    save_draft(described, load_document(raw))
    assert "Autre chose" not in str(register_of(described, "fr"))


def test_a_processor_names_for_whom_it_acts(viewer: Browser, described: Site) -> None:
    """GDPR-15: the variant of art. 30(2)."""
    raw = draft_of(described).raw
    partner = {"name": "Cliente SA", "contact": "a@client.example"}
    raw["controller"] |= {"role": "processor", "partners": [partner]}
    publish(save_draft(described, load_document(raw)))
    page = viewer.get(f"/sites/{described.key}/register").text
    assert "Register of the processor (GDPR art. 30(2))" in page
    assert "Cliente SA, a@client.example" in page
    assert "Legal basis" not in page


def test_the_page_says_what_is_missing_and_escapes_the_owners_words(
    viewer: Browser, site: Site, described: Site
) -> None:
    """GDPR-15, V8."""
    page = viewer.get(f"/sites/{described.key}/register").text
    assert "Ads &lt;b&gt;" in page
    assert "Not said yet" not in page
    bare = add_site(Organisation.get_by_id(site.organisation_id), "Bare", ["bare.example"])
    page = viewer.get(f"/sites/{bare.key}/register").text
    assert "the postal address" in page


def test_csv_holds_a_row_for_each_activity_and_runs_nothing(
    viewer: Browser, described: Site
) -> None:
    """GDPR-15, V21."""
    reply = viewer.get(f"/sites/{described.key}/register.csv")
    assert reply.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    assert [row["key"] for row in rows][-2:] == ["orders", "proof"]
    orders = rows[-2]
    assert orders["controller"] == "Boutique SARL"
    assert orders["retention"] == "10 years"
    assert orders["recipients"] == "our carriers; =1+1"
    raw = draft_of(described).raw
    raw["purposes"][-1]["recipients"] = {"own": [{"fr": "=1+1"}]}
    publish(save_draft(described, load_document(raw)))
    text = viewer.get(f"/sites/{described.key}/register.csv").text
    assert "'=1+1" in text


def test_the_organisations_register_covers_all_its_sites(
    viewer: Browser, described: Site, organisation: Organisation
) -> None:
    """GDPR-15, GDPR-14: its own sites and nobody else's."""
    add_site(organisation, "Other site", ["other.example"])
    foreign = Organisation.create(name="Foreign", created_at=0)
    add_site(foreign, "Foreign site", ["foreign.example"])
    path = f"/organisations/{organisation.id}/register"
    for text in (viewer.get(path).text, viewer.get(f"{path}.csv").text):
        assert "Your orders" in text
        assert "Other site" in text
        assert "Foreign" not in text
    assert path in viewer.get("/").text


def test_api_page_and_command_line_give_the_same(
    client: FlaskClient,
    viewer: Browser,
    described: Site,
    organisation: Organisation,
    command: Command,
) -> None:
    """GDPR-15."""
    headers = {"Authorization": f"Bearer {make_token(organisation, TokenScope.SITES_READ)}"}
    path = f"/api/v1/sites/{described.key}/register"
    asked = client.get(f"{path}?lang=fr", headers=headers)
    expected = register_of(described, "fr")
    assert asked.get_json() == expected
    assert RegisterSchema().validate({}) == {}
    assert json.loads(json.dumps(RegisterSchema().dump(expected))) == expected
    assert client.get(f"{path}?lang=xx", headers=headers).status_code == 422
    printed = command("export", described.key, "--what", "register", "--lang", "fr")
    assert json.loads(printed.stdout) == expected
    downloaded = viewer.get(f"/sites/{described.key}/register.json").get_json()
    assert downloaded == register_of(described, "en")
    table = command("export", described.key, "--what", "register", "--format", "csv")
    assert (
        table.stdout.splitlines()
        == viewer.get(f"/sites/{described.key}/register.csv").text.splitlines()
    )
