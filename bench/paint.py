"""Time the page at `/` in Chromium beside that of another checkout: first paint, and from a question to its first statement.

`python -m bench.paint FOLDER`, such as one that `git worktree add FOLDER COMMIT` made; both take turns in one run.
"""

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from bench import server
from bench.paths import ROOT

_QUESTION = "How many US troops are in Iraq?"
_ROUNDS = 15
_WIDTH, _HEIGHT = 1280, 800
_PAINTED = """new Promise(done => new PerformanceObserver(list => {
  const [paint] = list.getEntriesByName("first-contentful-paint");
  if (paint) done(paint.startTime);
}).observe({type: "paint", buffered: true}))"""
_WATCH = """() => {
  addEventListener("keydown", () => { window.asked ??= performance.now(); }, true);
  window.stated = new Promise(done => {
    const look = () => document.querySelector("qa-chat").shadowRoot.querySelector(".statement")
      ? done(performance.now() - window.asked) : requestAnimationFrame(look);
    look();
  });
}"""
_FIGURES = ("first paint", "first statement")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians and the quartiles of both checkouts."""
    options_of = ArgumentParser(description=__doc__)
    options_of.add_argument("other", type=Path, help="the folder of the other checkout")
    options_of.add_argument("--chromium", default="/usr/bin/chromium", help="the browser; default: /usr/bin/chromium")
    options = options_of.parse_args(arguments)
    with ExitStack() as opened:
        checkouts = {"other": options.other.resolve(), "this one": ROOT}
        addresses = {name: opened.enter_context(_served(folder)) for name, folder in checkouts.items()}
        browser = opened.enter_context(_chromium(options.chromium))
        for address in addresses.values():
            _timed(browser, address)  # the models load with the first question
        rounds = [{name: _timed(browser, address) for name, address in addresses.items()} for _ in range(_ROUNDS)]
    print(f"milliseconds, median of {_ROUNDS} (quartiles); each page in a browser context of its own, nothing cached")
    for number, figure in enumerate(_FIGURES):
        told = (f"{name} {_spread([each[name][number] for each in rounds])}" for name in addresses)
        print(f"{figure:16} {'   '.join(told)}")


@contextmanager
def _served(root: Path) -> Iterator[str]:
    """The address of a checkout's server, on the seed articles."""
    with TemporaryDirectory(prefix="dateline-paint-") as folder:
        command = [sys.executable, "-m", "qa", "--data", folder, "ingest", str(ROOT / "seeds")]
        subprocess.run(command, cwd=root, check=True, capture_output=True)  # noqa: S603 every word of it is ours
        with server.running(Path(folder), root=root) as running:
            yield f"http://127.0.0.1:{running.port}/"


@contextmanager
def _chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _timed(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds from opening the page to its first paint, and from a question to its first statement."""
    with browser.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}) as context:
        page = context.new_page()
        page.goto(address)
        painted: float = page.evaluate(_PAINTED)
        return painted, _stated(page)


def _stated(page: Page) -> float:
    field = page.locator("qa-chat textarea")
    field.fill(_QUESTION)
    page.evaluate(_WATCH)
    field.press("Enter")
    stated: float = page.evaluate("stated")
    return stated


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    quarter = len(ordered) // 4
    return f"{median(ordered):.0f} ({ordered[quarter]:.0f} to {ordered[-1 - quarter]:.0f})"


if __name__ == "__main__":
    main()
