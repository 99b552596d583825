"""The overview as a browser loads it: what crosses the wire, and how long until its charts are drawn."""

import os
import shutil
import statistics
from collections.abc import Mapping

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.measuring import Figure, Place, load
from benchmarks.server import Server, served, signed_in
from dashboard.bootstrap import CHROMIUM_NAMES

TABLE = "The overview in Chromium"
KB, MOST_FIRST, MOST_WARM = "KB", 1400, 40
TIMES = 3
PATIENCE = 60_000  # milliseconds
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHARTS = 5
PLOTS = "#overview-content .js-plotly-plot:has(.main-svg)"


def measure(place: Place) -> list[Figure]:
    with served(place) as server:
        cookies = signed_in(0)
        pairs = [_first_and_warm(server, cookies) for _ in range(TIMES)]
    first, warm = (_medians([pair[which] for pair in pairs]) for which in (0, 1))
    return [
        Figure(TABLE, "first load: on the wire", first[0], KB, most=MOST_FIRST),
        Figure(TABLE, "first load: until the charts are drawn", first[1]),
        Figure(TABLE, "warm load: on the wire", warm[0], KB, most=MOST_WARM),
        Figure(TABLE, "warm load: until the charts are drawn", warm[1]),
        load(TABLE),
    ]


def _first_and_warm(server: Server, cookies: Mapping[str, str]) -> list[tuple[float, float]]:
    """Kilobytes and milliseconds with nothing kept, and again with what the first load left."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        context.add_cookies([{"name": name, "value": value, "url": server.address} for name, value in cookies.items()])
        loads = [_load(context, server.address) for _ in range(2)]
        browser.close()
    return loads


def _medians(loads: list[tuple[float, float]]) -> list[float]:
    return [statistics.median(values) for values in zip(*loads, strict=True)]


def _load(context: BrowserContext, address: str) -> tuple[float, float]:
    page = context.new_page()
    network = context.new_cdp_session(page)
    received: list[float] = []
    network.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(address, timeout=PATIENCE)
    page.locator(PLOTS).nth(CHARTS - 1).wait_for(state="attached", timeout=PATIENCE)
    taken = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    page.close()
    return sum(received) / 1000, taken
