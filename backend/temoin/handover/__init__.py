"""One choice for a group of domains: it goes along with a link, without a third party (CNIL-16)."""

from temoin.core.feature import Feature
from temoin.handover import minting, opening

FEATURE = Feature(
    "handover",
    register=minting.register,
    posts=((minting.PATH, minting.make_door), (opening.PATH, opening.make_door)),
)
