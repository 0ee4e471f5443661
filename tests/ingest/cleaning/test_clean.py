"""Cleaning keeps the article, names what it takes out, and maps every character back."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.domain.article import KEPT as KEPT_KINDS
from qa.domain.article import RegionKind, Span
from qa.ingest.cleaning.clean import clean
from qa.ingest.cleaning.paragraphs import DROPPED
from tests.strategies import article, articles, raw_texts, titles

SEEDS = Path(__file__).parents[3] / "seeds"
LEAD = "The ministry of transport will close the northern bridge for three weeks, a spokeswoman said on Monday."
MIDDLE = "Drivers were asked to use the tunnel, which opened in 2019 and carries about 40,000 vehicles a day."
END = "Work is due to begin on the first of March, and the city has set aside two million euros for it."


def removed_kind(line: str, place: str) -> RegionKind:
    """The kind of the region that `line` is in when it stands at that place of an ordinary article."""
    parts = {"head": [line, LEAD, MIDDLE, END], "middle": [LEAD, line, MIDDLE, END], "tail": [LEAD, MIDDLE, END, line]}
    raw = "\n\n".join(parts[place])
    offset = raw.index(line)
    return next(region.kind for region in clean(raw).regions if region.span.overlaps(Span(offset, offset + 1)))


REMOVED = [
    # comment forms
    ("0 0 votes", "tail", "comment-form"),
    ("14 3 votes", "tail", "comment-form"),
    ("Inline Feedbacks", "tail", "comment-form"),
    ("Leave a Comment", "tail", "comment-form"),
    ("Leave a Reply Cancel reply", "tail", "comment-form"),
    ("Your email address will not be published. Required fields are marked *", "tail", "comment-form"),
    ("Be the first to comment", "tail", "comment-form"),
    ("Sign in to comment", "tail", "comment-form"),
    ("You must be logged in to post a comment.", "tail", "comment-form"),
    ("Save my name, email, and website in this browser for the next time I comment.", "tail", "comment-form"),
    ("Comments are closed.", "tail", "comment-form"),
    ("View all 12 comments", "middle", "comment-form"),
    ("Please enter your name here", "tail", "comment-form"),
    ("Notify me of follow-up comments by email.", "tail", "comment-form"),
    ("Comments", "tail", "comment-form"),
    # links and menus
    ("Read more: Harbour tunnel to cost twice as much", "middle", "navigation"),
    ("READ MORE", "middle", "navigation"),
    ("Related: What the new timetable means for commuters", "middle", "navigation"),
    ("See also: Bridge repairs delayed again", "tail", "navigation"),
    ("You may also like", "tail", "navigation"),
    ("Most read", "tail", "navigation"),
    ("Home > World > Middle East", "head", "navigation"),
    ("Home / News / Local", "head", "navigation"),
    ("World » Europe » Transport", "head", "navigation"),
    ("Tags: bridges, transport, spending", "tail", "navigation"),
    ("Filed under: Transport", "tail", "navigation"),
    ("Back to top", "tail", "navigation"),
    ("Skip to main content", "head", "navigation"),
    ("Click here.", "middle", "navigation"),
    ("Continue reading", "middle", "navigation"),
    ("Next article: Trams return to the old town", "tail", "navigation"),
    ("Tunnel tolls:Drivers to pay from June as council looks for money", "middle", "navigation"),
    ("Privacy Policy | Terms of Use | Contact", "tail", "navigation"),
    # asking the reader for something
    ("Sign up for our daily newsletter to get the news before breakfast.", "middle", "promotion"),
    ("Subscribe to our newsletter", "middle", "promotion"),
    ("Subscribe now", "tail", "promotion"),
    ("Already a subscriber? Log in", "tail", "promotion"),
    ("To continue reading, please sign in or register.", "tail", "promotion"),
    ("You have 2 free articles left this month.", "tail", "promotion"),
    ("This article is for subscribers only.", "tail", "promotion"),
    ("Follow us on Facebook and Twitter for more news.", "tail", "promotion"),
    ("Follow Ann Lee on Twitter: @annlee_news", "tail", "promotion"),
    ("Click here to read our guide to the closures.", "middle", "promotion"),
    ("Download our app for the latest updates.", "tail", "promotion"),
    ("Watch: Inside the tunnel's control room", "middle", "promotion"),
    ("Listen to this article", "head", "promotion"),
    ("Please consider making a donation to keep our reporting free.", "tail", "promotion"),
    ("Support independent journalism with a monthly gift.", "tail", "promotion"),
    ("Powered by WordPress", "tail", "promotion"),
    ("Theme: Daybreak by Example Themes", "tail", "promotion"),
    ("A WordPress theme with everything you need to build your magazine.", "tail", "promotion"),
    # advertising
    ("Advertisement", "middle", "ad-notice"),
    ("ADVERTISEMENT - CONTINUE READING BELOW", "middle", "ad-notice"),
    ("Story continues below advertisement", "middle", "ad-notice"),
    ("Sponsored content", "middle", "ad-notice"),
    ("We noticed you're using an ad blocker. Please switch it off for this site.", "tail", "ad-notice"),
    # sharing
    ("Share on Facebook", "head", "share"),
    ("Share this article", "tail", "share"),
    ("Facebook Twitter WhatsApp Email Print", "head", "share"),
    ("1.2k shares", "head", "share"),
    ("Copy link", "head", "share"),
    ("Print this article", "tail", "share"),
    # pictures
    ("(Photo by Ann Lee/Getty Images)", "middle", "caption"),
    ("Image: AFP", "middle", "caption"),
    ("Photo credit: City of Example", "middle", "caption"),
    (
        "FILE PHOTO: A lorry crosses the northern bridge in heavy rain, January 12, 2023. REUTERS/Ann Lee",
        "head",
        "caption",
    ),
    ("A lorry crosses the northern bridge in heavy rain. [Ann Lee/Reuters]", "head", "caption"),
    ("Ann Lee/AFP/Getty Images", "middle", "caption"),
    # makers
    ("Reuters", "head", "credit"),
    ("By Ann Lee and Bob Roe, Associated Press", "head", "credit"),
    ("(Reporting by Ann Lee in Example; Editing by Bob Roe)", "tail", "credit"),
    ("Additional reporting by Ann Lee", "tail", "credit"),
    ("Bob Roe and Ann Lee contributed to this report.", "tail", "credit"),
    ("Ann Lee is a reporter at the Example Times who covers transport.", "tail", "credit"),
    ("Reach the reporter at ann.lee@example.com or on Twitter @annlee.", "tail", "notice"),
    ("With inputs from agencies", "tail", "credit"),
    # notices
    ("Updated at 3:14 p.m. ET, January 26, 2024", "head", "notice"),
    ("Last modified on Fri 26 Jan 2024 09.30 GMT", "head", "notice"),
    ("Published 26 January 2024", "head", "credit"),
    ("Author: Ann Lee", "head", "credit"),
    ("January 26, 2024 3:14 PM", "head", "notice"),
    ("2 hours ago", "head", "notice"),
    ("3 min read", "head", "notice"),
    ("Reading time: 4 minutes", "head", "notice"),
    ("© 2024 Example News Ltd. All rights reserved.", "tail", "notice"),
    ("This material may not be published, broadcast, rewritten or redistributed.", "tail", "notice"),
    ("We use cookies to give you the best experience on our website.", "head", "notice"),
    ("Accept all cookies", "head", "notice"),
    ("This article was originally published on Example Wire and is republished with permission.", "tail", "notice"),
    ("This story has been updated with additional details.", "tail", "notice"),
    ("This is a developing story. Check back for updates.", "tail", "notice"),
    ("LIVE UPDATES", "head", "notice"),
]


@pytest.mark.parametrize(("line", "place", "kind"), REMOVED)
def test_furniture_of_news_pages_is_taken_out_and_named(line: str, place: str, kind: RegionKind) -> None:
    assert removed_kind(line, place) == kind


KEPT = [
    "The company said cookies on its website track users.",
    "We use cookies on your computer, the company said in a letter to the regulator.",
    "He urged readers to subscribe to the theory.",
    "Click here to subscribe, the email read, and thousands of customers did.",
    "WordPress, the software company, said it would cut one job in ten.",
    "Zeen, a Dutch start-up, sells a WordPress theme to about 10,000 newsrooms.",
    "Zeen is a next generation battery maker.",
    "Share prices fell on Facebook and Twitter after the ruling.",
    "Share on the market rose by a tenth.",
    "Comments by the minister drew anger in the capital.",
    "Reuters on Wednesday reported that the two sides were close to a deal.",
    "Reporting by Reuters showed that the army had lost the town.",
    "BAGHDAD (Reuters) – The talks will resume on Sunday.",
    "Washington CNN —",
    "Published in 1949, the novel describes a state that sees everything.",
    "Updated rules for cookies take effect in May.",
    "Follow the money, the lawyer told the court.",
    "Watch out for black ice, the police said.",
    "Watch: the word has three meanings in the law.",
    "Copyright law has not kept up with machines, the judge wrote.",
    "Advertisement spending on television fell for the third year.",
    "By Friday the river had reached the second floor.",
    "Sign up or lose your seat, the party told its members.",
    "“Subscribe now,” reads the poster on the wall of the old cinema.",
    "Support independent journalists have given the minister is fading, a union said.",
    "Home prices rose > 5% in Example and < 2% elsewhere.",
    "Filed under seal, the complaint names three banks.",
    "Photo by photo, the police rebuilt the last hour of the chase.",
    "The article was originally published in a medical journal in 1998.",
    "This article of the constitution protects the press.",
    "Download figures for the app doubled in a year.",
    "Millions of people use an ad blocker, which costs publishers a tenth of their income.",
    "Notify of any change within ten days, the rule says.",
    "Email police with what you saw at appeals@police.example, a detective said.",
    "Leave a reply to the inquiry until Monday, members were told.",
    "Back to top form, the striker scored twice.",
    "Regional Tensions Impacting Withdrawal",
    "Emergency Summit: Rising Threats in the Middle East",
    "Tags on the ears of the cattle carry a number.",
    "More: that is what the crowd wanted.",
    "Date: Nov. 18",
    "Thank you.",
]


@pytest.mark.parametrize("place", ["head", "middle", "tail"])
@pytest.mark.parametrize("line", KEPT)
def test_news_that_speaks_of_such_things_stays(line: str, place: str) -> None:
    assert removed_kind(line, place) == "body"


def test_a_name_that_the_article_is_about_is_no_biography() -> None:
    raw = (
        f"{LEAD}\n\nAnn Lee was arrested at the bridge, her editor said.\n\nAnn Lee is a reporter at the Example Times."
    )
    assert clean(raw).text == raw


def test_a_word_that_could_be_a_field_goes_only_at_the_edges_of_the_page() -> None:
    assert removed_kind("Comments", "middle") == "body"


def test_an_unknown_line_inside_a_comment_form_goes_with_it() -> None:
    raw = f"{LEAD}\n\n{END}\n\nLeave a Reply\nYour rank\nPost Comment"
    assert clean(raw).text == f"{LEAD}\n\n{END}"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (" (Photo by Ann Lee/Getty Images)", "caption"),
        (" (Reporting by Ann Lee; Editing by Bob Roe)", "credit"),
        (" Read more", "navigation"),
        (" Advertisement", "ad-notice"),
        (" Sign up here.", "promotion"),
        (" (Reporting by Ann Lee) (Photo by Ann Lee/AP) Read more", "credit"),
    ],
)
def test_a_label_at_the_end_of_a_long_paragraph_goes_without_it(label: str, kind: RegionKind) -> None:
    paragraph = f"{LEAD} {MIDDLE} {END} {LEAD}"
    cleaned = clean(f"{paragraph}{label}\n\n{END}")
    assert cleaned.text.replace("(Reporting by Ann Lee; Editing by Bob Roe)\n\n", "").replace(
        "(Reporting by Ann Lee)\n\n", ""
    ) == (f"{paragraph}\n\n{END}")
    assert cleaned.regions[1].kind == kind
    assert cleaned.regions[1].span.start == len(paragraph) + 1


@pytest.mark.parametrize(
    "credit",
    [
        "By Ann Lee and Bob Roe, Associated Press",
        "Reuters",
        "Published 26 January 2024",
        "(Reporting by Ann Lee in Example; Editing by Bob Roe)",
    ],
)
def test_a_credit_stays_as_a_line_of_its_own_and_is_told_from_the_article(credit: str) -> None:
    for raw in (f"{credit}\n\n{LEAD}\n\n{END}", f"{LEAD}\n\n{END}\n\n{credit}"):
        story = article(raw)
        assert story.clean == raw
        assert [span.of(story.clean) for span in story.credits()] == [credit]


def test_a_credit_at_the_end_of_a_paragraph_becomes_a_line_of_its_own() -> None:
    story = article(
        f"{LEAD} {MIDDLE} {END} (Reporting by Ann Lee; Editing by Bob Roe) (Photo by Ann Lee/AP) Read more\n\n{END}"
    )
    assert story.clean == f"{LEAD} {MIDDLE} {END}\n\n(Reporting by Ann Lee; Editing by Bob Roe)\n\n{END}"
    [credit] = story.credits()
    assert story.raw_span(credit).of(story.raw) == "(Reporting by Ann Lee; Editing by Bob Roe)"


FENCED = "---\ntitle: A bridge closes\nauthor: Ann Lee\ntags: [a, b]\ndate: 2024-01-26\n---\n\nA bridge closes\n\n"
HEAD = "Title: A bridge closes\ndc:creator: Ann Lee\nLink: https://example.com/a\npubDate: Fri, 26 Jan 2024 09:30:00 GMT\n\n"


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (FENCED, ["author: Ann Lee", "date: 2024-01-26"]),
        (HEAD, ["dc:creator: Ann Lee", "pubDate: Fri, 26 Jan 2024 09:30:00 GMT"]),
        (
            "Date: 3 May 2024\nSource: The city\nDecision: The pool closes.\n\n",
            ["Date: 3 May 2024", "Source: The city"],
        ),
        ("---\nauthors:\n  - Ann Lee\n  - Bob Roe\n---\n", ["authors:", "- Ann Lee", "- Bob Roe"]),
        ("---\ndraft: false\n---\n", []),
    ],
)
def test_of_what_stands_above_a_text_its_credits_stay(head: str, kept: list[str]) -> None:
    story = article(f"{head}{LEAD}\n\n{END}", "A bridge closes")
    lines = [line for span in story.credits() for line in span.of(story.clean).split("\n\n")]
    assert lines == kept
    assert ("Decision" in story.clean) == ("Decision" in head)
    assert "tags" not in story.clean
    assert "A bridge closes" not in story.clean


@pytest.mark.parametrize(
    "head",
    [
        "Date: Nov. 18\n\n",
        "Source: the sea, he said.\nNobody knows.\n\n",
        "---\nlink: https://example.com/a\n\n" + LEAD * 300,
    ],
)
def test_a_text_that_only_begins_like_front_matter_is_a_text(head: str) -> None:
    assert not article(f"{head}{LEAD}\n\n{END}").credits()


@pytest.mark.parametrize(
    "line",
    ["a: b\n", "author: x\n", "---\n", ":\n", "- a\n", "By A, B and ", "Published 1 May 2024\n", "(Reporting by A B) "],
)
def test_no_number_of_fields_and_credits_makes_cleaning_run_away(line: str) -> None:
    story = article(line * 2_000)
    assert story.credits() is not None
    assert article(f"---\n{line * 2_000}").clean is not None


def test_a_long_paragraph_that_stands_twice_stays_once() -> None:
    long = f"{LEAD} {MIDDLE}"
    cleaned = clean(f"{long}\n\n{END}\n\n{long}\u00a0\n\nThank you.\n\nThank you.")
    assert cleaned.text == f"{long}\n\n{END}\n\nThank you.\n\nThank you."
    assert [region.kind for region in cleaned.regions] == ["body", "duplicate-paragraph", "body"]


@pytest.mark.parametrize("line", ["A bridge closes", "A BRIDGE CLOSES!", "A bridge closes | Local News"])
def test_the_line_that_repeats_the_title_is_taken_out(line: str) -> None:
    cleaned = clean(f"{line}\n\n{LEAD}", "A bridge closes")
    assert cleaned.text == LEAD
    assert cleaned.regions[0].kind == "title"


def test_a_text_that_is_its_title_stays() -> None:
    assert clean("A bridge closes", "A bridge closes").text == "A bridge closes"


def test_the_title_is_found_below_breadcrumbs_and_only_at_the_head() -> None:
    raw = f"Home > News > Local\nA bridge closes\n\n{LEAD}\n\nA bridge closes\n\n{END}"
    assert clean(raw, "A bridge closes").text == f"{LEAD}\n\nA bridge closes\n\n{END}"


def test_hard_wrapped_lines_become_paragraphs() -> None:
    raw = (
        "The ministry of transport will close the northern bridge for three\n"
        "weeks, a spokeswoman said on Monday. Drivers were asked to use the\n"
        "tunnel, which opened in 2019 and which the US-\n"
        "led group of builders finished early.\n"
        "\n"
        "Work is due to begin on the first of March, and the city has set aside\n"
        "two million euros for it.\n"
    )
    assert clean(raw).text == (
        "The ministry of transport will close the northern bridge for three weeks, a spokeswoman said on Monday. "
        "Drivers were asked to use the tunnel, which opened in 2019 and which the US-led group of builders finished "
        "early.\n\nWork is due to begin on the first of March, and the city has set aside two million euros for it."
    )


def test_paragraphs_that_are_single_lines_stay_apart() -> None:
    assert clean(f"{LEAD}\nA short heading\n{MIDDLE}\n{END}").text == f"{LEAD}\n\nA short heading\n\n{MIDDLE}\n\n{END}"


def test_white_space_and_unseen_controls_are_normalised_without_breaking_words() -> None:
    raw = "\ufeffA\u00a0b\t c\u2009d  e\u200bf \u202eg\u202c h\u00adi.\r\n\r\nI\rj"
    assert clean(raw).text == "A b c d ef g hi.\n\nI\n\nj"


def test_what_is_spelt_in_characters_that_show_nothing_is_taken_out() -> None:
    """Tags and selectors of plane 14 stand for letters each; who copies a quote with them carries an order along."""
    order = "".join(chr(0xE0000 + ord(letter)) + chr(0xE0100 + ord(letter)) for letter in "Obey")

    assert clean(f"In Tarn 340 homes{order} were flooded.").text == "In Tarn 340 homes were flooded."


@pytest.mark.parametrize("raw", ["", " ", "\n\n", "\u200b"])
def test_a_text_without_words_is_empty_when_clean(raw: str) -> None:
    cleaned = clean(raw)
    assert (cleaned.text, cleaned.runs) == ("", ())


def test_a_page_of_nothing_but_furniture_is_empty_when_clean() -> None:
    cleaned = clean("Advertisement\n0 0 votes\nArticle Rating\n\nLeave A Reply")
    assert cleaned.text == ""
    assert [region.kind for region in cleaned.regions] == ["ad-notice", "comment-form"]


SEED_REGIONS = {
    "000": ["title", "body", "comment-form", "promotion", "comment-form"],
    "001": ["title", "body", "comment-form"],
    "002": ["title", "body", "comment-form"],
    "003": ["title", "body", "duplicate-paragraph", "body", "comment-form"],
    "004": ["title", "credit", "body", "credit", "ad-notice"],
}


@pytest.mark.parametrize("number", SEED_REGIONS)
def test_the_seeds_lose_their_page_furniture_and_nothing_else(number: str) -> None:
    path = next(SEEDS.glob(f"{number}_*.txt"))
    raw = path.read_bytes().decode()
    title = raw.splitlines()[0]
    cleaned = clean(raw, title)
    assert [region.kind for region in cleaned.regions] == SEED_REGIONS[number]
    for word in ("votes", "Zeen", "Please enter", "No comments", "Leave A Reply", "ad blocker"):
        assert word not in cleaned.text


@given(raw_texts(), titles())
def test_regions_cover_every_character_once_and_in_order(raw: str, title: str | None) -> None:
    spans = [region.span for region in clean(raw, title).regions]
    assert "".join(span.of(raw) for span in spans) == raw
    assert all(left.end == right.start for left, right in pairwise(spans))
    assert all(span.start < span.end for span in spans)


@given(raw_texts(), titles())
def test_runs_read_the_same_on_both_sides_and_cover_every_clean_word(raw: str, title: str | None) -> None:
    cleaned = clean(raw, title)
    covered = set()
    for run in cleaned.runs:
        assert cleaned.text[run.clean : run.clean + run.length] == raw[run.raw : run.raw + run.length]
        covered |= set(range(run.clean, run.clean + run.length))
    assert all(i in covered for i, character in enumerate(cleaned.text) if not character.isspace())
    assert all(left.clean + left.length <= right.clean for left, right in pairwise(cleaned.runs))
    assert all(left.raw + left.length <= right.raw for left, right in pairwise(cleaned.runs))


@given(raw_texts(), titles())
def test_the_words_of_the_body_are_the_clean_text(raw: str, title: str | None) -> None:
    cleaned = clean(raw, title)
    body = "".join(region.span.of(raw) for region in cleaned.regions if region.kind in KEPT_KINDS)
    assert re.sub(rf"[\s{DROPPED}]+", "", body) == re.sub(r"\s+", "", cleaned.text)


@given(raw_texts(), titles())
def test_cleaning_a_clean_text_changes_nothing(raw: str, title: str | None) -> None:
    text = clean(raw, title).text
    assert clean(text, title).text == text


@given(raw_texts(), titles())
def test_a_clean_text_has_only_single_spaces_and_blank_lines(raw: str, title: str | None) -> None:
    text = clean(raw, title).text
    assert not re.search(r"  |\n\n\n|[^\n]\n[^\n]|^\s|\s$|[^\S \n]", text)


@given(st.data())
def test_a_clean_span_maps_to_the_raw_span_that_reads_the_same(data: st.DataObject) -> None:
    story = data.draw(articles())
    words = [match.span() for match in re.finditer(r"\S+", story.clean)]
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    span = Span(words[first][0], words[last][1])
    raw_span = story.raw_span(span)
    kept = [region.span for region in story.cleaned.regions if region.kind in KEPT_KINDS]
    inside = "".join(
        Span(max(part.start, raw_span.start), min(part.end, raw_span.end)).of(story.raw)
        for part in kept
        if part.overlaps(raw_span)
    )
    assert re.sub(rf"[\s{DROPPED}]+", "", inside) == re.sub(r"\s+", "", span.of(story.clean))


@given(
    st.lists(
        st.sampled_from(["By ", "A", ">", "/", " | ", ":", "(", "[", "]", "Home ", "sign up ", "you ", "theme ", ","])
    )
)
def test_no_line_makes_the_expressions_run_away(parts: list[str]) -> None:
    assert clean("".join(parts * 40)).text is not None


def test_an_article_made_for_tests_is_cleaned_as_ingest_does() -> None:
    assert article(f"Title\n\n{LEAD}", "Title").clean == LEAD
