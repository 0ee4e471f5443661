"""Read the public data files, each of the hash that the results were measured with, and divide them into parts.

What is held aside is held aside whole: by page, article, day or source document, never by row.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from qa.errors import DatelineError

Row = dict[str, Any]
Part = Literal["train", "fit", "test"]
"""`fit` is for calibration, fusion and thresholds; `test` is only looked at."""

HASHES = {
    "nli/breaking_nli.jsonl.gz": "14fc8810f131f2a9bc6210c29f30f6ce6a364296171ce91ac9897c5076d79b7e",
    "nli/fracas_train.jsonl.gz": "5703728c20f4fa4baa1e8b2e7154b326c0559004c0ce80a88127d21b41a84277",
    "nli/med_monotonicity.jsonl.gz": "9eff52977542cdde011deec91f29eec47e7ed528040dd7ccbc87ec63cb44394f",
    "nli/mnli_dev.jsonl.gz": "29e034de2641e79ffd724953bc92f71ad11daebb62c45a9d4c8a52bb6048242a",
    "nli/qnli_dev.jsonl.gz": "534af3cfd3a33ba972eea63720c0d19ee5f37956c9e59634a610c53a3375ed9f",
    "nli/rte123_nltk.jsonl.gz": "0c726fd64e23891bb6303102d2b0e0c099bb7bb9caf286c877f2f61e5fc6fdc0",
    "nli/snli_dev.jsonl.gz": "9cf85dd828320b0b5a201ee88b9c113b8312165f12b5db113de169eaee2eb08a",
    "news/corpus.jsonl.gz": "65edae1df07497d73441d9e50be8a575303dcbd1c97e895c6d0386b8cc7b86cd",
    "news/queries.jsonl": "229c5f3885fb72759bf8a679fbc00ef967e6c50dc932fb04289067b51a723914",
    "news_train/articles.jsonl.gz": "a9f9d21609cab905c242ee76a5dc980e5208f4f4df73c16729e7647120a2ebc0",
    "news_train/questions.jsonl.gz": "877eee38b6f504f64a998a68223edd84c9fa746412dfa0dbe1a0cd4854c1e411",
    "squad/clapnq_answerable.jsonl.gz": "c1c73e5eddf7ee43fa5738027e7db5e8de1cdd1596396752fff8097ab0670c22",
    "squad/clapnq_unanswerable.jsonl.gz": "e782f9be584697c4d35c07c28aad0ebd4bef7e7f30750d86041487e89ce9c77c",
    "squad/squad2_dev_part.jsonl.gz": "777f5b78704b9586bfad1d27402174b62431c921cfc05a84afa6869e261faee1",
    "support/aggrefact_val.jsonl.gz": "70c91478c5b8825ea3e2aa5216e850e0b044b9e1222898b244fa1917e4a62d31",
    "support/attributionbench_dev.jsonl.gz": "bf87530b3ae45b7f78383a0e31f0c2c4bd62454c06abcce85727855e15dcc57f",
    "support/wice_claim_dev.jsonl.gz": "8619523b37707c730d294cb01f157c120cee3585b8221fb5151af8c4fbe05cc5",
}
"""SHA-256 of every file that is read."""

SQUAD_PARTS: dict[str, Part] = {
    "Force": "train",
    "Huguenot": "train",
    "Imperialism": "train",
    "Steam_engine": "train",
    "Scottish_Parliament": "train",
    "Packet_switching": "fit",
    "1973_oil_crisis": "fit",
    "French_and_Indian_War": "test",
    "Immune_system": "test",
    "Yuan_dynasty": "test",
}
_QUIZ_FIT = date(2023, 10, 13)
"""Quiz questions from this day on are held aside to fit; the news collection of another year is the test."""
_FIT_SHARE, _BUCKETS = 8, 100
"""Of a hundred news articles so many are held aside to fit; the articles of the news collection are the test."""


class DataError(DatelineError):
    """A data file is not there, or not the one that was measured with."""


@dataclass(frozen=True)
class Sources:
    """The folder of public data."""

    folder: Path
    hashes: Mapping[str, str] = field(default_factory=HASHES.copy, repr=False)
    """SHA-256 by name: no other file is read."""

    def rows(self, name: str) -> Iterator[Row]:
        """The objects of a JSON Lines file, gzipped or plain.

        Raises:
            DataError: there is no such file, or its hash is another one.
        """
        path = self.folder / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DataError(f"no data at {path}; name the folder with --data-dir") from error
        if hashlib.sha256(data).hexdigest() != self.hashes[name]:
            raise DataError(
                f"{path} is not the file that was trained on: fetch the one with the SHA-256 {self.hashes[name]}, "
                "or name another folder with --data-dir"
            )
        text = gzip.decompress(data) if path.suffix == ".gz" else data
        return map(json.loads, text.decode("utf-8").splitlines())

    @cached_property
    def tested_articles(self) -> frozenset[str]:
        """Addresses of the news collection's articles: none of them is trained on."""
        return frozenset(row["_id"].removesuffix("/index.html") for row in self.rows("news/corpus.jsonl.gz"))

    @cached_property
    def quizzed_articles(self) -> frozenset[str]:
        """Articles with the answers of the quiz questions that are held aside to fit: they are held aside with them."""
        return frozenset(name for row in self.quiz("fit") for name in row["articles_containing_answer"])

    def news_part(self, article: Row) -> Part:
        """Where an article of the training news belongs."""
        if str(article["id"]).removesuffix("/index.html") in self.tested_articles:
            return "test"
        if article["id"] in self.quizzed_articles:
            return "fit"
        return "fit" if bucket(article["id"], _BUCKETS) < _FIT_SHARE else "train"

    def squad(self, part: Part) -> list[Row]:
        """The questions of a part's pages."""
        return [row for row in self.rows("squad/squad2_dev_part.jsonl.gz") if SQUAD_PARTS[row["title"]] == part]

    def quiz(self, part: Part) -> list[Row]:
        """The news quiz questions of a part's days."""
        rows = self.rows("news_train/questions.jsonl.gz")
        return [row for row in rows if _quiz_part(row) == part]

    def qnli(self) -> list[Row]:
        """Question and sentence pairs, without those on pages of SQuAD that are held aside: both came of the same pages."""
        held = [row for part in ("fit", "test") for row in self.squad(part)]
        questions = {_bare(row["question"]) for row in held}
        contexts = "\n".join({_bare(row["context"]) for row in held})
        return [
            row
            for row in self.rows("nli/qnli_dev.jsonl.gz")
            if _bare(row["premise"]) not in questions and _bare(row["hypothesis"]) not in contexts
        ]


def bucket(name: str, count: int) -> int:
    """A number below `count` that depends on the name alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % count


def _quiz_part(row: Row) -> Part:
    year, month, day = (int(piece) for piece in row["date"].split("/"))
    return "fit" if date(year, month, day) >= _QUIZ_FIT else "train"


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
