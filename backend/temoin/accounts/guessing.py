"""What is tried first by whoever guesses passwords: common ones, runs of keys, names around."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

MIN_DIFFERENT = 5
MIN_WORD = 4  # what is shorter stands in too many good passwords
LONGEST_UNIT = 5

_LIST = Path(__file__).parent / "common_passwords.gz"  # from Django, see NOTICE
_OWN_WORDS = """
    0123456789ab 098765432109 1234567891234 147258369147 147852369147 789456123789 987654321987
    a1b2c3d4e5f6 administrateur asdfghjklqwe automne bienvenue changemenow changemoi changezmoi
    consent correcthorsebatterystaple iloveyouforever instagram lemotdepasse loremipsumdolor
    monmotdepasse mysecretpassword olympique printemps qwerty123qwerty rootpassword temoin
    test1234test thequickbrownfox thisismypassword wordpress yourpassword zaq12wsxcde3 zxcvbnmasdfg
"""
_SWAPS = str.maketrans("@4301!5$7", "aaeoiisst")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1aqw2zsx3edc4rfv5tgb6yhn7ujn",
)


def is_common(folded: str) -> bool:
    """Whether this lower-case password is one of the first to be tried.

    It is when it stands in a list of common ones, also with digits and signs around it or in place
    of letters, when it is a run of keys, or when a short piece is repeated.
    """
    unit = _repeated(folded)
    if len(unit) <= LONGEST_UNIT or len(set(folded)) < MIN_DIFFERENT:
        return True
    return any(form in _common() or _is_run(form) for form in (*_forms(folded), *_forms(unit)))


def name_within(folded: str, names: Iterable[str]) -> bool:
    """Whether one of these names is in the lower-case password, however it is spaced."""
    squeezed = _squeezed(folded)
    wanted = (_squeezed(name.casefold()) for name in names)
    return any(len(name) >= MIN_WORD and name in squeezed for name in wanted)


def names_around(email: str, base_url: str, organisations: Iterable[str]) -> list[str]:
    """What somebody who knows the person tries: the address, the service, the organisations."""
    person, _, domain = email.partition("@")
    host = urlsplit(base_url).hostname or ""
    labels = [label for place in (domain, host) for label in place.split(".")[:-1]]
    return [person, "temoin", *labels, *organisations]


def _forms(folded: str) -> Iterator[str]:
    """The text, without what stands around its letters, and with signs read as letters."""
    yield folded
    ends = [place for place, sign in enumerate(folded) if sign.isalpha()]
    core = folded[ends[0] : ends[-1] + 1] if ends else ""
    if len(core) >= MIN_WORD:
        yield core
        yield core.translate(_SWAPS)


def _repeated(folded: str) -> str:
    """The shortest piece whose repetition gives the text, at the end perhaps not whole."""
    lengths = range(1, len(folded) // 2 + 1)
    found = (size for size in lengths if folded[size:] == folded[:-size])
    return folded[: next(found, len(folded))]


def _is_run(text: str) -> bool:
    return len(text) > LONGEST_UNIT and any(text in run or text[::-1] in run for run in _RUNS)


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@cache
def _common() -> frozenset[str]:
    packed = gzip.decompress(_LIST.read_bytes()).decode()
    return frozenset((*packed.split(), *_OWN_WORDS.split()))
