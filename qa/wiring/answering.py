"""Turns settings into who answers: ranking, the models that judge, and the one that writes, if any."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.adapters.cross_encoder import OnnxEvidence, OnnxSupport
from qa.adapters.onnx import CrossEncoder
from qa.answer.answerer import Answerer
from qa.answer.calibration import MODEL_CASCADE, MODEL_THRESHOLDS, RULES_CASCADE, RULES_THRESHOLDS, SUPPORT
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.ranker import Cascade, Ranker
from qa.answer.evidence.similarity import SimilarityModel
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.select import Thresholds
from qa.answer.generate.rewriter import Rewriter
from qa.answer.generate.writer import Writer
from qa.answer.responder import Responder
from qa.answer.retrieval import Retriever
from qa.answer.verify.entailment import Entailment
from qa.answer.verify.verifier import Verifier
from qa.errors import SettingsError
from qa.lazy import lazy
from qa.llm.budget import BudgetedModel
from qa.ports import Embedder, EvidenceModel, LanguageModel, Library, VectorIndex
from qa.prompts import PromptFile
from qa.settings import LlmSettings, Settings

if TYPE_CHECKING:
    from qa.adapters import openai
else:
    # Only a written answer needs it; the library behind it takes a second to load.
    openai = lazy("qa.adapters.openai")

WEIGHTS = Path(__file__).parents[1] / "weights"
"""The small models that come with the package."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What judges sentences, as the settings name it."""

    models: Mapping[str, EvidenceModel]
    cascade: Cascade
    thresholds: Thresholds
    entailment: Entailment | None
    """None: rules alone, which are not enough to prove what a model wrote."""
    reader: SentenceCache


def _parts(settings: Settings, embedder: Embedder) -> _Parts:
    similarity = SimilarityModel(embedder)
    if settings.models == "none":
        return _Parts({"similarity": similarity}, RULES_CASCADE, RULES_THRESHOLDS, None, SentenceCache())
    encoder = CrossEncoder(WEIGHTS, settings.threads)
    encoder.check()
    models: dict[str, EvidenceModel] = {"answer": OnnxEvidence(encoder), "similarity": similarity}
    return _Parts(models, MODEL_CASCADE, MODEL_THRESHOLDS, Entailment(SUPPORT, OnnxSupport(encoder)), SentenceCache())


def make_responder(settings: Settings, library: Library, index: VectorIndex, embedder: Embedder) -> Responder:
    """Who answers, with the models that the settings name.

    Raises:
        ModelMissingError, ModelFileError: the package was installed without its weights, or with damaged ones.
        SettingsError: a language model is set and nothing that could check it.
    """
    parts = _parts(settings, embedder)
    ranker = Ranker(library, parts.models, parts.reader, parts.cascade)
    retriever, is_duplicate = Retriever(library, index, embedder), DuplicateCheck(parts.entailment)
    answerer = Answerer(library, retriever, ranker, parts.thresholds, is_duplicate, settings.max_question)
    writer = _writer(settings, library, parts)
    # One model and one budget: a follow-up question that is rewritten counts as what is written does.
    rewriter = Rewriter(writer.model, PromptFile("follow_up"), settings.max_question) if writer else None
    return Responder(answerer, writer, rewriter)


def _writer(settings: Settings, library: Library, parts: _Parts) -> Writer | None:
    """None: no language model is set."""
    model = language_model(settings.llm)
    if model is None:
        return None
    if parts.entailment is None:
        raise SettingsError(
            "a language model needs the small models to check what it writes; unset QA_MODELS or QA_LLM__MODEL"
        )
    budgeted = BudgetedModel(model, library, settings.llm.daily_tokens, settings.llm.concurrency)
    return Writer(budgeted, PromptFile("answer"), Verifier(parts.entailment), parts.reader)


def language_model(llm: LlmSettings) -> LanguageModel | None:
    """The model that the settings name, None where they name none; its connections end with `aclose`.

    Raises:
        SettingsError: its address or key cannot be.
    """
    if not llm.model:
        return None
    limits = openai.Timeouts(llm.connect_timeout, llm.first_token_timeout, llm.idle_timeout, llm.total_timeout)
    key = llm.api_key.get_secret_value()
    return openai.OpenAIModel(openai.Connection(llm.base_url, llm.model, key, limits, llm.max_tokens, llm.temperature))
