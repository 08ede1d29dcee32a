"""One file that holds an installation, made while it runs, and the way back from it (R9)."""

from temoin.backup.commands import backup_command, restore_command
from temoin.core.feature import Feature

FEATURE = Feature("backup", commands=(backup_command, restore_command))
