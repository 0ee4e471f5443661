"""Examples for the evidence head: a question, a sentence, and whether it answers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from eval.metrics.text import contains
from qa.adapters.tokens import Pair
from qa.domain.article import ArticleId
from qa.ingest.readers.ids import article_id
from qa.text.sentences import sentences
from qa.text.tokens import content
from training.examples import Example
from training.mine import MinedSentence, Miner
from training.questions import questions
from training.sources import Row, Sources

_READ = 16
_SURE, _NEAR = 0.5, 0.3
"""Share of a quiz question's evidence, or of the question itself, that a sentence with the answer's words must cover to count."""
_GENERATED_AN_ARTICLE = 2
_FEWEST_WORDS, _MOST_WORDS = 8, 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what makes a sentence right or wrong for it; None where nobody can tell."""

    question: str
    judge: Callable[[MinedSentence], bool | None]
    origin: str
    wrong: int
    """Wrong sentences that are taken, hardest first."""


def squad_articles(sources: Sources) -> dict[str, tuple[ArticleId, str]]:
    """Every paragraph of SQuAD with its id and its page's title."""
    articles: dict[str, tuple[ArticleId, str]] = {}
    for row in sources.rows("squad/squad2_dev_part.jsonl.gz"):
        title = str(row["title"])
        articles.setdefault(row["context"], (article_id(f"{title}-{len(articles):04d}"), title.replace("_", " ")))
    return articles


def squad(rows: Sequence[Row], articles: dict[str, tuple[ArticleId, str]]) -> Iterator[Asked]:
    """SQuAD's questions: right is a sentence of the own paragraph with an answer in it; of an impossible one none is."""
    for row in rows:
        own, _ = articles[row["context"]]
        answers = tuple(row["answers"]) if not row["is_impossible"] else ()
        yield Asked(row["question"], _squad_judge(own, answers), "squad", 6)


def _squad_judge(own: ArticleId, answers: Sequence[str]) -> Callable[[MinedSentence], bool | None]:
    def judge(candidate: MinedSentence) -> bool | None:
        tells = contains(candidate.sentence, answers)
        if not tells:
            return False
        # The same words in another paragraph may answer as well, or not.
        return True if candidate.article == own else None

    return judge


def quiz(rows: Sequence[Row]) -> Iterator[Asked]:
    """News quiz questions: right is a sentence with an answer's words that is near the known evidence or the question."""
    for row in rows:
        yield Asked(row["question"], _quiz_judge(row["answers"], row["evidence_text"] or ""), "quiz", 8)


def _quiz_judge(answers: Sequence[str], evidence: str) -> Callable[[MinedSentence], bool | None]:
    known = set(content(evidence))

    def judge(candidate: MinedSentence) -> bool | None:
        if not contains(candidate.sentence, answers):
            return False
        near = len(known & set(content(candidate.quote))) / max(1, len(known))
        return True if near >= _SURE or candidate.coverage >= _NEAR else None

    return judge


def mined(questions: Iterable[Asked], miner: Miner, random: Random) -> Iterator[Example]:
    """All right candidates (two at most) and the wrong ones that the product puts first, with the title or without."""
    for question in questions:
        candidates = miner.candidates(question.question, _READ)
        judged = [(candidate, question.judge(candidate)) for candidate in candidates]
        right = [candidate for candidate, verdict in judged if verdict is True][:2]
        wrong = [candidate for candidate, verdict in judged if verdict is False][: question.wrong]
        for candidate in (*right, *wrong):
            title = candidate.title if random.random() < _TITLED else ""
            yield Example(
                "evidence", Pair(question.question, candidate.quote, title), candidate in right, question.origin
            )


_TITLED = 0.85
"""Share of the pairs that show the title: some articles have none."""


def evidence_texts(rows: Sequence[Row]) -> Iterator[Example]:
    """Quiz questions with their known evidence, where there is one."""
    for row in rows:
        if row["evidence_text"]:
            yield Example("evidence", Pair(row["question"], row["evidence_text"]), True, "quiz-evidence")


def qnli(sources: Sources) -> Iterator[Example]:
    """Question and sentence pairs as they are."""
    for row in sources.qnli():
        yield Example("evidence", Pair(row["premise"], row["hypothesis"]), row["label"] == "entailment", "qnli")


def qnli_articles(sources: Sources) -> dict[str, ArticleId]:
    """Every sentence that QNLI puts beside a question, as an article of its own."""
    hypotheses = dict.fromkeys(row["hypothesis"] for row in sources.qnli())
    return {text: article_id(f"qnli-{number:05d}") for number, text in enumerate(hypotheses)}


def qnli_asked(sources: Sources, articles: dict[str, ArticleId]) -> Iterator[Asked]:
    """QNLI's questions whose sentence is known: no other sentence is right, but one much like it may be."""
    for row in sources.qnli():
        if row["label"] == "entailment":
            yield Asked(row["premise"], _qnli_judge(articles[row["hypothesis"]], row["hypothesis"]), "qnli-mined", 4)


def _qnli_judge(own: ArticleId, sentence: str) -> Callable[[MinedSentence], bool | None]:
    said = set(content(sentence))

    def judge(candidate: MinedSentence) -> bool | None:
        if candidate.article == own:
            return True
        alike = len(said & set(content(candidate.sentence))) / max(1, len(said))
        return None if alike > _SURE else False

    return judge


def clapnq(sources: Sources, random: Random) -> Iterator[Example]:
    """Long-form questions with the sentences that were selected for an answer, and others of the same passage."""
    for name in ("squad/clapnq_answerable.jsonl.gz", "squad/clapnq_unanswerable.jsonl.gz"):
        for row in sources.rows(name):
            yield from _of_passage(row, random)


def _of_passage(row: Row, random: Random) -> Iterator[Example]:
    passage = row["passages"][0]
    chosen = {text for output in row["output"] for text in output["selected_sentences"]}
    right = [text for text in passage["sentences"] if text in chosen]
    wrong = [text for text in passage["sentences"] if text not in chosen and text.strip()]
    for text in (*random.sample(right, min(2, len(right))), *random.sample(wrong, min(3, len(wrong)))):
        yield Example("evidence", Pair(row["input"], _joined(text), passage["title"]), text in chosen, "clapnq")


def _joined(text: str) -> str:
    """Tokenised text as people write it."""
    for before, after in (
        (" ,", ","),
        (" .", "."),
        (" ;", ";"),
        (" 's", "'s"),
        ("`` ", '"'),
        (" ''", '"'),
        (" - ", "-"),
        ("( ", "("),
        (" )", ")"),
    ):
        text = text.replace(before, after)
    return text


@dataclass(frozen=True, slots=True)
class NewsText:
    """A news article as generated supervision needs it."""

    name: str
    title: str
    sentences: tuple[str, ...]
    """In reading order, only those of a usual length."""


def news_texts(rows: Iterable[Row]) -> Iterator[NewsText]:
    """The articles' sentences."""
    for row in rows:
        lines = [span.of(line) for line in str(row["text"]).split("\n") for span in sentences(line)]
        usual = tuple(text for text in lines if _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS)
        if usual:
            yield NewsText(row["id"], row["title"], usual)


Twin = Callable[[str, Sequence[str]], Sequence[str]]
"""A question and the sentences of its article to questions that differ in one word and that the article does not answer."""


def generated(article: NewsText, twins: Twin, random: Random) -> Iterator[Example]:
    """Questions on sentences of the article: the sentence is right, others of the article and the question's twins are wrong."""
    pairs = [(text, question) for text in article.sentences for question in questions(text, random)]
    for text, question in random.sample(pairs, min(_GENERATED_AN_ARTICLE, len(pairs))):
        title = article.title if random.random() < _TITLED else ""
        yield Example("evidence", Pair(question, text, title), True, "generated")
        for other in _nearest(question, text, article.sentences)[:2]:
            yield Example("evidence", Pair(question, other, title), False, "generated")
        for twin in twins(question, [sentence for sentence in article.sentences if sentence != text])[:2]:
            yield Example("evidence", Pair(twin, text, title), False, "twin")


def _nearest(question: str, own: str, others: Sequence[str]) -> list[str]:
    """Other sentences of the article that share most terms with the question, but none that says nearly the same."""
    wanted, said = set(content(question)), set(content(own))
    shared = defaultdict(list)
    for other in others:
        terms = set(content(other))
        if other != own and len(wanted & terms) < len(wanted) and len(terms & said) <= len(said) / 2:
            shared[len(wanted & terms)].append(other)
    return [other for count in sorted(shared, reverse=True) for other in shared[count]]


def headlines(article: NewsText, others: Sequence[NewsText]) -> Iterator[Example]:
    """A headline as a search: the article's opening is right, that of the article with the next most shared terms is wrong."""
    words = set(content(article.title))
    opening = article.sentences[0]
    if len(words & set(content(opening))) < 2:  # noqa: PLR2004 an opening on another matter
        return
    yield Example("evidence", Pair(article.title, opening), True, "headline")
    nearest = max(others, key=lambda other: len(words & set(content(other.sentences[0]))))
    yield Example("evidence", Pair(article.title, nearest.sentences[0], nearest.title), False, "headline")
