"""Which law a visitor falls under, and what a site's owner may make of it."""

from __future__ import annotations

import copy
import re
from collections import Counter
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from temoin.core.errors import InvalidInput
from temoin.core.regime import Atlas, Mode, Purpose, looser, on_site
from temoin.sites.defaults import PURPOSES, default_document
from temoin.sites.document import load_document
from temoin.sites.material import is_material_change
from temoin.sites.regimes import STRICTEST, packs, regimes_of

# ISO 3166-1, and the code that databases use for Kosovo.
COUNTRIES = re.findall(
    r"\w+",
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW XK
""",
)
EVERYTHING = {
    "us-california": {"mode": "opt-out"},
    "us-signal": {"mode": "opt-out"},
    "us-other": {"mode": "opt-out"},
    "uk": {"mode": "opt-in", "runs": ["statistics", "preferences"]},
    "switzerland": {"mode": "opt-in", "runs": ["statistics"]},
    "canada": {"mode": "opt-out"},
    "elsewhere": {"mode": "none"},
}
SOME = [
    Purpose("statistics", False, False),
    Purpose("ads", True, False),
    Purpose("mood", True, True),
]


def document(**changed: Any) -> dict[str, Any]:
    raw = {**copy.deepcopy(default_document("Shop", ["shop.example"])), **changed}
    return load_document(raw).raw


def test_every_country_is_in_exactly_one_pack() -> None:
    """JUR-01 to JUR-09: a country that several packs share is divided by region without overlap."""
    atlas = Atlas(packs().values())
    shared = Counter(country for pack in packs().values() for country in pack.countries)
    assert set(COUNTRIES) <= set(shared)
    assert {country for country, count in shared.items() if count > 1} == {"US", "CA"}
    for country in ("US", "CA"):
        regions = Counter(code for pack in atlas.packs_at(country, None) for code in pack.regions)
        assert set(regions.values()) == {1}
        assert len(regions) == {"US": 51, "CA": 13}[country]
        for code in regions:
            assert len(atlas.packs_at(country, code)) == 1
    assert all(len(atlas.packs_at(one, None)) == 1 for one in set(COUNTRIES) - {"US", "CA"})


@pytest.mark.parametrize(
    ("country", "region", "key"),
    [
        ("FR", None, "eu"),
        ("IS", None, "eu"),
        ("IT", "Lombardy", "italy"),
        ("RE", None, "eu"),
        ("GB", "England", "uk"),
        ("CH", None, "switzerland"),
        ("CA", "Quebec", "quebec"),
        ("CA", "Québec", "quebec"),
        ("CA", "qc", "quebec"),
        ("CA", "Ontario", "canada"),
        ("BR", "Sao Paulo", "brazil"),
        ("US", "California", "us-california"),
        ("US", "CA", "us-california"),
        ("US", "Texas", "us-signal"),
        ("US", "Virginia", "us-other"),
        ("PR", None, "us-other"),
        ("AU", None, "elsewhere"),
    ],
)
def test_a_place_has_its_pack(country: str, region: str | None, key: str) -> None:
    """JUR-01 to JUR-09, by the names and codes that databases use."""
    (found,) = Atlas(packs().values()).packs_at(country, region)
    assert found.key == key


def test_the_states_that_honour_a_signal_by_law_are_the_twelve() -> None:
    """JUR-09."""
    binding = [code for p in packs().values() if p.is_signal_binding for code in p.regions]
    assert " ".join(sorted(binding)) == "CA CO CT DE MD MN MT NE NH NJ OR TX"


def test_every_pack_has_a_date_and_sources() -> None:
    for pack in packs().values():
        assert date(2026, 11, 24) >= date.fromisoformat(pack.as_of)
        assert pack.sources
        assert all(source.startswith("https://") for source in pack.sources)
        assert pack.choice_days >= 182  # CNIL-12, JUR-03: nobody is asked sooner
        assert 13 <= pack.child_age <= 16
    assert next(iter(packs())) == STRICTEST


def test_what_may_run_without_asking_is_what_each_law_excepts() -> None:
    """JUR-01, JUR-02, JUR-05, JUR-06, JUR-07: the UK and Switzerland know exceptions alone."""
    asking = {key: pack.may_run for key, pack in packs().items() if pack.mode is Mode.OPT_IN}
    assert asking == {
        "eu": frozenset(),
        "italy": frozenset(),
        "uk": frozenset({"preferences", "statistics"}),
        "switzerland": frozenset({"statistics"}),
        "quebec": frozenset(),
        "brazil": frozenset(),
        "other-opt-in": frozenset(),
    }


def test_opting_out_lasts_at_least_a_year() -> None:
    """JUR-08: twelve months before a site may ask again."""
    assert all(p.choice_days >= 365 for p in packs().values() if p.mode is Mode.OPT_OUT)


def test_measuring_without_consent_is_assumed_in_two_countries_only() -> None:
    """AUD-12, JUR-01, JUR-02: nowhere else, Germany included."""
    assert {c for p in packs().values() for c in p.measuring} == {"FR", "GB"}


@pytest.mark.parametrize(
    ("country", "age"),
    [
        ("FR", 15),
        ("ES", 14),
        ("BE", 13),
        ("GB", 13),
        ("DE", 16),
        ("NL", 16),
        ("IE", 16),
        ("IT", 14),
    ],
)
def test_a_child_decides_alone_from_an_age_that_the_country_sets(country: str, age: int) -> None:
    """GDPR-08."""
    (pack,) = Atlas(packs().values()).packs_at(country, None)
    assert pack.child_ages.get(country, pack.child_age) == age


def test_a_site_that_names_no_pack_has_one_regime_for_everybody() -> None:
    """JUR-10: strictest, whatever the country."""
    regimes = regimes_of(document())
    assert regimes.is_one
    assert {regimes.at(country, None) for country in (*COUNTRIES, None, "ZZ")} == {
        regimes.strictest
    }
    assert regimes.strictest.waits
    assert (regimes.strictest.key, regimes.strictest.choice_days) == ("eu", 182)


@pytest.mark.parametrize("country", [None, "", "ZZ", "EU", "A1", "us"])
def test_an_unknown_country_is_treated_as_the_strictest(country: str | None) -> None:
    """JUR-10."""
    regimes = regimes_of(document(regimes=EVERYTHING))
    assert regimes.at(country, "California") is regimes.strictest


@pytest.mark.parametrize("region", [None, "", "Nowhere"])
def test_an_unknown_region_is_treated_as_the_strictest_of_its_country(region: str | None) -> None:
    """JUR-10: also when the owner opened some regions only."""
    regimes = regimes_of(document(regimes=EVERYTHING))
    assert regimes.at("US", region).mode is Mode.OPT_OUT
    assert regimes.at("CA", region) is regimes.strictest  # it may be Quebec
    some = {key: value for key, value in EVERYTHING.items() if key != "us-other"}
    regimes = regimes_of(document(regimes=some))
    assert regimes.at("US", region) is regimes.strictest
    assert regimes.at("US", "Texas").mode is Mode.OPT_OUT


def test_where_sensitive_data_must_wait_in_one_region_they_wait_where_it_is_unknown() -> None:
    """JUR-08: California limits, its neighbours ask."""
    raw = document(regimes=EVERYTHING)
    raw["purposes"][0]["sensitive"] = True
    regimes = regimes_of(raw)
    assert regimes.at("US", "California").limited == ("preferences",)
    assert "preferences" not in regimes.at("US", "Texas").running
    assert "preferences" not in regimes.at("US", None).running


ALL_CHOICES = [
    (pack, mode, runs)
    for pack in packs().values()
    for mode in Mode
    for count in range(len(PURPOSES) + 1)
    for runs in combinations(PURPOSES, count)
]


def test_what_an_owner_may_choose_is_never_looser_than_the_pack() -> None:
    """JUR-01 to JUR-09: every choice there is, taken or refused."""
    order = list(Mode)
    taken = 0
    for pack, mode, runs in ALL_CHOICES:
        is_looser = order.index(mode) > order.index(pack.mode) or not set(runs) <= pack.may_run
        reason = looser(pack, mode, runs)
        if is_looser:
            assert reason, (pack.key, mode, runs)
        if reason is None:
            taken += 1
            allowed = pack.may_run if pack.mode is Mode.OPT_IN else {one.key for one in SOME}
            running = set(on_site(pack, mode, runs, SOME).running)
            assert running <= allowed
            assert pack.has_limit or "mood" not in running
    assert taken > len(packs())


@pytest.mark.parametrize(
    ("regimes", "path", "said"),
    [
        ({"eu": {"mode": "opt-out"}}, ("eu", "mode"), "looser than the law there"),
        ({"us-california": {"mode": "none"}}, ("us-california", "mode"), "which is opt-out"),
        ({"eu": {"mode": "opt-in", "runs": ["statistics"]}}, ("eu", "runs"), "that may: none"),
        (
            {"uk": {"mode": "opt-in", "runs": ["marketing"]}},
            ("uk", "runs"),
            "preferences, statistics",
        ),
        (
            {"canada": {"mode": "opt-in", "runs": ["statistics"]}},
            ("canada", "mode"),
            "nothing runs before",
        ),
    ],
)
def test_a_looser_choice_is_refused_with_the_reason(
    regimes: dict[str, Any], path: tuple[str, str], said: str
) -> None:
    """Owners can only be stricter."""
    with pytest.raises(InvalidInput) as caught:
        document(regimes=regimes)
    found: Any = caught.value.fields["regimes"]
    (reason,) = found[path[0]][path[1]]
    assert said in reason


def test_an_owner_may_ask_where_the_law_would_not() -> None:
    regimes = regimes_of(document(regimes={"us-california": {"mode": "opt-in"}}))
    found = regimes.at("US", "California")
    assert (found.key, found.waits) == ("us-california", True)


def test_what_an_opt_out_signal_turns_off_is_all_but_measuring_and_settings_by_default() -> None:
    """GPC-03: what an owner adds may be a sale until they say that it is none."""
    chat = {"key": "chat", "title": {}, "text": {}}
    regimes = regimes_of(document(regimes=EVERYTHING))
    assert regimes.at("US", "Texas").sold == ("marketing", "media")
    own = [chat, {**chat, "key": "ads", "sold": False}]
    raw = document(purposes=own, regimes={"us-signal": {"mode": "opt-out"}})
    assert regimes_of(raw).at("US", "Texas").sold == ("chat",)


def changed_purposes(change: str) -> dict[str, Any]:
    raw = document(
        purposes=[
            {"key": "ads", "title": {"fr": "Ads"}, "text": {}, "vendors": [
                {"key": "one", "name": "One", "controller": "One Ltd"},
                {"key": "two", "name": "Two"},
            ]},
            {"key": "chat", "title": {"fr": "Chat"}, "text": {}, "vendors": []},
        ]
    )  # fmt: skip
    ads, chat = raw["purposes"]
    match change:
        case "texts":
            ads["title"]["fr"] = "Annonces"
            raw["texts"] = {"fr": {"title": "Bonjour"}}
        case "theme":
            raw["theme"]["radius"] = 2
        case "name of a recipient":
            ads["vendors"][0]["name"] = "One!"
        case "cookies":
            ads["vendors"][0]["cookies"] = [{"name": "a", "kind": "cookie", "days": 1}]
        case "order":
            raw["purposes"].reverse()
        case "recipient left out":
            del ads["vendors"][1]
        case "purpose left out":
            del raw["purposes"][1]
        case "recipient":
            chat["vendors"].append({"key": "new", "name": "New", "controller": ""})
        case "controller":
            ads["vendors"][0]["controller"] = "Another Ltd"
        case "recipient moved":
            chat["vendors"].append(ads["vendors"].pop())
        case "purpose":
            raw["purposes"].append({**chat, "key": "new"})
        case "sensitive":
            chat["sensitive"] = True
    return raw


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        ("texts", False),
        ("theme", False),
        ("name of a recipient", False),
        ("cookies", False),
        ("order", False),
        ("recipient left out", False),
        ("purpose left out", False),
        ("recipient", True),
        ("controller", True),
        ("recipient moved", True),
        ("purpose", True),
        ("sensitive", True),
    ],
)
def test_only_what_a_choice_is_about_asks_again(change: str, asks: bool) -> None:
    """CNIL-12: purposes and controllers, not words and looks."""
    assert is_material_change(changed_purposes(""), changed_purposes(change)) is asks


@pytest.mark.parametrize(
    ("old", "new", "asks"),
    [
        ({"name": "Shop Ltd"}, {"name": "Shop Ltd", "contact": "dpo@shop.example"}, False),
        ({"name": "Shop Ltd"}, {"name": "Another Ltd"}, True),
        ({}, {"name": "Shop Ltd"}, True),
    ],
    ids=str,
)
def test_somebody_else_who_is_responsible_asks_again(
    old: dict[str, str], new: dict[str, str], asks: bool
) -> None:
    """CNIL-12, EDPB-12: visitors agreed with the one who was named."""
    chat = [{"key": "chat", "title": {"fr": "Chat"}, "text": {}}]
    before, after = (document(purposes=chat, controller=who) for who in (old, new))
    assert is_material_change(before, after) is asks


TCF = {"cmp_id": 300, "country": "FR"}


@pytest.mark.parametrize(
    ("old", "new", "asks"),
    [
        ({}, {"tcf": TCF}, True),
        ({"tcf": TCF}, {}, False),
        ({"tcf": TCF}, {"tcf": {**TCF, "cmp_id": 301, "cmp_version": 2}}, False),
        ({"tcf": TCF}, {"tcf": {**TCF, "special_features": {"marketing": [1]}}}, True),
        ({"tcf": TCF}, {"tcf": {**TCF, "purposes": {"marketing": [1]}}}, False),
        ({"tcf": {**TCF, "purposes": {"marketing": [1]}}}, {"tcf": TCF}, True),
        ({}, {"gpp": {"sections": ["usca"]}}, False),
    ],
    ids=str,
)
def test_a_framework_that_asks_for_more_asks_again(
    old: dict[str, Any], new: dict[str, Any], asks: bool
) -> None:
    """CNIL-12, TCF-09: its purposes are others than those that were agreed to."""
    before, after = (document(frameworks=one) for one in (old, new))
    assert is_material_change(before, after) is asks


@pytest.mark.parametrize("is_on", [True, False])
def test_a_vendors_number_asks_again_where_the_framework_is_on(is_on: bool) -> None:
    """CNIL-12: the string then speaks for a vendor more."""
    frameworks = {"tcf": TCF} if is_on else {}
    before, after = (document(frameworks=frameworks) for _ in range(2))
    for raw, number in ((before, 0), (after, 755)):
        load = copy.deepcopy(raw["purposes"][2])
        vendor = {
            "key": "ads", "name": "Ads", "controller": "Ads Ltd", "gvl": number,
        }  # fmt: skip
        raw["purposes"][2] = {**load, "vendors": [vendor]}
    assert is_material_change(before, after) is is_on
