"""Curated answers and which of them a question is near to, by the questions they were written for.

How near is near enough was measured with the default model on 41 groups of four wordings each, all our own, 15 of them
written after the first 26 had been looked at: each wording against the three others of its group, against groups on the
same subject that ask something else (预备党员的选举权 and 被选举权, 党费交多少 and 多久交一次), and against all others.
A single cosine does not tell a paraphrase from a neighbour: the nearest pair of all, 0.997, is one of neighbours. The
mean of the two nearest examples does better, and still only a part of the paraphrases stands clear:

| score | bound | same request | same subject | other |
|---|---|---|---|---|
| mean of the two nearest examples | `SURE` 0.955 | 27 of 164 | 9 of 304 | 2 of 12,816 |
| the nearest example | `NEAR` 0.93 | 120 of 164 | 112 of 304 | 58 of 12,816 |

So an answer is given unasked only above `SURE`, or for the same words; above `NEAR` it is merely offered, under the
question it was written for, and whoever asks decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.encoder import Encoder, Vectors
from index.foreign import in_chinese
from index.manner import Manner, manner
from index.normalise import normalise

SURE = 0.955
NEAR = 0.93
_SILENT = re.compile(r"[^a-z0-9\u3400-\u9fff]")
_NUMBERS = re.compile(r"\d+|第[〇零一二三四五六七八九十百]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """A curated answer: what a branch says itself, not a rule.

    Attributes:
        id: Its number.
        questions: What was asked, in the askers' words; at least one.
        answer: Plain text.
        by: What its author was, as shown (管理员).
        day: When it was given.
    """

    id: int
    questions: tuple[str, ...]
    answer: str
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class Match:
    """A reply a question is near to.

    Attributes:
        reply: The reply.
        sure: It answers the question; else it is only to be offered.
    """

    reply: Reply
    sure: bool


def wording(question: str) -> str:
    """Return what is left of a question when only its characters and digits count."""
    return _SILENT.sub("", normalise(question))


def vector_of(encoder: Encoder, question: str) -> Vectors:
    """Return the vector by which questions are compared with each other, shape (width,)."""
    return encoder.encode_query(in_chinese(normalise(question)))


def _numbers(question: str) -> set[str]:
    return set(_NUMBERS.findall(normalise(question)))


class Replies:
    """The curated answers that stand, ready to be matched.

    Args:
        encoder: Makes the vectors, 11 ms a question on one core.
        entries: The answers.
        known: An earlier state: what it has encoded is not encoded again.
    """

    def __init__(self, encoder: Encoder, entries: Sequence[Reply], known: Replies | None = None) -> None:
        self._encoder = encoder
        self.entries = tuple(entries)
        vectors: dict[str, Vectors] = known.vectors if known else {}
        asked = [question for reply in self.entries for question in reply.questions]
        self.vectors: dict[str, Vectors] = {
            q: vectors[q] if q in vectors else vector_of(encoder, q) for q in dict.fromkeys(asked)
        }

    def match(self, question: str) -> Match | None:
        """Return the reply nearest to a question; None where none is near, or it is no question."""
        if not self.entries or manner(question) is not Manner.QUESTION:
            return None
        words, vector = wording(question), vector_of(self._encoder, question)
        best, highest = None, NEAR
        for reply in self.entries:
            if words in map(wording, reply.questions):
                return Match(reply, sure=True)
            cosines = sorted((float(self.vectors[asked] @ vector) for asked in reply.questions), reverse=True)
            if cosines[0] >= highest:
                sure = len(cosines) > 1 and float(np.mean(cosines[:2])) >= SURE
                same_numbers = any(_numbers(asked) == _numbers(question) for asked in reply.questions)
                best, highest = Match(reply, sure=sure and same_numbers), cosines[0]
        return best
