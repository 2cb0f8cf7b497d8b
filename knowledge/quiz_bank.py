"""Question banks: files of exam questions, whose wrong options would be quoted as if they were the rule."""

from __future__ import annotations

import re

from knowledge.document import KnowledgeError

_LETTERS = [re.compile(rf"(?<![A-Za-z0-9]){letter}[ \u3000]*[、，．.：:)）]") for letter in "ABC"]
_JUDGED = re.compile(r"[（(【]\s{0,4}(?:[√×✓✗✔✘]|对|错|正确|错误)\s{0,4}[）)】]")
_MANY, _FEW = 20, 3
_CHARACTERS_EACH = 400
"""A bank has a question in less than so many characters; a rule with a self-test at its end has far more."""


def check(name: str, text: str) -> tuple[str, ...]:
    """Tell of the exam questions in a text: those with options A, B, …, and statements marked right or wrong.

    Returns:
        A line in Chinese for the administrator where a few are found among other text.

    Raises:
        KnowledgeError: The file is a question bank: there are many, close to one another.
    """
    found = _questions(text)
    if found >= _MANY and found * _CHARACTERS_EACH > len(text):
        raise KnowledgeError(
            f"《{name}》是题库（约 {found} 道题），里面有错误选项，收进来会被当成规定念给党员。"
            "请发出题所依据的文件原文。"
        )
    return (f"里面有约 {found} 道考题，错误选项也会被当成正文，请删去考题后再发。",) if found >= _FEW else ()


def _questions(text: str) -> int:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    below = [*lines[1:], ""]
    chosen = sum(_has_options(line, after) for line, after in zip(lines, below, strict=True))
    return max(chosen, sum(bool(_JUDGED.search(line)) for line in lines))


def _has_options(line: str, after: str) -> bool:
    """Tell whether the options of a question begin on a line: A and B one below the other, or A, B, C side by side."""
    first, second, third = _LETTERS
    a = first.search(line)
    if not a:
        return False
    if a.start() <= 1 and second.match(after.lstrip("（(")):
        return True
    b = second.search(line, a.end())
    return bool(b and (a.start() <= 1 or third.search(line, b.end())))
