"""`/sites/<key>/records`: consent records to look through and to take away as CSV."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from temoin.accounts.access import site_role
from temoin.accounts.roles import Role
from temoin.core.consent import Source, State
from temoin.dashboard.changes import title_of
from temoin.sites.models import Site
from temoin.sites.service import draft_of
from temoin.stats.exporting import as_csv
from temoin.stats.period import parse_days
from temoin.stats.records import ANSWERS, Filter, all_records, records
from temoin.web.services import Services

FIELDS = ("state", "source", "language", "record", "page", "purpose", "answer", "from", "to")


def add_routes(routes: Blueprint, services: Services) -> None:
    """Add the list and its export."""

    @routes.get("/sites/<key>/records")
    @site_role(Role.VIEWER)
    def record_list(site: Site) -> ResponseReturnValue:
        wanted, document = _filter(services.now_ms()), draft_of(site)
        found, after = records(site.id, wanted, request.args.get("after", ""))
        given = {name: request.args.get(name, "").strip() for name in FIELDS}
        kept = {name: value for name, value in given.items() if value}
        return render_template(
            "dashboard/records.html",
            site=site,
            records=found,
            given=given,
            is_filtered=bool(kept),
            states=[state.value for state in State],
            sources=[source.value for source in Source],
            languages=document.languages,
            purposes={one["key"]: title_of(one) for one in document.asked},
            answers=ANSWERS,
            domain=document.raw["domains"][0],
            is_first=not request.args.get("after"),
            next_page="?" + urlencode({**kept, "after": after}) if after else None,
            export=f"/sites/{site.key}/records.csv" + (f"?{urlencode(kept)}" if kept else ""),
        )

    @routes.get("/sites/<key>/records.csv")
    @site_role(Role.VIEWER)
    def record_export(site: Site) -> ResponseReturnValue:
        rows = all_records(site.id, _filter(services.now_ms()))
        reply = Response(stream_with_context(as_csv(rows)), mimetype="text/csv")
        reply.headers["Content-Disposition"] = f'attachment; filename="consents-{site.key}.csv"'
        return reply


def _filter(now_ms: int) -> Filter:
    """The filter of the address. Raises InvalidInput naming the field."""
    given = {name: request.args.get(name, "").strip() for name in FIELDS}
    start, end = given.pop("from"), given.pop("to")
    period = parse_days(start, end, now_ms) if start or end else None
    return Filter(period=period, **given)
