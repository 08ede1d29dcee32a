"""The snippet that visitors load: built code and a published revision in one response."""

from temoin.banner.models import TABLES
from temoin.banner.picturing import JOB, LEAF
from temoin.banner.retention import RETENTION
from temoin.banner.vendorlist_command import gvl_group
from temoin.banner.views import PREFIX, make_door, register
from temoin.core.feature import Feature

FEATURE = Feature(
    "banner",
    register=register,
    tables=TABLES,
    gets=((PREFIX, make_door),),
    commands=(gvl_group,),
    retention=RETENTION,
    jobs=(JOB,),
    leaves=(LEAF,),
)
