"""Each banner on the same page: fast and slow browser, fresh profile every time, in turns.

What the columns say, each a median over the rounds with the lowest and highest in brackets:

bytes sent, requests
    What the page asked for besides itself until it was quiet, as it came over the wire.
script ms, main thread ms
    Processor time, not clock time, of the renderer's main thread from the navigation until the
    page was quiet: first JavaScript alone, then everything (style, layout and paint too), each
    less what the page alone took in the same round. The process showed the page alone before, so
    its own start is not in them, and nothing of the measurement runs inside the page.
FCP slow, visible slow
    Milliseconds after the navigation on a slow phone (four times slower processor, 150 ms,
    1.6 Mbit/s): the page's first contentful paint, and the first frame that has the banner on the
    screen, not see-through. For the page alone its heading.
accept to paint, refuse to paint
    At the same slow processor: from the moment the mouse button goes up over the button, as the
    browser stamped it, until the main thread has painted the next frame. The mouse has been over
    the button before, as a hand has. Not Event Timing: it reports a banner that fades out when
    the fading ends, and nothing at all below 16 ms. For the page alone a click on its heading,
    the least that any click takes. `none` where it cannot be said: the banner did not go, kept no
    choice, or left the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.banner import page as site
from benchmarks.banner.peers import Banner, install, peers
from benchmarks.report import Check, Section
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.servers import service

COLUMNS = {
    "bytes": "bytes sent",
    "requests": "requests",
    "script": "script ms",
    "thread": "main thread ms",
    "fcp": "FCP slow",
    "visible": "visible slow",
    "accept": "accept to paint",
    "refuse": "refuse to paint",
}
SLOW_CPU = 4
SLOW_NET = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
QUIET_MS = 1500  # after its load event every banner has come to rest by then
NONE = Banner("page alone", "", "h1", "h1", "h1")
# Looks at every frame, through an open shadow root, until the part is to be seen.
WATCH = """selector => {
  const [host, inner] = selector.split(' >>> ');
  window.__shown = () => {
    const outer = document.querySelector(host);
    const found = inner ? outer?.shadowRoot?.querySelector(inner) : outer;
    const place = found?.getBoundingClientRect();
    return !!place && place.height > 10 && place.top < innerHeight
      && found.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const look = () => {
    if (window.__shown()) window.__seen = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
# First of all listeners; the message is read when the frame is done.
CLICK = """addEventListener('click', ({ timeStamp }) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => window.__painted = performance.now() - timeStamp;
  requestAnimationFrame(() => port2.postMessage(0));
}, true)"""


@dataclass
class Figures:
    """What was measured of one banner, by column and round."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, value: float) -> None:
        """One round's value."""
        self.rounds.setdefault(what, []).append(value)

    def middle(self, what: str) -> float | None:
        """The median, None for what could not be measured."""
        return median(self.rounds[what]) if what in self.rounds else None

    def cell(self, what: str) -> str:
        """The median with the spread, for the table."""
        values = self.rounds.get(what)
        if not values:
            return "none"
        low, middle, high = (f"{v:.1f}" for v in (min(values), median(values), max(values)))
        whole = middle.removesuffix(".0")
        return whole if low == high else f"{whole} ({low}–{high})"


def measure(folder: Path, rounds: int, _: int) -> Section:
    """All banners in interleaved rounds; goals of the snippet's budget."""
    install()
    with service.running(folder) as running:
        key = running.add_site("Bench", "127.0.0.1")["key"]
        ours = Banner(
            "temoin",
            f'<script src="{running.url}/t/{key}.js" async></script>',
            "temoin-banner >>> .banner",
            "temoin-banner [data-temoin-action=accept]",
            "temoin-banner [data-temoin-action=refuse]",
        )
        banners = [NONE, ours, *peers()]
        heads = {str(number): banner.head for number, banner in enumerate(banners)}
        with site.serving(heads) as address, _browser() as browser:
            found = [Figures() for _ in banners]
            for _round in range(rounds):
                for number, banner in enumerate(banners):
                    _load(browser, address, number, found[number])
                    for button in ("accept", "refuse"):
                        _slow(browser, f"{address}/{number}", banner, button, found[number])
    return _section(banners, found)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _fresh(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    yield opened, context.new_cdp_session(opened)
    context.close()


def _load(browser: Browser, address: str, number: int, into: Figures) -> None:
    with _fresh(browser) as (opened, session):
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        opened.goto(f"{address}/0")
        opened.wait_for_timeout(QUIET_MS)
        before = _metrics(session)
        sizes: dict[str, int] = {}
        session.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
        )
        pages: list[str] = []
        session.on(
            "Network.responseReceived",
            lambda e: pages.append(e["requestId"]) if e["type"] == "Document" else None,
        )
        session.send("Network.enable")
        opened.goto(f"{address}/{number}")
        opened.wait_for_timeout(QUIET_MS)
        after = _metrics(session)
        parts = [size for request, size in sizes.items() if request not in pages]
        into.add("bytes", sum(parts))
        into.add("requests", len(parts))
        for what, metric in (("script", "ScriptDuration"), ("thread", "TaskDuration")):
            into.add(what, (after[metric] - before[metric]) * 1000)


def _metrics(session: CDPSession) -> dict[str, float]:
    return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}


def _slow(browser: Browser, address: str, banner: Banner, button: str, into: Figures) -> None:
    with _fresh(browser) as (opened, session):
        opened.add_init_script(f"({WATCH})({banner.shown!r}); {CLICK}")
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_NET)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
        opened.goto(address)
        opened.wait_for_function("window.__seen", timeout=20_000, polling=100)
        opened.wait_for_timeout(QUIET_MS)
        into.add("visible", opened.evaluate("window.__seen"))
        into.add(
            "fcp",
            opened.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
        )
        _press(opened, getattr(banner, button))
        if (took := _painted(opened, banner)) is not None:
            into.add(button, took)


def _press(opened: Page, selector: str) -> None:
    """Real input with a hand's pauses: moved there, pressed, let go."""
    opened.locator(selector).first.hover()
    opened.wait_for_timeout(300)
    opened.mouse.down()
    opened.wait_for_timeout(80)
    opened.mouse.up()
    opened.wait_for_timeout(QUIET_MS)


def _painted(opened: Page, banner: Banner) -> float | None:
    """Milliseconds, if the click did what it was for."""
    took: float | None = opened.evaluate("window.__painted ?? null")
    kept = opened.context.storage_state()
    done = not opened.evaluate("window.__shown()") and (kept["cookies"] or kept["origins"])
    return took if done or banner is NONE else None


def _section(banners: list[Banner], found: list[Figures]) -> Section:
    alone, ours, others = found[0], found[1], found[2:]
    for figures in reversed(found):  # the page alone last: the others are told from it
        for what in ("script", "thread"):
            pairs = zip(figures.rounds[what], alone.rounds[what], strict=True)
            figures.rounds[what] = [value - page for value, page in pairs]
    rows = [
        (banner.name, *(figures.cell(what) for what in COLUMNS))
        for banner, figures in zip(banners, found, strict=True)
    ]
    return Section(
        "Banners side by side", ("banner", *COLUMNS.values()), rows, _checks(alone, ours, others)
    )


def _checks(alone: Figures, ours: Figures, others: list[Figures]) -> list[Check]:
    """The goals of the budget, and ours to the best peer of each column."""
    mine = {what: value for what in COLUMNS if (value := ours.middle(what)) is not None}
    checks = [
        Check("requests before a choice", mine["requests"], "<=", 1),
        Check("script ms", mine["script"], "<=", 4),
        Check("main thread ms", mine["thread"], "<=", 12),
        Check("visible slow, ms", mine["visible"], "<=", 700),
        Check("FCP cost slow, ms", mine["fcp"] - (alone.middle("fcp") or 0), "<=", 30),
        Check("accept to paint at 4x CPU, ms", mine["accept"], "<=", 40),
        Check("refuse to paint at 4x CPU, ms", mine["refuse"], "<=", 40),
    ]
    for what in ("bytes", "script", "thread", "visible", "accept", "refuse"):
        best = min(value for one in others if (value := one.middle(what)) is not None)
        checks.append(Check(f"{what} to the best peer", mine[what] / best, "<=", 1))
    return checks
