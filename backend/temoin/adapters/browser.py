"""Pictures of a page of our own, taken by a Chromium of the server that asks nobody anything."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from temoin.core.errors import Unavailable

NONE = "none"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WITHIN_S = 30
PNG = b"\x89PNG\r\n\x1a\n"
# No name is resolved, so nothing can be asked for, whatever stands in the page.
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-default-browser-check",
    "--no-first-run",
    "--virtual-time-budget=3000",
)


def find_browser(wanted: str) -> str | None:
    """The executable that the setting names, else the first on the path; None for `none`."""
    if wanted:
        return None if wanted == NONE else wanted
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def picture_of(executable: str, page: str, width: int, height: int) -> bytes:
    """A PNG of a page (HTML), `width` x `height` pixels. Raises Unavailable.

    The browser's profile is a folder that is removed afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="temoin-picture-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        (folder / "page.html").write_text(_framed(page, width, height), encoding="utf-8")
        _run(executable, folder, width, height)
        try:
            picture = (folder / "picture.png").read_bytes()
        except OSError as error:
            raise Unavailable("the browser made no picture") from error
    if not picture.startswith(PNG):
        raise Unavailable("the browser made no picture")
    return picture


def _framed(page: str, width: int, height: int) -> str:
    """A browser's window has a smallest width and a head; a frame has neither."""
    return (
        f'<!doctype html><body style="margin:0"><iframe style="display:block;border:0;'
        f'width:{width}px;height:{height}px" srcdoc="{html.escape(page)}"></iframe>'
    )


def _run(executable: str, folder: Path, width: int, height: int) -> None:
    # Chromium refuses to run as root with its sandbox, as in many containers.
    rootless = ("--no-sandbox",) if os.geteuid() == 0 else ()
    command = [
        executable,
        *ARGUMENTS,
        *rootless,
        f"--user-data-dir={folder / 'profile'}",
        f"--screenshot={folder / 'picture.png'}",
        f"--window-size={width},{height}",
        (folder / "page.html").as_uri(),
    ]
    # In a session of its own, so that its children end with it.
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(f"the browser cannot be started: {error}") from error
    try:
        code = process.wait(WITHIN_S)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"the browser took longer than {WITHIN_S} s") from error
    finally:
        _end(process)
    if code:
        raise Unavailable(f"the browser ended with {code}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the browser."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()
