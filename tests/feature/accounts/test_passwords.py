"""What may be a password (R22, ASVS 6.2.4, 6.2.11, 6.2.12): checked without asking anybody."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from temoin.accounts import guessing
from temoin.accounts.models import Organisation, User
from temoin.accounts.passwords import weakness_of
from tests.feature.command_line import Command
from tests.feature.people import PASSWORD, Browser

EMAIL = "marguerite@boulangerie.example"
AROUND = ("https://consent.fournil.example:8443", ["Le Pain d’Épi", "Été"])


@pytest.mark.parametrize(
    "password",
    [
        "password12345",
        "Password2026!",
        "P@ssw0rd!!!!!",
        "motdepasse2026",
        "MotDePasse!!!",
        "azertyuiop12",
        "azertyuiopqsd",
        "poiuytreza12",
        "1234567890123",
        "abcdefghijkl",
        "marseille2026",
        "bienvenue-2026",
        "passwordpassword",
        "soleilsoleil",
        "abcabcabcabcab",
        "aaaaaaaaaaaaaa",
        "1q2w3e4r5t6y",
        "correcthorsebatterystaple",
        "ｐａｓｓｗｏｒｄ１２３４",  # noqa: RUF001 -- one spelling of many
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    """ASVS 6.2.12."""
    assert weakness_of(password, EMAIL, *AROUND) == "accounts.password.too_common"


@pytest.mark.parametrize(
    "password",
    [
        "Marguerite est ici",
        "xx MARGUERITE xx 99",
        "m.a.r.g.u.e.r.i.t.e",
        "la boulangerie du coin",
        "lepaindépi tous les jours",
        "le pain d'épi chaque jour",
        "chez fournil il fait bon",
        "my temoin account 77",
    ],
)
def test_names_around_the_person_are_refused(password: str) -> None:
    """ASVS 6.2.11: the address, the organisation, the site, the service."""
    assert weakness_of(password, EMAIL, *AROUND) == "accounts.password.has_name"


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "eight loud red lanterns",
        "un été sous la pluie fine",
        "tV9#kq2Lw!zu",
        "7$4-9!2#a5&8%3",
        "例えば長い合言葉を使う方法",
    ],
)
def test_long_words_of_ones_own_are_taken(password: str) -> None:
    """What has three letters or fewer is in too many passwords to be looked for."""
    assert weakness_of(password, EMAIL, *AROUND) is None


def test_lengths() -> None:
    assert weakness_of("tV9#kq2Lw!z", EMAIL, *AROUND) == "accounts.password.too_short"
    assert weakness_of("tV9#kq2Lw!z" * 60, EMAIL, *AROUND) == "accounts.password.too_long"
    assert weakness_of(EMAIL.upper(), EMAIL, *AROUND) == "accounts.password.is_email"


def test_the_list_is_shipped_and_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a password check opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    guessing._common.cache_clear()
    assert guessing.is_common("chouchou2026")
    packed = Path(guessing.__file__).parent / "common_passwords.gz"
    assert packed.stat().st_size < 100_000
    assert len(gzip.decompress(packed.read_bytes()).split()) > 10_000


@pytest.mark.parametrize("size", [512, 100_000])
def test_long_input_is_checked_at_once(size: int) -> None:
    """ASVS 1.3.12: the search for repetition looks at no more than a password may have."""
    assert weakness_of("ab" * size, EMAIL, *AROUND) == "accounts.password.too_long"
    weakness_of("é1" * 255 + "x", EMAIL, *AROUND)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Leave out your address"), ("fr", "N’y mettez ni")]
)
def test_the_reason_is_told_in_the_reader_s_language(
    owner: User,
    organisation: Organisation,
    browser: Callable[[User], Browser],
    language: str,
    said: str,
) -> None:
    User.update(language=language).execute()
    reply = browser(owner).post(
        "/account/password", current=PASSWORD, password=f"I work at {organisation.name} now"
    )
    assert reply.status_code == 422
    assert said in reply.text


def test_the_command_line_says_it_too(command: Command) -> None:
    words = ("user", "add", "anna@shop.example", "--org", "Blue Lamps", "--password-stdin")
    done = command(*words, stdin="all the blue lamps here\n")
    assert done.exit_code == 1
    assert "without the name" in done.stderr
