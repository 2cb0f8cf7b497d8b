"""What a question asks, one thing after another: 预备期多长，能不能延长."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[,，。?？;；!！]|还有|另外|以及")
_ASKS = re.compile(
    r"吗|呢|怎么|怎样|咋|如何|多少|多久|多长|几|哪|谁|什么|啥|能不能|可不可以|要不要|是不是|算不算|会不会|该不该|行不行|"
    r"有没有|能否|是否|[不么]$"
)
_ADDS_NOTHING = re.compile(
    r"(?:条例|规定|章程|党章|党纪|文件)?(?:上|里)?(?:有没有|有|是不是|怎么|咋)(?:说法|规定|讲|写|说)的?[吗呢么]?$"
)
_SHORTEST = 3
"""Characters; 「行吗」 asks nothing of its own."""


def asks(question: str) -> tuple[str, ...]:
    """Return the clauses of a question that each ask something of their own, in order; empty where it asks one thing.

    Args:
        question: As understood.
    """
    clauses = (clause.strip() for clause in _BREAK.split(question))
    found = tuple(
        clause
        for clause in clauses
        if len(clause) >= _SHORTEST and _ASKS.search(clause) and not _ADDS_NOTHING.search(clause)
    )
    return found if len(found) > 1 else ()
