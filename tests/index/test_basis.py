"""What the articles found hold of a question tells a question they answer from one of a near topic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import ngrams
from index.basis import NAMES, Basis
from index.coverage import ContentWords
from index.lexical import build
from index.normalise import normalise
from index.search import Searcher
from index.segments import Segmenter
from index.snapshot import Snapshot, open_current
from index.understanding import Asked
from tests.auxil.bag import BagOfWords
from tests.index.samples import FILES, answerer_of, write


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("basis")
    answerer_of(folder, write(folder / "files", FILES))
    return open_current(folder / "snapshots", "bag")[0]


def measured(snapshot: Snapshot, question: str) -> dict[str, float]:
    counts = ngrams.of_documents(snapshot.corpus.documents)
    basis = Basis(snapshot.corpus, snapshot.lexical, counts, Segmenter(counts))
    documents = range(len(snapshot.corpus.documents))
    text = normalise(question)
    asked = Asked(text, text)
    hits = Searcher(snapshot, BagOfWords()).search(asked, documents)
    values = basis.signals(question, asked, hits, documents)
    assert values.dtype == np.float32
    assert np.isfinite(values).all()
    return dict(zip(NAMES, values.tolist(), strict=True))


def test_the_words_of_a_question_the_rules_answer_are_covered(snapshot: Snapshot) -> None:
    own, foreign = measured(snapshot, "会员每年交多少会费"), measured(snapshot, "会员纹身戴耳环会不会被开除")
    assert own["covered"] > foreign["covered"]
    assert own["missing_rarest"] < foreign["missing_rarest"]
    assert own["foreign_surprise"] == 0 < foreign["foreign_surprise"]


def test_a_detail_that_no_article_gives_is_counted(snapshot: Snapshot) -> None:
    asked = measured(snapshot, "会费收据用什么颜色的纸")
    assert asked["details_asked"] >= asked["details_missing"] >= asked["details_missing_nearest"] >= 1
    assert measured(snapshot, "会员可以退会吗")["details_asked"] == 0


def test_what_is_ruled_elsewhere_is_counted(snapshot: Snapshot) -> None:
    assert measured(snapshot, "支部团费怎么交")["other_subjects"] == 1
    assert measured(snapshot, "支部2015版条例怎么规定开会")["other_year"] == 1
    assert measured(snapshot, "支部委员做的第七项事是什么")["no_such_item"] == 1
    assert measured(snapshot, "按照驾驶培训条例怎么收费")["unknown_rules"] == 1
    own = measured(snapshot, "支部委员分头做什么事")
    assert [own[name] for name in NAMES[-5:]] == [0] * 5


def test_a_question_of_empty_words_is_measured_too(snapshot: Snapshot) -> None:
    assert measured(snapshot, "怎么可以")["covered"] < 0.5
    assert measured(snapshot, "半数以上")["covered"] == 1


@pytest.mark.parametrize(
    ("question", "words"),
    [("党员的义务有哪些", {"党员", "义务"}), ("可以怎么办", set()), ("dues 30", set())],
)
def test_only_words_that_say_something_count(snapshot: Snapshot, question: str, words: set[str]) -> None:
    counts = ngrams.of_documents(snapshot.corpus.documents)
    assert set(ContentWords(counts, Segmenter(counts), snapshot.lexical).of(question)) == words


def test_the_rules_own_term_covers_an_everyday_word() -> None:
    counts = ngrams.of_documents([])
    known = ContentWords(counts, Segmenter(counts), build(["党员应当交纳党费"]))
    assert known.coverage(["交钱"], ["党员应当交纳党费"]).share == 1
    assert known.coverage(["纹身"], ["党员应当交纳党费"]).share == 0
