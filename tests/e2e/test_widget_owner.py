"""The widget for a page's owner: events, calls, a queue before it is there, an npm package, and the page's own theme."""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, WIDGET, opened
from tests.chat import FLOATING, PLAIN, STRICT, Site, ask, clean, page_of
from tests.reading import UNKNOWN, WHEN

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

NODE, NPM = shutil.which("node"), shutil.which("npm")
SCRIPT = {"Content-Type": "text/javascript"}


def listen(page: Page, *names: str) -> None:
    page.evaluate(
        """(names) => {
            window.heard = [];
            for (const name of names) document.addEventListener(name, (event) => heard.push([name, event.detail]));
        }""",
        names,
    )


def test_the_page_hears_a_question_its_answer_a_quote_that_is_opened_and_an_opinion(
    browser: Browser, quoting: Site
) -> None:
    with opened(browser, quoting[0]) as sight:
        page = sight.page
        listen(page, "qa-ask", "qa-answer", "qa-source", "qa-feedback", "qa-error")
        turn = ask(page, WHEN)
        turn.get_by_role("button", name="Helpful", exact=True).click()
        expect(turn.locator(".feedback")).to_have_text("Thank you")
        turn.locator(".statement .cite").click()
        expect(page.locator(".reader mark")).to_be_focused()
        (asked, answered, judged, opened_quote) = page.evaluate("heard")
        answer = answered[1]
        assert asked == ["qa-ask", {"question": WHEN}]
        assert (answered[0], answer["mode"], answer["question"]) == ("qa-answer", "extractive", WHEN)
        assert judged == ["qa-feedback", {"answer_id": answer["id"], "rating": "up", "comment": ""}]
        assert opened_quote == ["qa-source", {"citation": answer["citations"][0], "source": answer["sources"][0]}]


def test_the_page_hears_why_there_is_no_answer_and_which_request_it_was(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    failed = {"status": 500, "code": "model_unavailable", "request_id": "req_2"}
    stream = f"id: ans_1:1\nevent: failed\ndata: {json.dumps(failed)}\n\n"
    with opened(browser, url) as sight:
        page = sight.page
        listen(page, "qa-error")
        rules.answers["/v1/answers"] = (403, {}, {"code": "origin_not_allowed", "request_id": "req_1"})
        ask(page, WHEN, "closed")
        rules.answers["/v1/answers"] = (502, {"X-Request-Id": "req_of_proxy"}, "no JSON")
        ask(page, WHEN, "failed")
        rules.answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, stream)
        ask(page, WHEN, "failed")
        page.context.set_offline(True)
        ask(page, WHEN, "offline")
        assert [told for _, told in page.evaluate("heard")] == [
            {"code": "origin_not_allowed", "status": 403, "requestId": "req_1"},
            {"code": "unknown", "status": 502, "requestId": "req_of_proxy"},
            {"code": "model_unavailable", "status": 500, "requestId": "req_2"},
            {"code": "unreachable", "status": 0, "requestId": None},
        ]


def test_a_question_of_the_page_opens_the_panel_and_comes_back_with_its_answer(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        page.wait_for_selector("qa-chat", state="attached")
        asking = "(question) => document.querySelector('qa-chat').ask(question)"
        assert "12 June 2026" in page.evaluate(asking, WHEN)["text"]
        expect(page.get_by_role("dialog", name="Ask us")).to_be_visible()
        assert page.evaluate(asking, UNKNOWN)["mode"] == "abstained"
        rules.answers["/v1/answers"] = (500, {}, {"code": "x"})
        assert page.evaluate(asking, WHEN) is None
        said = page.evaluate("document.createElement('qa-chat').ask('When?').catch((error) => error.message)")
        assert said == "<qa-chat>: it opens and answers once it is in the page"


def test_calls_that_come_before_the_script_wait_for_the_chat(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.answers["/early.js"] = (200, SCRIPT, f"(window.qaChat ??= []).push(['ask', {json.dumps(WHEN)}]);")
    scripts = '<script src="/early.js"></script><script src="/widget.js" data-key=""></script>'
    rules.pages["/site"] = (page_of(scripts), STRICT)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        expect(page.locator("qa-chat .statement mark")).to_have_text("12 June 2026")
        assert page.evaluate("document.querySelector('qa-chat').isConnected")
        page.evaluate("qaChat.push(['clear'], ['close'], ['remove'])")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.locator("qa-chat article")).to_have_count(0)
        expect(page.locator("qa-chat")).to_have_count(1)
        assert sight.errors == ['<qa-chat>: there is no call "remove"; there are ask, open, read, close, stop, clear']


def test_calls_of_a_page_without_a_chat_wait_until_it_has_one(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (page_of('<script src="/widget.js"></script>'), STRICT)
    with opened(browser, f"{url}/site") as sight:
        sight.page.evaluate("(question) => qaChat.push(['ask', question])", WHEN)
        sight.page.evaluate("document.body.append(document.createElement('qa-chat'))")
        expect(sight.page.locator("qa-chat .statement mark")).to_have_text("12 June 2026")
        clean(sight, url)


# ---- the package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What somebody who installs the package has, packed by npm and unpacked again."""
    if not (NODE and NPM and (WIDGET / "node_modules").is_dir()):
        pytest.skip("neither Node nor esbuild: `make widget` installs what widget/package-lock.json names")
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run([NODE, "build.mjs", "--package", str(folder)], cwd=WIDGET, check=True)
    subprocess.run([NPM, "pack", "--silent", "--offline"], cwd=folder, check=True, capture_output=True)
    [packed] = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "installed", filter="data")
    return folder / "installed" / "package"


def test_the_npm_package_is_a_chat_as_a_module(browser: Browser, quoting: Site, package: Path) -> None:
    url, rules = quoting
    description = json.loads((package / "package.json").read_text(encoding="utf-8"))
    entry = description["exports"]["."]
    rules.answers["/chat.js"] = (200, SCRIPT, (package / entry["default"]).read_text(encoding="utf-8"))
    rules.answers["/page.mjs"] = (
        *(200, SCRIPT),
        'import { QaChat } from "/chat.js"; window.right = document.querySelector("qa-chat") instanceof QaChat;',
    )
    body = f'<qa-chat server="{url}" lang="de"></qa-chat><script type="module" src="/page.mjs"></script>'
    rules.pages["/site"] = (page_of(body), STRICT)
    with opened(browser, f"{url}/site") as sight:
        expect(ask(sight.page, WHEN).locator(".sources summary")).to_have_text("1 Quelle")
        assert sight.page.evaluate("right")
        assert sight.page.evaluate("'qaChat' in window") is False
        clean(sight, url)
    assert (description["name"], description["version"]) == ("@dateline/chat", "0.1.0")
    assert {path.name for path in package.iterdir()} == {
        *("LICENSE", "README.md", "chat.d.ts", "chat.js", "chat.js.map", "custom-elements.json", "package.json")
    }
    for named in (entry["types"], description["customElements"]):
        assert (package / named).is_file()


def test_the_npm_package_can_be_imported_where_pages_are_made_on_a_server(package: Path) -> None:
    assert NODE
    script = 'import("./chat.js").then((chat) => console.log(Object.keys(chat).join()))'
    made = subprocess.run([NODE, "-e", script], cwd=package, capture_output=True, encoding="utf-8", check=True)
    assert made.stdout == "QaChat\n"


# ---- its look


def test_the_theme_follows_that_of_the_page(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    body = '<script src="/widget.js"></script><div id="around" data-theme="dark"><qa-chat></qa-chat></div>'
    rules.pages["/site"] = (page_of(body), PLAIN)
    with opened(browser, f"{url}/site") as sight:
        page, root = sight.page, sight.page.locator("qa-chat .root")
        schemes = [
            ("", "dark"),
            ("document.getElementById('around').dataset.theme = 'light'", "light"),
            ("document.getElementById('around').removeAttribute('data-theme')", "light dark"),
            ("document.documentElement.dataset.theme = 'dark'", "dark"),
            ("document.querySelector('qa-chat').setAttribute('theme', 'light')", "light"),
            ("document.documentElement.dataset.theme = 'sepia'", "light"),
            ("document.querySelector('qa-chat').removeAttribute('theme')", "light dark"),
        ]
        for change, scheme in schemes:
            page.evaluate(change)
            expect(root).to_have_css("color-scheme", scheme)
