"""Questions that are not asked: those with two right answers, with the answer given away, or not understood alone."""

from __future__ import annotations

from datetime import date

import pytest

from index.corpus import Corpus, Place
from index.exam import Form, Proposal, every, proposals
from knowledge.parse import parse

TODAY = date(2026, 11, 1)


def asked(*texts: str, form: Form | None = None) -> list[Proposal]:
    """Return the questions of the first document's articles."""
    corpus = Corpus([parse(f"办法{number}.md", text) for number, text in enumerate(texts)])
    places = (Place(0, at) for at in range(len(corpus.documents[0].articles)))
    found = [proposal for place in places for proposal in every(corpus, place, TODAY)]
    return [proposal for proposal in found if form is None or proposal.kind is form]


def checking(text: str) -> list[Proposal]:
    """Return the questions that may check a study task on an article of a document."""
    corpus = Corpus([parse("办法.md", text)])
    return [proposal for place in corpus for proposal in proposals(corpus, place, 9, TODAY)]


def rule(*articles: str, title: str = "某某协会党员管理办法") -> str:
    numbers = "一二三四五六七八九"
    return "\n".join([title, "", *(f"第{numbers[at]}条　{article}" for at, article in enumerate(articles)), ""])


def options(proposals: list[Proposal]) -> set[str]:
    return {option for proposal in proposals for option in proposal.options}


PROBATION = rule("预备党员的预备期为一年。")


def test_a_number_that_is_right_in_another_document_is_no_wrong_option() -> None:
    elsewhere = rule("预备党员的预备期为两年。", "经费报销期限为三年。", title="某某分会党员管理办法")
    assert "两年" in options(asked(PROBATION, rule("经费报销期限为两年。", title="某某经费办法"), form=Form.NUMBER))
    assert "两年" not in options(asked(PROBATION, elsewhere, form=Form.NUMBER))


def test_a_term_that_is_right_in_another_document_is_no_wrong_option() -> None:
    own = rule("村里的重要事项以及与群众利益密切相关的事项，必须经过党员大会讨论。")
    elsewhere = rule("社区的重要事项以及与群众利益密切相关的事项，必须经过党小组会讨论。", title="某某社区办法")
    assert "党小组会" in options(asked(own, form=Form.TERM))
    assert "党小组会" not in options(asked(own, elsewhere, form=Form.TERM))


@pytest.mark.parametrize(
    "article",
    [
        "预备党员转正，应当由本人向党支部提出书面转正申请。",
        "党员大会每季度召开一次，讨论重要事项须经党员大会通过。",
    ],
)
def test_a_term_that_the_stem_gives_away_is_not_asked_for(article: str) -> None:
    for proposal in asked(rule(article), form=Form.TERM):
        assert proposal.options[proposal.right] not in ("转正申请", "党员大会")


def test_a_number_that_stands_twice_is_not_asked_for() -> None:
    assert asked(rule("正式党员的会费为每月20元，预备党员的会费也为每月20元。"), form=Form.NUMBER) == []


def test_several_numbers_of_one_kind_leave_open_which_is_meant() -> None:
    assert asked(rule("支部书记任期三年，党小组组长任期两年，联络员任期一年。"), form=Form.NUMBER) == []


def test_a_sentence_that_leans_on_another_one_is_not_asked_about() -> None:
    assert asked(rule("这些党员应当在三个月内办理手续。"), form=Form.NUMBER) == []
    assert asked(rule("党支部书记应当同本人谈话，并将审批结果在党员大会上宣布。"), form=Form.TERM) == []


def test_what_holds_for_some_members_is_not_asked_of_all() -> None:
    two = rule("高校党组织对毕业生流动党员应当继续履行管理职责。党员组织关系保留时间一般不超过2年。")
    [question] = asked(two, form=Form.NUMBER)
    assert "毕业生流动党员" in question.text


def test_a_least_or_a_most_is_not_changed_and_called_wrong() -> None:
    """Who must be three or more may be five: whether that is wrong is open."""
    assert asked(rule("会员三人以上的单位应当成立学习小组。"), form=Form.JUDGE) == []
    assert asked(rule("公示的时间为五个工作日。"), form=Form.JUDGE)


def test_a_part_of_a_list_is_not_called_the_whole() -> None:
    listed = rule("预备党员转正的手续是：党小组提出意见；党员大会讨论通过；上级党委审批。")
    assert asked(listed, form=Form.JUDGE) == []


LISTS = (
    "党员享有下列权利：\n（一）参加支部的会议，阅读支部的文件。\n（二）对工作提出建议和倡议。\n（三）提出请求和申诉。",
    "党员必须履行下列义务：\n（一）按时交费，不拖欠，不垫付。\n（二）保守秘密，爱护名声。\n（三）完成任务，帮助新人。",
)


def test_an_item_that_another_list_has_too_is_no_wrong_option() -> None:
    twice = LISTS[1].replace(
        "（三）完成任务，帮助新人。", "（三）完成任务，帮助新人。\n（四）对各项工作提出建议和倡议。"
    )
    right = [p for p in asked(rule(LISTS[0], twice), form=Form.ITEM) if "享有下列权利" in p.text]
    assert right
    assert "对各项工作提出建议和倡议" not in options(right)


def test_a_list_whose_items_all_begin_alike_is_not_asked_about() -> None:
    strict = "会员遵守下列纪律：\n（一）严禁泄露秘密材料。\n（二）严禁拖欠各种费用。\n（三）严禁拉帮结派闹事。"
    questions = asked(rule(LISTS[0], strict), form=Form.ITEM)
    assert not [proposal for proposal in questions if "遵守下列纪律" in proposal.text]


def test_an_item_that_shares_words_with_the_lead_alone_is_not_asked_about() -> None:
    lent = "查阅人员的义务有：\n（一）查阅档案应当两人同行。\n（二）在规定时限内归还。\n（三）不得涂改和折损。"
    questions = [p for p in asked(rule(lent, *LISTS), form=Form.ITEM) if p.text.endswith("其中之一？")]
    assert "查阅档案应当两人同行" not in {proposal.options[proposal.right] for proposal in questions}
    assert "不得涂改和折损" in {proposal.options[proposal.right] for proposal in questions}


def test_a_sentence_that_stands_in_two_articles_is_not_asked_where_it_stands() -> None:
    sentence = "会费由组长按月收齐以后统一交到秘书处登记保管。"
    others = [f"秘书处的第{name}项工作由专人负责落实到位。" for name in "甲乙丙丁"]
    assert [p for p in checking(rule(sentence, *others)) if sentence in p.text]
    assert not [p for p in checking(rule(sentence, *others, sentence)) if sentence in p.text]


def test_where_something_stands_is_asked_by_chapter_and_only_of_what_binds_members() -> None:
    text = """某某支部党员管理办法

第一章　总则
第一条　为了做好各项工作，结合实际，制订各项具体的管理措施和安排。
第二章　组织设置
第二条　各级要为基层开展工作提供必要条件，给予经费保障和场地保障。
第三章　日常管理
第三条　党员应当积极参加志愿服务活动，也可以自行开展志愿服务活动。
第四章　附则
第四条　具体工作由办公室会同有关部门承担，遇到问题共同协商解决。
"""
    [question] = asked(text, form=Form.ARTICLE)
    assert question.options == (
        "第一条（第一章总则）",
        "第二条（第二章组织设置）",
        "第三条（第三章日常管理）",
        "第四条（第四章附则）",
    )
    assert question.right == 2


@pytest.mark.parametrize("lead", ["党支部的基本原则是", "党员有下列情形的可以查阅"])
def test_a_list_whose_items_are_told_from_duties_at_a_glance_is_not_asked_about(lead: str) -> None:
    listed = f"{lead}：\n（一）政治审查，入党教育。\n（二）编史修志，撰写传记。\n（三）人才引进，评选推送。"
    assert not [p for p in asked(rule(listed, *LISTS), form=Form.ITEM) if lead in p.text]


def test_an_item_that_names_who_acts_is_no_wrong_option() -> None:
    duties = LISTS[1].replace("（三）完成任务，帮助新人。", "（三）村党支部，完成任务。\n（四）完成任务，帮助新人。")
    right = [p for p in asked(rule(LISTS[0], duties), form=Form.ITEM) if "享有下列权利" in p.text]
    assert right
    assert "村党支部，完成任务" not in options(right)


@pytest.mark.parametrize(
    "article",
    [
        "党员大会决议主要包括：\n（一）发展对象的主要表现和优点缺点。\n（二）大会讨论的情况。\n（三）表决的结果。",
        "党组织对预备党员应当严格要求，认真教育和考察。",
    ],
)
def test_what_could_be_said_of_people_on_any_stage_is_not_asked(article: str) -> None:
    assert asked(rule(article), form=Form.TERM) == []


def test_a_stage_on_the_way_into_the_party_is_not_changed_and_called_wrong() -> None:
    """Who is admitted as a probationary member has applied: to say 入党申请人 of him is not wrong."""
    article = "基层党委审批接收的预备党员，自党员大会通过之日起即取得党籍。"
    assert asked(rule(article), form=Form.TERM)
    assert asked(rule(article), form=Form.JUDGE) == []


def test_a_statement_to_judge_is_short() -> None:
    short = "党支部每年召开一次组织生活会。"
    assert asked(rule(short), form=Form.JUDGE)
    assert (
        asked(rule("党支部在" + "认真学习、充分准备、广泛谈心、" * 7 + "之后每年召开一次组织生活会。"), form=Form.JUDGE)
        == []
    )


def test_a_term_does_not_repeat_what_stands_before_it() -> None:
    for proposal in asked(rule("预备期从支部党员大会通过接收的那一天算起。"), form=Form.TERM):
        assert "党支部委员会会议" not in proposal.options


def test_two_wrong_options_do_not_mean_the_same() -> None:
    for proposal in asked(rule("党小组会一般每月召开，组织党员参加政治学习和谈心谈话。"), form=Form.TERM):
        assert not {"党员大会", "党支部党员大会"} <= set(proposal.options)


def test_a_question_the_article_answers_itself_is_a_card_without_options() -> None:
    [card] = asked(rule("党员多久参加一次志愿服务：每季度至少参加一次，把时间记下来。"), form=Form.RECALL)
    assert card.text == "党员多久参加一次志愿服务？"
    assert card.options == ()
    assert card.card


def test_duties_and_rights_are_recalled_item_by_item() -> None:
    cards = asked(rule(*LISTS), form=Form.RECALL)
    assert len(cards) == 6
    assert (
        cards[0].text == "《某某协会党员管理办法》规定，“党员享有下列权利”。有一项开头是“参加支部的会议”，后面怎么说？"
    )


def test_a_number_that_only_names_a_rule_or_stands_in_brackets_is_not_asked_for() -> None:
    assert asked(rule("六个月的规定针对的是没有正当理由的党员。"), form=Form.NUMBER) == []
    assert asked(rule("党支部活动的伙食费按照学校标准（100元/人/天）凭票报销。"), form=Form.NUMBER) == []


def test_wrong_numbers_are_as_round_as_the_right_one() -> None:
    elsewhere = rule("经费的61%用于活动，餐费每人102元。", title="某某党员经费办法")
    own = rule("党支部每年表彰的党员不超过总数的30%。", "党员自愿一次多交纳100元以上的党费，全部上缴。")
    found = options(asked(own, elsewhere, form=Form.NUMBER))
    assert {"30%", "100元"} <= found
    assert not {"61%", "102元"} & found


def test_quotation_marks_inside_others_are_the_inner_ones() -> None:
    duties = LISTS[1].replace("保守秘密，爱护名声", "做到“两个维护”，爱护集体的名声")
    asked_for = [p.text for p in asked(rule(duties), form=Form.RECALL)]
    assert any("有一项开头是“做到‘两个维护’”，后面怎么说？" in text for text in asked_for)


def test_a_list_of_the_same_thing_elsewhere_gives_no_wrong_option() -> None:
    """Rights told in other words by another document are rights all the same."""
    own = rule(*LISTS)
    told = LISTS[0].replace("党员享有下列权利", "党员的权利有哪些").replace("提出请求和申诉", "到会场去坐下来听一听")
    elsewhere = rule(told, title="某某支部党员权利办法")
    found = options([p for p in asked(own, elsewhere, form=Form.ITEM) if "享有下列权利" in p.text])
    assert found
    assert "到会场去坐下来听一听" not in found


def test_a_rule_borrows_no_wrong_options_from_a_summary() -> None:
    tasks = "党支部的基本任务是：\n（一）宣传方针政策。\n（二）听取各方意见。\n（三）公开各项事务。"
    office = "党委的主要职责是：\n（一）受理控告检举。\n（二）检查执行情况。\n（三）审批处分决定。"
    lent = asked(rule(tasks), rule(office, title="某某党委办法"), form=Form.ITEM)
    assert lent
    summary = "本手册不是正式文本，请以原文为准。\n" + rule(office, title="某某党委学习手册")
    assert asked(rule(tasks), summary, form=Form.ITEM) == []


def test_what_a_branch_does_is_no_wrong_option_for_its_committee() -> None:
    tasks = "党支部的基本任务是：\n（一）宣传方针政策。\n（二）听取各方意见。\n（三）公开各项事务。"
    office = "支部委员会的主要职责是：\n（一）受理控告检举。\n（二）检查执行情况。\n（三）审批处分决定。"
    assert asked(rule(tasks), rule(office, title="某某党委办法"), form=Form.ITEM) == []
