"""What is not in force, or not meant for the asker, is never passed off as an answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.answer import Answer, Answerer, Outcome
from index.encoder import Encoder
from index.reindex import Change, prepare, published
from index.snapshot import open_current
from knowledge.document import Audience
from tests.auxil.verbatim import VerbatimAnswerer
from tests.index.samples import CHARTER, answerer_of, write

RULE = """某某公司发展党员工作细则

第一条　申请人要年满十八岁，自己写申请书交给支部。
第二条　预备期是{length}，从支部大会通过那天算起。
第三条　预备期满前一个星期，本人写好转正申请。
第四条　本细则自{day}起施行。
"""
PENALTIES = """某某公司党员处分办法

第一条　迟到三次的，由支部书记找本人谈话提醒。
第二条　收受礼金和购物卡的，退还以后给警告。
第三条　处分决定在一个月以内向本人宣布。
"""
MEETING = """某某公司支部会议制度

第一条　支部大会每季度开一次。
第二条　党小组会每月开一次，由组长召集。
"""
GUIDE = """某某公司书记工作办法

第一条　书记每半年找每名党员谈一次心。
第二条　谈心的内容记在保险柜里的蓝皮本上。
"""
MEMBERS = """某某公司党员联系制度

第一条　每名党员联系两户职工家庭。
第二条　联系的家庭有困难，党员三天以内上门。
"""
OLD, NEW, COMING = "细则_2014.md", "细则_2026.md", "细则_2030.md"
FILES = {
    OLD: RULE.format(length="两年", day="2014年5月28日"),
    NEW: RULE.format(length="一年", day="2026年5月11日"),
    "处分办法_已被2023修订取代.md": PENALTIES,
    "会议制度.md": MEETING,
    "协会章程.txt": CHARTER,
}


def file_of(answerer: Answerer, answer: Answer) -> str:
    assert answer.outcome is Outcome.ANSWERED
    return answerer.corpus.document(answer.citations[0].place).file


def files(answerer: Answerer, answer: Answer) -> list[str]:
    return [answerer.corpus.document(hit.place).file for hit in answer.candidates]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Answerer:
    folder = tmp_path_factory.mktemp("editions")
    return answerer_of(folder, write(folder / "sources", FILES), encoder)


@pytest.mark.parametrize(
    "question", ["预备期多久", "预备党员的预备期从哪天算起", "2026年预备期多久", "发展党员细则第二条"]
)
def test_the_edition_in_force_answers_and_the_old_one_is_not_even_a_candidate(rules: Answerer, question: str) -> None:
    answer = rules.ask(question)
    assert file_of(rules, answer) == NEW
    assert answer.citations[0].in_force
    assert OLD not in files(rules, answer)


@pytest.mark.parametrize(
    "question", ["2014年的细则怎么规定预备期", "14年的细则预备期多久", "旧版细则预备期多久", "2014年细则第二条"]
)
def test_the_old_edition_answers_by_its_year_with_what_replaced_it(rules: Answerer, question: str) -> None:
    answer = rules.ask(question)
    assert file_of(rules, answer) == OLD
    assert not answer.citations[0].in_force
    assert set(files(rules, answer)) == {OLD}
    edition = rules.corpus.document(answer.citations[0].place).edition
    assert edition.superseded_by == "《某某公司发展党员工作细则》（2026年）"


def test_an_old_rule_with_nothing_in_its_place_is_offered_but_never_the_answer(rules: Answerer) -> None:
    answer = rules.ask("收受礼金怎么处分")
    offered = [rules.corpus.document(place) for place in answer.near]
    assert any(document.edition.superseded_by for document in offered)
    assert answer.outcome is Outcome.REFUSED or answer.citations[0].in_force
    assert rules.in_force(answer.candidates[0].place)
    scores = [hit.score for hit in answer.candidates]
    assert scores == sorted(scores, reverse=True)


def test_an_article_of_a_rule_that_is_only_there_as_it_was_is_offered_not_cited(rules: Answerer) -> None:
    answer = rules.ask("处分办法第二条")
    assert (answer.outcome, answer.citations) == (Outcome.NOT_IN_FORCE, ())
    assert [rules.corpus.document(place).file for place in answer.near] == ["处分办法_已被2023修订取代.md"]


def test_what_is_not_in_force_yet_does_not_answer_until_its_day(tmp_path: Path, encoder: Encoder) -> None:
    coming = RULE.format(length="三年", day="2030年1月1日")
    sources = write(tmp_path / "sources", {NEW: FILES[NEW], COMING: coming})
    snapshot = answerer_of(tmp_path, sources, encoder).snapshot
    before = Answerer(snapshot, encoder, lambda: date(2029, 12, 31))
    after = Answerer(snapshot, encoder, lambda: date(2030, 1, 1))
    for question in ("预备期多久", "发展党员细则第二条"):
        assert [file_of(a, a.ask(question)) for a in (before, after)] == [NEW, COMING]
        assert COMING not in files(before, before.ask(question))
    edition = before.corpus.document(before.ask("发展党员细则第二条").citations[0].place).edition
    assert (edition.superseded_by, edition.superseded_from) == (
        "《某某公司发展党员工作细则》（2030年）",
        date(2030, 1, 1),
    )
    asked = before.ask("2030年的细则第二条")
    assert (file_of(before, asked), asked.citations[0].in_force) == (COMING, False)


def test_a_rule_that_is_only_coming_is_said_not_to_be_in_force(tmp_path: Path, encoder: Encoder) -> None:
    sources = write(tmp_path / "sources", {COMING: RULE.format(length="三年", day="2030年1月1日"), "会议.md": MEETING})
    answer = answerer_of(tmp_path, sources, encoder).ask("发展党员工作细则第二条")
    assert (answer.outcome, answer.citations, len(answer.near)) == (Outcome.NOT_IN_FORCE, (), 1)


def test_a_base_of_old_rules_only_refuses(tmp_path: Path, encoder: Encoder) -> None:
    sources = write(tmp_path / "sources", {"处分办法_已废止.md": PENALTIES})
    answer = answerer_of(tmp_path, sources, encoder).ask("收受礼金怎么处分")
    assert (answer.outcome, answer.citations, answer.confidence) == (Outcome.REFUSED, (), 0)
    assert answer.near


@pytest.fixture(scope="module")
def audiences(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Answerer:
    folder = tmp_path_factory.mktemp("audiences")
    base = {"书记.md": GUIDE, "党员.md": MEMBERS, "会议制度.md": MEETING}
    answerer = answerer_of(folder, write(folder / "sources", base), encoder)
    change = Change(correct={"书记.md": {"受众": "书记"}, "党员.md": {"受众": "党员"}})
    published(prepare(change, encoder, folder / "snapshots"), folder / "snapshots", begun=0.0)
    snapshot, _ = open_current(folder / "snapshots", encoder.name)
    assert snapshot.manifest.id != answerer.snapshot.manifest.id
    return VerbatimAnswerer(snapshot, encoder, folder / "sources")


@pytest.mark.parametrize(
    ("question", "file", "audience"),
    [
        ("书记多久找党员谈一次心", "书记.md", Audience.SECRETARIES),
        ("谈心的内容记在哪里", "书记.md", Audience.SECRETARIES),
        ("书记工作办法第二条", "书记.md", Audience.SECRETARIES),
        ("每名党员联系几户职工家庭", "党员.md", Audience.MEMBERS),
        ("党员联系制度第一条", "党员.md", Audience.MEMBERS),
    ],
)
def test_a_document_answers_only_those_it_is_for(
    audiences: Answerer, question: str, file: str, audience: Audience
) -> None:
    for asker in Audience:
        answer = audiences.ask(question, asker)
        seen = {hit.place for hit in answer.candidates} | {c.place for c in answer.citations} | {*answer.near}
        found = {audiences.corpus.document(place).file for place in seen}
        if list(Audience).index(asker) < list(Audience).index(audience):
            assert file not in found
        else:
            assert file_of(audiences, answer) == file


def test_an_article_that_may_not_be_read_is_as_good_as_absent(audiences: Answerer) -> None:
    hidden = audiences.ask("书记工作办法第二条")
    assert hidden.outcome is Outcome.NO_DOCUMENT
    place = audiences.ask("书记工作办法第二条", Audience.SECRETARIES).citations[0].place
    assert [audiences.may_read(place, audience) for audience in Audience] == [False, False, True]


def test_the_rest_of_the_ranking_is_as_if_the_hidden_documents_were_not_there(
    audiences: Answerer, tmp_path: Path, encoder: Encoder
) -> None:
    alone = answerer_of(tmp_path, write(tmp_path / "sources", {"会议制度.md": MEETING}), encoder)
    question = "党小组会多久开一次"
    both = [[a.corpus.words(hit.place) for hit in a.ask(question).candidates] for a in (audiences, alone)]
    assert both[0] == both[1]
