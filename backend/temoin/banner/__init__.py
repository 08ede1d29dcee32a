"""The snippet that visitors load: built code and a published revision in one response."""

from temoin.banner.views import PREFIX, make_door, register
from temoin.core.feature import Feature

FEATURE = Feature("banner", register=register, gets=((PREFIX, make_door),))
