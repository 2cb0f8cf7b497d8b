"""「那预备党员呢」「第二项呢」「为什么」: a text that goes on from the question before it, and what it asks.

A text is a follow-up by its form alone, not by how near it lies to the question before: 「党费怎么交」 names what it is
about and is asked as it stands, whatever was asked before. There are three forms:

* it points to a 条, 款 or 项 of no document, to a neighbour, to the whole article;
* it puts something in the place of what the question was about, or adds a circumstance;
* it is made of words that say nothing by themselves (怎么, 多久, 要, 交, 批准): it has no topic of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index import empty_words
from index.counterparts import exchange
from index.counterparts import pattern as nouns
from index.lookup import Reference
from index.manner import Manner, manner
from index.normalise import normalise
from index.recurring import asks_for_recurring
from knowledge.document import Level
from knowledge.numerals import NUMERAL, to_int

_MARKS = re.compile(r"[\W_]+")


def _joined(*parts: str) -> str:
    return "，".join(part.strip("，") for part in parts if part)


@dataclass(frozen=True, slots=True)
class Thread:
    """What a person was told last in a chat.

    Attributes:
        question: What was asked, standing by itself.
        article: Id of the article that answered (`index.corpus`).
        clause: The 款 or 项 quoted, as cited; "" where the article has none or all of it was shown.
        about: A circumstance that a follow-up has added: 外地的, 涨工资了.
    """

    question: str
    article: str
    clause: str = ""
    about: str = ""

    @property
    def asked(self) -> str:
        """The question with its circumstance."""
        return _joined(self.about, self.question)


@dataclass(frozen=True, slots=True)
class Pointing:
    """Asks for a place.

    Attributes:
        thread: Where it starts.
        reference: The place by its numbers; article (0, 0) is the thread's own. None for a step or the whole article.
        step: So many before or after where the thread is; 0 for none.
        level: What the step counts in; None for articles.
    """

    thread: Thread
    reference: Reference | None = None
    step: int = 0
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class More:
    """Asks what else there is on the thread's question."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class Reason:
    """Asks why, or on what ground."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks a question that needs the thread to be understood.

    Attributes:
        thread: As it goes on from here: a noun exchanged, or a circumstance added.
        question: What is asked, standing by itself.
        added: The words the follow-up brings itself: an answer should have them.
        same: It asks more about the same: the thread's own article is the first place to look.
    """

    thread: Thread
    question: str
    added: str
    same: bool = False


FollowUp = Pointing | More | Reason | Asking


def in_full(follow_up: FollowUp) -> str:
    """Return what is asked as a question that stands by itself; for what asks nothing new, that of the thread."""
    return follow_up.question if isinstance(follow_up, Asking) else follow_up.thread.asked


_LONGEST = 24
"""Characters of a follow-up."""
_STORY = 8
"""Characters of what 「…呢」 asks about where no 那 or 要是 says that it goes on; more is a story of its own."""
_SILENT = re.compile(r"[^a-z0-9\u3400-\u9fff()]")
_PARTS = re.compile(r"[,。;!?、:](?=.*[\u3400-\u9fff])")
_LEAD = re.compile(
    r"^(?:那么?(?=.)|哦|噢|嗯+|好的?(?=.)|对了|另外|请问(?:一?下)?|请教(?:一?下)?|再?问一?下|还?想问(?:一?下)?|再?看(?:一?下|看)|麻烦您?"
    r"|您好|你好|老师|同志|再?(?:说说|讲讲)|帮我|给我|我想)"
)
_THEN = re.compile(r"^(?:哦|噢|嗯+|好的?|对了|请问)*那么?")
_END = re.compile(r"[呢啊呀吧哦哈啦]+$")
_TELL = (
    r"(?:的|里|中|具体|到底)*(?:是什么|是啥|(?:说|讲)的?[是了]?(?:什么|啥)|怎么(?:说|讲|写|规定)的?|(?:具体)?内容(?:是什么)?"
    r"|[原全]文|什么意思|怎么理解|有什么|有哪些)?"
)
_HERE = r"(?:这一?条|该条|本条|上面|刚才那?条?|里面?|其中)?的?"
_COUNTED = "(?:项|小?点|个|种|步|类|档)"
_NUMBERED = re.compile(
    rf"{_HERE}(?:第(?P<article>{NUMERAL})条(?:之(?P<branch>{NUMERAL}))?的?)?(?:第(?P<paragraph>{NUMERAL})[款段]的?)?"
    rf"(?:第[(]?(?P<item>{NUMERAL})[)]?{_COUNTED}?|[(](?P<bracketed>{NUMERAL})[)]|(?P<last>最后一?{_COUNTED}))?{_TELL}"
)
_STEP = re.compile(
    rf"(?:再|继续|往)*(?:(?P<back>[上前])|[下后]|接下来|紧接着)[面边]?的?那?一?(?P<unit>[条款段项点]){_TELL}"
    r"|然后|继续|接着说?|接下来|后来|再?往下(?:看|说)?"
)
_WHOLE = re.compile(
    rf"{_HERE}(?:[全原]文|整条|原话|条文|全部|(?:具体|详细|全部)的?内容|完整(?:的?(?:版|内容|条文|原文))?|详细(?:一?点|说说)?|展开(?:说说|讲讲)?)"
    r"(?:是什么|怎么说的?|看一?下|看看|发我)?|(?:这|那|是)?(?:是|话)?(?:什么|啥)意思|怎么理解"
)
_MORE = re.compile(
    r"(?:另外|其[他它]|别的)?还有(?:没有)?(?:(?:别的|其[他它]|更多|哪些|什么|相关)的?)*(?:规定|条文|依据|要求|情况|内容|说法|条款|文件)?(?:吗|没有?|么)?"
    r"|(?:就|只有)(?:这些|这个|这一?条)了?(?:吗|么)?|没(?:有别的)?了(?:吗|么)|(?:别的|其[他它]的?)(?:规定)?"
)
_GROUND = "(?:依据|根据|出处|理由|原因|道理)"
_REASON = re.compile(
    rf"(?:这|这个|到底|又|是)*(?:为什么|为啥|为何|凭什么|凭啥|什么{_GROUND}|{_GROUND})(?:会|要|不|这样|这么|可以|能|行|规定|说)*"
    r"(?:(?:是|在)?(?:什么|啥|哪里?|哪一?条|哪个文件))?的?|"
    rf"(?:有|是|按|根据)?(?:什么|啥|哪条|没有)?{_GROUND}(?:吗|么)?|(?:这|这个|是)*(?:哪里|哪个文件|哪一?条|哪份文件|谁)(?:说|规定|写|讲)的?"
)
_IF = r"(?P<supposed>如果|要是|假如|若是?|万一|换成|换了|换作|对于?|关于|至于|轮到)?"
_WHAT_OF = re.compile(rf"{_IF}(?P<x>.{{1,14}}?)(?:的话|的情况下?|怎么样|怎样|又?怎么[说算]|又?如何)?")
_THAT = re.compile(rf"(?P<x>.{{0,6}}{nouns()}|.{{1,8}}的)(?P<rest>.*)")
_SOMEBODY = re.compile(rf"(?P<x>{nouns()}|.{{1,6}}的)(?P<rest>.+)")
_ALSO = re.compile(r"(?P<x>.{1,8}?)(?P<rest>也.+)")
_PRONOUN = re.compile(r"[他她它]们?(?=.{2})")
_YES_OR_NO = re.compile(r"[吗么嘛]|不能|可不可以|要不要|有没有|是不是|行不行|会不会")
_UNITS = {"款": Level.PARAGRAPH, "段": Level.PARAGRAPH, "项": Level.ITEM, "点": Level.ITEM}


def read(text: str, thread: Thread) -> FollowUp | None:
    """Read a text as one that goes on from a thread.

    Args:
        text: As typed.
        thread: What it may go on from.

    Returns:
        What it asks for; None where it stands by itself.
    """
    if manner(text) is not Manner.QUESTION:
        return None
    plain = normalise(text)
    words = _SILENT.sub("", plain)
    then = _THEN.match(words) is not None
    while words != (rest := _LEAD.sub("", words)):
        words = rest
    asked, what_of = _END.sub("", words), words.endswith("呢")
    if not asked or len(words) > _LONGEST:
        return None
    pointing = _pointing(asked, thread)
    if pointing or empty_words.only(asked):
        return pointing or Asking(thread, _joined(empty_words.topic(thread.asked), asked), asked, same=True)
    return None if _PARTS.search(plain) and not then else _of_another(asked, thread, then, what_of)


def stands_alone(question: str) -> bool:
    """Tell whether a question says what it is about: not 怎么办, 下一条呢, 为什么, which live on what went before."""
    plain = _MARKS.sub("", normalise(question))
    if asks_for_recurring(question):
        return True
    return not (empty_words.only(plain) or isinstance(read(question, Thread("", "")), Pointing | More | Reason))


def _pointing(words: str, thread: Thread) -> FollowUp | None:
    numbered, step = _NUMBERED.fullmatch(words), _STEP.fullmatch(words)
    if numbered and any(numbered.groups()):
        return _numbered(numbered, thread)
    if step:
        return Pointing(thread, step=-1 if step["back"] else 1, level=_UNITS.get(step["unit"] or ""))
    if _WHOLE.fullmatch(words):
        return Pointing(thread)
    if _MORE.fullmatch(words):
        return More(thread)
    return Reason(thread) if _REASON.fullmatch(words) else None


def _numbered(found: re.Match[str], thread: Thread) -> Pointing:
    parts = (found["article"], found["branch"], found["paragraph"], found["item"] or found["bracketed"])
    article, branch, paragraph, item = (to_int(part) if part else None for part in parts)
    return Pointing(thread, Reference("", (article or 0, branch or 0), paragraph, -1 if found["last"] else item))


def _of_another(words: str, thread: Thread, then: bool, what_of: bool) -> Asking | None:
    """Read what is asked of something else: 那预备党员呢, 外地的也可以吗, 那他能参加吗."""
    pronoun, meant = _PRONOUN.match(words), re.search(nouns(), thread.question)
    if pronoun and meant:
        return Asking(thread, meant[0] + words[pronoun.end() :], words[pronoun.end() :])
    found = _WHAT_OF.fullmatch(words) if what_of else None
    if found and not empty_words.asks(found["x"]) and (then or found["supposed"] or len(found["x"]) <= _STORY):
        return _substituted(thread, found["x"], "")
    that = (_THAT if then else _SOMEBODY).fullmatch(words)
    if that and (empty_words.only(that["rest"]) or not that["rest"] if then else empty_words.bare(that["rest"])):
        return _substituted(thread, that["x"], that["rest"])
    also = _ALSO.fullmatch(words)
    if also and not empty_words.asks(also["x"]) and empty_words.only(also["rest"]):
        return _substituted(thread, also["x"], also["rest"])
    return None


def _substituted(thread: Thread, other: str, rest: str) -> Asking:
    # 「预备党员可以吗」 asks of another what a question that itself asks so or not asked; else it adds to the question
    exchanged = exchange(normalise(thread.question), other) if not rest or _YES_OR_NO.search(thread.question) else None
    thread = replace(thread, question=exchanged, about="") if exchanged else replace(thread, about=other)
    said = rest if rest and not empty_words.bare(rest) else ""
    return Asking(thread, _joined(thread.asked, said), other + said)
