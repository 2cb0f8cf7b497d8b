"""Questions typed in pinyin without tones, whole or in part: 「dangfei zenme jiao」, 「dang fei 怎么交」.

Letters are cut into syllables and syllables into words of the documents, of everyday language and of those people ask
with; the likeliest chain of words wins (Viterbi).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from heapq import nlargest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import runs, sound
from index.foreign import is_english
from index.ngrams import TOTAL, Counts, everyday
from index.runs import LONGEST, Keys

_LETTERS = re.compile(r"[a-zü']+(?:[ ,]+[a-zü']+)*")
_BETWEEN = re.compile(r"[ ,']+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
COMMON = 10
"""Frequency from which an everyday word counts that the documents do not use."""
_IN_DOCUMENTS = 1.0
"""Weight of the documents' share of a word beside that of everyday language."""
_ALONE = 0.03
"""The same for a single character: nearly all of its occurrences are parts of words."""
_TO_ASK_WITH, _NAMED = 30_000, 5_000
"""What a place in `asking.txt` and one among the terms add to a word's frequency."""
_KEPT = 5
"""Words tried of those that are spelled alike."""
_NEIGHBOURS = 1.0
"""Gained, and half the logarithm of their number, where the documents have two words' ends side by side."""
_TORN = 3.0
"""Lost by a word of half of one word of letters and some of the next: 「gongsi chaogu」 is not 工·思潮·姑."""
_UNLIKELY = 7.0
"""More than this for each syllable, in natural logarithms of shares: no Chinese that anybody would type."""
_SHORT = 4
"""Fewer letters amid Chinese are an abbreviation or a name (APP, VIP) rather than pinyin."""
_LONG = 150
"""Letters; more are no question, and every one more costs a tenth of a millisecond."""
_LONGEST_SYLLABLE = 6
_BEYOND = 2**63 - 1
"""Spellings from here on are of terms longer than any word listed."""

_State = tuple[float, str, int, str]
"""Cost so far, what is written so far, of how many words, the last of them."""


def _lines(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def asked_with() -> frozenset[str]:
    """Return the words people ask with."""
    return frozenset(_lines("asking.txt"))


@lru_cache(maxsize=1)
def _initials() -> dict[str, str]:
    return dict(line.split("\t") for line in _lines("initials.tsv"))


class Pinyin:
    """Reads pinyin with the words of some documents."""

    def __init__(self, documents: Counts, terms: Iterable[str]) -> None:
        """Index the words of the documents by how they are spelled.

        Args:
            documents: What the documents are made of.
            terms: Words of theirs, or of those who ask, that no word list has: 三会一课.
        """
        self._documents = documents
        self._scale = TOTAL / max(1, documents.total)
        named = dict.fromkeys(terms, _NAMED) | dict.fromkeys(asked_with(), _TO_ASK_WITH)
        self._named: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for word, more in named.items():
            weight = more + self._weight(word)
            for key in sound.spellings(word):
                self._named[key].append((weight, runs.key_of(word)))
        by_length = [self._known(length, named) for length in range(1, LONGEST + 1)]
        spelled, words, weights = (np.concatenate(column) for column in zip(*by_length, strict=True))
        order = np.lexsort((words, spelled))
        self._spelled, self._words, self._weights = spelled[order], words[order], weights[order]
        self._longest = max(LONGEST, *map(len, named))

    def _weight(self, word: str) -> int:
        if len(word) > LONGEST:
            return 0
        listed = everyday().count(word)
        return listed + int(self._used(self._documents.count(word), len(word))) if listed else 0

    def _used(self, counts: int | NDArray[np.integer], length: int) -> NDArray[np.int32]:
        """Return what the documents' uses of words of one length add to their frequency."""
        return np.rint(counts * self._scale * (_IN_DOCUMENTS if length > 1 else _ALONE)).astype(np.int32)

    def _known(self, length: int, named: Collection[str]) -> tuple[Keys, Keys, NDArray[np.int32]]:
        """Return how the listed words of one length are spelled, the words, and their weights; not the named ones."""
        words = everyday().tables[length - 1].keys
        listed, counts = everyday().tables[length - 1].values, self._documents.tables[length - 1].get_all(words)
        known = (listed >= COMMON) | (counts > 0)
        known &= ~np.isin(words, [runs.key_of(word) for word in named if len(word) == length])
        spelled, rows = sound.spellings_of(words[known], length)
        weights = (listed + self._used(counts, length))[known]
        return spelled, words[known][rows], weights[rows]

    def _spelled_so(self, key: int) -> list[tuple[float, str]]:
        """Return the likeliest words that are spelled so, with the negative logarithm of their share."""
        start, end = self._spelled.searchsorted((key, key + 1)) if key < _BEYOND else (0, 0)
        rows = zip(self._weights[start:end].tolist(), self._words[start:end].tolist(), strict=True)
        likeliest = nlargest(_KEPT, (*self._named.get(key, ()), *rows))
        return [(math.log(TOTAL / weight), runs.run_of(word)) for weight, word in likeliest]

    def in_chinese(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return a normalised text with its pinyin in characters, and what was typed and read; the rest stays."""
        whole = not _CHINESE.search(text)
        read: list[tuple[str, str]] = []

        def written(found: re.Match[str]) -> str:
            meant = self._read(found[0], whole)
            if meant:
                read.append((found[0], meant))
            return meant or found[0]

        return _LETTERS.sub(written, text), tuple(read)

    def _read(self, letters: str, whole: bool) -> str:
        """Return a stretch of letters in characters, "" if it is something else.

        Args:
            letters: Words of letters.
            whole: The message has no Chinese beside it.
        """
        tokens = [token for token in _BETWEEN.split(letters.replace("ü", "v")) if token]
        if len(tokens) == 1 and tokens[0] in _initials():
            return _initials()[tokens[0]]
        length = sum(map(len, tokens))
        if not tokens or length > _LONG or is_english(tokens) or (not whole and length < _SHORT):
            return ""
        cost, written, words, _ = self._best(tokens)
        likely = len(written) > words and cost <= _UNLIKELY * len(written)
        return written if likely else ""

    def _best(self, tokens: list[str]) -> _State:
        """Return the likeliest reading of words of letters; of infinite cost where there is none."""
        text = "".join(tokens)
        spaces = {sum(map(len, tokens[:n])) for n in range(len(tokens) + 1)}
        best: list[dict[str, _State]] = [{} for _ in range(len(text) + 1)]
        best[0][""] = (0.0, "", 0, "")
        edges = self._edges(tokens)
        for at in range(len(text)):
            if not best[at]:
                continue
            for end, key in self._spelled_from(text, at, edges):
                torn = any(at < space < end for space in spaces) and not {at, end} <= spaces
                for plain, word in self._spelled_so(key):
                    cost = plain + _TORN * torn
                    state = min(self._after(before, cost, word) for before in best[at].values())
                    if word not in best[end] or state < best[end][word]:
                        best[end][word] = state
        return min(best[-1].values(), default=(math.inf, "", 0, ""))

    def _after(self, before: _State, cost: float, word: str) -> _State:
        spent, written, count, last = before
        together = self._documents.count(last[-2:] + word[:2]) if last else 0
        if together:
            cost -= _NEIGHBOURS + math.log(together) / 2
        return spent + cost, written + word, count + 1, word

    @staticmethod
    def _edges(tokens: list[str]) -> list[list[int]]:
        """Return for each letter where a syllable that begins there may end; none runs across a space."""
        text, edges = "".join(tokens), []
        end = 0
        for token in tokens:
            start, end = end, end + len(token)
            for at in range(start, end):
                ends = range(at + 1, min(end, at + _LONGEST_SYLLABLE) + 1)
                edges.append([e for e in ends if text[at:e] in sound.spelled()])
        return edges

    def _spelled_from(
        self, text: str, at: int, edges: list[list[int]], before: tuple[int, ...] = ()
    ) -> Iterator[tuple[int, int]]:
        """Yield every chain of syllables from a letter on that may be a word, as (end, the spelling)."""
        for end in edges[at]:
            key = (*before, sound.spelled()[text[at:end]])
            yield end, sound.spelling(key)
            if len(key) < self._longest and end < len(text):
                yield from self._spelled_from(text, end, edges, key)
