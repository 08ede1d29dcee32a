"""What these tests share: the command line."""

from __future__ import annotations

from tests.feature.command_line import command

__all__ = ["command"]
