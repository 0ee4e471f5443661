"""The widget shows each kind of answer in any direction and language, escaped, accessible, and copied as it is shown."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import get_args

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from qa.api.schemas.answers import AnswerBody, CorrectionBody, DegradedBody, RejectionBody
from qa.api.schemas.scope import ExcludedBody, ScopeBody
from qa.domain.answer import DegradedReason, DisagreementRelation, QualificationRelation, RejectionReason, Ruling
from tests import showing
from tests.browser import CHROMIUM, opened, relayed
from tests.chat import INLINE, STRICT, Site, announced, ask, clean
from tests.driving import in_memory
from tests.e2e.test_widget_safety import inert, violations
from tests.reading import PAYLOADS
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

ALL = {
    "ruled": showing.ruled("no"),
    "differing": showing.differing("update"),
    "several": showing.several(),
    "overview": showing.overview(),
    "missing": showing.refused(["British"]),
    "premise": showing.refused(premise=showing.PREMISE),
}


@pytest.fixture(scope="module")
def anywhere() -> Iterator[Site]:
    """A server without articles, whose own page would have no chat: what is shown is what it is made to say."""
    with in_memory() as services, served(services) as server, relayed(server.port) as site:
        site[1].pages["/"] = (INLINE, STRICT)
        yield site


@pytest.fixture
def site(anywhere: Site) -> Iterator[Site]:
    yield anywhere
    anywhere[1].answers.clear()
    anywhere[1].seen.clear()


def show(page: Page, site: Site, made: AnswerBody) -> Locator:
    """The turn of an answer that comes as a stream."""
    site[1].answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, showing.streamed(made))
    return ask(page, made.question, "abstained" if made.abstention else "done")


def lines(shown: Locator) -> list[str]:
    return [line for line in shown.inner_text().splitlines() if line.strip()]


@pytest.mark.parametrize(("ruling", "word"), [("yes", "Yes."), ("no", "No."), ("disputed", "Sources differ")])
def test_the_answer_in_a_word_stands_large_before_the_statement_and_is_heard(
    browser: Browser, site: Site, ruling: Ruling, word: str
) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.ruled(ruling))
        assert lines(turn.locator(".statements"))[:2] == [word, f"{showing.CLOSED} [1] Harbour Post"]
        size = "it => parseFloat(getComputedStyle(it).fontSize)"
        assert turn.locator(".verdict").evaluate(size) > 1.3 * turn.locator(".statement").evaluate(size)
        heard = announced(sight.page)
        assert heard[-4:] == [
            showing.CLOSED,
            f"But this is denied: {showing.DENIED}",
            word,
            "Answer complete, 3 sources · as of Mar 5, 2026",
        ]
        clean(sight, site[0])


@pytest.mark.parametrize(
    ("relation", "words"),
    [("denies", "But this is denied:"), ("corrects", "But this was corrected:"), ("limits", "But with limits:")],
)
def test_what_qualifies_a_statement_is_marked_under_it_and_opens_in_its_article(
    browser: Browser, site: Site, relation: QualificationRelation, words: str
) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.ruled("yes", relation))
        assert lines(turn.locator(".point"))[1:] == [
            "2 other sources say the same",
            f"{words} “{showing.DENIED}” [2] Coast Wire",
        ]
        turn.locator(".point .note .cite").click()
        expect(sight.page.locator("dialog")).to_contain_text(showing.DENIED)


def test_one_other_source_is_counted_as_one_and_none_is_not_mentioned(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        expect(show(sight.page, site, showing.ruled("no", also=1)).locator(".also")).to_have_text(
            "1 other source says the same"
        )
        expect(show(sight.page, site, showing.ruled("no", also=0)).locator(".also")).to_have_count(0)


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("conflict", "Sources differ"),
        ("update", "This has changed since"),
        ("scope", "Sources speak of different things"),
    ],
)
def test_positions_stand_side_by_side_with_value_date_and_sources(
    browser: Browser, site: Site, relation: DisagreementRelation, words: str
) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.differing(relation))
        region = turn.get_by_role("region", name=words)
        first, second = region.locator(".card").all()
        assert lines(first) == ["410 [1]", showing.RECOUNTED, "Coast Wire · Mar 5, 2026 · 2 sources"]
        assert lines(second) == ["340 [2]", showing.COUNTED, "Story 3 · 1 source"]
        left, right = first.bounding_box(), second.bounding_box()
        assert left
        assert right
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] < right["x"]


def test_sources_that_differ_stand_above_the_statements_with_their_values_marked_and_are_heard(
    browser: Browser, site: Site
) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.differing("update"))
        assert lines(turn.locator(".statements"))[0] == "This has changed since"
        assert lines(turn.locator(".statements"))[-2:] == [
            f"{showing.RECOUNTED} [1] Coast Wire",
            f"{showing.COUNTED} [2]",
        ]
        expect(turn.locator(".beside blockquote mark")).to_have_text(["410", "340"])
        said = "This has changed since: 410 (Coast Wire, Mar 5, 2026, 2 sources); 340 (Story 3, 1 source)"
        assert announced(sight.page)[-2:] == [said, "Answer complete, 3 sources · as of Mar 5, 2026"]


def test_a_value_that_is_only_a_part_of_a_number_is_not_marked(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.differing("conflict", value="41"))
        expect(turn.locator(".beside blockquote mark")).to_have_text(["340"])
        assert lines(turn.locator(".beside .card").first)[1] == showing.RECOUNTED


def test_a_position_that_is_its_quote_is_said_once(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.differing("conflict", value=""))
        assert lines(turn.locator(".beside .card").first)[:2] == [
            f"{showing.RECOUNTED} [1]",
            "Coast Wire · Mar 5, 2026 · 2 sources",
        ]


def test_an_answer_that_the_tab_kept_from_an_earlier_release_opens(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        page = sight.page
        show(page, site, showing.differing("conflict"))
        page.evaluate("""() => {
            const [name, turns] = Object.entries(sessionStorage)[0];
            const late = new Set(["kind", "verdict", "parts", "also", "qualifications", "short_answer"]);
            const earlier = JSON.parse(turns, (key, it) => (late.has(key) ? undefined : it));
            earlier[0].answer.disagreements = [{ kind: "number", citations: ["cit_1", "cit_2"] }];
            sessionStorage.setItem(name, JSON.stringify(earlier));
        }""")
        page.reload()
        expect(page.locator("qa-chat .statement")).to_have_count(2)
        expect(page.locator("qa-chat .beside .card").first).to_contain_text("Coast Wire · Mar 5, 2026 · 1 source")
        clean(sight, site[0])


def test_each_question_of_several_has_its_statements_and_the_unanswered_one_is_named(
    browser: Browser, site: Site
) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.several())
        assert lines(turn.locator(".statements")) == [
            "How many homes were flooded?",
            f"{showing.COUNTED} [1] Harbour Post",
            "Who paid for the pier?",
            "Nothing in the articles clearly answers this.",
            "When was the flood?",
            f"{showing.COUNTED} [1] Harbour Post",
            f"{showing.RECOUNTED} [2] Coast Wire",
        ]
        assert turn.get_by_role("heading", level=4).count() == 3
        turn.locator(".statement .cite").nth(1).click()
        expect(sight.page.locator("dialog")).to_contain_text(showing.COUNTED)


def test_no_statement_is_lost_that_stands_under_no_question(browser: Browser, site: Site) -> None:
    made = showing.several()
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, made.model_copy(update={"parts": made.parts[:2]}))
        assert lines(turn.locator(".statements"))[-1] == f"{showing.RECOUNTED} [2] Coast Wire"


def test_an_overview_is_a_list_with_the_dates_that_are_known(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.overview())
        items = turn.get_by_role("list").first.get_by_role("listitem")
        assert [lines(item) for item in items.all()] == [
            ["Mar 3, 2026", f"{showing.COUNTED} [1] Harbour Post"],
            ["Mar 5, 2026", f"{showing.RECOUNTED} [2] Coast Wire"],
            [f"{showing.CLOSED} [3]"],
        ]


def test_focus_on_a_quote_stays_when_the_whole_answer_has_come(browser: Browser, site: Site) -> None:
    url, rules = site
    with opened(browser, url) as sight:
        page = sight.page
        rules.answers["/v1/answers/"] = (200, {"Content-Type": "text/event-stream"}, "")
        cut = showing.streamed(showing.several()).partition("event: completed")[0].rpartition("id:")[0]
        rules.answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, cut)
        rules.answers = {name: rules.answers[name] for name in ("/v1/answers/", "/v1/answers")}
        turn = ask(page, showing.QUESTION, "resuming")
        cite = turn.locator(".statement .cite").last
        cite.focus()
        rules.answers["/v1/answers/"] = (
            200,
            {"Content-Type": "text/event-stream"},
            showing.streamed(showing.several()),
        )
        expect(turn).to_have_attribute("data-state", "done")
        expect(turn.locator(".statement .cite").last).to_be_focused()


def test_what_comes_near_is_never_called_no_answer(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.refused())
        expect(turn.locator(".note")).to_have_text("Nothing in the articles clearly answers this.")
        expect(turn.get_by_role("heading", level=4)).to_have_text("The closest the articles come")
        assert "none" not in turn.inner_text().lower()


def test_a_refusal_names_what_is_missing_and_a_premise_with_the_quote_that_says_otherwise(
    browser: Browser, site: Site
) -> None:
    said = [
        "The question takes for granted: “the pier was closed”",
        f"The articles say: “{showing.CLOSED}” [2] Coast Wire",
        "The nearest articles say nothing about: British, in May",
    ]
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.refused(["British", "in May"], showing.PREMISE))
        assert [line for note in turn.locator(".note").all() for line in lines(note)] == said
        assert "British, in May" in announced(sight.page)[-1]
        turn.locator(".note .cite").click()
        expect(sight.page.locator("dialog")).to_contain_text(showing.CLOSED)


EXAMPLES = [
    {"question": "When was the old bridge repaired?", "is_answered": True},
    {"question": "Who closed the ferry pier?", "is_answered": True},
    {"question": "Was the ferry pier closed in March or May?", "is_answered": False},
]


@pytest.mark.parametrize(
    ("examples", "offered"),
    [(EXAMPLES, "Who closed the ferry pier?"), (EXAMPLES[:1], EXAMPLES[0]["question"]), ([], "")],
)
def test_a_refusal_offers_the_closest_question_that_the_articles_answer(
    browser: Browser, site: Site, examples: list[dict[str, object]], offered: str
) -> None:
    config = {"object": "widget_config", "max_question": 2000, "texts": {}, "examples": examples}
    site[1].answers["/v1/widget-config"] = (200, {}, config)
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.refused(["British"], showing.PREMISE))
        heard = announced(sight.page)[-1]
        assert f"The closest the articles come: “{showing.COUNTED}”" in heard
        if not offered:
            expect(turn.locator(".offer")).to_have_count(0)
            return
        assert heard.endswith(f"A question that the articles answer: {offered}")
        turn.get_by_role("button", name=offered).click()
        expect(sight.page.locator("qa-chat article h3").last).to_have_text(offered)
        expect(sight.page.locator("qa-chat .offer").first).to_be_hidden()


@pytest.mark.parametrize("hours", [-10, 13])
def test_a_question_as_of_a_day_is_answered_as_of_that_day_in_every_time_zone(
    browser: Browser, site: Site, hours: int
) -> None:
    there = timezone(timedelta(hours=hours))
    scope = ScopeBody(
        as_of=datetime(2026, 3, 31, 23 if hours < 0 else 1, 59, tzinfo=there), since=None, clock="published", outlets=[],
        window=None, excluded=ExcludedBody(),
    )  # fmt: skip
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, showing.ruled("no").model_copy(update={"scope": scope}))
        expect(turn.locator(".sources summary")).to_have_text("3 sources · as of Mar 31, 2026")
        assert announced(sight.page)[-1] == "Answer complete, 3 sources · as of Mar 31, 2026"
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        turn.get_by_role("button", name="Copy with sources").click()
        expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
        assert "\n\n3 sources · as of Mar 31, 2026\n\n" in sight.page.evaluate("navigator.clipboard.readText()")
        sight.page.evaluate("document.querySelector('qa-chat').lang = 'de'")
        expect(turn.locator(".sources summary")).to_have_text("3 Quellen · Stand 31.03.2026")


def test_how_a_question_was_understood_is_copied_with_the_answer(browser: Browser, site: Site) -> None:
    corrected = showing.ruled("no").model_copy(
        update={"question": "Was the fery pier closed?", "corrections": [CorrectionBody(asked="fery", read_as="ferry")]}
    )
    with opened(browser, site[0]) as sight:
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        turn = show(sight.page, site, corrected)
        turn.get_by_role("button", name="Copy with sources").click()
        expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
        text: str = sight.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Was the fery pier closed?\n\nUnderstood as: Was the ferry pier closed?\n\nNo.")
    assert "\n\n3 sources · as of Mar 5, 2026\n\n[1] “" in text


def test_every_fallback_is_shown_heard_and_copied(browser: Browser, site: Site) -> None:
    with opened(browser, site[0]) as sight:
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for reason in get_args(DegradedReason):
            made = showing.ruled("no").model_copy(update={"degraded": DegradedBody(reason=reason)})
            turn = show(sight.page, site, made)
            note = turn.locator(".after > .note").inner_text()
            assert note in announced(sight.page)
            turn.get_by_role("button", name="Copy with sources").click()
            expect(turn.get_by_role("button", name="Copied")).to_be_visible()
            assert f"\n\n{note}\n\n" in sight.page.evaluate("navigator.clipboard.readText()")


def test_every_reason_why_a_sentence_was_left_out_is_told_in_plain_words(browser: Browser, site: Site) -> None:
    reasons = get_args(RejectionReason)
    rejected = [RejectionBody(text=f"It was {reason}.", reason=reason) for reason in reasons]
    made = showing.ruled("no").model_copy(update={"rejected": rejected})
    with opened(browser, site[0]) as sight:
        turn = show(sight.page, site, made)
        turn.locator(".rejected summary").click()
        told = dict(zip(reasons, turn.locator(".rejected li p").all_inner_texts(), strict=True))
        assert told["date_mismatch"] == "A date in it is not in the quotes."
        assert told["role_mismatch"] == "It swaps who did it and to whom."
        assert told["not_supported"] == "No quote supports it."
        assert not [reason for reason, text in told.items() if "_" in text or not text.endswith(".")]
        assert announced(sight.page)[-1].endswith(f"· {len(reasons)} sentences left out")


@pytest.mark.parametrize(
    ("lang", "mode", "asked"),
    [("en", "extractive", "Tell me more"), ("de", "extractive", "Tell me more"), ("de", "generated", "Mehr dazu")],
)
def test_more_is_asked_as_a_follow_up_of_the_newest_answer(
    browser: Browser, site: Site, lang: str, mode: str, asked: str
) -> None:
    url, rules = site
    rules.pages["/more"] = (INLINE.replace('lang="en"', f'lang="{lang}"'), "")
    label = {"en": "Tell me more", "de": "Mehr dazu"}[lang]
    with opened(browser, f"{url}/more") as sight:
        page = sight.page
        made = showing.ruled("no").model_copy(update={"mode": mode})
        show(page, site, made).get_by_role("button", name=label).click()
        expect(page.locator("qa-chat article")).to_have_count(2)
        expect(page.locator("qa-chat textarea[part=input]")).to_be_focused()
        expect(page.locator("qa-chat article h3").last).to_have_text(asked)
        expect(page.get_by_role("button", name=label)).to_have_count(1)
        expect(page.locator("qa-chat article").last.get_by_role("button", name=label)).to_be_visible()
        body = [request.body for request in rules.seen if request.method == "POST"][-1].decode()
        assert f'{{"question":"{asked}","history":[{{"question":"{showing.QUESTION}"' in body
        expect(show(page, site, showing.refused()).get_by_role("button", name=label)).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("ruled", f"No.\n\n{showing.CLOSED} [1]\n\n2 other sources say the same\n\nBut this is denied: “{showing.DENIED}” [2]"),
        ("differing", f"This has changed since\n\n410 [1]\n\n{showing.RECOUNTED}\nCoast Wire · Mar 5, 2026 · 2 sources"),
        ("several", "Who paid for the pier?\nNothing in the articles clearly answers this."),
        ("overview", f"Mar 3, 2026\n\n{showing.COUNTED} [1]"),
        ("missing", "The nearest articles say nothing about: British"),
        ("premise", f"The articles say: “{showing.CLOSED}” [2]"),
    ],
)  # fmt: skip
def test_what_is_copied_has_all_that_is_shown_and_the_quotes(
    browser: Browser, site: Site, name: str, copied: str
) -> None:
    made = ALL[name]
    with opened(browser, site[0]) as sight:
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        show(sight.page, site, made).get_by_role("button", name="Copy with sources").click()
        expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
        text: str = sight.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"{made.question}\n\n")
    assert " ".join(copied.split()) in " ".join(text.split())
    quoted = made.citations
    if made.abstention:
        quoted = [*made.abstention.nearest, *(made.abstention.premise.citations if made.abstention.premise else [])]
    assert [f"[{each.number}] “{each.quote}” (Story" in text for each in quoted] == [True] * len(quoted)


def test_markup_in_any_text_of_any_kind_stays_text_under_the_strictest_policy(browser: Browser, site: Site) -> None:
    url, rules = site
    rules.pages["/strict"] = (INLINE, STRICT)
    with opened(browser, f"{url}/strict") as sight:
        for made, payload in zip(ALL.values(), PAYLOADS, strict=True):
            expect(show(sight.page, site, showing.with_payload(made, payload))).to_contain_text(payload)
        inert(sight, url)


# No rule looks at a colour and at a direction at once, so each of either is seen once with every kind.
@pytest.mark.parametrize(("lang", "direction", "dark"), [("en", "ltr", False), ("ar", "rtl", True)])
def test_axe_finds_nothing_in_any_kind_and_nothing_runs_over(
    browser: Browser, site: Site, lang: str, direction: str, dark: bool
) -> None:
    url, rules = site
    rules.answers["/v1/widget-config"] = (200, {}, {"max_question": 2000, "texts": {}, "examples": EXAMPLES})
    rules.pages["/axe"] = (INLINE.replace('lang="en" dir="ltr"', f'lang="{lang}" dir="{direction}"'), "")
    with opened(browser, f"{url}/axe", width=320, height=640, dark=dark) as sight:
        page = sight.page
        for name, made in ALL.items():
            turn = show(page, site, made)
            assert violations(page) == [], name
            wide = "it => [...it.querySelectorAll('*')].filter(n => n.getBoundingClientRect().right > 321).length"
            assert turn.evaluate(wide) == 0, name
            assert turn.locator(":is(.note, .also, .verdict)").evaluate_all(
                "(all, direction) => all.every((it) => getComputedStyle(it).direction === direction)", direction
            )


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
def test_no_language_lacks_a_text_of_any_kind(browser: Browser, site: Site, lang: str) -> None:
    url, rules = site
    rules.pages["/texts"] = (INLINE.replace('lang="en"', f'lang="{lang}"'), "")
    with opened(browser, f"{url}/texts") as sight:
        for made in ALL.values():
            show(sight.page, site, made)
        shown = sight.page.locator("qa-chat .root").text_content() or ""
        assert "undefined" not in shown
        english = (
            "But this",
            "say the same",
            "changed since",
            "takes for granted",
            "nearest articles say",
            "Tell me more",
        )
        assert [text in shown for text in english] == [lang == "en"] * len(english)
