"""Settings: one frozen dataclass read from `TEMOIN_*` variables, or `TEMOIN_*_FILE` for secrets.

Precedence: environment, then a site's own configuration where it has one, then the default.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from temoin.core.errors import BadSettings
from temoin.core.note import witness_keys

PREFIX = "TEMOIN_"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one installation; each field is `TEMOIN_<NAME>` in upper case."""

    data_dir: Path = field(
        default=Path("temoin-data"),
        metadata={"doc": "Folder for the database and keys; made at first start."},
    )
    database_url: str = field(
        default="",
        metadata={"doc": "`sqlite:///path` or `postgresql://…`; empty: SQLite in the folder."},
    )
    events_url: str = field(
        default="", metadata={"doc": "Where events go; empty: the same database."}
    )
    base_url: str = field(
        default="http://127.0.0.1:8400",
        metadata={"doc": "Public address of the service, without a slash at the end."},
    )
    secret_key: str = field(
        default="",
        metadata={"doc": "Secret of at least 32 characters; empty: made once in the data folder."},
    )
    geoip_db: Path | None = field(
        default=None,
        metadata={
            "doc": "A MaxMind-format file of yours; empty: the country file that is shipped."
        },
    )
    trusted_proxies: int = field(
        default=0, metadata={"doc": "How many proxies of yours are in front (X-Forwarded-For)."}
    )
    smtp_url: str = field(
        default="",
        metadata={
            "doc": "`smtp://user:password@host:port`, for later releases: no mail is sent yet."
        },
    )
    chromium: str = field(
        default="",
        metadata={
            "doc": "Chromium or Chrome that takes pictures of what is published; empty: the one on "
            "the path, if any; `none`: no pictures."
        },
    )

    log_witnesses: str = field(
        default="",
        metadata={
            "doc": "Keys of witnesses that may vouch for heads of the logs, separated by spaces."
        },
    )

    @property
    def database(self) -> str:
        """The database URL with its default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'temoin.sqlite3'}"

    @property
    def is_https(self) -> bool:
        """Whether visitors reach the service over TLS, so that cookies may be `Secure`."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this environment.

    Raises BadSettings, naming the variable, for an unknown `TEMOIN_` name or an unusable value.
    """
    known = {PREFIX + f.name.upper(): f.name for f in fields(Settings)}
    values: dict[str, object] = {}
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        base = variable.removesuffix("_FILE")
        if base not in known:
            names = ", ".join(sorted(known))
            raise BadSettings(f"{variable} is no setting of Temoin; known: {names}")
        name = known[base]
        if name in values:
            raise BadSettings(f"{base} and {variable} are both set: keep one")
        text = _from_file(variable, environ[variable]) if base != variable else environ[variable]
        if text.strip():
            values[name] = _parse(name, base, text.strip())
    return Settings(**values)  # type: ignore[arg-type]


def _from_file(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{variable}: cannot read {path}: {error}") from error


def _parse(name: str, variable: str, text: str) -> object:
    parser = _PARSERS.get(name, str)
    try:
        return parser(text)
    except ValueError as error:
        raise BadSettings(f"{variable}: {error}") from error


def _database_url(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("write sqlite:///path or postgresql://user@host/name")
    return text


def _events_url(text: str) -> str:
    raise ValueError(f"{text} is no store for events that this version has; leave it unset")


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write it like https://consent.example")
    return text.rstrip("/")


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("at least 32 characters, e.g. from `openssl rand -hex 32`")
    return text


def _existing_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ValueError(f"there is no file {text}")
    return path


def _browser(text: str) -> str:
    return text if text == "none" else str(_existing_file(text))


def _count(text: str) -> int:
    number = int(text) if text.isdigit() else -1
    if not 0 <= number <= 10:
        raise ValueError("a whole number from 0 to 10")
    return number


def _witnesses(text: str) -> str:
    witness_keys(text)
    return text


_PARSERS: dict[str, Callable[[str], object]] = {
    "data_dir": Path,
    "database_url": _database_url,
    "events_url": _events_url,
    "base_url": _base_url,
    "secret_key": _secret,
    "geoip_db": _existing_file,
    "trusted_proxies": _count,
    "log_witnesses": _witnesses,
    "chromium": _browser,
}


def secret_of(settings: Settings) -> bytes:
    """The installation's secret: the setting, or a file made once in the data folder (mode 0600).

    Two processes that start together agree, because the file is linked into place whole.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data_dir / "secret.key"
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes().strip()
