"""Shapes that are drawn on the server: small lines, shares, and shades of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

LINE_WIDTH, LINE_HEIGHT = 120, 32
SHADES = 5


def sparkline(values: Sequence[int]) -> str:
    """Points of an SVG polyline in a box of 120 × 32; flat on the ground when all are nought."""
    highest = max(values, default=0) or 1
    step = LINE_WIDTH / max(len(values) - 1, 1)
    points = (
        f"{index * step:.1f},{LINE_HEIGHT - 2 - value / highest * (LINE_HEIGHT - 4):.1f}"
        for index, value in enumerate(values)
    )
    return " ".join(points)


def shades(counts: Mapping[str, int]) -> dict[str, int]:
    """A shade from 1 to 5 for each country with a count.

    By logarithm, because the first country often has a hundred times the tenth.
    """
    highest = max(counts.values(), default=0)
    if highest < 2:
        return {code: SHADES for code, count in counts.items() if count}
    return {
        code: 1 + round((SHADES - 1) * log(count) / log(highest))
        for code, count in counts.items()
        if count
    }
