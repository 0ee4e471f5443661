"""Turns settings into who answers: ranking, the models that judge, and the one that writes, if any."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.adapters.onnx import CrossEncoder
from qa.adapters.reader import OnnxEvidence, OnnxSupport
from qa.answer.alike import Alike
from qa.answer.budget import Budget
from qa.answer.evidence import Cascade, Ranker
from qa.answer.extract import Thresholds
from qa.answer.fitted import READER, READER_THRESHOLDS, RULES, RULES_THRESHOLDS, SUPPORT
from qa.answer.pipeline import Answerer
from qa.answer.prove import Prover
from qa.answer.reading import Reader
from qa.answer.respond import Responder
from qa.answer.retrieve import Retriever
from qa.answer.rewrite import Rewriter
from qa.answer.similarity import SimilarityModel
from qa.answer.support import Supporter
from qa.answer.write import Writer
from qa.errors import SettingsError
from qa.lazy import lazy
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
    supporter: Supporter | None
    """None: rules alone, which are not enough to prove what a model wrote."""
    reader: Reader


def _parts(settings: Settings, embedder: Embedder) -> _Parts:
    similarity = SimilarityModel(embedder)
    if settings.models == "none":
        return _Parts({"similarity": similarity}, RULES, RULES_THRESHOLDS, None, Reader())
    encoder = CrossEncoder(WEIGHTS, settings.threads)
    encoder.check()
    models: dict[str, EvidenceModel] = {"answer": OnnxEvidence(encoder), "similarity": similarity}
    return _Parts(models, READER, READER_THRESHOLDS, Supporter(SUPPORT, OnnxSupport(encoder)), Reader())


def make_responder(settings: Settings, library: Library, index: VectorIndex, embedder: Embedder) -> Responder:
    """Who answers, with the models that the settings name.

    Raises:
        ModelMissingError, ModelFileError: the package was installed without its weights, or with damaged ones.
        SettingsError: a language model is set and nothing that could check it.
    """
    parts = _parts(settings, embedder)
    ranker = Ranker(library, parts.models, parts.reader, parts.cascade)
    retriever, alike = Retriever(library, index, embedder), Alike(parts.supporter)
    answerer = Answerer(library, retriever, ranker, parts.thresholds, alike, settings.max_question)
    writer = _writer(settings, library, parts)
    # One model and one budget: a follow-up question that is rewritten counts as what is written does.
    rewriter = Rewriter(writer.model, PromptFile("follow_up"), writer.budget, settings.max_question) if writer else None
    return Responder(answerer, writer, rewriter)


def _writer(settings: Settings, library: Library, parts: _Parts) -> Writer | None:
    """None: no language model is set."""
    model = language_model(settings.llm)
    if model is None:
        return None
    if parts.supporter is None:
        raise SettingsError(
            "a language model needs the small models to check what it writes; unset QA_MODELS or QA_LLM__MODEL"
        )
    budget = Budget(library, settings.llm.daily_tokens, settings.llm.concurrency)
    return Writer(model, PromptFile("answer"), Prover(parts.supporter), parts.reader, budget)


def language_model(llm: LlmSettings) -> LanguageModel | None:
    """The model that the settings name, None where they name none; its connections end with `aclose`.

    Raises:
        SettingsError: its address or key cannot be.
    """
    if not llm.model:
        return None
    limits = openai.Limits(llm.connect_timeout, llm.first_token_timeout, llm.idle_timeout, llm.total_timeout)
    key = llm.api_key.get_secret_value()
    return openai.OpenAIModel(openai.Connection(llm.base_url, llm.model, key, limits, llm.max_tokens, llm.temperature))
