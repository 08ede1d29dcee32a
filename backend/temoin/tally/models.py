"""Counts of what happened to the banner, by day."""

from __future__ import annotations

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField

from temoin.sites.models import Site
from temoin.store.base import BaseModel


class BannerTally(BaseModel):
    """How often one thing happened on a day (days since 1970, UTC).

    No time of day, no address, no browser, no identifier: a line is a number of people, not one
    of them. `page` is a path, empty for those beyond the first 200 of a day. `arm` is that of an
    A/B test, empty for the document itself. `waited_s` is the longest time in seconds from showing
    to choosing that the line counts, 0 where nothing was chosen.
    """

    site = ForeignKeyField(Site, on_delete="CASCADE", index=False)
    day = IntegerField()
    revision = IntegerField()
    arm = CharField(max_length=16)
    regime = CharField(max_length=16)
    layout = CharField(max_length=6)
    page = CharField(max_length=300)
    what = CharField(max_length=8)
    waited_s = IntegerField()
    count = IntegerField()

    class Meta:
        """One line for each combination."""

        primary_key = CompositeKey(
            "site", "day", "revision", "arm", "regime", "layout", "page", "what", "waited_s"
        )


TABLES = (BannerTally,)
