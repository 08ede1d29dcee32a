"""The guard in pages of a real WordPress, from the real service."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.servers.service import Service, running
from tests.wordpress.instance import Instance

pytestmark = pytest.mark.wordpress
REFRESH = "Temoin\\WP\\RulesFetcher::refresh(); Temoin\\WP\\Guard::refresh();"


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("guard")) as service:
        yield service


@pytest.fixture
def guarded(wordpress: Instance, real_service: Service) -> Iterator[Instance]:
    site = real_service.add_site("Guard", urlsplit(wordpress.url).netloc)
    wordpress.set_options(temoin_url=real_service.url, temoin_site_key=site["key"])
    wordpress.wp_eval(REFRESH)
    yield wordpress
    # All tests share the instance: it is not left without the guard, nor with an option more.
    wordpress.wp_eval("delete_option('temoin_guard');")


def test_it_is_written_before_everything_else(guarded: Instance) -> None:
    """WEB-12: byte for byte what the service gives, so that its hash holds."""
    page = guarded.visitor().get("/").text
    url = f"{guarded.option('temoin_url')}/t/{guarded.option('temoin_site_key')}/guard.js"
    with urlopen(url) as answer:
        code = answer.read().decode()
    assert f">{code}</script>" in page
    assert page.index(code) < page.index('id="temoin-js"')
    assert "temoin-guard" not in guarded.signed_in("admin").get("/wp-admin/").text


def test_the_owner_can_leave_it_out(guarded: Instance) -> None:
    guarded.set_options(temoin_guard="0")
    assert "temoin-guard" not in guarded.visitor().get("/").text


@pytest.mark.parametrize(
    "text", ["(()=>{'</script><b>'})();", "(()=>{", "<b>", "(()=>{'<!--'})();"]
)
def test_what_could_leave_its_script_is_not_printed(text: str, guarded: Instance) -> None:
    """WP-09: whatever came to stand in the option."""
    guarded.set_options(temoin_guard_text=text)
    assert "temoin-guard" not in guarded.visitor().get("/").text


def test_another_key_forgets_it(guarded: Instance) -> None:
    guarded.wp_eval("update_option('temoin_site_key', 'another0key');")
    assert guarded.option("temoin_guard_text") in (None, "")
