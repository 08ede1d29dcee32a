"""Country of an IP address from a local file; nothing leaves the machine (GDPR-18).

Two shapes of file exist. MaxMind's own products (GeoIP2, GeoLite2) are read through geoip2; the
free flat files hold `{"country_code": "FR"}` and geoip2 refuses them, so maxminddb reads those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import geoip2.database
import geoip2.errors
import maxminddb

from temoin.core.errors import BadSettings

SHIPPED = Path(__file__).parent / "data" / "country.mmdb"


class Place(NamedTuple):
    """Where an address is; `region` and `city` only when the owner's file has them."""

    country: str
    region: str | None = None
    city: str | None = None


class Geography:
    """Look-ups in one open file."""

    def __init__(self, path: Path) -> None:
        self._flat: maxminddb.Reader | None = None
        self._maxmind: geoip2.database.Reader | None = None
        try:
            reader = maxminddb.open_database(str(path))
            self.kind: str = reader.metadata().database_type
            if self.kind.startswith(("GeoIP", "GeoLite", "DBIP-")):
                reader.close()
                self._maxmind = geoip2.database.Reader(str(path))
            else:
                self._flat = reader
        except (OSError, maxminddb.InvalidDatabaseError) as error:
            raise BadSettings(f"{path} is no MaxMind-format file: {error}") from error

    def locate(self, address: str) -> Place | None:
        """The place of an address, or None when the file does not know it."""
        try:
            if self._maxmind is not None:
                return self._from_maxmind(self._maxmind, address)
            return _from_flat(self._flat.get(address)) if self._flat is not None else None
        except ValueError:  # e.g. fe80::1%eth0, which only its own machine can place
            return None

    def _from_maxmind(self, reader: geoip2.database.Reader, address: str) -> Place | None:
        is_city = "City" in self.kind or "Enterprise" in self.kind
        try:
            found: Any = reader.city(address) if is_city else reader.country(address)
        except geoip2.errors.AddressNotFoundError:
            return None
        if not found.country.iso_code:
            return None
        if not is_city:
            return Place(found.country.iso_code)
        region = found.subdivisions.most_specific.name if found.subdivisions else None
        return Place(found.country.iso_code, region, found.city.name)

    def close(self) -> None:
        """Close the file."""
        for reader in (self._flat, self._maxmind):
            if reader is not None:
                reader.close()


def country_of(geography: Geography | None, address: str | None) -> str | None:
    """Two-letter country of an address, or None when file or address are not there or unknown."""
    if geography is None or address is None:
        return None
    place = geography.locate(address)
    return place.country if place else None


def _from_flat(record: Any) -> Place | None:
    code = record.get("country_code") if isinstance(record, dict) else None
    if not isinstance(code, str) or len(code) != 2:
        return None
    return Place(code, record.get("state1") or None, record.get("city") or None)


def open_geography(owners_file: Path | None) -> Geography | None:
    """The owner's file, else the shipped one, else None (then no country is ever known)."""
    if owners_file is not None:
        return Geography(owners_file)
    return Geography(SHIPPED) if SHIPPED.exists() else None
