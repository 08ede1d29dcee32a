"""Purposes as the law describes them: their facts, what is missing, what nobody needs."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from scripts.list_vocabulary import DOCUMENT, page
from temoin.consent.models import ConsentRecord
from temoin.core.errors import InvalidInput
from temoin.ingest.models import Event
from temoin.purposes.authorities import authorities, authority_of
from temoin.purposes.completeness import gaps_of_controller, gaps_of_purpose, is_whole
from temoin.purposes.facts import proof_of_choices
from temoin.purposes.relevance import uncovered
from temoin.purposes.vocabulary import terms
from temoin.sites.attaching import require_described
from temoin.sites.defaults import PURPOSES, default_document
from temoin.sites.document import SiteDocument, load_document, stored_document
from temoin.sites.material import is_material_change

KINDS = ("data", "persons", "recipients", "security", "bases", "safeguards", "exemptions")
ORDERS: dict[str, Any] = {
    "key": "orders",
    "title": {"fr": "Commandes", "en": "Orders"},
    "text": {"fr": "Livrer vos commandes.", "en": "Deliver your orders."},
    "basis": "contract",
}
WHOLE: dict[str, Any] = {
    **ORDERS,
    "data": {"known": ["name", "order"], "own": [{"fr": "pointure", "en": "shoe size"}]},
    "persons": {"known": ["customers"]},
    "recipients": {"known": ["carrier"]},
    "security": {"known": ["access_control"]},
    "retention": {"months": 120, "reason": {"fr": "Code de commerce.", "en": "Commercial code."}},
    "mandatory": {"fr": "Sans elles, pas de livraison.", "en": "Without them, no delivery."},
}


def site(*purposes: dict[str, Any], **fields: Any) -> SiteDocument:
    raw = copy.deepcopy(default_document("Shop", ["shop.example"]))
    raw["purposes"] += copy.deepcopy(list(purposes))
    return load_document({**raw, **fields})


def fields_of(gaps: list[Any]) -> list[str]:
    return [gap.field for gap in gaps]


def test_shipped_purposes_are_whole_for_notices_and_register() -> None:
    """GDPR-09, GDPR-13, GDPR-15: a new site says of them all that anybody can know."""
    document = site()
    for purpose in document.raw["purposes"]:
        assert gaps_of_purpose(purpose, document.languages) == [], purpose["key"]
        assert purpose["basis"] == "consent"
        assert purpose["retention"]["months"] <= 25
    assert document.purposes == PURPOSES
    assert gaps_of_purpose(proof_of_choices(["fr", "en"]), ["fr", "en"]) == []


def test_a_document_from_before_purposes_had_facts_reads_as_one_of_today() -> None:
    today = site().raw
    old = copy.deepcopy(today)
    for purpose in old["purposes"]:
        for name in set(purpose) - {"key", "title", "text", "detail", "vendors"}:
            del purpose[name]
    old["controller"] = {"name": "", "contact": ""}
    assert stored_document(json.dumps(old)).raw == load_document(old).raw == today


def test_only_what_the_banner_asks_is_offered_and_it_comes_first() -> None:
    """GDPR-03: another basis is no choice, so nothing of it waits for one."""
    document = site({**WHOLE, "vendors": [{"key": "carrier", "name": "Carrier"}]})
    reordered = load_document({**document.raw, "purposes": document.raw["purposes"][::-1]})
    for one in (document, reordered):
        assert sorted(one.purposes) == sorted(PURPOSES)
        assert one.raw["purposes"][-1]["key"] == "orders"
        assert one.raw["purposes"][-1]["asked"] == "none"
        assert "carrier" not in one.offer.vendors
    assert not is_material_change(site().raw, document.raw)
    asked = site({**WHOLE, "basis": "consent"})
    assert is_material_change(document.raw, asked.raw)


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": "contract", "asked": "banner"},
        {"basis": "whatever"},
        {"basis": ["consent", "contract"]},
        {"basis": "consent", "exemption": {"category": "basket"}},
        {"data": {"known": ["soul"]}},
        {"retention": {"months": 1, "days": 1}},
        {"transfers": [{"country": "usa"}]},
        {"transfers": [{"country": "US", "safeguard": "trust"}]},
    ],
    ids=str,
)
def test_a_purpose_has_one_legal_basis_and_known_words(wrong: dict[str, Any]) -> None:
    """GDPR-03, CNIL-25."""
    with pytest.raises(InvalidInput) as caught:
        site({**WHOLE, **wrong})
    assert "purposes" in caught.value.fields


def test_the_banner_asks_for_something() -> None:
    with pytest.raises(InvalidInput):
        load_document({**default_document("Shop", ["shop.example"]), "purposes": [WHOLE]})


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"basis": "legitimate_interests"}, ["interest"]),
        ({"mandatory": {}}, ["mandatory"]),
        ({"data": {}}, ["data"]),
        ({"persons": {}}, ["persons"]),
        ({"recipients": {}}, ["recipients"]),
        ({"security": {}}, ["security"]),
        ({"retention": {"months": 3}}, ["retention"]),
        ({"transfers": [{"country": "US"}]}, ["transfers"]),
        ({"vendors": [{"key": "stripe", "name": "S", "hosts": ["s.example"]}]}, ["exemption"]),
        ({"title": {"en": "Orders"}}, ["title"]),
        ({"data": {"own": [{"fr": "pointure"}]}}, ["data"]),
        ({"exemption": {"category": "basket"}}, ["exemption"]),
    ],
    ids=str,
)
def test_what_is_missing_is_named(changed: dict[str, Any], missing: list[str]) -> None:
    """GDPR-09, GDPR-15, EDPB-08."""
    purpose = site({**WHOLE, **changed}).raw["purposes"][-1]
    gaps = gaps_of_purpose(purpose, ["fr", "en"])
    assert fields_of(gaps) == missing
    assert is_whole(gaps, "register") == (
        not missing or missing[0] in ("mandatory", "transfers", "exemption")
    )


def test_a_controller_says_what_only_its_owner_knows() -> None:
    """GDPR-09."""
    empty = site().raw["controller"]
    names = ["name", "contact", "address", "country", "authority"]
    assert fields_of(gaps_of_controller(empty)) == [f"controller.{name}" for name in names]
    named = {"name": "Shop", "contact": "dpo@shop.example", "address": "1 rue A", "country": "FR"}
    assert gaps_of_controller(site(controller=named).raw["controller"]) == []
    outside = site(controller={**named, "country": "US", "authority": "IE"}).raw["controller"]
    assert fields_of(gaps_of_controller(outside)) == ["controller.representative"]
    joint = site(controller={**named, "role": "joint"}).raw["controller"]
    assert fields_of(gaps_of_controller(joint)) == ["controller.partners"]


def test_the_authority_is_that_of_the_country_unless_another_is_named() -> None:
    french = {"country": "FR", "authority": ""}
    assert authority_of(french) == authorities()["FR"]
    assert "CNIL" in authorities()["FR"].name
    assert authority_of({**french, "authority": "IE"}) == authorities()["IE"]
    assert len(authorities()) == 32  # 27 members, 3 of the EEA, the UK and Switzerland


def test_a_recipient_joins_a_described_purpose_alone() -> None:
    """GDPR-03: what was there before stays, so that a banner never fails for a missing text."""
    ads = {"vendors": [{"key": "ads", "name": "Ads"}]}
    before = site(ORDERS)
    with pytest.raises(InvalidInput) as caught:
        require_described(before, site({**ORDERS, **ads}))
    assert "how long" in str(caught.value.fields)
    require_described(before, site({**WHOLE, **ads}))
    require_described(site({**ORDERS, **ads}), site({**ORDERS, **ads}))


def test_fields_that_no_purpose_needs_are_named() -> None:
    """GDPR-01: each collected field is covered by the data of a purpose, or given up."""
    purposes = site(WHOLE).raw["purposes"]
    asked = ["Prénom", "E-mail", "shoe_size", "pointure", "iban", "id"]
    assert uncovered(asked, purposes[-1:]) == ["E-mail", "iban"]


def test_every_column_of_a_new_sites_records_and_events_is_needed() -> None:
    """GDPR-01: a new column fails here until a purpose's data say what it is for."""
    needed = [*site().raw["purposes"], proof_of_choices(["en"])]
    for table in (ConsentRecord, Event):
        assert uncovered(table._meta.fields, needed) == [], table


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_known_in_french_and_english_with_their_iri(kind: str) -> None:
    for term in terms(kind).values():
        assert {"fr", "en"} <= set(term.said), term.key
        assert term.iri.startswith("https://w3id.org/dpv")


def test_the_list_of_keys_is_up_to_date() -> None:
    """`python scripts/list_vocabulary.py` writes it again."""
    assert DOCUMENT.read_text(encoding="utf-8") == page()
