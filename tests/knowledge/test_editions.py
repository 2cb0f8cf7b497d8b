"""Editions of one rule in a base: the later ends the earlier, from its day, and nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.correction import correct
from knowledge.document import Document
from knowledge.editions import family, settle, years
from knowledge.parse import parse

BODY = "\n第一条　甲。\n第二条　乙。\n"


def rule(title: str, effective: str = "", more: str = "", file: str = "", front: str = "") -> Document:
    closing = f"第三条　本规定自{effective}起施行。" if effective else ""
    return parse(file or f"{title}_{effective}.txt", f"{title}\n{front}{BODY}{closing}{more}")


def marks(*documents: Document) -> list[tuple[str, date | None]]:
    return [(d.edition.superseded_by, d.edition.superseded_from) for d in settle(documents)]


OLD = rule("某某党员学习规定（试行）", "2014年5月1日")
NEW = rule("中国共产党某某党员学习规定", "2026年5月11日")


def test_the_later_edition_supersedes_the_earlier_from_its_own_day() -> None:
    for base in ([OLD, NEW], [NEW, OLD]):
        settled = {d.title: d.edition for d in settle(base)}
        assert settled[OLD.title].superseded_by == "《中国共产党某某党员学习规定》（2026年）"
        assert [settled[OLD.title].in_force(date(2026, 5, day)) for day in (10, 11)] == [True, False]
        assert not settled[NEW.title].superseded_by


def test_of_three_editions_each_is_ended_by_the_next() -> None:
    middle = rule("某某党员学习规定", "2020年1月1日")
    assert [from_ for _, from_ in marks(OLD, middle, NEW)] == [date(2020, 1, 1), date(2026, 5, 11), None]


def test_settling_again_changes_nothing_and_keeps_the_order() -> None:
    once = settle([NEW, OLD, rule("某某会议制度")])
    assert settle(once) == once
    assert [d.title for d in once] == [NEW.title, OLD.title, "某某会议制度"]


def test_without_its_successor_a_document_stands_again() -> None:
    old = settle([OLD, NEW])[0]
    assert not old.edition.in_force(date(2026, 11, 1))
    assert settle([old]) == [OLD]


@pytest.mark.parametrize(
    "other",
    [
        rule("某某党员学习规定实施细则", "2027年1月1日"),
        rule("某省某某党员学习规定", "2027年1月1日"),
        rule("《某某党员学习规定》重点条文解读", "2027年1月1日"),
        rule("某某党员学习规定（征求意见稿）", "2027年1月1日"),
        rule("某某党员学习规定"),
        rule("中国共产党某某党员学习规定", "2026年5月11日"),
    ],
    ids=["implementing", "local", "commentary", "draft", "undated", "copy"],
)
def test_what_is_no_later_edition_ends_nothing(other: Document) -> None:
    assert marks(NEW, other) == [("", None), ("", None)]


def test_the_plan_of_the_next_year_does_not_end_the_plan_of_this_year() -> None:
    plans = [
        parse(f"{y}.txt", f"支部{y}年度工作计划\n一、学习\n办好学习。\n二、开会\n按时开会。") for y in (2023, 2024)
    ]
    assert marks(*plans) == [("", None), ("", None)]


def test_rules_of_one_name_by_different_makers_are_not_editions_of_each_other() -> None:
    first = rule("党员公示办法", "2019年1月1日", front="（2018年12月1日甲校党委发布）")
    second = rule("党员公示办法", "2024年1月1日", front="（2023年12月1日乙校党委发布）", file="乙.txt")
    assert marks(first, second) == [("", None), ("", None)]


def test_a_charter_called_only_charter_is_nobody_elses() -> None:
    assert family("党章") == family("中国共产党章程（2022年修订）") != family("章程")
    assert family("关于印发《某某学习办法》的通知") == family("某某学习暂行办法（2020年12月1日修正）") == "某某学习办法"


def test_a_file_name_may_give_the_year_a_text_lacks() -> None:
    undated = rule("某某党员学习规定", file="某某党员学习规定_2012.txt")
    assert marks(undated, OLD)[0] == ("《某某党员学习规定（试行）》（2014年）", date(2014, 5, 1))


def test_what_a_rule_says_it_repeals_is_ended_unless_issued_again_later() -> None:
    more = "《某某登记办法》同时废止。"
    repealing = rule("某某档案规定", "2024年1月1日", more)
    before, after = rule("某某登记办法", "2019年1月1日"), rule("某某登记办法", "2025年1月1日")
    assert marks(repealing, before)[1] == ("《某某档案规定》（2024年）", date(2024, 1, 1))
    assert marks(repealing, after)[1] == ("", None)
    assert marks(repealing, rule("某某登记办法"))[1] == ("《某某档案规定》（2024年）", date(2024, 1, 1))


def test_a_rule_that_repeals_its_own_trial_edition_does_not_end_an_undated_namesake() -> None:
    repealing = rule("某某登记办法", "2024年1月1日", "《某某登记办法（试行）》同时废止。")
    assert marks(repealing, rule("某某登记办法", file="x.txt"))[1] == ("", None)
    assert marks(repealing, rule("某某登记办法（试行）", file="x.txt"))[1][1] == date(2024, 1, 1)


def test_what_file_or_administrator_say_wins() -> None:
    named = rule("某某党员学习规定", "2014年5月1日", file="规定_已被2020修订取代.txt")
    kept = correct(OLD, {"被取代": "无"})
    repealed = correct(OLD, {"废止": "是"})
    assert marks(named, NEW)[0] == ("2020修订", None)
    assert marks(kept, NEW)[0] == ("", None)
    assert settle([repealed, NEW])[0].edition == repealed.edition


def test_an_edition_is_called_for_by_its_own_years_only() -> None:
    document = rule("某某规定", "2018年1月1日", file="某某规定_2017_已被2022修订取代.txt", front="某发〔2016〕3号")
    assert years(document) == {2016, 2017, 2018}
