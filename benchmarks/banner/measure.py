"""Each banner on the same page: fast and slow browser, fresh profile every time, in turns."""

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

HEAD = (
    "banner", "bytes sent", "requests", "script ms", "main thread ms", "FCP slow",
    "visible slow", "accept to paint", "refuse to paint",
)  # fmt: skip
COLUMNS = ("bytes", "requests", "script", "thread", "fcp", "visible", "accept", "refuse")
SLOW_CPU = 4
SLOW_NET = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
NONE = Banner("page alone", "", "h1", "", "")
# Looks at every frame, through open shadow roots, until the part has a place on the screen.
WATCH = """selector => {
  const [host, inner] = selector.split(' >>> ');
  const look = () => {
    const outer = document.querySelector(host);
    const found = inner ? outer?.shadowRoot?.querySelector(inner) : outer;
    const place = found?.getBoundingClientRect();
    if (place && place.height > 10 && place.top < innerHeight
        && getComputedStyle(found).visibility !== 'hidden') window.__seen ??= performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
CLICKS = """window.__clicks = []; new PerformanceObserver(list => {
  for (const e of list.getEntries()) if (e.name === 'click') window.__clicks.push(e.duration);
}).observe({type: 'event', durationThreshold: 16, buffered: true})"""


@dataclass
class Figures:
    """Medians are taken over all rounds."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, value: float) -> None:
        """One round's value."""
        self.rounds.setdefault(what, []).append(value)

    def middle(self, what: str) -> float:
        """The median, 0 for what was never measured."""
        return median(self.rounds.get(what, [0.0]))


def measure(folder: Path, rounds: int, _: int) -> Section:
    """All banners in interleaved rounds; goals of the snippet's budget."""
    install()
    with service.running(folder) as running:
        key = running.add_site("Bench", "127.0.0.1")["key"]
        ours = Banner(
            "temoin",
            f'<script src="{running.url}/t/{key}.js" async></script>',
            "temoin-banner >>> section",
            "temoin-banner [data-temoin-action=accept]",
            "temoin-banner [data-temoin-action=refuse]",
        )
        banners = [NONE, ours, *peers()]
        heads = {str(number): banner.head for number, banner in enumerate(banners)}
        with site.serving(heads) as address, _browser() as browser:
            found = [Figures() for _ in banners]
            for _round in range(rounds):
                for number, banner in enumerate(banners):
                    _quick(browser, f"{address}/{number}", banner, found[number])
                    _slow(browser, f"{address}/{number}", banner, found[number])
    return _section(banners, found)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _fresh(browser: Browser, banner: Banner) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.add_init_script(f"({WATCH})({banner.shown!r}); {CLICKS}")
    yield opened, context.new_cdp_session(opened)
    context.close()


def _quick(browser: Browser, address: str, banner: Banner, into: Figures) -> None:
    with _fresh(browser, banner) as (opened, session):
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        session.send("Network.enable")
        session.send("Performance.enable")
        opened.goto(address)
        opened.wait_for_function("window.__seen")
        opened.wait_for_timeout(700)
        figures = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        into.add("bytes", sum(sizes[1:]))
        into.add("requests", len(sizes) - 1)
        into.add("script", figures["ScriptDuration"] * 1000)
        into.add("thread", figures["TaskDuration"] * 1000)


def _slow(browser: Browser, address: str, banner: Banner, into: Figures) -> None:
    for button in ("accept", "refuse"):
        with _fresh(browser, banner) as (opened, session):
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW_NET)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
            opened.goto(address)
            opened.wait_for_function("window.__seen", timeout=20_000)
            into.add("visible", float(opened.evaluate("window.__seen")))
            into.add("fcp", _first_paint(opened))
            if banner is NONE:
                return
            opened.wait_for_timeout(800)
            opened.locator(getattr(banner, button)).first.click()
            opened.wait_for_timeout(600)
            clicks: list[float] = opened.evaluate("window.__clicks")
            into.add(button, max(clicks, default=0))  # below 16 ms the browser tells nothing


def _first_paint(opened: Page) -> float:
    entry = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    return float(opened.evaluate(entry))


def _section(banners: list[Banner], found: list[Figures]) -> Section:
    alone, ours, others = found[0], found[1], found[2:]
    for figures in found[1:]:
        for what in ("script", "thread"):  # above the page alone
            figures.rounds[what] = [figures.middle(what) - alone.middle(what)]
    rows = [
        (banner.name, *(round(figures.middle(what), 1) for what in COLUMNS))
        for banner, figures in zip(banners, found, strict=True)
    ]
    checks = [
        Check("requests before a choice", ours.middle("requests"), "<=", 1),
        Check("script ms", ours.middle("script"), "<=", 4),
        Check("main thread ms", ours.middle("thread"), "<=", 12),
        Check("visible slow, ms", ours.middle("visible"), "<=", 700),
        Check("FCP cost slow, ms", ours.middle("fcp") - alone.middle("fcp"), "<=", 30),
        Check("accept to paint at 4x CPU, ms", ours.middle("accept"), "<=", 40),
        Check("refuse to paint at 4x CPU, ms", ours.middle("refuse"), "<=", 40),
    ]
    for what in ("bytes", "script", "thread", "visible", "accept", "refuse"):
        best = min(figures.middle(what) for figures in others)
        checks.append(Check(f"{what} to the best peer", ours.middle(what) / max(best, 1), "<=", 1))
    return Section("Banners side by side", HEAD, rows, checks)
