"""Holding tags back in finished HTML on the server: static sites, WSGI applications."""

from temoin.core.feature import Feature
from temoin.rewriting.commands import csp_command, rewrite_command

FEATURE = Feature("rewriting", commands=(rewrite_command, csp_command))
