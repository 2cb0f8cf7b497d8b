"""Most questions have one article for an answer; another is cited where it adds something, and none says it twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index import several
from index.answer import Answerer
from index.corpus import Place
from index.ranking import Hit
from tests.index.samples import answerer_of, write

MEETINGS = """某某公司支部会议办法

第一条　支部大会每季度开一次，由书记召集。
第二条　支委会每月开一次，商量支部要做的事。
第三条　党小组会每月开两次，由组长主持。
第四条　会议记录保存五年。
"""
LIFE = """某某公司组织生活办法

第一条　组织生活会每年开一次，会前互相谈心。
第二条　支部大会每季度开一次，由书记召集，人人都要到。
第三条　党课每季度讲一回，请书记或者老党员讲。
第四条　支部每年要开的会有下面几种：
（一）支部大会；
（二）组织生活会。
"""
GUIDE = """学习手册

本手册是学习摘要，不是正式文本。

第一条　支部大会每季度开一次，由书记召集，手机上会提醒。
第二条　忘带笔记本的，散会后补记。
第三条　开过的会留下的东西，五年里头丢不得。（依据：《某某公司支部会议办法》第四条）
"""
CLOSE, FAR, WIDE = several.CLOSE / 4, several.WIDE * 2, (several.CLOSE + several.WIDE) / 2


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("several")
    files = {"1_会议办法.txt": MEETINGS, "2_组织生活办法.txt": LIFE, "3_手册.txt": GUIDE}
    return answerer_of(folder, write(folder / "sources", files))


def cited(rules: Answerer, question: str, *found: tuple[str, float]) -> list[str]:
    """Say which articles are cited of those found, given as file and number with how far they lie behind the best."""
    names = {name(rules, place): place for place in rules.corpus}
    hits = [Hit(names[found_], 1.0 - behind, 0.9) for found_, behind in found]
    places: Sequence[Place] = several.cited(hits, question, rules.corpus, rules.snapshot.lexical)
    return [name(rules, place) for place in places]


def name(rules: Answerer, place: Place) -> str:
    number = rules.corpus.article(place).number
    return f"{rules.corpus.document(place).file[0]}.{number[0] if number else 0}"


def test_what_is_far_behind_the_best_is_not_cited(rules: Answerer) -> None:
    assert cited(rules, "支委会多久开一次", ("1.2", 0), ("1.3", FAR), ("2.1", FAR)) == ["1.2"]


def test_of_two_nearly_equally_good_articles_both_are_cited_the_best_first(rules: Answerer) -> None:
    assert cited(rules, "小组多久开会", ("1.3", 0), ("1.2", CLOSE), ("1.4", WIDE)) == ["1.3", "1.2"]


def test_close_ones_are_three_at_most(rules: Answerer) -> None:
    found = (("1.2", 0), ("1.3", CLOSE), ("2.1", CLOSE), ("2.3", CLOSE))
    assert cited(rules, "多久一次", *found) == ["1.2", "1.3", "2.1"]


def test_what_another_document_says_in_the_same_words_is_not_said_again(rules: Answerer) -> None:
    assert cited(rules, "支部大会多久开一次", ("1.1", 0), ("2.2", CLOSE)) == ["1.1"]


def test_of_a_summary_and_the_rule_it_sums_up_the_rule_is_cited(rules: Answerer) -> None:
    assert rules.corpus.document(next(p for p in rules.corpus if name(rules, p) == "3.1")).edition.summary
    assert cited(rules, "支部大会多久开一次", ("3.1", 0), ("1.1", CLOSE)) == ["1.1"]
    assert cited(rules, "支部大会多久开一次", ("3.1", 0), ("1.1", FAR)) == ["1.1"]


def test_the_rule_that_a_summary_names_as_its_basis_goes_before_it_however_it_is_put(rules: Answerer) -> None:
    founded, too_far = several.FOUNDED - 1, several.FOUNDED + 1
    assert cited(rules, "开会留下的东西能丢吗", ("3.3", 0), ("1.2", CLOSE), ("1.4", founded))[0] == "1.4"
    assert "3.3" in cited(rules, "开会留下的东西能丢吗", ("3.3", 0), ("1.4", founded))
    assert cited(rules, "开会留下的东西能丢吗", ("3.3", 0), ("1.4", too_far)) == ["3.3"]


def test_a_summary_that_says_more_than_the_rule_stays_the_answer(rules: Answerer) -> None:
    assert cited(rules, "忘带笔记本怎么办", ("3.2", 0), ("1.4", FAR)) == ["3.2"]


def test_a_question_for_all_of_something_gets_up_to_five_articles_grouped_by_document(rules: Answerer) -> None:
    found = (("1.2", 0), ("2.1", CLOSE), ("1.3", WIDE), ("1.1", WIDE), ("1.4", FAR))
    assert cited(rules, "要开哪些会", *found) == ["1.2", "1.3", "1.1", "2.1"]


def test_an_article_that_lists_what_is_asked_for_answers_alone(rules: Answerer) -> None:
    assert cited(rules, "每年要开哪些会", ("2.4", 0), ("1.2", CLOSE), ("1.3", CLOSE))[0] == "2.4"
    assert cited(rules, "每年要开哪些会", ("2.4", 0), ("1.2", WIDE), ("1.3", WIDE)) == ["2.4"]


def test_a_question_for_all_meetings_of_a_year_gets_each_article_that_tells_of_one_however_far_behind(
    rules: Answerer,
) -> None:
    found = (("2.1", 0), ("1.4", CLOSE), ("1.2", FAR), ("1.3", 2 * FAR), ("2.3", 2 * FAR))
    assert cited(rules, "一年里要开哪些会", *found) == ["2.1", "2.3", "1.2", "1.3"]
    assert cited(rules, "每个月要开哪些会", *found) == ["1.2", "1.3"]


def test_each_of_two_things_asked_gets_its_article(rules: Answerer) -> None:
    both = "支委会多久开一次，会议记录保存几年"
    assert cited(rules, both, ("1.2", 0), ("2.3", WIDE), ("1.4", WIDE)) == ["1.2", "1.4"]
    assert cited(rules, "支委会多久开一次", ("1.2", 0), ("2.3", WIDE), ("1.4", WIDE)) == ["1.2"]


def test_every_citation_of_an_answer_is_verbatim_and_best_first(tmp_path: Path) -> None:
    answerer = answerer_of(tmp_path, write(tmp_path / "sources", {"会议.txt": MEETINGS, "生活.txt": LIFE}))
    for question in ("支部每年要开哪些会", "党课多久讲一回，会议记录存几年", "组织生活会多久开一次"):
        answer = answerer.ask(question)  # the answerer itself checks that quotes are verbatim
        assert len({citation.place for citation in answer.citations}) == len(answer.citations) <= several.MOST
