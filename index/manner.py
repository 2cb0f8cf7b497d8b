"""What kind of message a question is, before anything is searched: some want a kind word, not an article."""

from __future__ import annotations

import re
from enum import StrEnum

from index.normalise import normalise


class Manner(StrEnum):
    """How a message is meant."""

    QUESTION = "question"
    EMPTY = "empty"
    """Nothing to read in it: white space, emoji, one character, only punctuation."""
    GREETING = "greeting"
    THANKS = "thanks"
    ABUSE = "abuse"
    INSTRUCTION = "instruction"
    """Tells the bot what to be or to make up, instead of asking."""


_ADDRESS = r"(?:小?明白|机器人|助手|老师|同志|师傅|bot|robot)?"
_PATTERNS = {
    Manner.GREETING: re.compile(
        rf"{_ADDRESS}(?:你好|您好|哈喽|嗨|早上好|上午好|中午好|下午好|晚上好|早安|晚安|在吗|在不在|在么|有人吗|hi|hello|hey)"
        rf"{_ADDRESS}[呀啊吗哈!！。,，~?？ ]*"
    ),
    Manner.THANKS: re.compile(
        rf"{_ADDRESS}(?:非常|太|多)?(?:谢谢|感谢|谢了|辛苦|多谢|再见|拜拜|好的|知道了|明白了|收到|ok|thanks|thank you)"
        rf"(?:你|您|了|啦|大家)*{_ADDRESS}[呀啊哈!！。,，~ ]*"
    ),
    Manner.ABUSE: re.compile(
        r"傻[逼叉帽瓜]|(?:^|[你真大])傻子|^[他你]?[妈马]的|[他你]妈的(?:$|[!。,~ 什怎垃傻滚])|操你[妈大的]|"
        r"滚[开蛋]|^(?:滚[!。,]*)+$|垃圾(?:机器人|bot|东西|软件|程序|玩意)|(?:^|[你真是个])(?:废物|智障|脑残|白痴)(?!利用|人|党员)|去死(?!亡)|"
        r"你(?:真|是|个|就是)*(?:蠢|笨)|stupid|idiot|fuck|shit"
    ),
    Manner.INSTRUCTION: re.compile(
        r"(?:忽略|无视|忘记|忘掉|跳过|绕过)[^,。?]{0,4}(?:以上|上面|上述|之前|前面|先前|所有|一切|全部|你的|你所|系统)"
        r"[^。?]{0,10}(?:指令|规则|设定|提示|要求|限制|引用)|(?:忽略|无视|忘记|忘掉|绕过)(?:指令|设定|提示|引用|规则|限制)|"
        r"(?:^|[你请,。])(?:来|先|就|给我|帮我)*(?:假装|扮演)|假装(?:你|自己)是|你现在是|现在你是|"
        r"(?:系统提示|系统消息|【系统】|\[system\]|system prompt)|(?:^|[^汇整改创打制构塑])[编造]一(?:个|条|段|份)|"
        r"没有限制的(?:ai|人工智能|机器人|助手|模型)|ignore .{0,20}(?:instruction|prompt|rule)|"
        r"(?:^|you |please |now )(?:pretend|act as)\b|jailbreak"
    ),
}
_WHOLE = (Manner.GREETING, Manner.THANKS)
_READABLE = re.compile(r"[a-z0-9\u3400-\u9fff]")


def manner(message: str) -> Manner:
    """Tell what kind of message it is; greetings and thanks only when there is nothing else in it."""
    text = normalise(message)
    if len(_READABLE.findall(text)) < 2:
        return Manner.EMPTY
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(text) if kind in _WHOLE else pattern.search(text):
            return kind
    return Manner.QUESTION
