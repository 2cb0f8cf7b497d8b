"""What is searched is all of the text, once, and never more than the model reads."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.document import Document, Kind, KnowledgeError
from knowledge.parse import load, parse
from knowledge.passages import LIMIT, in_context, passages, searched
from tests.index.samples import BRANCH
from tests.knowledge import generated
from tests.knowledge.generated import Made

TEXTS = Path(__file__).parents[3] / "shared" / "texts"


def assert_each_character_once(document: Document) -> None:
    """Every character, white space aside, lies in one passage, and in the passage of its own article."""
    found = passages(document)
    for before, after in pairwise(found):
        assert before.end <= after.start
    inside = "".join(document.text[p.start : p.end] for p in found)
    assert re.sub(r"\s", "", inside) == re.sub(r"\s", "", document.text)
    for passage in found:
        article = document.articles[passage.article]
        assert article.start <= passage.start < passage.end <= article.end
        assert passage.end - passage.start <= LIMIT


@given(st.one_of(generated.regulations(), generated.outlines()))
@settings(deadline=None, max_examples=150)
def test_each_character_of_a_document_is_in_exactly_one_passage(made: Made) -> None:
    assert_each_character_once(parse("文件.md", made.text))


@given(st.integers(1, 2000), st.sampled_from(["字", "字。", "字，字；", "第一条　字。\n"]))
@settings(deadline=None, max_examples=60)
def test_however_long_a_sentence_is(length: int, words: str) -> None:
    assert_each_character_once(parse("长.txt", f"某某办法\n第一条　{words * length}\n第二条　完。\n"))


def test_a_passage_is_read_with_its_title_its_chapter_and_its_label() -> None:
    document = parse("条例.md", BRANCH)
    (text,) = [in_context(document, p) for p in passages(document) if "半数以上" in document.text[p.start : p.end]]
    context, own = text.split("\n", 1)
    assert context == "某某公司党支部工作条例（试行） 第二章 会议 第四条"
    assert own == "第四条　开会要有半数以上党员到场。"


def test_a_later_passage_of_a_long_article_brings_its_lead() -> None:
    items = "".join(f"（{n}）{'把这件事办好，' * 8}办到位；\n" for n in "一二三四五六七八九")
    document = parse("任务.md", f"支部任务办法\n第一条　支部要做下面九件事：\n{items}第二条　完。\n")
    of_first = [p for p in passages(document) if document.articles[p.article].label == "第一条"]
    assert len(of_first) > 1
    assert all("支部要做下面九件事" in in_context(document, p) for p in of_first)


def test_headings_speak_only_through_their_articles() -> None:
    document = parse("条例.md", BRANCH)
    for passage in passages(document):
        assert searched(document, passage) == (document.articles[passage.article].kind is not Kind.HEADING)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared texts are not beside this checkout")
def test_each_character_of_every_real_text_is_in_exactly_one_passage() -> None:
    read = 0
    for path in sorted(p for p in TEXTS.rglob("*") if p.is_file()):
        try:
            document = load(path)
        except KnowledgeError:
            continue
        assert_each_character_once(document)
        read += 1
    assert read >= 30
