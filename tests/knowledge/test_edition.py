"""Which edition of a rule a document is, as its text and its file name say."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.document import Edition
from knowledge.parse import parse

BODY = "\n第一条　甲。\n第二条　乙。\n"


@pytest.mark.parametrize(
    ("file", "text", "edition"),
    [
        ("x.txt", "某某条例" + BODY + "第三条　本条例自2024年5月1日起施行。", Edition(effective=date(2024, 5, 1))),
        (
            "x.txt",
            "某某条例\n（2010年1月2日某会议审议批准　2010年2月3日某机关发布　"
            "2024年4月5日某会议修订　2024年5月6日某机关发布）"
            + BODY
            + "第三条　本条例自发布之日起施行。2010年2月3日发布的某某办法同时废止。",
            Edition(date(2024, 4, 5), date(2024, 5, 6), issuer="某机关"),
        ),
        (
            "x.txt",
            "某某章程\n某次大会部分修改，二〇二二年十月二日通过" + BODY,
            Edition(date(2022, 10, 2), issuer="某次大会"),
        ),
        ("某某规定_已被2024修订取代.txt", "某某规定" + BODY, Edition(superseded_by="2024修订")),
        ("某某规定_已废止.txt", "某某规定" + BODY, Edition(repealed=True)),
        ("x.txt", "来源/SOURCE: 某处，2020年1月1日发布\n某某规定" + BODY, Edition()),
        (
            "x.txt",
            "某某细则\n某某机关\n2014年5月28日\n"
            + BODY
            + "第三条　本细则自发布之日起施行。1990年1月1日印发的细则同时废止。",
            Edition(effective=date(2014, 5, 28)),
        ),
    ],
)
def test_the_edition_is_what_the_rule_says_of_itself(file: str, text: str, edition: Edition) -> None:
    assert parse(file, text).edition == edition


@pytest.mark.parametrize(
    ("front", "back", "issuer"),
    [
        ("近日，某市委办公厅印发了《某某规定》，请遵照执行。\n某某规定", "", "某市委办公厅"),
        ("某某规定\n（2024年5月6日某市委、某市人民政府发布）", "", "某市委、某市人民政府"),
        ("某某规定\n制定机关：某厂机关党委", "", "某厂机关党委"),
        (
            "关于印发《某某规定》的通知\n各支部：\n请照办。\n中共某厂委员会\n2024年3月4日\n某某规定",
            "",
            "中共某厂委员会",
        ),
        ("某市委组织部关于做好某事的规定", "", "某市委组织部"),
        ("某某规定", "\n某厂党委\n2024年3月4日", "某厂党委"),
        ("某某规定", "\n某市委组织部办公室2024年3月4日印发", "某市委组织部"),
        ("某某规定\n（2024年3月4日第三届职工代表大会第二次会议通过）", "", "职工代表大会"),
        ("某某规定", "第三条　本规定由某厂党委负责解释。", ""),
    ],
)
def test_who_issued_a_rule_is_read_from_preamble_notice_or_signature(front: str, back: str, issuer: str) -> None:
    assert parse("x.txt", front + BODY + back).edition.issuer == issuer


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("某办发〔2026〕1号", "某办发〔2026〕1号"),
        ("（某组通字［2015］ 33 号）", "某组通字［2015］33号"),
        ("(某党发(2018)6号)", "某党发(2018)6号"),
        ("（2024年5月6日某某管理局令第22号发布）", "某某管理局令第22号"),
        ("根据上级文件（某发〔2013〕126号）的要求，制定本规定。", ""),
    ],
)
def test_the_number_is_read_where_it_stands_for_the_document_itself(line: str, number: str) -> None:
    assert parse("x.txt", f"某某规定\n{line}{BODY}").edition.number == number


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("本规定自2024年5月1日起施行。《甲规定（试行）》（某发〔1990〕3号）同时废止。", ("甲规定（试行）",)),
        ("本规定自印发之日起施行，2019年印发的《甲办法》和《乙细则》同时废止。", ("甲办法", "乙细则")),
        ("2000年8月24日某机关发布的《甲办法》停止执行。", ("甲办法",)),
        ("《甲办法》废止。", ("甲办法",)),
        ("修改或者废止《甲办法》，须经支部大会通过。", ()),
        ("本规定与《甲办法》不一致的，以本规定为准。", ()),
        ("《甲办法》继续有效。不再执行的决定同时废止。", ()),
    ],
)
def test_what_the_text_says_it_repeals_is_named(words: str, titles: tuple[str, ...]) -> None:
    assert parse("x.txt", f"某某规定{BODY}第三条　{words}").edition.replaces == titles


@pytest.mark.parametrize(
    ("note", "edition"),
    [
        ("（已废止）", Edition(repealed=True)),
        ("（自2027年1月1日起废止）", Edition(repealed=True, superseded_from=date(2027, 1, 1))),
        ("本规定已于2024年3月1日废止", Edition(repealed=True, superseded_from=date(2024, 3, 1))),
        ("（本规定已被《新规定》取代）", Edition(superseded_by="新规定")),
        ("《甲办法》已废止，现印发本规定。", Edition()),
    ],
)
def test_a_note_below_the_title_tells_that_the_document_ended(note: str, edition: Edition) -> None:
    assert parse("x.txt", f"某某规定\n{note}{BODY}").edition == edition


def test_a_rule_may_say_in_its_own_words_when_it_was_adopted() -> None:
    words = "第三条　本规定经2021年3月2日支部大会通过，自通过之日起施行。"
    assert parse("x.txt", "某某规定" + BODY + words).edition.adopted == date(2021, 3, 2)


def test_an_edition_is_in_force_from_its_day_until_it_is_replaced() -> None:
    edition = Edition(effective=date(2024, 5, 1), superseded_by="《新规定》", superseded_from=date(2026, 5, 1))
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [edition.in_force(day) for day in days] == [False, True, True, False]
    assert not Edition(superseded_by="2024修订").in_force(date(2024, 5, 1))
    assert not Edition(repealed=True).in_force(date(2024, 5, 1))
