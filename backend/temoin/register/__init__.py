"""The register of processing (GDPR art. 30): read from the purposes of what is published."""

from pathlib import Path

from temoin.core.feature import Export, Feature
from temoin.register.exporting import write
from temoin.register.pages import register

FEATURE = Feature(
    "register",
    register=register,
    wording=Path(__file__).parent / "wording",
    exports=(Export("register", ("csv", "json"), write),),
)
