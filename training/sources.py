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
    "questions/boolq_part.jsonl.gz": "e9a22d8d284cdccca6848dfd524c58a839027ca32ad3146774cc7e3b87f35de2",
    "questions/covidqa.jsonl.gz": "f2b0d8b3f93e6afb52e2f12b83fdfb8645795fbfec47a74fb799c1a95e06c202",
    "questions/ester_news.jsonl.gz": "d3f6a5e75c4da26d2442bea54ca8639f1f5c22ac767487028549d6f85937eed0",
    "questions/fairytaleqa.jsonl.gz": "88704936d2c743e4e2a89da4b9fcd96ad9ec690a500175178b1585cef69f5479",
    "questions/hotpotqa_part.jsonl.gz": "e296798fd51bfab7e81deee6077fb26dea32d689a0478f2d61ea48f2c076bf08",
    "questions/multirc.jsonl.gz": "2fcb17fe600df470ceab10c81bab539ff2bf22f55279b89b032f4005ffbfab55",
    "questions/nq_part.jsonl.gz": "950bec7d26d0b95e332d13d00fef226a019da8c0070ddcb430cfc2c1e2db5751",
    "questions/qadiscourse.jsonl.gz": "094cd60cfd50c24fadac08da45c8e2c52da86eb393ba8865922e50acfcd1c50e",
    "questions/qamr.jsonl.gz": "a32fdef29e141aad422af16dc2863cda6792074a610eee7586e4d182bae781f5",
    "questions/quoref_part.jsonl.gz": "07b5fb7a8c6034c71af12c986f5e742248177a1f92b8e156082d1791d9b1083e",
    "questions/selqa.jsonl.gz": "33ed5e3c6f4c8bd80e653a150ad2b56834289061a6aec911217bfde40e6d824c",
    "questions/squad_train_part.jsonl.gz": "b42bdcfb8c2706a1dcd1d4a130f59269181f3929ccdd97880630cd398e51b588",
    "questions/squadshifts_amazon.jsonl.gz": "2bb5726b5e6ce56d9a788a496fe97b6155dffaed0c3a0a2a13d7ebe922f5e28c",
    "questions/squadshifts_new_wiki.jsonl.gz": "02ef7ffbc8284add5f012dde2bdd78ae1d2ff60b30cc5f9fc91a96b3a379f7cb",
    "questions/squadshifts_reddit.jsonl.gz": "9803eba065647d1a451fde6b6d9112d66082464db3b058a5477d1817b135e49e",
    "questions/trecqa_news.jsonl.gz": "eb86363d233f6df0fb641a072c92b1c8b188ea84c101d2699a042d115871b99e",
    "support_more/cad_snli.jsonl.gz": "a8e1827b8bfd777fdbf4db01eaeec202270d02b59dc7444b72b9457a35afef54",
    "support_more/climate_fever.jsonl.gz": "0d909bae748d18e89e47a63c92a71b4d54b11cf1378a8e2c43277219a2cfbb1e",
    "support_more/conjnli.jsonl.gz": "fec5711a6f251bb292ad7b5a5ee2f2a300e61120d4b1a5045434e2d10c87dfe4",
    "support_more/factuality.jsonl.gz": "40021035219f36981a085fd7c0e4e0072ef2ecc913bec49f92acbf5b107404b5",
    "support_more/fever.jsonl.gz": "fb8ed41cfe4ba8b5d328fd044076816774ffb0551db9757dd479ddf62bde7946",
    "support_more/fool_me_twice.jsonl.gz": "3f7e5128ad76aa2cbe246a7c7233bee1b6e62cf92f9f91a865fec9e826d757c7",
    "support_more/health_claims.jsonl.gz": "b1361621412f00aede9a72c0bd499710ba2e81a261153f5717e1884e7494a848",
    "support_more/ling_in_loop.jsonl.gz": "a8bbe5530b664b75f95f831e99bd4e21f8d043834fa5d2ddb0549f9c100b79cf",
    "support_more/negation_nli.jsonl.gz": "58a827f22d940a44f935a9f45b27dba482ab7c0bff51bede0df2d1bb45f6cb3d",
    "support_more/paws_wiki.jsonl.gz": "795043e5caf9fb461ff04f196994f55c4fe42d55b0a83d2b7a01aa731725ae4a",
    "support_more/politihop.jsonl.gz": "3efa1dc508a321031714ec7f9688e5762da9869076debef5d7b1b7b7df262d89",
    "support_more/semi_automatic_nli_wiki.jsonl.gz": "ae33cb76f26c74125850bbc34a87e964be18c6bc2f2f86e36485dc77edfc718d",
    "support_more/wice_partial.jsonl.gz": "d757ffaf5d91c65947bb30af442af71dcb9a8c12ba34986c016b2aaf7bd2e00f",
    "support_more/wiki_split.jsonl.gz": "1b253004ae150d7bc8dee3bda9b205d176e25d34e1fa17ba700b04c1ea94de7e",
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
ASIDE: frozenset[str] = frozenset(("ester_news", "trecqa_news", "selqa"))
"""Files of `questions/` that only measure."""
PAGES_ASIDE: dict[str, Part] = {
    "2008_Sichuan_earthquake": "test",
    "Antibiotics": "test",
    "Canadian_Armed_Forces": "test",
    "Plymouth": "test",
    "Financial_crisis_of_2007%E2%80%9308": "fit",
    "Connecticut": "fit",
}
"""Whole pages of `squad_train_part` and `squadshifts_new_wiki` that are held aside."""
_REDDIT_TEST, _OTHERS_FIT = 50, 6
"""Of a hundred posts so many are held aside to test; of a hundred other groups so many to fit."""
_CLAIMS_ASIDE = {
    "paws_wiki": slice(1000, 2000),
    "ling_in_loop": slice(0, None, 45),
    "fool_me_twice": slice(0, None, 8),
    "fever": slice(0, None, 13),
    "factuality": slice(0, None, 20),
    "negation_nli": slice(0, None, 6),
}
"""Rows whose premises are held aside to test; those of the other files all teach."""
_FIT_OF = frozenset(("squadshifts_reddit", "squadshifts_amazon", "fairytaleqa", "multirc", "nq_part", "quoref_part"))
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

    def people(self, name: str, part: Part) -> list[Row]:
        """The rows of a file of `questions/` whose group belongs to a part; of the files ASIDE every row is of the test."""
        return [row for row in self.rows(f"questions/{name}.jsonl.gz") if _people_part(name, row["group"]) == part]

    def claims(self, name: str, part: Part) -> list[Row]:
        """The rows of a file of `support_more/`; of some files a thousand premises are held aside to test."""
        rows = list(self.rows(f"support_more/{name}.jsonl.gz"))
        aside = {row["premise"] for row in rows[_CLAIMS_ASIDE[name]]} if name in _CLAIMS_ASIDE else set()
        return [row for row in rows if (row["premise"] in aside) == (part == "test")]

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


def _people_part(name: str, group: str) -> Part:
    if name in ASIDE:
        return "test"
    if group in PAGES_ASIDE:
        return PAGES_ASIDE[group]
    place = bucket(group, _BUCKETS)
    if name == "squadshifts_reddit" and place >= _REDDIT_TEST:
        return "test"
    return "fit" if name in _FIT_OF and place < _OTHERS_FIT else "train"


def _quiz_part(row: Row) -> Part:
    year, month, day = (int(piece) for piece in row["date"].split("/"))
    return "fit" if date(year, month, day) >= _QUIZ_FIT else "train"


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
