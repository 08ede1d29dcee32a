"""Installing, translating, removing, networks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wordpress.conftest import CORES, SERVICE
from tests.wordpress.instance import HERE, PLUGIN, Instance, check_php74, start, stop
from tests.wordpress.markup import Markup

pytestmark = pytest.mark.wordpress

COUNT = 'global $wpdb; echo $wpdb->get_var("SELECT COUNT(*) FROM $wpdb->options WHERE {where}");'
OURS = COUNT.format(where="option_name LIKE '%temoin%'")
LEFT = (
    "SELECT 1 FROM $wpdb->options WHERE option_name LIKE '%temoin%'",
    "SELECT 1 FROM $wpdb->usermeta WHERE meta_key LIKE '%temoin%'",
    "SHOW TABLES LIKE '%temoin%'",
)
SCHEDULED = "echo wp_next_scheduled('temoin_fetch_rules') ? 'yes' : 'no';"
REMOVE = (
    "deactivate_plugins('temoin/temoin.php', false, is_multisite());"
    " define('WP_UNINSTALL_PLUGIN', 'temoin/temoin.php');"
    " require WP_PLUGIN_DIR . '/temoin/uninstall.php';"
)
RESTORE = "activate_plugin('temoin/temoin.php', '', is_multisite());"
MAX_ZIP = 150_000
MAX_PHP_LINES = 2_700
FILES = sorted(PLUGIN.rglob("*.php")) + sorted((HERE / "fixtures").rglob("*.php"))


@pytest.fixture(scope="module", params=CORES[-1:])
def network(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """A network of two sites, / and /client/, with the plugin active on both."""
    instance = start(tmp_path_factory.mktemp("network-"), str(request.param), multisite=True)
    yield instance
    stop(instance)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_read_by_the_installed_php(file: Path) -> None:
    done = subprocess.run(["php", "-l", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_file_is_read_by_php_7_4() -> None:
    assert check_php74(*FILES) == ""


def test_the_php_7_4_check_notices_newer_syntax(tmp_path: Path) -> None:
    newer = tmp_path / "newer.php"
    newer.write_text("<?php function f(): string { return match (1) { 1 => 'x' }; }", "utf-8")
    assert "unexpected" in check_php74(newer)


def test_the_plugin_stays_small(tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "temoin"), "zip", PLUGIN.parent, "temoin"))
    lines = {file: len(file.read_text("utf-8").splitlines()) for file in PLUGIN.rglob("*.php")}
    assert archive.stat().st_size <= MAX_ZIP
    assert sum(lines.values()) <= MAX_PHP_LINES
    assert max(lines.values()) <= 150
    assert lines[PLUGIN / "temoin.php"] <= 80


def test_translations_are_complete_and_up_to_date(tmp_path: Path) -> None:
    """Fails after a changed text: run plugins/wordpress/translate.py, translate, run it again."""
    copy = tmp_path / "wordpress"
    shutil.copytree(PLUGIN.parent, copy)
    done = subprocess.run(
        [sys.executable, str(copy / "translate.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for file in sorted((PLUGIN / "languages").iterdir()):
        assert file.read_bytes() == (copy / "temoin" / "languages" / file.name).read_bytes()


def test_the_readme_for_the_directory_agrees_with_the_plugin() -> None:
    readme = (PLUGIN / "readme.txt").read_text("utf-8")
    header = (PLUGIN / "temoin.php").read_text("utf-8")
    for line in ("Requires at least: 6.2", "Requires PHP: 7.4", "License: GPL-2.0-or-later"):
        assert line in readme
        assert line in " ".join(header.split())
    version = header.split("const VERSION = '")[1].split("'")[0]
    assert f"Version: {version}" in " ".join(header.split())
    assert f"Stable tag: {version}" in readme
    assert f"= {version} =" in readme
    assert "== External services ==" in readme


def test_uninstalling_leaves_no_option_of_ours(wordpress: Instance) -> None:
    assert int(wordpress.wp_eval(OURS)) == 6  # five settings and the rules
    assert wordpress.wp_eval(SCHEDULED) == "yes"
    wordpress.wp_eval(REMOVE)
    left = [wordpress.wp_eval(f'global $wpdb; echo count($wpdb->get_col("{q}"));') for q in LEFT]
    scheduled = wordpress.wp_eval(SCHEDULED)
    wordpress.wp_eval(RESTORE)
    assert scheduled == "no"
    assert left == ["0", "0", "0"]


def test_activating_stores_the_defaults_once(wordpress: Instance) -> None:
    wordpress.wp_eval(REMOVE)
    wordpress.wp_eval(RESTORE)
    assert wordpress.option("temoin_quiet_front") == "1"
    assert wordpress.option("temoin_site_key") == ""
    wordpress.set_options(temoin_site_key="mine1")
    wordpress.wp_eval(f"deactivate_plugins('temoin/temoin.php'); {RESTORE}")
    assert wordpress.option("temoin_site_key") == "mine1"


def test_each_site_of_a_network_has_its_own_settings(network: Instance) -> None:
    setting = "update_option('temoin_url', '{url}'); update_option('temoin_site_key', '{key}');"
    network.wp_eval(setting.format(url=SERVICE, key="mainkey"))
    assert "temoin-js" not in network.visitor().get("/client/").text
    network.wp_eval(setting.format(url=SERVICE, key="clientkey"), "/client/")
    for path, key in (("/", "mainkey"), ("/client/", "clientkey")):
        tag = Markup(network.visitor().get(path).text).by_id("temoin-js")
        assert tag["src"] == f"{SERVICE}/t/{key}.js?l=en"


def test_one_constant_reaches_the_whole_network(network: Instance) -> None:
    network.set_constants(TEMOIN_URL="https://agency.example", TEMOIN_SITE_KEY="agency1")
    for path in ("/", "/client/"):
        tag = Markup(network.visitor().get(path).text).by_id("temoin-js")
        assert tag["src"] == "https://agency.example/t/agency1.js?l=en"
    network.set_constants()


def test_uninstalling_cleans_every_site_of_a_network(network: Instance) -> None:
    for path in ("/", "/client/"):
        network.wp_eval("Temoin\\WP\\Options::install();", path)
    network.wp_eval(REMOVE)
    left = [network.wp_eval(OURS, path) for path in ("/", "/client/")]
    network.wp_eval(RESTORE)
    assert left == ["0", "0"]


def test_the_script_of_the_settings_page_has_its_french_texts() -> None:
    file = PLUGIN / "languages" / "temoin-fr_FR-temoin-settings.json"
    messages = json.loads(file.read_text("utf-8"))["locale_data"]["messages"]
    script = (PLUGIN / "assets" / "settings.js").read_text("utf-8")
    texts = [text for text in messages if text]
    assert len(texts) == script.count("__( '")
    assert all(f"'{text}'" in script and messages[text][0] for text in texts)
