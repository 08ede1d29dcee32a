"""Settings: typed, from one place, loud when wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from temoin.core.errors import BadSettings
from temoin.settings import Settings, load, secret_of

SECRET = "0123456789abcdef0123456789abcdef"


def test_defaults_need_nothing() -> None:
    settings = load({"PATH": "/bin"})
    assert settings == Settings()
    assert settings.database.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TEMOIN_TYPO", "1"),
        ("TEMOIN_DATABASE_URL", "mysql://x"),
        ("TEMOIN_BASE_URL", "consent.example"),
        ("TEMOIN_SECRET_KEY", "short"),
        ("TEMOIN_TRUSTED_PROXIES", "-1"),
        ("TEMOIN_TRUSTED_PROXIES", "many"),
        ("TEMOIN_GEOIP_DB", "/nowhere.mmdb"),
        ("TEMOIN_SECRET_KEY_FILE", "/nowhere"),
    ],
)
def test_an_unknown_name_or_bad_value_stops_the_start(name: str, value: str) -> None:
    """Contract: one clear line that names the variable."""
    with pytest.raises(BadSettings, match=name.removesuffix("_FILE")):
        load({name: value})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    assert load({"TEMOIN_SECRET_KEY_FILE": str(path)}).secret_key == SECRET
    with pytest.raises(BadSettings, match="both"):
        load({"TEMOIN_SECRET_KEY_FILE": str(path), "TEMOIN_SECRET_KEY": SECRET})


def test_the_secret_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    first = secret_of(settings)
    assert first == secret_of(settings)
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]
