"""The self-check of a parsed document: no character lost, no article lost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.document import Article, Clause, Document, Form, KnowledgeError
from knowledge.numerals import BLANK, NUMERAL, chinese

_LINE_OPENING = re.compile(rf"(?m)^{BLANK}*(第{BLANK}*{NUMERAL}{BLANK}*条(?:之{NUMERAL})?)[ \u3000]+\S")
_SHOWN = 5


def check(document: Document) -> tuple[str, ...]:
    """Prove that a document lost nothing.

    Returns:
        Lines in Chinese for the administrator: articles missing, doubled or doubtful.

    Raises:
        KnowledgeError: A character other than white space lies in no article or in two, or the clauses of an article
            do not cover it.
    """
    _covers(document, document.articles, 0, len(document.text))
    for article in document.articles:
        _covers(document, article.clauses, article.start, article.end)
    if document.form is not Form.REGULATION:
        return ()
    return (*_numbering(document), *_passed_over(document))


def _covers(document: Document, spans: Iterable[Article | Clause], start: int, end: int) -> None:
    at = start
    for span in spans:
        if span.start < at or document.text[at : span.start].strip():
            break
        at = span.end
    else:
        if at <= end and not document.text[at:end].strip():
            return
    raise KnowledgeError(
        f"《{document.file}》解析后与原文对不上（约第 {at} 字处），没有收录。请把这个文件交给开发者检查。"
    )


def _numbering(document: Document) -> list[str]:
    """Report gaps and repeats in the numbers; a second count from 第一条 (an annexed rule) starts afresh."""
    warnings: list[str] = []
    numbers = [a.number for a in document.numbered if a.number]
    quoted = any("【条文" in document.words(a) for a in document.articles if not a.number)
    if quoted:
        return [f"只摘录了部分条文，共 {len(numbers)} 条。"]
    last = 0
    seen: set[tuple[int, int]] = set()
    for number in numbers:
        if number == (1, 0):
            last, seen = 0, set()
        if number in seen:
            warnings.append(f"第{chinese(number[0])}条出现了不止一次。")
        elif number[0] > last + 1:
            warnings.append(
                f"缺第{chinese(last + 1)}条" + (f"至第{chinese(number[0] - 1)}条。" if number[0] > last + 2 else "。")
            )
        elif number[0] < last:
            warnings.append(f"第{chinese(number[0])}条排在第{chinese(last)}条之后，次序不对。")
        seen.add(number)
        last = number[0]
    return warnings


def _passed_over(document: Document) -> list[str]:
    """Report lines that look like the opening of an article and were read as the words of another."""
    heads = {
        a.start + len(span) - len(span.lstrip()) for a in document.numbered if (span := document.text[a.start : a.end])
    }
    missed = [found.start(1) for found in _LINE_OPENING.finditer(document.text) if found.start(1) not in heads]
    if not missed:
        return []
    lines = [document.text.count("\n", 0, at) + 1 for at in missed[:_SHOWN]]
    shown = "、".join(str(n) for n in lines) + (" 等" if len(missed) > _SHOWN else "")
    return [f"第 {shown} 行以“第…条”开头，读作了正文里的引用，请核对。"]
