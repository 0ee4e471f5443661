"""Build the responder: retrieval, ranking, the models that judge sentences, and the one that writes, if any."""

from dataclasses import dataclass
from pathlib import Path

from qa.answer.answerer import Answerer
from qa.answer.calibration import MODEL_CASCADE, MODEL_THRESHOLDS, RULES_CASCADE, RULES_THRESHOLDS, SUPPORT, VERDICT
from qa.answer.checker import Checker
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.ranker import Cascade, Ranker
from qa.answer.evidence.similarity import SimilarityReader
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.outlets import OutletFamilies, outlet_families
from qa.answer.extract.select import Thresholds
from qa.answer.extract.witnesses import Witnesses
from qa.answer.extract.yes_no import VerdictRule
from qa.answer.generate.chooser import Chooser
from qa.answer.generate.rewriter import Rewriter
from qa.answer.generate.second_opinion import SecondOpinion
from qa.answer.generate.translator import Translator
from qa.answer.generate.writer import Writer
from qa.answer.question.spelling import Speller
from qa.answer.responder import Responder
from qa.answer.retrieval import Retriever
from qa.answer.verify.entailment import Entailment
from qa.current_index import GENERATION, CurrentIndex, IndexGeneration
from qa.errors import SettingsError
from qa.llm.budget import BudgetedModel, DailyTokens
from qa.ports import Reader
from qa.prompts import PromptFile
from qa.services import Adapters
from qa.settings import Settings

_FAMILIES = "outlet_families.tsv"
"""The operator's table of outlets that are one voice, in the data folder."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What judges sentences, and by which constants."""

    reader: Reader
    cascade: Cascade
    thresholds: Thresholds
    entailment: Entailment | None
    """None: rules alone tell what is said twice."""
    verdict: VerdictRule | None


def daily_tokens(settings: Settings, adapters: Adapters) -> DailyTokens:
    """Return the tokens of the day, for all that asks a model in this process: what is promised is known to it alone."""
    return DailyTokens(adapters.quotas, settings.llm.daily_tokens)


def current_index(adapters: Adapters) -> CurrentIndex:
    """Return what holds the index that the adapters were opened with, for all that searches or changes it in this process."""
    return CurrentIndex(
        IndexGeneration(adapters.split, adapters.embedder, adapters.index, adapters.library.get_meta(GENERATION) or "")
    )


def make_responder(
    settings: Settings, adapters: Adapters, tokens: DailyTokens | None = None, current: CurrentIndex | None = None
) -> Responder:
    """Build the responder on the adapters; without `tokens` and `current` it shares those with nothing else."""
    tokens = tokens or daily_tokens(settings, adapters)
    judgement, sentence_cache = _judgement(adapters), SentenceCache()
    library, telemetry = adapters.library, adapters.telemetry
    answerer = Answerer(
        library,
        Speller(library, adapters.is_usual),
        Retriever(library, current or current_index(adapters), telemetry),
        Ranker(library, judgement.reader, sentence_cache, judgement.cascade, telemetry),
        judgement.thresholds,
        DuplicateCheck(judgement.entailment),
        judgement.verdict,
        adapters.guess_language,
        Witnesses(_outlet_families(settings)),
        settings.max_question,
    )
    if adapters.language_model is None:
        return Responder(answerer, telemetry=telemetry)
    # One budget: a follow-up question that is rewritten counts as what is written does.
    limits = settings.llm
    model = BudgetedModel(adapters.language_model, tokens, limits.concurrency, limits.max_tokens, adapters.telemetry)
    rewriter = Rewriter(model, PromptFile("follow_up"), settings.max_question)
    translator = Translator(model, PromptFile("translate"), adapters.guess_language, settings.max_question)
    chooser, opinion = Chooser(model, PromptFile("choose"), sentence_cache), _second_opinion(settings, adapters, tokens)
    if settings.llm.style == "quotes" or (settings.llm.style == "auto" and opinion is None):
        return Responder(answerer, chooser, rewriter, translator, telemetry)
    writer = Writer(model, PromptFile("answer"), opinion, chooser, sentence_cache, telemetry)
    return Responder(answerer, writer, rewriter, translator, telemetry)


def make_checker(
    settings: Settings, adapters: Adapters, tokens: DailyTokens | None = None, current: CurrentIndex | None = None
) -> Checker:
    """Build what checks texts; it has a second opinion where a verifier model is set; the rest as with the responder."""
    tokens = tokens or daily_tokens(settings, adapters)
    retriever = Retriever(adapters.library, current or current_index(adapters), adapters.telemetry)
    opinion = _second_opinion(settings, adapters, tokens)
    return Checker(adapters.library, retriever, SentenceCache(), opinion, telemetry=adapters.telemetry)


def _outlet_families(settings: Settings) -> OutletFamilies:
    """Return which outlets are one voice; only a table that a setting names has to be there.

    Raises:
        SettingsError: the table cannot be read, or a line of it.
    """
    path = Path(settings.outlet_families or settings.data / _FAMILIES)
    if not (settings.outlet_families or path.exists()):
        return outlet_families()
    try:
        return outlet_families(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); mend it, or take it away") from error
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from error


def _second_opinion(settings: Settings, adapters: Adapters, tokens: DailyTokens) -> SecondOpinion | None:
    if adapters.verifier_model is None:
        return None
    limits = settings.verifier
    # The same tokens of the day, whoever takes them.
    model = BudgetedModel(
        adapters.verifier_model, tokens, limits.concurrency, settings.llm.max_tokens, adapters.telemetry
    )
    return SecondOpinion(model, PromptFile("second_opinion"), limits.timeout, telemetry=adapters.telemetry)


def _judgement(adapters: Adapters) -> _Judgement:
    models = adapters.sentence_models
    if models is None:
        return _Judgement(SimilarityReader(adapters.embedder), RULES_CASCADE, RULES_THRESHOLDS, None, None)
    verdict = VerdictRule(models.support, VERDICT)
    return _Judgement(models.reader, MODEL_CASCADE, MODEL_THRESHOLDS, Entailment(SUPPORT, models.support), verdict)
