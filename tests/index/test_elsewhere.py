"""A question about another organisation, another rule or edition, or an item too many is seen to be one."""

from __future__ import annotations

import pytest

from index import ngrams
from index.elsewhere import no_such_item, other_subjects, other_year, unknown_rules
from index.segments import Segmenter
from knowledge.document import Document
from knowledge.parse import parse

RULE = """某某协会会员管理条例（2024年修订）

第一条　会员有下面三项义务：
（一）按时交会费；
（二）参加活动；
（三）爱护公物。
第二条　协会按照《某某市社团登记办法》登记，2019年的旧证可以换新证。
第三条　协会同工会一起办活动。
"""


@pytest.fixture(scope="module")
def rule() -> Document:
    return parse("会员管理条例.md", RULE)


@pytest.fixture(scope="module")
def segmenter(rule: Document) -> Segmenter:
    return Segmenter(ngrams.of_documents([rule]))


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("团费一个月交几毛", "共青团"),
        ("工会会费怎么扣", "工会"),
        ("想加入九三学社要什么条件", "民主党派"),
        ("试用期被辞退能赔我几个月工资", "劳动"),
        ("醉驾要判几年", "道路交通"),
        ("離婚以後孩子歸誰", "婚姻家庭"),
    ],
)
def test_another_subject_is_named_unless_a_text_speaks_of_it(rule: Document, question: str, subject: str) -> None:
    assert subject in other_subjects(question, [rule.words(rule.numbered[0])])


def test_a_text_that_speaks_of_the_subject_may_answer(rule: Document) -> None:
    assert other_subjects("协会跟工会是什么关系", [rule.words(rule.numbered[2])]) == ()


@pytest.mark.parametrize("question", ["会员有哪些义务", "两个规定打架听谁的", "跳槽以后会员资格还算吗"])
def test_everyday_sayings_name_no_other_subject(rule: Document, question: str) -> None:
    assert other_subjects(question, [rule.words(rule.numbered[0])]) == ()


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("会员管理条例里有哪些义务", True),
        ("按照管理条例要交会费吗", True),
        ("条例里怎么说义务", True),
        ("这样做合法吗，有没有别的办法", True),
        ("《某某市社团登记办法》管什么", True),
        ("驾驶培训条例里怎么收费", False),
        ("《某某仓库消防规范》第二节讲什么", False),
        ("公司法里股东怎么退出", False),
    ],
)
def test_a_rule_in_no_title_and_not_cited_is_unknown(
    rule: Document, segmenter: Segmenter, question: str, known: bool
) -> None:
    assert (unknown_rules(question, [rule], [rule.text], segmenter) == ()) is known


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("2024年修订的条例里义务有几项", False),
        ("24版的条例里义务有几项", False),
        ("2019年的旧证还能用吗", False),
        ("义务有几项", False),
        ("2015年那版条例里义务有几项", True),
        ("15版条例里义务有几项", True),
        ("十八大党章怎么说", True),
    ],
)
def test_a_year_that_neither_document_nor_article_names_is_another_edition(
    rule: Document, question: str, other: bool
) -> None:
    assert other_year(question, rule, rule.words(rule.numbered[1])) is other


@pytest.mark.parametrize(
    ("question", "none"),
    [("第三项义务是什么", False), ("第四项义务是什么", True), ("第九项是什么", True), ("义务", False)],
)
def test_an_item_above_the_last_one_does_not_exist(rule: Document, question: str, none: bool) -> None:
    assert no_such_item(question, rule, rule.numbered[0]) is none
