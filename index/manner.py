"""What kind of message a question is, before anything is searched: some want a kind word, not an article.

How such messages are worded is data, `manner.tsv`. A message that only sounds like one of them is a question: who asks
how ballot rigging is punished does not ask how to do it, and who swears over an expulsion asks about the expulsion.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from index.normalise import normalise


class Manner(StrEnum):
    """How a message is meant."""

    QUESTION = "question"
    EMPTY = "empty"
    """Nothing to read in it: white space, emoji, one character, only punctuation, keys hit at random."""
    GREETING = "greeting"
    THANKS = "thanks"
    ABUSE = "abuse"
    INSTRUCTION = "instruction"
    """Tells the bot what to be or to make up, instead of asking."""
    CHEATING = "cheating"
    """Wants help to forge, to hide or to rig."""
    PERSONAL = "personal"
    """Wants to know about a certain person: a telephone number, a register, who reported whom."""
    WRITING = "writing"
    """Wants a paper written: an application, a speech."""
    CHITCHAT = "chitchat"
    """The weather, the lunch, the bot itself."""
    CODE = "code"
    """Programming."""


_WHOLE = (Manner.GREETING, Manner.THANKS)
_PARTS = {
    "{address}": r"(?:小?明白|机器人|助手|老师|同志|师傅|书记|各位|亲|bot|robot)?",
    "{mood}": r"[呀啊吗哈呢哦!！。.,，~?？ ]*",
}
_OURS = re.compile(
    r"党|支部|组织|支委|处分|纪委|书记|规定|条例|细则|转正|入党|预备|学时|申诉|选举|换届|评议|公务|接待|会议|报销|经费|"
    r"活动|义务|权利|举报|投诉|检举|违纪|领导|免交|困难"
)
"""What the documents are about: chit-chat that speaks of it is none."""
_ASKS = re.compile(r"凭什么|怎么|为什么|为啥|吗|哪|谁|能不能|可不可以|是不是|可以|怎样|咋|多少|几|规定|举报|投诉|申诉")
_AT_THE_BOT = re.compile(r"你|机器人|bot|软件|程序")
_OF_SUCH_CONDUCT = re.compile(
    r"处分|处理|违纪|违规|违法|举报|检举|后果|责任|定性|认定|防止|避免|杜绝|查处|追究|算不算|算什么|性质|怎么办|咋办|"
    r"会怎样|什么罪|有人|别人|同事|领导|书记让|支书让|上级让|要求我|逼我|开除|除名|撤销|的党员(?!大会)|的干部|拒绝"
)
"""Somebody who asks about cheating, or is made to, not how to do it."""
_UNLESS = {
    Manner.CHEATING: _OF_SUCH_CONDUCT,
    Manner.PERSONAL: re.compile(
        r"举报(?:电话|热线|方式)|监督电话|热线|12380|12388|纪委|值班电话|组织部|自己的|我自己的|保密|泄露|处分吗|合规|规定|公示|公布|公开|能查|要不要|应该"
    ),
    Manner.CHITCHAT: _OURS,
    Manner.CODE: re.compile(r"党|支部|条例"),
}
_READABLE = re.compile(r"[a-z0-9\u3400-\u9fff]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_DOUBLED = re.compile(r"([\u3400-\u9fff])\1+")
_NONSENSE = 0.4
"""Share of doubled characters in a message of keys hit at random; three times doubled or twice tripled at least."""


@lru_cache(maxsize=1)
def _worded() -> tuple[tuple[Manner, re.Pattern[str]], ...]:
    """Return how the kinds are worded, in the order in which they are tried."""
    rules = []
    for line in (Path(__file__).parent / "manner.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, pattern = line.split("\t")
            for name, part in _PARTS.items():
                pattern = pattern.replace(name, part)
            rules.append((Manner(kind), re.compile(pattern)))
    return tuple(rules)


def manner(message: str) -> Manner:
    """Tell what kind of message it is; greetings and thanks only when there is nothing else in it."""
    text = normalise(message)
    if len(_READABLE.findall(text)) < 2 or _is_nonsense(text):
        return Manner.EMPTY
    for kind, pattern in _worded():
        found = pattern.fullmatch(text) if kind in _WHOLE else pattern.search(text)
        if found and not _is_earnest(text, kind):
            return kind
    return Manner.QUESTION


def _is_earnest(text: str, kind: Manner) -> bool:
    """Tell whether a message worded like one of a kind is a question all the same."""
    if kind is Manner.ABUSE:
        return bool(_OURS.search(text) and _ASKS.search(text)) and not _AT_THE_BOT.search(text)
    unless = _UNLESS.get(kind)
    return bool(unless and unless.search(text))


def _is_nonsense(text: str) -> bool:
    doubled = [found[0] for found in _DOUBLED.finditer(text)]
    characters = len(_CHINESE.findall(text))
    tripled = [run for run in doubled if len(run) > 2]
    return (len(doubled) > 2 or len(tripled) > 1) and sum(map(len, doubled)) >= _NONSENSE * characters
