"""What an administrator sets right about a document holds until it is taken away again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge.correction import correct
from knowledge.document import Audience, Document, KnowledgeError
from knowledge.editions import settle
from knowledge.parse import parse

TEXT = "某某规定\n某发〔2020〕1号\n第一条　甲。\n第二条　本规定自2020年1月1日起施行。\n"


@pytest.fixture
def document() -> Document:
    return parse("规定.txt", TEXT)


@pytest.mark.parametrize(
    ("field", "value", "attribute", "result"),
    [
        ("发文机关", "某厂党委", "issuer", "某厂党委"),
        ("issuer", "某厂党委", "issuer", "某厂党委"),
        ("文号", "无", "number", ""),
        ("通过日期", "2019年12月3日", "adopted", date(2019, 12, 3)),
        ("通过", "二〇一九年十二月三日", "adopted", date(2019, 12, 3)),
        ("effective", "2026-05-11", "effective", date(2026, 5, 11)),
        ("施行日期", "2026/5/11", "effective", date(2026, 5, 11)),
        ("施行日期", "无", "effective", None),
        ("被取代", "2026修订", "superseded_by", "2026修订"),
        ("废止", "是", "repealed", True),
        ("repealed", "no", "repealed", False),
    ],
)
def test_a_field_is_set_under_its_chinese_or_english_name(
    document: Document, field: str, value: str, attribute: str, result: object
) -> None:
    assert getattr(correct(document, {field: value}).edition, attribute) == result


@pytest.mark.parametrize("value", ["书记", "secretaries", "Secretaries"])
def test_the_audience_and_the_title_are_set(document: Document, value: str) -> None:
    corrected = correct(document, {"受众": value, "标题": "某某办法"})
    assert (corrected.audience, corrected.title) == (Audience.SECRETARIES, "某某办法")


def test_corrections_add_up_and_an_empty_value_goes_back_to_what_the_file_says(document: Document) -> None:
    first = correct(document, {"文号": "某发〔2021〕2号", "受众": "党员"})
    second = correct(first, {"施行日期": "2021-01-01", "文号": "某发〔2021〕3号"})
    assert (second.edition.number, second.edition.effective, second.audience) == (
        "某发〔2021〕3号",
        date(2021, 1, 1),
        Audience.MEMBERS,
    )
    assert correct(second, {"number": "", "受众": "", "施行": " "}) == document


def test_the_same_file_read_anew_gets_its_corrections_again(document: Document) -> None:
    corrected = correct(document, {"受众": "书记", "废止": "是", "标题": "某某办法"})
    assert correct(parse("规定.txt", TEXT), dict(corrected.corrections)) == corrected


def test_what_other_documents_say_is_not_taken_for_the_files_own_words(document: Document) -> None:
    newer = replace(parse("新.txt", TEXT.replace("2020年", "2026年")), title="某某规定")
    superseded = settle([document, newer])[0]
    assert superseded.edition.derived
    corrected = correct(superseded, {"被取代": "另一份文件"})
    assert correct(corrected, {"被取代": ""}) == document


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("颜色", "红", ["颜色", "可以改的有", "受众"]),
        ("受众", "群众代表", ["受众", "群众代表", "书记"]),
        ("废止", "也许", ["废止", "也许", "是、否"]),
        ("施行日期", "明年春天", ["施行日期", "明年春天", "2026-05-11"]),
        ("施行日期", "2026年2月30日", ["施行日期", "2026年2月30日"]),
        ("标题", "长" * 200, ["标题", "太长"]),
        ("标题", "两行\n标题", ["标题", "一行"]),
    ],
)
def test_a_wrong_field_or_value_is_named_with_what_is_allowed(
    document: Document, field: str, value: str, words: list[str]
) -> None:
    with pytest.raises(KnowledgeError) as refused:
        correct(document, {field: value})
    assert all(word in str(refused.value) for word in words)
    assert "\n" not in str(refused.value)
