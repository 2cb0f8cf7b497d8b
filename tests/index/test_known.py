"""Questions that were asked before speak for the articles that answered them, wherever these stand unchanged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import default_model
from index.answer import Answerer
from index.corpus import Place
from index.known import NONE, Known, Votes, fingerprint, known_to
from index.ranking import NAMES
from index.search import Fitted, Searcher
from tests.auxil.bag import BagOfWords
from tests.index.samples import FILES, answerer_of, write

ASKED = "发工资那天要给支部多少钱"
RULE = "支部工作条例_2024.md"
DUES, MEETING = "第三条", "第二条"
VOTED = np.array([float(name == "fused") + 10 * (name == "voted") for name in NAMES])


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("known")
    return answerer_of(folder, write(folder / "files", FILES))


def place_of(answerer: Answerer, label: str) -> Place:
    corpus = answerer.corpus
    return next(p for p in corpus if corpus.article(p).label == label and corpus.document(p).file == RULE)


def known_of(answerer: Answerer, *pairs: tuple[str, str], unanswered: tuple[str, ...] = ()) -> Known:
    prints = [fingerprint(answerer.corpus.words(place_of(answerer, label))) for _, label in pairs]
    return Known(
        np.array([BagOfWords().encode_query(question) for question in (*(q for q, _ in pairs), *unanswered)]),
        np.arange(len(pairs)),
        np.array(prints, dtype=np.uint64),
    )


def test_a_question_like_a_known_one_finds_the_article_that_answered_it(answerer: Answerer) -> None:
    known = known_of(answerer, (ASKED, DUES), ("多久开一次会", MEETING), unanswered=("晚上八点以后还能开会吗",))
    found = {}
    for name, memory in (("without", None), ("with", known)):
        searcher = Searcher(answerer.snapshot, BagOfWords(), Fitted(None, VOTED, memory))
        found[name] = searcher.search(searcher.read(ASKED), range(len(answerer.corpus.documents)))
    place = place_of(answerer, DUES)
    assert found["with"][0].place == place
    assert found["with"][0].vote.answers > 0.9
    assert found["without"][0].vote.answers == 0
    scores = {name: next(hit.score for hit in hits if hit.place == place) for name, hits in found.items()}
    assert scores["with"] > scores["without"]


def test_a_question_like_one_that_no_article_answered_is_told_unless_the_article_may_be_new(
    answerer: Answerer,
) -> None:
    known = known_of(answerer, (ASKED, DUES), ("多久开一次会", MEETING), unanswered=("晚上八点以后还能开会吗",))
    votes = Votes(known, answerer.corpus, tuple(answerer.corpus)).of(BagOfWords().encode_query("晚上八点还能开会吗"))
    assert votes.vote(place_of(answerer, MEETING)).unanswered > 0.9
    assert votes.vote(place_of(answerer, "第四条之一")) == NONE


def test_nothing_is_voted_for_in_a_base_without_the_article_or_with_it_amended(
    answerer: Answerer, tmp_path: Path
) -> None:
    known = known_of(answerer, (ASKED, DUES))
    amended = {name: text.replace("按季度公布", "按月公布") for name, text in FILES.items()}
    other = answerer_of(tmp_path, write(tmp_path / "files", amended))
    poll = Votes(known, other.corpus, tuple(other.corpus)).of(BagOfWords().encode_query(ASKED))
    assert {poll.vote(place) for place in other.corpus} == {NONE}


def test_spaces_and_marks_do_not_make_another_article_of_it() -> None:
    assert fingerprint("第二条　支部每月开一次会，会前3天通知到人。") == fingerprint(
        "第二条 支部每月开一次会,会前 3 天\n通知到人"
    )
    assert fingerprint("会前3天") != fingerprint("会前5天")


def test_what_ships_is_sound() -> None:
    known = known_to(default_model.NAME)
    assert known
    assert known_to("another/model") is None
    assert np.allclose(np.linalg.norm(known.vectors, axis=1), 1, atol=1e-2)
    assert len(known.question) == len(known.article)
    assert 0 < len(set(known.question.tolist())) < len(known.vectors)
    assert known.question.max() < len(known.vectors)
