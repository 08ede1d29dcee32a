"""Write the keys of purposes into `docs/reference/purposes.md`, from the shipped lists."""

from __future__ import annotations

from pathlib import Path

from temoin.purposes.vocabulary import terms

DOCUMENT = Path(__file__).parents[1] / "docs" / "reference" / "purposes.md"
MARK = "\n## Keys\n"
INTRODUCTION = """
`data`, `persons`, `recipients` and `security` take keys of these lists (`known`) and words of your
own in each language (`own`). Each has an IRI of the [Data Privacy Vocabulary](https://w3id.org/dpv).
"""
KINDS = {
    "data": "Data",
    "persons": "People",
    "recipients": "Recipients",
    "security": "Security",
    "safeguards": "Safeguards of a transfer",
    "exemptions": "Exemptions from consent",
}


def page() -> str:
    """The page with its lists of today."""
    head, _, _ = DOCUMENT.read_text(encoding="utf-8").partition(MARK)
    return head + MARK + INTRODUCTION + "".join(_table(kind) for kind in KINDS)


def _table(kind: str) -> str:
    rows = "".join(f"| `{key}` | {term.name('en')} |\n" for key, term in terms(kind).items())
    return f"\n### {KINDS[kind]}\n\n| key | means |\n|---|---|\n{rows}"


if __name__ == "__main__":
    DOCUMENT.write_text(page(), encoding="utf-8")
