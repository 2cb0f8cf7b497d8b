"""What a document is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from knowledge import headings, signatures
from knowledge.paragraphs import Paragraph

_KINDS = (
    "条例|规定|细则|办法|章程|规则|通知|意见|方案|计划|准则|规程|法|要点|手册|制度|决定|决议|纲要|守则|公约|总结|报告"
    "|指南|须知|解读|通报|公告|通告|措施|规范|标准|流程|体系|汇编|材料|概要|读本|问答|党章|摘要|提纲|安排"
)
_STATE = (
    r"(?:[（(](?:试行|暂行|修订|草案|修正|征求意见|审议|\d{4}年?|[^（）()]{0,8}(?:稿|版|本|修订|修正|修改))"
    r"[^（）()]{0,6}[）)])"
)
_TITLE = re.compile(
    rf"《?(?P<title>[^。；！？：:]{{0,60}}?(?:{_KINDS})》?{_STATE}?)》?(?:[（(](?=[^（）()]*\d{{4}}年)[^（）()]*[）)])?$"
)
_INTRODUCED = re.compile(r"《(?P<title>[^《》]{4,60})》(?:（[^（）]*）)?全文如下[。：:]?$")
_NOT_TITLE = re.compile(r"特此|如下|以下|^[（(]|^[一二三四五六七八九十\d]+[、.．]|^注[:：]|^第.{1,4}[条章节编]|[,，]$")
_GENERIC = re.compile(
    rf"(?:(?:管理|使用|实施|工作|暂行|试行|有关|相关|具体|若干|学习|登记|考核|和|与|及|的)*(?:{_KINDS}){_STATE}?)$"
)
_SOURCE = re.compile(r"(?:来源|出处|SOURCE)\s*(?:/\s*SOURCE)?\s*[：:]", re.IGNORECASE)
_SUBJECT = 40
_LONGEST = 60
_MEANINGLESS = re.compile(r"[\x00-\x7f]*$|(?:新建|未命名|无标题|文档|下载|附件)")


def is_source(words: str) -> bool:
    """Tell whether a line says where a text comes from (来源/SOURCE: …)."""
    return bool(_SOURCE.match(words))


def find(file_name: str, paragraphs: list[Paragraph], first: int, last_wins: bool) -> tuple[str, frozenset[int]]:
    """Find the title of a document.

    Args:
        file_name: Base name of the source.
        paragraphs: All of the text.
        first: Index of the first article or section; the title stands above it.
        last_wins: Of several candidates the last is right (a notice that issues a rule comes before the rule's title).

    Returns:
        The title and the starts of the paragraphs that hold it.
    """
    for paragraph in paragraphs[:20]:
        if headings.markdown_level(paragraph.words) == 1:
            return headings.plain(paragraph.words), frozenset({paragraph.start})
        if paragraph.closed and not is_source(paragraph.words) and not paragraph.words.startswith((">", "<!--")):
            break
    candidates = [c for c in (_candidate(paragraphs, i) for i in range(first)) if c]
    if candidates:
        return candidates[-1 if last_wins else 0]
    return _named(file_name, paragraphs), frozenset()


def _candidate(paragraphs: list[Paragraph], i: int) -> tuple[str, frozenset[int]] | None:
    words = paragraphs[i].words
    introduced = _INTRODUCED.match(words)
    if introduced:
        return introduced["title"], frozenset({paragraphs[i].start})
    found = _TITLE.match(words)
    if not found or _NOT_TITLE.search(words) or is_source(words) or headings.rank(words) is not None:
        return None
    title, starts = found["title"], {paragraphs[i].start}
    above = paragraphs[i - 1] if i else None
    if above and _broken(above, title):
        title = above.words + title
        starts.add(above.start)
    elif _GENERIC.match(title):
        return None
    return _unquoted(title), frozenset(starts)


def _broken(above: Paragraph, title: str) -> bool:
    """Tell whether the line above is the first half of a title broken over two lines."""
    words = above.words
    if (
        above.closed
        or len(words) > _SUBJECT
        or is_source(words)
        or signatures.is_date(words)
        or _NOT_TITLE.search(words)
    ):
        return False
    open_about = "关于" in words and not _TITLE.match(words)
    return bool(_GENERIC.match(title)) or open_about or words.count("《") > words.count("》")


def _unquoted(title: str) -> str:
    # the pattern of a title leaves its first 《 out
    quoted = ("《" if title.count("》") > title.count("《") else "") + title.strip()
    whole = re.fullmatch(r"《([^《》]+)》", quoted)
    return headings.tidy(whole[1] if whole else quoted)


def _named(file_name: str, paragraphs: list[Paragraph]) -> str:
    """Name a document whose text bears no title."""
    bracketed = [headings.plain(p.words) for p in paragraphs if re.fullmatch(r"【.{8,}】", p.words)]
    shared = _shared(bracketed)
    if len(shared) >= 8:
        return shared
    stem = _stem(file_name)
    if not _MEANINGLESS.match(stem):
        return stem
    quoted = re.findall(r"《([^《》]{4,40})》", "\n".join(p.words for p in paragraphs))
    return Counter(quoted).most_common(1)[0][0] if quoted else stem


def _shared(names: Sequence[str]) -> str:
    """Return the longest run of words that all of at least two names share, half quotes and brackets off."""
    if len(names) < 2:
        return ""
    shortest = min(names, key=len)[:_LONGEST]
    runs = (shortest[i : i + n] for n in range(len(shortest), 0, -1) for i in range(len(shortest) - n + 1))
    longest = next((r for r in runs if all(r in name for name in names)), "")
    return re.sub(r"^[^《]*?[）)】”]|[（(【“]$", "", longest).strip()


def _stem(file_name: str) -> str:
    """Return the part of a file name that says most: number, year and notes between underscores off."""
    parts = [p for p in re.split(r"[_＿]+", PurePath(file_name).stem) if not re.fullmatch(r"[\d.\-]*", p)]
    kept = [p for p in parts if not re.match(r"已被|已废止|本地|地方|单位|节选|全文", p)]
    return max(kept, key=len) if kept else PurePath(file_name).stem
