"""What a question takes for granted: a number the rule contradicts.

It is meant to be right rather than complete: a number is only contradicted where the question claims exactly one,
the words quoted give exactly one of the same kind for the same subject, and the two cannot both be true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from index.normalise import normalise, tokens
from index.number import NUMBER
from index.quantity import Bound, Kind, Quantity, asked, quantities
from knowledge.document import Article, Document

_COMPARED = frozenset(
    {Kind.STUDY_HOURS, Kind.MONEY, Kind.PEOPLE, Kind.PERIOD, Kind.FREQUENCY, Kind.TIMES, Kind.SHARE, Kind.AGE}
)
_CLAUSE = re.compile(r"[^,。;!?\s]+")
_CLAIMS = re.compile(
    r"吧|吗|么$|是不是|对不对|够不够|行不行|可不可以|没错|不$|(?:为什么|为啥|凭什么)(?!.*(?:多少|几))|规定(?:了|是|要|每|党)"
)
_TAG = re.compile(
    r"(?:这|那|这样|应该)?(?:是不是|对不对|行不行|够不够|可以|没错|没问题|没毛病|合适|合规|正确|对|是|行|够|成)(?:这样|的)?[吗吧么啊呀不了]*"
    r"|(?:是|条例|细则|规定|文件|党章).{0,8}(?:写|规定|说法|说|要求)的?[吗吧么啊]*"
)
_OPEN = re.compile(r"(?<!为)什么|哪|谁|怎么|咋|怎样|如何|还是|多少|(?<![之])几|区别")
_TOLD = re.compile(r"我(?!们)|俺|他|她|老[王李张刘陈]|同事|今天|昨天|上个?月|去年|剩|来了|只有")
_HAPPENED = re.compile(r"^.{0,6}(?:没|未|已|了)")
_RULE = re.compile(r"就算|就要|就得|就会|才算|才能|才可以|才行")
_PER = re.compile(r"(?:一|1)(?:年|个月|个?季度|周|天)")
_ALLOWED = re.compile(r"(?<!才)(?:可以|能|行|够|合适|没问题|没事|允许)")
_SENTENCE = re.compile(r"[^。\n]*[。\n]?")
_PART = re.compile(r"[^，、；。\n]*[，、；。\n]?")
_COUNTING = re.compile(rf"(?:每?{NUMBER}?|半)个?(?:年|季度?|月|周|星期|天)|{NUMBER}[次回趟]")
_COMMON = frozenset(
    re.findall(
        r"\w\w",
        "党员 规定 条例 党的 组织 应当 必须 可以 一般 不能 不得 时间 每年 每月 一年 一次 要求 是不 不是 就行 就够 没有",
    )
)
_BARE = 12
"""A keyword question of at most so many characters (预备期两年) claims what it names."""


def contradiction(question: str, document: Document, article: Article, span: tuple[int, int]) -> str | None:
    """Say what the rule says where a question claims another number; None where it claims none or may be right.

    Args:
        question: As asked.
        document: The document cited.
        article: The article cited.
        span: The words of it that are quoted, offsets into the document's text.

    Returns:
        One plain Chinese line: 没有规定100学时；第二十条规定的是一般不少于32学时。
    """
    plain = normalise(question)
    claim = _claim(plain)
    if not claim:
        return None
    text = document.text[article.start : article.end]
    whole = [q for q in quantities(text) if q.kind is claim.kind]
    if any(q.same(claim) and claim.value in (q.value, q.low) for q in whole):
        return None
    start, end = (offset - article.start for offset in span)
    quoted = [q for q in whole if start <= q.start < end]
    topic = _topic(plain, claim)
    says = _only(_nearest(topic, text, quoted or whole))
    if says and _shared(topic, text, says) < max(_shared(topic, text, q) for q in whole):
        says = _only(_nearest(topic, text, whole))
    if not says or not _speaks_of(topic, text, says) or not _contradicts(plain, claim, says):
        return None
    wrong, right = plain[claim.start : claim.end], re.sub(r"\s", "", text[says.start : says.end])
    verb = "写" if document.edition.summary else "规定"
    return f"没有{verb}{wrong}；{article.label or '这里'}{verb}的是{right}。"


def _claim(plain: str) -> Quantity | None:
    """Return the one quantity a normalised question claims to be the rule's."""
    found = _less_per(plain, [q for q in quantities(plain) if q.kind in _COMPARED])
    if len(found) != 1 or asked(plain) or _OPEN.search(plain):
        return None
    claim = found[0]
    clauses = list(_CLAUSE.finditer(plain))
    inside = next((n for n, c in enumerate(clauses) if c.start() <= claim.start < c.end()), None)
    if inside is None or not all(_TAG.fullmatch(c[0]) for c in clauses[inside + 1 :]):
        return None
    if not _CLAIMS.search(plain) and (len(plain) > _BARE or inside):
        return None
    told = _TOLD.search(clauses[inside][0]) or _HAPPENED.search(_behind(plain, claim, clauses[inside].end()))
    return None if told and not _RULE.search(clauses[inside][0]) else claim


def _less_per(plain: str, found: list[Quantity]) -> list[Quantity]:
    """Leave out the time in which something is counted: 一年 in 一年要学100学时."""
    last = found[-1:]
    return [q for q in found if q in last or not _PER.fullmatch(plain[q.start : q.end])]


def _behind(plain: str, claim: Quantity, end: int) -> str:
    """Return what follows a claim in its clause, without the question itself (就够了吧)."""
    return re.sub(
        r"(?:就|也)?(?:可以|行|够|对|是|没错|没问题|没事)了?[吗吧么不啊]*$|了?[吧吗么]$", "", plain[claim.end : end]
    )


def _only(found: Sequence[Quantity]) -> Quantity | None:
    """Return the quantity some quantities amount to: the same value throughout, or a least and a most."""
    if not found or any(not q.same(found[0]) for q in found):
        return None
    if len({(q.value, q.low) for q in found}) == 1:
        return found[0]
    if len(found) == 2 and [q.bound for q in found] == [Bound.AT_LEAST, Bound.AT_MOST]:
        least, most = found
        near = most.start - least.end < 12 and least.value < most.value
        return _joined(least, most) if near else None
    return None


def _joined(least: Quantity, most: Quantity) -> Quantity:
    return Quantity(most.kind, most.value, most.unit, Bound.EXACT, least.start, most.end, least.value)


def _topic(plain: str, claim: Quantity) -> set[str]:
    """Return the characters and pairs that tell what a question is about, its number aside."""
    done = _COUNTING.sub(" ", plain[claim.start : claim.end]) if claim.kind is Kind.FREQUENCY else ""
    found = set(tokens(f"{plain[: claim.start]} {done} {plain[claim.end :]}")) - _COMMON
    return found | {"学时"} if claim.kind is Kind.STUDY_HOURS else found


def _speaks_of(topic: set[str], text: str, quantity: Quantity) -> bool:
    """Tell whether a quantity belongs to a topic: its part of the sentence names it, or the sentence more of it."""
    return _shared(topic, text, quantity, _PART)[0] > 0 or _shared(topic, text, quantity)[0] > 1


def _shared(topic: set[str], text: str, quantity: Quantity, pattern: re.Pattern[str] = _SENTENCE) -> tuple[int, int]:
    """Count the pairs, then the characters, that a quantity's sentence shares with a topic."""
    common = topic & set(tokens(_around(pattern, text, quantity)))
    pairs = sum(len(token) > 1 for token in common)
    return pairs, len(common) - pairs


def _nearest(topic: set[str], text: str, found: list[Quantity]) -> list[Quantity]:
    """Keep the quantities of the sentence, then of its parts, that share most with what a question is about."""
    for pattern, singles in ((_SENTENCE, True), (_PART, False)):
        if found and not _only(found):
            shared = [_shared(topic, text, q, pattern)[: 1 + singles] for q in found]
            found = [q for q, many in zip(found, shared, strict=True) if many == max(shared)]
    return found


def _around(pattern: re.Pattern[str], text: str, quantity: Quantity) -> str:
    """Return the sentence or part of a text a quantity stands in."""
    return next((m[0] for m in pattern.finditer(text) if m.start() <= quantity.start < m.end()), "")


def _contradicts(plain: str, claim: Quantity, says: Quantity) -> bool:
    """Tell whether a claim and the rule cannot both be true.

    What the question only asks leave for (两年行不行) must break the bound; what it takes for the rule must be equal.
    """
    if not claim.same(says):
        days = (claim.unit, says.unit) == ("日", "工作日")
        return days and says.bound is not Bound.AT_MOST and claim.value < says.value
    if claim.value == says.value or (says.low is not None and says.low <= claim.value <= says.value):
        return False
    if not _ALLOWED.search(plain):
        return True
    low, high = _limits(says)
    return (low is not None and claim.value < low) or (high is not None and claim.value > high)


def _limits(says: Quantity) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the most a rule allows; oftener than an exact frequency is allowed."""
    if says.low is not None:
        return says.low, says.value
    least = None if says.bound is Bound.AT_MOST else says.value
    most = None if says.bound is Bound.AT_LEAST or says.kind is Kind.FREQUENCY else says.value
    return least, says.value if says.bound is Bound.AT_MOST else most
