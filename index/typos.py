"""「予备党员」→ 预备党员: a word typed with another character of the same sound, put right by the documents' own words.

Precision first. A word is only taken for another that the documents use, one character off and alike in sound, and only
where what was typed is no word at all, or where the words beside it never stand beside it in the documents but often
beside the other (主体党日, 留党查看).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from index import sound
from index.ngrams import Counts, everyday
from index.runs import LONGEST
from index.segments import KNOWN, Segmenter

_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
COMMON = 3
"""A word the documents use less often is no word to correct to."""
RARE = 200
"""The documents use the word so many times more often than what was typed, if that stands in them at all."""
_NEIGHBOURS = 2
"""Times that word and neighbours stand together in the documents."""
_FUNCTION = frozenset(
    "的了吗呢吧啊呀嘛么不没是有在会能要得地着过就都也还又再才只被把给让跟和与或及对向从到去来里上下中前后内外"
    "几多少大小一二三四五六七八九十百千两半个些这那哪什怎谁我你您他她它们咱自己为以可该应当及其之等并而但因所于"
    "人说想看吃做干写问请用行好咋啥办报交讲叫事次张条件回方未已届先时既正经放"
)
"""Characters that stand alone everywhere: beside one of them a chance pair looks like a misspelt word."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed and what is meant, the whole word, and where it stands in the text."""

    start: int
    typed: str
    meant: str


class Typos:
    """Finds misspelt words of the documents."""

    def __init__(self, documents: Counts, segmenter: Segmenter) -> None:
        """Collect the words the documents use."""
        self._documents = documents
        self._segmenter = segmenter
        words = [word for word, listed, _ in everyday().shared(documents, COMMON) if len(word) > 1 and listed >= KNOWN]
        self._with_gap: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for gap in range(len(word)):
                self._with_gap[f"{word[:gap]}_{word[gap + 1 :]}"].append(word)

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Return a normalised text with its misspelt words put right, and what was."""
        found: list[Correction] = []
        for run in _RUN.finditer(text):
            found.extend(self._in_run(run[0], run.start()))
        for correction in found:
            end = correction.start + len(correction.typed)
            text = text[: correction.start] + correction.meant + text[end:]
        return text, tuple(found)

    def _in_run(self, run: str, offset: int) -> Iterator[Correction]:
        words = set(self._segmenter.cut(run))
        edges = {0, *(end for _, end in words)}
        done = 0
        for start in range(len(run) - 1):
            for length in range(min(LONGEST, len(run) - start), 1, -1):
                if start < done or start not in edges or start + length not in edges:
                    continue
                meant = self._meant(run, start, start + length, (start, start + length) in words)
                if meant:
                    yield Correction(offset + start, run[start : start + length], meant)
                    run = run[:start] + meant + run[start + length :]
                    done = start + length

    def _meant(self, run: str, start: int, end: int, is_word: bool) -> str:
        """Return the word meant by a stretch of a run, "" if it may mean what it says."""
        typed = run[start:end]
        best, most = "", 0
        for gap in range(end - start):
            for word in self._with_gap.get(f"{typed[:gap]}_{typed[gap + 1 :]}", ()):
                count = self._documents.count(word)
                if count > most and self._is_meant(run, start, word, gap, is_word):
                    best, most = word, count
        return best

    def _is_meant(self, run: str, start: int, word: str, gap: int, is_word: bool) -> bool:
        typed = run[start : start + len(word)]
        if typed == word or self._repeats(run, start + gap):
            return False
        meant = sound.of_word(word)[gap]
        if is_word:
            strange = not self._documents.count(typed)
            plain = _FUNCTION.isdisjoint(typed) and sound.of_word(typed)[gap] == meant
            return plain and self._stands_better(run, start, word, len(word) + 1 if strange else LONGEST)
        if not sound.alike(typed[gap], meant) or self._documents.count(typed) * RARE > self._documents.count(word):
            return False
        return _FUNCTION.isdisjoint(typed) or (
            sound.alike(typed[gap], meant, 1) and self._stands_better(run, start, word, len(word) + 1)
        )

    @staticmethod
    def _repeats(run: str, at: int) -> bool:
        """Tell whether a character is the middle of 「支不支持」."""
        return 0 < at < len(run) - 1 and run[at - 1] == run[at + 1]

    def _stands_better(self, run: str, start: int, word: str, width: int) -> bool:
        """Tell whether the documents have a word beside its neighbours in a run, and never what was typed there."""
        end, width = start + len(word), min(LONGEST, width)
        corrected = run[:start] + word + run[end:]
        better = False
        for first in range(max(0, end - width), min(start, len(run) - width) + 1):
            if self._documents.count(run[first : first + width]):
                return False
            better = better or self._documents.count(corrected[first : first + width]) >= _NEIGHBOURS
        return better
