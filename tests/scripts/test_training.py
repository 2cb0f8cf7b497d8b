"""What `python -m scripts.training` fits is better for it, on a base small enough to watch; its questions are sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.settings import HANDBOOK
from index.answer import Answerer
from index.encoder import Vectors, silent
from index.question_set import Question, load
from index.search import Searcher
from index.snapshot import Snapshot
from knowledge import parse
from scripts.training import __main__ as training
from scripts.training import fit_adapter, fit_confidence, fit_quotes, fit_ranking
from scripts.training.examples import Base, embedded, gold_places
from tests.auxil.bag import BagOfWords
from tests.index.samples import BRANCH, CHARTER, STUDY, answerer_of, write

RULE, COPY, CLUB, LEARNING = "支部条例.md", "公司条例.md", "协会章程.txt", "学习办法.txt"
FILES = {RULE: BRANCH.replace("某某公司", "中国共产党某某"), COPY: BRANCH, CLUB: CHARTER, LEARNING: STUDY}
"""A company's rule says the same as the Party's, and stands before it."""
ANSWERABLE = [
    ("支部多久开一次会", RULE, "第二条"),
    ("临时有急事能召集开会吗", RULE, "第二条"),
    ("谁来收党费", RULE, "第三条"),
    ("支部委员要做哪些事", RULE, "第三条"),
    ("开会要到多少党员", RULE, "第四条"),
    ("倒班的党员怎么开会", RULE, "第四条之一"),
    ("协会的名称是什么", CLUB, "第１条"),
    ("多大可以申请入会", CLUB, "第２条"),
    ("会费一年交多少", CLUB, "第３条"),
    ("不想当会员了怎么退会", CLUB, "第４条"),
    ("职工一年要学多少学时", LEARNING, "第一条"),
    ("学习能在线上吗", LEARNING, "第二条"),
    ("学时由谁登记", LEARNING, "第三条"),
]
UNANSWERABLE = [
    "明天会下雨吗",
    "食堂几点关门",
    "养老保险怎么转移",
    "租房合同押金退不退",
    "开车闯红灯扣几分",
    "孩子上小学要带什么证件",
    "手机流量怎么查",
    "哪家医院看牙好",
    "护照过期了去哪里换",
    "公积金贷款利率是多少",
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("training")
    return answerer_of(folder, write(folder / "files", FILES)).snapshot


@pytest.fixture(scope="module")
def base(snapshot: Snapshot) -> Base:
    asked = [Question(question, answerable=True, file=file, article=label) for question, file, label in ANSWERABLE]
    gold = [gold_places(snapshot.corpus, one) for one in asked]
    assert [len(places) for places in gold] == [1] * len(asked)
    return embedded(snapshot, BagOfWords(), [one.question for one in asked], gold.__getitem__, silent)


def test_the_right_article_comes_first_once_the_ranking_is_fitted_to_other_questions(base: Base) -> None:
    found = fit_ranking.describe(base, None)
    assert 2 in fit_ranking.ranks(found, fit_ranking.UNTRAINED)  # the copy is as near
    for n, asked in enumerate(found):
        weights = fit_ranking.fit(found[:n] + found[n + 1 :])
        assert fit_ranking.ranks([asked], weights).tolist() == [1], ANSWERABLE[n]


def test_the_adapter_brings_questions_nearer_to_what_answers_them(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_adapter, "STEPS", 20)
    losses: list[float] = []
    adapter = fit_adapter.fit((base,), curve=lambda _, loss: losses.append(loss))
    assert len(losses) == 20
    assert losses[-1] < losses[0] / 2

    def nearness(questions: Vectors, passages: Vectors) -> float:
        pairs = zip(questions @ passages.T, base.gold, strict=True)
        return float(np.mean([row[np.isin(base.rows, gold)].max() - row.mean() for row, gold in pairs]))

    moved = np.stack([adapter.question(vector) for vector in base.questions])
    assert nearness(moved, adapter.all_passages(base.passages.copy())) > nearness(base.questions, base.passages)


def test_the_confidence_tells_what_can_be_answered_from_what_cannot(snapshot: Snapshot) -> None:
    encoder = BagOfWords()
    searcher = Searcher(snapshot, encoder)
    asked = [(question, True) for question, _, _ in ANSWERABLE] + [(question, False) for question in UNANSWERABLE]
    measured = fit_confidence.measure(Answerer(snapshot, encoder, searcher=searcher), searcher, asked)
    fitted_to, apart = measured[::2], measured[1::2]
    sure = fit_confidence.confidences(apart, fit_confidence.fit(fitted_to))
    can = np.array([one.answerable for one in apart])
    assert can.any()
    assert not can.all()
    assert sure[can].min() > sure[~can].max()


def test_the_marked_words_stand_in_the_handbook_and_the_fit_finds_their_sentence() -> None:
    documents = {path.name: parse.load(path) for path in sorted(HANDBOOK.glob("*.md"))}
    answerable = [one for one in load(training.FOLDER / "handbook.jsonl") if one.answerable]
    assert len(answerable) > 200
    for one in answerable:
        assert fit_quotes.marked(documents[one.file], one), f"{one.file} {one.article}: {one.question}"
    found = fit_quotes.describe(list(documents.values()), answerable)
    # words that answer rarely go beyond a sentence; spans of a text changed since would
    assert len(found) > 0.95 * len(answerable)
    always_the_first = np.mean([one.right[0] for one in found])
    assert fit_quotes.validate(found, 5) > always_the_first + 0.03


def test_a_span_may_lie_in_the_second_of_two_articles_of_a_label(tmp_path: Path) -> None:
    path = tmp_path / "通知.md"
    path.write_text("关于办学习的通知\n\n一、周二读报。\n二、自己带笔。\n\n一、周五 开会。\n", encoding="utf-8")
    asked = Question("周几开会", answerable=True, file=path.name, article="一")
    first, second = (fit_quotes.marked(parse.load(path), replace(asked, span=span)) for span in ((2, 4), (9, 4)))
    assert first is not None
    assert second is not None
    assert (first[1], second[1]) == ("周二读报", "周五开会")
    assert fit_quotes.marked(parse.load(path), replace(asked, span=(5, 4))) is None  # across both
    assert fit_quotes.marked(parse.load(path), replace(asked, span=(30, 4))) is None
