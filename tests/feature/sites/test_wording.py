"""Languages and wording at the command line and in the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from temoin.sites.defaults import offered_languages
from temoin.sites.models import Site, SiteRevision
from tests.feature.command_line import Command
from tests.feature.sites.conftest import Call


def document(command: Command, key: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(command("site", "get", key, "--json").stdout)
    return loaded


def put(command: Command, key: str, raw: dict[str, Any], folder: Path) -> Any:
    file = folder / "site.yaml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return command("site", "set", key, str(file), "--json")


@pytest.mark.parametrize("language", offered_languages())
def test_a_site_may_begin_in_any_language(command: Command, language: str) -> None:
    """EDPB-11: its own language first, French and English beside it, all purposes in each."""
    done = command("site", "add", "Shop", "--domain", "shop.example", "--lang", language, "--json")
    made = json.loads(done.stdout)
    assert made["languages"][0] == language
    assert set(made["languages"]) == {language, "fr", "en"}
    for purpose in document(command, made["key"])["purposes"]:
        assert set(purpose["title"]) == {language, "fr", "en"}


def test_a_language_that_a_document_names_is_filled(
    command: Command, site: Site, tmp_path: Path
) -> None:
    """What the owner wrote wins; what is left out comes from us, in all 33 languages."""
    raw = document(command, site.key)
    raw["languages"] = ["fr", *(tag for tag in offered_languages() if tag != "fr"), "de-at"]
    raw["purposes"][0]["title"]["de"] = "Komfort"
    raw["purposes"][1] = {"key": "statistics"}
    raw["purposes"][2]["detail"] = {}
    assert put(command, site.key, raw, tmp_path).exit_code == 0
    filled = document(command, site.key)["purposes"]
    assert filled[0]["title"]["de"] == "Komfort"
    assert filled[0]["text"]["de-at"] == filled[0]["text"]["de"].strip() != ""
    assert set(filled[1]["title"]) == set(filled[1]["detail"]) == set(raw["languages"])
    assert filled[2]["detail"] == {}, "details that were left out on purpose stay out"


def test_unfair_wording_is_refused_at_the_command_line(
    command: Command, site: Site, tmp_path: Path
) -> None:
    """CNIL-05, EDPB-10: exit 1, the field, the reason, a suggestion; nothing is changed."""
    raw = document(command, site.key)
    raw["texts"] = {"fr": {"accept": "Continuer", "refuse": "Continuer sans accepter"}}
    done = put(command, site.key, raw, tmp_path)
    assert (done.exit_code, SiteRevision.select().count()) == (1, 1)
    assert "texts.fr.refuse: “accept” in the button to refuse" in done.stderr
    assert document(command, site.key)["texts"] == {}


def test_vague_wording_is_told_and_published(command: Command, site: Site, tmp_path: Path) -> None:
    """EDPB-11: on the error stream, so that --json stays readable."""
    raw = document(command, site.key)
    raw["texts"] = {"fr": {"body": "Pour améliorer votre expérience."}}
    done = put(command, site.key, raw, tmp_path)
    assert json.loads(done.stdout)["revision"] == 2
    assert "texts.fr.body: “améliorer votre expérience” hides what is done" in done.stderr


def test_a_file_of_many_sites_is_refused_before_anything_is_written(
    command: Command, tmp_path: Path
) -> None:
    """EDPB-10: the plan already says which site and field."""
    one = {"name": "One", "domains": ["one.example"]}
    texts = {"en": {"title": "We value your privacy"}}
    other = {"name": "Two", "domains": ["two.example"], "texts": texts}
    file = tmp_path / "sites.yaml"
    file.write_text(yaml.safe_dump({"sites": [one, other]}), encoding="utf-8")
    done = command("apply", str(file), "--yes")
    assert (done.exit_code, Site.select().count()) == (1, 0)
    assert "sites.1.texts.en.title" in done.stderr


def test_the_api_refuses_to_publish_unfair_wording(call: Call, site: Site) -> None:
    """EDPB-10, EDPB-11: 422 with the field; the draft may be saved and mended."""
    raw = call("GET", f"/sites/{site.key}").get_json()["document"]
    raw["texts"] = {"en": {"body": "You must accept all cookies."}}
    assert call("PUT", f"/sites/{site.key}", json={"document": raw}).status_code == 200
    reply = call("POST", f"/sites/{site.key}/publish")
    assert reply.status_code == 422
    assert "needs consent" in reply.get_json()["errors"]["texts"]["en"]["body"][0]
    assert SiteRevision.select().count() == 1
