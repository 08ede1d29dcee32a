"""Which arm of an A/B test is shown, and what its counts tell.

Nothing is kept in the browser before a choice, so what decides an arm is forgotten at once: chance,
or a keyed hash of the address that changes every day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """A share (0 to 1) with the bounds between which the true one lies, 95 times in 100."""

    share: float
    low: float
    high: float


def arm_of(arms: Sequence[str], seed: bytes) -> str:
    """One of the arms, all equally likely over evenly spread seeds of at least 8 bytes."""
    return arms[int.from_bytes(seed[:8], "big") % len(arms)]


def day_seed(secret: bytes, day: int, address: str) -> bytes:
    """A seed that stays for one address and one day, and leads back to neither."""
    return hashlib.blake2b(f"{day}\x1f{address}".encode(), key=secret, digest_size=8).digest()


def share_of(count: int, total: int) -> Interval | None:
    """A share and its Wilson score interval; None without any.

    Source: E. B. Wilson, JASA 22 (1927) 209-212. It stays within 0 and 1 and holds for few counts.
    """
    if not total:
        return None
    share, z = count / total, _z()
    weight = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / weight
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / weight
    return Interval(share, max(0.0, middle - reach), min(1.0, middle + reach))


def difference(one: Interval, other: Interval) -> Interval:
    """How much larger `one` is than `other`; both bounds on one side of 0 tell them apart.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    apart = one.share - other.share
    below = sqrt((one.share - one.low) ** 2 + (other.high - other.share) ** 2)
    above = sqrt((one.high - one.share) ** 2 + (other.share - other.low) ** 2)
    return Interval(apart, apart - below, apart + above)


def _z() -> float:
    return NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
