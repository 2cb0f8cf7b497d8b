"""Questions that check understanding are in the rule's own words, have one right answer and fit Telegram's quizzes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.corpus import Corpus, Place
from index.exam import Form, Proposal, proposals
from index.exam.proposal import fits, units
from knowledge.document import Document, Kind
from knowledge.editions import settle
from knowledge.parse import load, parse

HANDBOOK = Path(__file__).parents[2] / "knowledge" / "texts"
TEXTS = Path(__file__).parents[3] / "shared" / "texts"
TODAY = date(2026, 11, 1)
RULE = """某某协会管理办法

第一章　会员
第一条　会员每年学习时间一般不少于40学时。
第二条　预备会员的试用期为一年。
第三条　会员享有下列权利：
（一）参加协会的会议，阅读协会的文件。
（二）对协会的工作提出建议和倡议。
（三）向协会的上级提出请求和申诉。
第四条　会员必须履行下列义务：
（一）按时交会费，不拖欠，不垫交。
（二）保守协会的秘密，爱护协会的名声。
（三）完成小组分配的任务，帮助新来的人。
第五条　各小组每月召开一次学习会。
第六条　会费每人20元，困难的会员10元，外地的会员5元。
第七条　各小组组长任期三年，各小组副组长任期三年。
第八条　对失去联系、多次查找没有找到的党员，一般予以停止党籍。
第九条　党员的处分，报上级批准后，应当在三个月内宣布。
第十条　这些会员必须有五年以上的会龄。
第十一条　各小组会费由组长收齐，月底交到秘书处统一登记保管。
第十二条　各小组发展会员要公示，公示期为五个工作日。
"""
ELSEWHERE = """某某协会分会办法

第一条　预备会员的试用期为两年。
第二条　分会的经费报销期限为三个月，项目期限为三年，保管期限为五年。
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus([parse("协会管理办法.md", RULE), parse("分会办法.md", ELSEWHERE)])


def asked(corpus: Corpus, label: str, most: int = 3, document: int = 0) -> list[Proposal]:
    articles = corpus.documents[document].articles
    place = next(Place(document, at) for at, article in enumerate(articles) if article.label == label)
    return proposals(corpus, place, most, TODAY)


def first(corpus: Corpus, label: str, form: Form = Form.NUMBER) -> Proposal:
    return next(proposal for proposal in asked(corpus, label, 9) if proposal.kind is form)


def test_a_number_is_left_out_and_the_right_one_is_as_the_rule_writes_it(corpus: Corpus) -> None:
    question = first(corpus, "第一条")
    assert question.text == "《某某协会管理办法》规定：会员每年学习时间一般不少于（　）。"
    assert question.options[question.right] == "40学时"
    assert all(option.endswith("学时") for option in question.options)
    assert question.explanation == "依据《某某协会管理办法》第一条：会员每年学习时间一般不少于40学时。"


def test_the_same_article_gives_the_same_questions(corpus: Corpus) -> None:
    again = Corpus([parse("协会管理办法.md", RULE), parse("分会办法.md", ELSEWHERE)])
    for label in ("第一条", "第三条", "第五条"):
        assert asked(corpus, label) == asked(again, label)


def test_a_number_that_is_right_elsewhere_for_the_same_thing_is_no_wrong_option(corpus: Corpus) -> None:
    question = first(corpus, "第二条", Form.NUMBER)
    assert question.options[question.right] == "一年"
    assert "两年" not in question.options


def test_wrong_numbers_are_of_the_same_kind_and_in_order(corpus: Corpus) -> None:
    question = first(corpus, "第十二条")
    assert question.options[question.right] == "五个工作日"
    assert all(option.endswith("个工作日") for option in question.options)
    assert list(question.options) == sorted(question.options, key=lambda option: "三五七十".find(option[0]))
    often = first(corpus, "第五条")
    assert often.options[often.right] == "每月"
    assert all(option.startswith("每") for option in often.options)


@pytest.mark.parametrize("label", ["第六条", "第七条"])
def test_several_numbers_of_one_kind_are_not_asked_for(corpus: Corpus, label: str) -> None:
    assert not [proposal for proposal in asked(corpus, label, 9) if proposal.kind in (Form.NUMBER, Form.JUDGE)]


def test_a_sentence_that_leans_on_what_is_not_shown_is_not_asked_about(corpus: Corpus) -> None:
    assert asked(corpus, "第十条", 9) == []


def test_a_term_is_left_out_among_its_own_sort(corpus: Corpus) -> None:
    question = first(corpus, "第八条", Form.TERM)
    assert question.text.endswith("予以（　）。")
    assert question.options[question.right] == "停止党籍"
    assert {"除名", "开除党籍", "限期改正", "留党察看"} >= set(question.options) - {"停止党籍"}


def test_an_item_of_the_list_stands_among_items_of_other_lists(corpus: Corpus) -> None:
    question = first(corpus, "第三条", Form.ITEM)
    assert "会员享有下列权利" in question.text
    document = corpus.documents[0]
    rights = next(article for article in document.articles if article.label == "第三条")
    inside = [option in document.words(rights).replace("\n", "") for option in question.options]
    assert inside.count(True) == 1
    assert inside[question.right]


def test_which_article_says_it_is_asked_with_articles_of_the_same_rule(corpus: Corpus) -> None:
    question = first(corpus, "第十一条", Form.ARTICLE)
    assert question.options[question.right] == "第十一条"
    assert len(set(question.options)) == 4


def test_a_statement_to_judge_is_never_true_by_the_way(corpus: Corpus) -> None:
    """What holds for three people or more holds for five: a least or a most is not changed and called wrong."""
    judged = [
        p
        for at in range(1, 13)
        for p in asked(corpus, f"第{'一二三四五六七八九十'[at - 1] if at < 11 else '十' + '一二'[at - 11]}条", 9)
    ]
    for proposal in judged:
        if proposal.kind is Form.JUDGE:
            assert "以上" not in proposal.text
            assert "不少于" not in proposal.text


def test_a_rule_out_of_force_is_not_asked_about() -> None:
    old = parse("协会管理办法_已被2026修订取代.md", RULE)
    assert proposals(Corpus([old]), Place(0, 1), 3, TODAY) == []


def test_no_question_tells_the_answer_to_another(corpus: Corpus) -> None:
    for place in corpus:
        questions = proposals(corpus, place, 3, TODAY)
        spans = [question.span for question in questions]
        assert len(set(spans)) == len(spans)


def folders() -> list[Path]:
    return [folder for folder in (HANDBOOK, TEXTS) if folder.is_dir()]


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name if folder != TEXTS else "shared")
def test_questions_from_real_rules_are_of_the_article_and_fit_telegram(folder: Path) -> None:
    documents = settle([load(path) for path in sorted(folder.glob("*.md")) if path.name != "INDEX.md"])
    corpus = Corpus(documents)
    found = [proposal for place in corpus for proposal in proposals(corpus, place, 3, TODAY)]
    assert len(found) > 40
    for proposal in found:
        check(corpus, proposal)


def check(corpus: Corpus, proposal: Proposal) -> None:
    document, article = corpus.document(proposal.place), corpus.article(proposal.place)
    words = document.text[slice(*proposal.span)]
    assert article.start <= proposal.span[0] < proposal.span[1] <= article.end
    assert article.kind is not Kind.HEADING
    assert 2 <= len(proposal.options) <= 4
    assert len(set(proposal.options)) == len(proposal.options)
    assert fits(proposal)
    assert units(proposal.explanation) <= 200
    right = proposal.options[proposal.right]
    if proposal.kind in (Form.NUMBER, Form.TERM):
        assert right in words.replace("\n", "").replace(" ", "")
        assert right not in proposal.text
    assert named(document) in proposal.explanation


def named(document: Document) -> str:
    return document.title if document.title.startswith("《") else f"《{document.title}》"
