"""What a long message asks, without the politeness and the story around it.

Left out of long messages only: up to about fifty characters the story holds the facts that find the article, and
dropping clauses, or even the greeting alone, found less on every set of questions measured.
"""

from __future__ import annotations

import re

from index.everyday import rule_terms
from index.ngrams import TOTAL, Counts, everyday
from index.segments import Segmenter

LONG = 60
"""Characters; a shorter message is left whole."""
_OWN = 4
"""A word of the documents stands in them so many times more often than in everyday language."""
_OFTEN = 3
_CLAUSE = re.compile(r"[^,。!?;:~\n ]+[,。!?;:~\n ]*")
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_ASKS = re.compile(
    r"(?:吗|呢|么|不)[,。!?;:~ ]*$|\?|怎么[办做写交算走样讲说]|咋|多少|(?<!没)多久|(?<![了和有好])几[个天次年月条项]|"
    r"哪|能不能|可不可以|要不要|是不是|算不算|会不会|该不该|行不行|有没有|能否|是否"
)
_POLITE = re.compile(
    r"(?:师傅|老师|同志|领导|您|你|大家)好|不好意思|打扰|谢谢|感谢|麻烦|辛苦|指点|指教|在吗|请教|不知道说"
)


class Story:
    """Knows which clauses of a message matter to the documents."""

    def __init__(self, documents: Counts, segmenter: Segmenter) -> None:
        """Know the words of the documents."""
        self._documents = documents
        self._segmenter = segmenter

    def without(self, message: str) -> str:
        """Return a normalised message without the clauses that neither ask nor speak of what the documents are of."""
        if len(message) < LONG:
            return message
        clauses = _CLAUSE.findall(message)
        kept = [clause for clause in clauses if self._matters(clause)]
        return "".join(kept).strip(" ,") if any(map(self._is_about, kept)) else message

    def _matters(self, clause: str) -> bool:
        return self._is_about(clause) or bool(_ASKS.search(clause) and not _POLITE.search(clause))

    def _is_about(self, clause: str) -> bool:
        """Tell whether a clause has a word that is the documents' own, or one for which they have another."""
        words = (run[start:end] for run in _RUN.findall(clause) for start, end in self._segmenter.cut(run))
        return any(map(self._is_own, words)) or bool(rule_terms(clause))

    def _is_own(self, word: str) -> bool:
        used = self._documents.count(word) if len(word) > 1 else 0
        listed = everyday().count(word) + 1
        return used >= _OFTEN and used * TOTAL >= _OWN * listed * self._documents.total
