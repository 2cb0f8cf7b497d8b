"""The words shown in bold are the rule's own, and of all its words the ones that answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.answer import Answerer
from index.corpus import Place
from index.quote import Quote, last_clause
from tests.index.samples import FILES, answerer_of, write

QUESTIONS = """
预备党员有没有表决权
预备党员能不能当入党介绍人
党费怎么算
工资5000元交多少党费
党费可以代交吗
退休党员党费怎么交
半年没交党费会怎样
党费用在什么地方
党员有哪些义务
党员权利有几项
义务一共几条，给我列一下
预备党员有哪些权利
入党申请书交给谁
入党介绍人要做哪几件事
入党积极分子多久考察一次
发展对象培训多长时间
预备期多长
预备期最多能延长几次
转正需要哪些程序
党龄从哪天算
什么时候入党宣誓
三会一课是什么
党员大会多久开一次
党课多久一次
主题党日多久一次
组织生活会一年开几次
民主评议党员怎么评
谈心谈话一年几次
几个月不参加组织生活算自行脱党
上夜班来不了会怎么办
支部多少人可以成立
联合党支部怎么成立
支部的基本任务有哪些
支部委员会任期几年
换届选举要多少人到会
书记的职责有哪些
组织委员做什么
纪检委员做什么
国有企业党支部有哪些任务
党的纪律有哪几种
党纪处分有几种
留党察看最长几年
警告处分影响期多久
对处分不服怎么申诉
申诉多久有答复
可以越级反映问题吗
打击报复举报人怎么处理
有不同意见能不能保留
组织关系怎么转
介绍信有效期几天
毕业生党员组织关系怎么转
出国怎么办组织关系
流动党员在哪里过组织生活
失联党员怎么处理
困难党员有没有帮扶
党员每年学习多少学时
学时不够会怎样
支部书记每年培训多少学时
老党员身体不好要参加学习吗
黨員有哪些權利
預備期多長
what are the duties of a party member
how much are the dues
can a probationary member vote
""".strip().splitlines()


def quoted(answerer: Answerer, place: Place, question: str) -> str:
    """Return the words of an article that are quoted for a question."""
    found = answerer.cite(place, question).quote
    return answerer.corpus.document(place).text[found.start : found.end]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("rules")
    return answerer_of(folder, write(folder / "sources", FILES))


@pytest.fixture(scope="module")
def articles(rules: Answerer) -> dict[str, Place]:
    """The articles of the current 支部工作条例 by label."""
    current = (p for p in rules.corpus if rules.corpus.document(p).file == "支部工作条例_2024.md")
    return {rules.corpus.article(place).label: place for place in current}


def test_every_quote_is_the_handbooks_own_words_and_never_only_its_basis(answerer: Answerer) -> None:
    assert len(QUESTIONS) >= 60
    quotes = 0
    for question in QUESTIONS:
        answer = answerer.ask(question)  # the answerer itself checks that quotes are verbatim
        for hit in answer.candidates[:3]:
            citation = answerer.cite(hit.place, question)
            document, article = answerer.corpus.document(hit.place), answerer.corpus.article(hit.place)
            quote = document.text[citation.quote.start : citation.quote.end]
            assert quote.strip(), question
            assert quote in document.words(article)
            assert not quote.startswith("（依据")
            assert not quote.endswith("："), question
            quotes += 1
    assert quotes >= 150


@pytest.mark.parametrize("question", ["党员有哪些义务", "党员权利有几项", "党的纪律处分有哪几种", "转正有哪些步骤"])
def test_a_question_for_a_list_gets_all_items(answerer: Answerer, question: str) -> None:
    (citation,) = answerer.ask(question).citations
    document, article = answerer.corpus.document(citation.place), answerer.corpus.article(citation.place)
    items = [document.words(clause) for clause in article.clauses if clause.label.endswith("项")]
    assert len(items) >= 5
    quote = document.text[citation.quote.start : citation.quote.end]
    assert all(item in quote for item in items)


@pytest.mark.parametrize(
    ("question", "article", "label", "quote"),
    [
        ("会前几天通知", "第二条", "第一款", "支部每月开一次会，会前三天通知到人。"),
        ("谁可以召集临时的会", "第二条", "第二款", "临时有急事的，书记可以随时召集。"),
        ("谁办学习", "第三条", "第二项", "（二）办学习，记好学时；"),
        ("群众意见谁听", "第三条", "第三项", "（三）联系群众，听取意见。"),
        ("多少人到场才能开会", "第四条", "", "开会要有半数以上党员到场。"),
        (
            "支部委员分头做什么",
            "第三条",
            "",
            "支部委员分头做下面几件事：\n（一）收党费，按季度公布；\n（二）办学习，记好学时；\n（三）联系群众，听取意见。",
        ),
    ],
)
def test_the_clause_that_answers_is_quoted_with_its_own_label(
    rules: Answerer, articles: dict[str, Place], question: str, article: str, label: str, quote: str
) -> None:
    assert quoted(rules, articles[article], question) == quote
    assert rules.cite(articles[article], question).quote.label == label


def test_a_question_of_quantity_prefers_the_sentence_with_the_quantity(tmp_path: Path) -> None:
    rule = (
        "学习办法\n第一条　党员学习按支部的安排。党员学习每年四十学时。党员学习在线上也行。\n第二条　学时由支部登记。\n"
    )
    answerer = answerer_of(tmp_path, write(tmp_path / "sources", {"学习.txt": rule}))
    place = next(p for p in answerer.corpus if answerer.corpus.article(p).label == "第一条")
    assert quoted(answerer, place, "党员学习多少学时") == "党员学习每年四十学时。"
    assert quoted(answerer, place, "党员学习在线上吗") == "党员学习在线上也行。"


def test_without_a_word_in_common_the_whole_article_is_quoted(rules: Answerer, articles: dict[str, Place]) -> None:
    whole = "支部每月开一次会，会前三天通知到人。\n临时有急事的，书记可以随时召集。"
    assert quoted(rules, articles["第二条"], "abc xyz") == whole


DUTY = """值班办法

第一条　值班员的职责：
（一）接电话，记来电；
（二）巡查楼道，关好门窗；
（三）交班写日志。
第二条　值班每周轮换一次。轮换名单由办公室排定。夜里值班的，第二天上午休息。其休息不扣工资。
值班费按月发放。
第三条　办公室管以下事情：收发信件；保管钥匙；登记来客。门卫另有规定。
第四条　备用钥匙有两把。
第五条　借用钥匙要登记，用完当天归还。
"""


@pytest.fixture(scope="module")
def duty(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("duty")
    return answerer_of(folder, write(folder / "sources", {"值班.txt": DUTY}))


@pytest.mark.parametrize(
    ("question", "article", "begins", "ends", "label"),
    [
        ("值班员 职责", "第一条", "值班员的职责", "交班写日志。", ""),
        ("休息扣工资吗", "第二条", "夜里值班的，", "其休息不扣工资。", "第一款"),
        ("休息扣不扣工资，值班费按月发放吗", "第二条", "夜里值班的，", "值班费按月发放。", "第一款、第二款"),
        ("多久轮换一次，值班费怎么发放", "第二条", "值班每周轮换一次。", "值班费按月发放。", ""),
        ("办公室管哪些事情", "第三条", "办公室管以下事情", "登记来客。", ""),
        ("门卫有规定吗", "第三条", "门卫另有规定。", "门卫另有规定。", ""),
    ],
)
def test_what_belongs_together_is_quoted_together(
    duty: Answerer, question: str, article: str, begins: str, ends: str, label: str
) -> None:
    place = next(p for p in duty.corpus if duty.corpus.article(p).label == article)
    words = quoted(duty, place, question)
    assert words.startswith(begins)
    assert words.endswith(ends)
    assert duty.cite(place, question).quote.label == label


def test_words_of_several_clauses_are_cited_with_the_first_and_the_last(tmp_path: Path) -> None:
    rule = (
        "办法\n第一条　登记由组长做，一天做完。\n补登由组长做，三天做完。\n更正由组长做，五天做完。\n罚款归会计管。\n"
    )
    answerer = answerer_of(tmp_path, write(tmp_path / "sources", {"办法.txt": rule}))
    place = next(p for p in answerer.corpus if answerer.corpus.article(p).label == "第一条")
    assert answerer.cite(place, "由组长几天做完").quote.label == "第一款至第三款"
    assert answerer.cite(place, "罚款归谁管").quote.label == "第四款"


def test_one_goes_on_from_the_last_clause_that_was_quoted() -> None:
    assert last_clause(Quote(0, 1, "第一款至第三款")) == "第三款"
    assert last_clause(Quote(0, 1, "第二款第一项、第二款第二项")) == "第二款第二项"
    assert last_clause(Quote(0, 1, "第二款")) == "第二款"
    assert last_clause(Quote(0, 1, "")) == ""
