"""What an administrator sets right about a document, kept so that the same file parsed anew gets it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from knowledge.document import Audience, Document, KnowledgeError
from knowledge.numerals import to_int

FIELDS: Mapping[str, str] = {
    "title": "标题",
    "issuer": "发文机关",
    "number": "文号",
    "adopted": "通过日期",
    "effective": "施行日期",
    "superseded_by": "被取代",
    "repealed": "废止",
    "audience": "受众",
}
"""What can be corrected, with what people call it."""
_ALSO = {
    "名称": "title",
    "文件名称": "title",
    "制定机关": "issuer",
    "发布机关": "issuer",
    "机关": "issuer",
    "发文字号": "number",
    "通过": "adopted",
    "施行": "effective",
    "生效日期": "effective",
    "生效": "effective",
    "已被取代": "superseded_by",
    "取代": "superseded_by",
    "已废止": "repealed",
    "失效": "repealed",
    "范围": "audience",
    "可见范围": "audience",
    "superseded by": "superseded_by",
}
_NAMED = {field: field for field in FIELDS} | {words: field for field, words in FIELDS.items()} | _ALSO
_AUDIENCES = {audience.value: audience for audience in Audience} | {audience.label: audience for audience in Audience}
_AUDIENCES |= {"全体": Audience.EVERYONE, "公开": Audience.EVERYONE, "党员可见": Audience.MEMBERS}
_AUDIENCES |= {"书记可见": Audience.SECRETARIES, "member": Audience.MEMBERS, "secretary": Audience.SECRETARIES}
_YES, _NO = frozenset({"是", "yes", "true", "1", "已废止"}), frozenset({"否", "不是", "no", "false", "0"})
_NONE = frozenset({"无", "没有", "none"})
"""Says that there is none, against what the file says; an empty value instead goes back to what the file says."""
_DATE = re.compile(
    r"(?P<year>[\d０-９]{4}|[〇○零一二三四五六七八九]{4})\s*[年.\-/]\s*(?P<month>[\d０-９一二三四五六七八九十]{1,3})"
    r"\s*[月.\-/]\s*(?P<day>[\d０-９一二三四五六七八九十]{1,3})\s*[日号]?"
)
_LONGEST = 120
"""Characters of a title, an organ or a number."""


def correct(document: Document, corrections: Mapping[str, str]) -> Document:
    """Apply an administrator's corrections on top of those a document has.

    What other documents say of it (`knowledge.editions`) is taken off: settle the base again afterwards.

    Args:
        document: The document, freshly parsed or with earlier corrections.
        corrections: Value by field, both in Chinese or English; an empty value takes the correction away again.

    Raises:
        KnowledgeError: A field does not exist or cannot have the value.
    """
    changes: dict[str, str] = {}
    for name, words in corrections.items():
        field = _field(name)
        changes[field] = _read(field, words.strip()) if words.strip() else ""
    wanted = {k: v for k, v in (dict(document.corrections) | changes).items() if v}
    plain = replace(document, edition=document.edition.as_stated())
    for field, words in document.uncorrected:
        plain = _set(plain, field, words)
    corrected = plain
    for field, words in wanted.items():
        corrected = _set(corrected, field, words)
    uncorrected = tuple((field, _held(plain, field)) for field in wanted)
    return replace(corrected, corrections=tuple(wanted.items()), uncorrected=uncorrected)


def _field(name: str) -> str:
    field = _NAMED.get(" ".join(name.strip().lower().split()))
    if field is None:
        raise KnowledgeError(f"没有“{name.strip()}”这一项，可以改的有：{'、'.join(FIELDS.values())}")
    return field


def _read(field: str, words: str) -> str:
    """Return a value as it is kept: dates as ISO, 是/否 as yes/no, the audience's English name, 无 for none."""
    label = FIELDS[field]
    if field == "audience":
        audience = _AUDIENCES.get(words.lower())
        if audience is None:
            raise KnowledgeError(f"“{label}”不能是“{words}”，可以写：{'、'.join(a.label for a in Audience)}")
        return audience.value
    if field == "repealed":
        if words.lower() not in _YES | _NO:
            raise KnowledgeError(f"“{label}”不能是“{words}”，可以写：是、否")
        return "yes" if words.lower() in _YES else "no"
    if field != "title" and words.lower() in _NONE:
        return "无"
    if field in ("adopted", "effective"):
        return _day(label, words).isoformat()
    if len(words) > _LONGEST or "\n" in words:
        raise KnowledgeError(f"“{label}”太长了，请写在一行里，不超过{_LONGEST}个字")
    return words


def _day(label: str, words: str) -> date:
    found = _DATE.fullmatch(words)
    try:
        return date(*(to_int(found[part]) for part in ("year", "month", "day"))) if found else date.fromisoformat(words)
    except ValueError as error:
        raise KnowledgeError(f"“{label}”不能是“{words}”，请写成 2026-05-11 或 2026年5月11日这样的日期") from error


def _set(document: Document, field: str, words: str) -> Document:
    """Put a value as it is kept into its field."""
    if field == "title":
        return replace(document, title=words)
    if field == "audience":
        return replace(document, audience=Audience(words))
    value: Any = "" if words == "无" else words
    if field == "repealed":
        value = words == "yes"
    elif field in ("adopted", "effective"):
        value = date.fromisoformat(value) if value else None
    return replace(document, edition=replace(document.edition, **{field: value}))


def _held(document: Document, field: str) -> str:
    """Return what a field holds, as it is kept."""
    if field == "title":
        return document.title
    if field == "audience":
        return document.audience.value
    value = getattr(document.edition, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value or "无"


def settled_by_hand(document: Document) -> bool:
    """Tell whether the administrator said what became of a document, so that nothing else may."""
    return any(field in ("superseded_by", "repealed") for field, _ in document.corrections)
