"""Pictures that a real Chromium takes of what is published."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM
from tests.servers.service import make

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_first_layer_is_on_the_picture(tmp_path: Path) -> None:
    """CNIL-17(b): two screens in their sizes; the banner is drawn, not an empty page."""
    service = make(tmp_path, chromium=CHROMIUM)
    service.run("site", "add", "Shop", "--domain", "shop.example")
    assert "2 pictures" in service.run("job", "run", "take-pictures")
    (database,) = (tmp_path / "data").glob("*.sqlite3")
    rows = sqlite3.connect(database).execute(
        "select kind, content, sha256 from revision_picture order by kind"
    )
    sizes = {}
    for kind, content, digest in rows:
        assert hashlib.sha256(content).hexdigest() == digest
        sizes[kind] = struct.unpack(">II", content[16:24])
        assert len(content) > 15_000  # words and buttons; the page alone has 4 kB
    assert sizes == {"desktop": (1280, 800), "phone": (390, 844)}
