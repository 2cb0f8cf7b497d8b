"""A short text goes on from the question before it, or stands by itself; it is told by its form."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import in_thread
from index.answer import Answer, Answerer, Outcome
from index.confidence import BOUND
from index.follow_up import Asking, FollowUp, More, Pointing, Reason, Thread, in_full, read
from index.reindex import Change, prepare, published
from index.snapshot import open_current
from knowledge.document import Audience
from tests.auxil.bag import BagOfWords
from tests.index.samples import FILES, answerer_of, write

THREAD = Thread("正式党员有没有表决权", "0123456789", "第二款")
NOTICE = """某某公司值班通知

一、值班安排
（一）每天两人值班。
（二）夜里由班长带班。
二、值班要求
交接班要写记录。
"""
INDEPENDENT = """党费怎么交
党费多久交一次
怎么入党
怎么请假
谁能当书记
处分谁批准
能退党吗
公示几天
补选怎么选
什么是流动党员
预备党员
转正
预备党员 表决权
预备党员要交党费吗
那预备党员有没有选举权
党章第四条
支部工作条例第五条第二款
党总支能批预备党员吗
让我老婆代交党费行不
培训了三天没发证书，到期还是这样呢
你好
谢谢
在吗
？？？
忽略以上指令
今天天气怎么样
How long?"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("small")
    return answerer_of(folder, write(folder / "files", {**FILES, "值班通知.txt": NOTICE}))


def kind_of(text: str) -> type[FollowUp] | None:
    found = read(text, THREAD)
    return None if found is None else type(found)


def follow(answerer: Answerer, first: str, *texts: str, audience: Audience = Audience.EVERYONE) -> Answer:
    """Ask, go on, and return the last answer; each text must be one that goes on."""
    result = answerer.ask(first, audience)
    thread = in_thread.thread_after(answerer, result)
    for text in texts:
        assert thread is not None, text
        found = read(text, thread)
        assert found is not None, text
        result = in_thread.answer(answerer, found, audience)
        thread = in_thread.thread_after(answerer, result, found) or thread
    return result


def quoted(answerer: Answerer, result: Answer) -> str:
    citation = result.citations[0]
    document, article = answerer.corpus.document(citation.place), answerer.corpus.article(citation.place)
    assert article.start <= citation.quote.start < citation.quote.end <= article.end
    return document.text[citation.quote.start : citation.quote.end]


def label(answerer: Answerer, result: Answer) -> str:
    return answerer.corpus.article(result.citations[0].place).label


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("第二项呢", "第（三）项", "那第2款呢", "第三种是什么", "最后一项", "第五条呢", "第四条第二项"), Pointing),
        (("下一条", "上一条呢", "再下一条呢？", "下一项呢", "然后呢", "接下来呢"), Pointing),
        (("全文", "看看原文", "这一条的具体内容"), Pointing),
        (("还有吗", "还有别的规定吗？", "就这些吗", "其他的呢"), More),
        (("为什么", "为什么呢？", "依据是什么", "有依据吗", "哪条规定的", "凭什么"), Reason),
        (("那预备党员呢", "外地的呢", "支部书记呢", "那党小组会呢", "要是生病了呢", "那学生党员"), Asking),
        (("预备党员也一样吗", "外地的也要交吗", "那外地的要交多少", "预备党员可以吗", "那他能参加支部大会吗"), Asking),
        (("多久", "多久？", "要交多少", "谁批准", "怎么办理", "具体怎么办", "可以延长吗", "那要几个人到会"), Asking),
        (("那預備黨員呢", "好的，那预备党员呢？", "请问第二项呢", "　那  预备党员 呢 "), None),
    ],
)
def test_texts_that_go_on_are_known_by_their_form(texts: tuple[str, ...], kind: type[FollowUp] | None) -> None:
    for text in texts:
        assert kind_of(text) is kind if kind else kind_of(text) is not None, text


@pytest.mark.parametrize("text", INDEPENDENT.splitlines())
def test_what_names_its_own_topic_stands_by_itself(text: str) -> None:
    assert read(text, THREAD) is None


@pytest.mark.parametrize(
    ("first", "text", "question"),
    [
        ("正式党员有没有表决权", "那预备党员呢", "预备党员有没有表决权"),
        ("支部党员大会多久开一次", "党小组会呢", "党小组会多久开一次"),
        ("党总支能审批吗", "那党组呢", "党组能审批吗"),
        ("党费怎么交", "那外地的呢", "外地的，党费怎么交"),
        ("党费怎么交", "要是涨工资了呢", "涨工资了，党费怎么交"),
        ("组织生活会一年几次", "谁主持", "组织生活会，谁主持"),
        ("预备期从哪天算", "可以延长吗", "预备期，可以延长吗"),
        ("预备党员可以投票吗", "那他能当介绍人吗", "预备党员能当介绍人吗"),
    ],
)
def test_a_follow_up_becomes_a_question_that_stands_by_itself(first: str, text: str, question: str) -> None:
    found = read(text, Thread(first, "x"))
    assert found is not None
    assert in_full(found) == question


def test_one_circumstance_takes_the_place_of_another_and_is_kept_for_what_follows() -> None:
    first = read("那外地的呢", Thread("党费怎么交", "x"))
    assert first is not None
    second = read("退休的呢", first.thread)
    assert second is not None
    assert in_full(second) == "退休的，党费怎么交"
    third = read("要交多少", second.thread)
    assert third is not None
    assert in_full(third) == "退休的，党费，要交多少"


def test_a_clause_is_found_in_the_article_of_the_thread_and_word_for_word(small: Answerer) -> None:
    first = "支部工作条例第三条"
    assert quoted(small, follow(small, first, "第二项呢")) == "（二）办学习，记好学时；"
    assert quoted(small, follow(small, first, "第二项呢", "下一项呢")) == "（三）联系群众，听取意见。"
    assert quoted(small, follow(small, first, "最后一项", "上一项")) == "（二）办学习，记好学时；"
    assert quoted(small, follow(small, "支部工作条例第二条", "第二款呢")) == "临时有急事的，书记可以随时召集。"
    assert quoted(small, follow(small, first, "第二项", "全文")).startswith("支部委员分头做下面几件事")


def test_an_article_is_found_by_steps_and_by_its_number_in_the_document_of_the_thread(small: Answerer) -> None:
    first = "协会章程第2条"
    assert label(small, follow(small, first, "下一条呢")) == "第３条"
    assert label(small, follow(small, first, "下一条呢", "再下一条", "上一条")) == "第３条"
    assert label(small, follow(small, first, "那第四条呢")) == "第４条"
    assert label(small, follow(small, "支部工作条例第三条", "第四条之一")) == "第四条之一"


def test_in_a_text_of_numbered_sections_items_are_counted_too(small: Answerer) -> None:
    section = next(p for p in small.corpus if small.corpus.words(p).startswith("一、值班安排"))
    asked = read("第二项呢", in_thread.moved(small, section))
    assert asked is not None
    assert "夜里由班长带班" in quoted(small, in_thread.answer(small, asked, Audience.EVERYONE))


def test_what_does_not_exist_is_said_not_to(small: Answerer) -> None:
    assert follow(small, "支部工作条例第三条", "第九项呢").outcome is Outcome.NO_CLAUSE
    assert follow(small, "支部工作条例第一条", "第二项").outcome is Outcome.NO_CLAUSE
    assert follow(small, "支部工作条例第三条", "第八十条呢").outcome is Outcome.NO_ARTICLE
    assert follow(small, "协会章程第4条", "下一条呢").outcome is Outcome.REFUSED


def test_from_an_old_edition_one_goes_on_in_the_old_edition_and_it_is_marked(small: Answerer) -> None:
    result = follow(small, "2020年的支部工作条例第二条", "下一条呢")
    assert "年底向大会报告" in quoted(small, result)
    assert not result.citations[0].in_force


def test_a_thread_ends_where_its_article_is_gone_or_not_for_this_audience(tmp_path: Path) -> None:
    answerer_of(tmp_path, write(tmp_path / "files", FILES))
    change = Change(correct={"协会章程.txt": {"受众": "书记"}})
    published(prepare(change, BagOfWords(), tmp_path / "snapshots"), tmp_path / "snapshots", begun=0.0)
    answerer = Answerer(open_current(tmp_path / "snapshots", "bag")[0], BagOfWords())
    thread = in_thread.thread_after(answerer, answerer.ask("协会章程第2条", Audience.SECRETARIES))
    assert thread is not None
    assert in_thread.stands(answerer, thread, Audience.SECRETARIES)
    assert not in_thread.stands(answerer, thread, Audience.MEMBERS)
    assert not in_thread.stands(answerer, Thread("协会章程", "ffffffffff"), Audience.SECRETARIES)


@pytest.mark.parametrize(
    ("first", "text", "file", "article"),
    [
        ("预备党员有没有表决权", "那正式党员呢", "03", "第十一条"),
        ("入党介绍人要几个", "受过处分的行吗", "04", "第十四条"),
        ("在职党员党费交多少", "离退休的呢", "06", "第十一条"),
        ("在职党员党费交多少", "那学生党员呢", "06", "第十二条"),
        ("党费怎么交", "可以代交吗", "06", "第十五条"),
        ("党费怎么交", "不交会怎么样", "06", "第二十三条"),
        ("党员大会多久开一次", "要多少人到会", "07", "第五条"),
        ("党员大会多久开一次", "谁主持", "07", "第十一条"),
        ("组织生活会一年几次", "那民主评议呢", "07", "第十九条"),
        ("预备期从哪天算", "可以延长吗", "05", "第十五条"),
        ("支部多久换届一次", "谁来提醒", "11", "第二条"),
        ("党员处分有几种", "不服怎么办", "09", "第五条"),
        ("处分不服找谁申诉", "要写什么", "09", "第八条"),
        ("入党申请书交给谁", "那在外地打工的呢", "04", "第四条"),
    ],
)
def test_in_the_handbook_follow_ups_find_their_article(
    answerer: Answerer, first: str, text: str, file: str, article: str
) -> None:
    result = follow(answerer, first, text)
    assert result.outcome is Outcome.ANSWERED
    place = result.citations[0].place
    assert (answerer.corpus.document(place).file[:2], answerer.corpus.article(place).label) == (file, article)


@pytest.mark.parametrize("text", ["那婚假呢", "股票呢", "那物业费呢", "周杰伦呢", "那民盟呢", "房租呢"])
def test_the_topic_of_the_thread_does_not_answer_for_what_the_documents_do_not_know(
    answerer: Answerer, text: str
) -> None:
    result = follow(answerer, "党员大会多久开一次", text)
    assert result.outcome is Outcome.REFUSED or result.confidence <= BOUND


def test_the_ground_of_an_article_is_what_it_says_of_it_itself(answerer: Answerer) -> None:
    assert quoted(answerer, follow(answerer, "预备党员有没有表决权", "依据是什么")).startswith("（依据：《")


def test_a_rule_that_gives_no_ground_is_the_ground(small: Answerer) -> None:
    result = follow(small, "协会章程第3条", "为什么")
    assert in_thread.is_whole(small, result.citations[0])
    assert "为了把支部的事办好" in quoted(small, follow(small, "支部工作条例第一条", "为什么"))


def test_more_never_shows_the_same_article_again_and_comes_to_an_end(answerer: Answerer) -> None:
    seen, texts = [label(answerer, answerer.ask("主题党日多久一次"))], ["还有吗"]
    while (result := follow(answerer, "主题党日多久一次", *texts)).citations and len(texts) < 20:
        seen.append(f"{result.citations[0].place.document}{label(answerer, result)}")
        texts.append("还有吗")
    assert len(seen) == len(set(seen)) > 1
    assert result.outcome is Outcome.REFUSED
