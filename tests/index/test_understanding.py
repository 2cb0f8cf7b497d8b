"""However a member types it, the same is searched: and what was typed right is never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.corpus import Corpus
from index.understanding import Understanding
from knowledge.parse import parse

RULES = """某某公司党支部学习细则

第一条　预备党员的预备期从支部大会通过那天算起。预备党员要交党费，预备党员可以参加支部大会。
第二条　党费每月交一次，党费由支部书记收，党费账目每季度公布。交党费可以请别的党员代办。
第三条　主题党日每月一次，主题党日由支部书记主持，主题党日不能去的要请假。
第四条　换了单位要转组织关系，组织关系由支部书记办理，组织关系三个月内转到。
第五条　民主评议每年一次，民主评议先自评再互评，民主评议的结果告诉本人。
第六条　转正由支部大会讨论，转正要书面申请，转正后算党龄；党龄、党费、学时都记在册子上。
第七条　党小组由党员推选组长，党小组会每月开，党小组向支部书记报告。
第八条　受留党察看处分的，留党察看期满由支部大会讨论，留党察看不超过两年。
第九条　党员每年学满学时，学时由支部登记，学时不够的补学。三会一课要有记录。
第十条　介绍信由支部开，支部每年公布一次，支部接收介绍信要快。党龄长的党员带头。
"""


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(Corpus([parse("细则.md", RULES)]))


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("黨費怎麼交", "党费怎么交"),
        ("党费　怎么交？？？？", "党费 怎么交?"),
        ("党 费 怎 么 交", "党费怎么交"),
        ("党费怎么交😀😀", "党费怎么交"),
        ("dangfei zenme jiao", "党费怎么交"),
        ("DangFei zenme jiao?", "党费怎么交?"),
        ("dang fei zen me jiao", "党费怎么交"),
        ("dang fei 怎么交", "党费 怎么交"),
        ("zhuanzheng", "转正"),
        ("zuzhi guanxi zenme zhuan", "组织关系怎么转"),
        ("df怎么交", "党费怎么交"),
        ("shyk 是什么", "三会一课 是什么"),
        ("予备党员能投票吗", "预备党员能投票吗"),
        ("党废怎么算", "党费怎么算"),
        ("支不书记几年一届", "支部书记几年一届"),
        ("组织关细怎么转", "组织关系怎么转"),
        ("民主平议的步骤", "民主评议的步骤"),
        ("党零从哪天算", "党龄从哪天算"),
        ("主体党日一月几次", "主题党日一月几次"),
        ("留党查看最长多久", "留党察看最长多久"),
        ("党小祖长谁定", "党小组长谁定"),
    ],
)
def test_what_is_typed_is_searched_in_the_words_of_the_rules(
    understanding: Understanding, typed: str, searched: str
) -> None:
    assert understanding.read(typed).text == searched


@pytest.mark.parametrize(
    "typed",
    [
        "支部支不支持党员自己报名",
        "一支不错的队伍怎么带",
        "党会不会开除我",
        "党员要不要带头",
        "这个主体是谁",
        "我想查看记录",
        "农行app交党费点哪里",
        "wps打不开",
        "能批预备党员吗",
        "他往上反映了",
        "支部定的事我投了反对票",
        "is it raining",
    ],
)
def test_what_is_typed_right_stays(understanding: Understanding, typed: str) -> None:
    asked = understanding.read(typed)
    assert asked.text == typed
    assert asked.corrected == ()


def test_whoever_is_corrected_can_be_told_so(understanding: Understanding) -> None:
    assert understanding.read("予备党员要交党废吗").corrected == (("予备", "预备"), ("党废", "党费"))
    assert understanding.read("dangfei怎么交").corrected == (("dangfei", "党费"),)


def test_everyday_words_bring_the_rules_words_along_without_drowning_their_own(understanding: Understanding) -> None:
    asked = understanding.read("忘了交党费怎么办")
    assert "补交党费" in asked.words
    assert "补交" not in asked.text
    assert asked.words.count("忘了交党费怎么办") > asked.words.count("补交党费")


def test_a_term_that_was_typed_is_not_added_again(understanding: Understanding) -> None:
    asked = understanding.read("交纳党费")
    assert asked.words.replace("交纳党费", "").strip() == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("What are the duties of a Party member?", "党员 义务有哪些"),
        ("How often is the theme party day held?", "主题党日多久一次"),
        ("Do I have to pay dues while unemployed?", "交纳党费 下岗失业要不要"),
    ],
)
def test_english_is_searched_in_chinese_order(understanding: Understanding, typed: str, words: str) -> None:
    assert understanding.read(typed).text == words


def test_of_a_long_story_what_asks_and_the_facts_are_left(understanding: Understanding) -> None:
    asked = understanding.read(
        "师傅您好，不好意思打扰了。我平时住在城东，上班挺远的，家里老人身体也一般。"
        "我是去年的预备党员，今年换了单位。昨天和老同学吃饭，聊得很开心。请问组织关系要不要转？谢谢您啦！"
    )
    assert "预备党员" in asked.text
    assert "组织关系要不要转" in asked.text
    for story in ("城东", "老同学", "谢谢", "打扰"):
        assert story not in asked.text


def test_a_long_message_that_speaks_of_nothing_known_stays_whole(understanding: Understanding) -> None:
    message = (
        "昨天天气很好我们一家去了公园,孩子在草地上跑来跑去,后来下了一点小雨,"
        "大家都躲到亭子里,真是难忘的一天,明天还去,后天也去吧,好不好呢"
    )
    assert understanding.read(message).text == message


@pytest.mark.parametrize("typed", ["", " ", "？？？", "👍", "a", "1588", "\u202e", "x" * 4000, "党" * 4000])
def test_nothing_typed_breaks_it(understanding: Understanding, typed: str) -> None:
    asked = understanding.read(typed)
    assert asked.text.strip() == asked.text


def test_an_empty_base_still_reads() -> None:
    asked = Understanding(Corpus([])).read("dangfei 怎么交")
    assert "怎么交" in asked.text


def test_several_people_can_ask_at_once(understanding: Understanding) -> None:
    questions = ["予备党员", "dangfei zenme jiao", "what are the duties", "黨費"] * 50
    alone = [understanding.read(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(understanding.read, questions)) == alone
