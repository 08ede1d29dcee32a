"""Write docs/reference/vendors.md from the shipped catalogue: `python scripts/list_vendors.py`."""

from pathlib import Path

from temoin import catalogue

DOCUMENT = Path(__file__).parents[1] / "docs/reference/vendors.md"
HEAD = """# Vendors that Temoin knows

{count} services, kept in `backend/temoin/catalogue/data`. When a page loads one of them and the
owner has not said otherwise, it is held back under its usual purpose until the visitor allows that.
Those marked *free* need no consent and are never held; the reason stands in the file.

Case 1: the site's own account receives the data. Case 2: the vendor uses them for itself too.

Written in November 2026. Each entry names a page of the vendor where it can be checked, but the
entries were not checked against those pages one by one: legal names, hosts, names and durations of
cookies change without notice. Treat them as a start and correct them in your site's configuration
(`vendors` of a purpose). Corrections are welcome.

| vendor | controller | purpose | case | key |
|---|---|---|---|---|
"""


def page() -> str:
    """The document's text."""
    vendors = catalogue.vendors().values()
    rows = [
        f"| [{one.name}]({one.policy}) | {one.controller}, {one.country} |"
        f" {'free' if one.is_free else one.purpose} | {one.case} | `{one.key}` |\n"
        for one in vendors
    ]
    return HEAD.format(count=len(rows)) + "".join(rows)


if __name__ == "__main__":
    DOCUMENT.write_text(page(), encoding="utf-8")
