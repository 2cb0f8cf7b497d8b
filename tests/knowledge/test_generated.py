"""Whatever a document looks like, no character and no article of it is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import reading
from knowledge.document import Document, Form, Kind
from knowledge.parse import parse
from tests.knowledge import generated
from tests.knowledge.generated import Made

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def assert_nothing_lost(document: Document) -> None:
    """Every character lies in exactly one article and there in exactly one clause."""
    for spans, start, end in [(document.articles, 0, len(document.text))] + [
        (a.clauses, a.start, a.end) for a in document.articles
    ]:
        inside = "".join(document.text[s.start : s.end] for s in spans)
        assert re.sub(r"\s", "", inside) == re.sub(r"\s", "", document.text[start:end])


@given(generated.regulations())
@settings(deadline=None, max_examples=150)
def test_a_regulation_keeps_every_article_and_every_character(made: Made) -> None:
    document = parse("办法.md", made.text)
    assert document.form is Form.REGULATION
    assert tuple(a.number for a in document.numbered) == made.numbers
    assert document.warnings == ()
    assert_nothing_lost(document)


@given(generated.outlines())
@settings(deadline=None, max_examples=150)
def test_a_work_plan_keeps_every_section_and_every_character(made: Made) -> None:
    document = parse("计划.txt", made.text)
    assert document.form is Form.OUTLINE
    assert tuple(a.number for a in document.articles if a.kind is Kind.SECTION) == made.numbers
    assert_nothing_lost(document)


@given(
    st.text(
        alphabet=st.sampled_from(
            "第一二三十条章节之款（）()、。，：；是\n \u3000#【】*-1２.附件目录年月日党员甲乙规定的"
        ),
        min_size=1,
    )
)
@settings(deadline=None, max_examples=300)
def test_no_text_however_odd_loses_a_character(text: str) -> None:
    if text.strip():
        assert_nothing_lost(parse("乱.txt", text))


@given(generated.regulations(), st.sampled_from(ENCODINGS), st.sampled_from(("\n", "\r\n", "\r")))
@settings(deadline=None, max_examples=100)
def test_encoding_and_line_ends_change_nothing(made: Made, encoding: str, line_end: str) -> None:
    data = made.text.replace("\n", line_end).encode(encoding)
    assert reading.extract("办法", data).text == made.text
