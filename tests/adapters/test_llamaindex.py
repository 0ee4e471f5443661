"""Any embedding of LlamaIndex embeds, and what is none, or fails, is said and never stored."""

import pytest

from qa.adapters.llamaindex import LlamaIndexEmbedder
from qa.errors import EmbeddingError, InputError

HERE = "tests.llama_index_objects"
MOCK = "llama_index.core.embeddings:MockEmbedding"


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("WordEmbedding", {}, "must be written as module:Class"),
        (f"{HERE}:", {}, "must be written as module:Class"),
        ("no_such_package.embeddings:Class", {}, "no module 'no_such_package'; install the package"),
        (f"{HERE}:NoSuch", {}, "has no attribute 'NoSuch'; check the name behind the colon"),
        (f"{HERE}:unrelated", {}, "is no BaseEmbedding of LlamaIndex"),
        ("pathlib:Path", {}, "is no BaseEmbedding of LlamaIndex"),
        ("tests.broken_module:Class", {}, r"its module cannot be imported \(ZeroDivisionError: "),
        (MOCK, {}, r"'llama_index.core.embeddings:MockEmbedding' cannot be made \(TypeError: .*'embed_dim'"),
        (MOCK, {"embed_dim": "wide"}, r"its arguments are \['embed_dim'\]"),
        (f"{HERE}:ready", {"weight": 2}, "is an object already and takes no arguments"),
    ],
)
def test_a_name_that_stands_for_no_embedding_is_refused_with_what_to_do(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        LlamaIndexEmbedder(name, arguments)


@pytest.mark.parametrize("rows", [[], [[0.0, 0.0]], [[float("nan"), 1.0]], [["a", "b"]], [[1.0], [1.0, 2.0]], [[], []]])
def test_what_are_no_vectors_is_refused(rows: list[object]) -> None:
    with pytest.raises(EmbeddingError, match=r"FailingEmbedding' (?:gave|failed)"):
        LlamaIndexEmbedder(f"{HERE}:FailingEmbedding", {"rows": rows}).embed_documents(["text"])


def test_the_name_tells_class_model_and_arguments_apart_and_nothing_of_how_it_is_reached() -> None:
    def name(which: str, arguments: dict[str, object]) -> str:
        return LlamaIndexEmbedder(f"{HERE}:{which}", arguments).name

    plain = name("WordEmbedding", {})

    assert plain.startswith("tests.llama_index_objects.WordEmbedding/words/")
    assert name("WordEmbedding", {"api_key": "sk-secret", "embed_batch_size": 3}) == plain
    different = {name("WordEmbedding", {"weight": 2}), name("WordEmbedding", {"model_name": "other"})}
    assert len({plain, name("DownEmbedding", {}), name("ready", {}), *different}) == 5


def test_a_question_is_not_repeated_by_the_error_of_its_embedding() -> None:
    down = LlamaIndexEmbedder(f"{HERE}:DownEmbedding", {})

    with pytest.raises(EmbeddingError) as asked:
        down.embed_query("Who is ill?")
    with pytest.raises(EmbeddingError, match="no route to the host"):
        down.embed_documents(["A text."])

    assert "failed (ConnectionError)" in str(asked.value)
