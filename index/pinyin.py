"""Questions typed in pinyin without tones, whole or in part: 「dangfei zenme jiao」, 「dang fei 怎么交」.

Letters are cut into syllables and syllables into words of the documents, of everyday language and of those people ask
with; the likeliest chain of words wins (Viterbi).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nlargest
from pathlib import Path

from index import sound
from index.foreign import is_english
from index.ngrams import LONGEST, TOTAL, Counts, everyday

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

_State = tuple[float, str, int, str]
"""Cost so far, what is written so far, of how many words, the last of them."""


@lru_cache(maxsize=1)
def _everyday_spellings() -> dict[str, list[tuple[int, str]]]:
    """Return the words of everyday language by how they are spelled, with their frequency."""
    words: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for word, count in everyday().common(COMMON):
        for key in sound.readings(word):
            words[key].append((count, word))
    return words


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
        self._everyday = _everyday_spellings()
        scale = TOTAL / max(1, documents.total)
        used = {
            word: round(count * scale * (_IN_DOCUMENTS if len(word) > 1 else _ALONE))
            for word, _, count in everyday().shared(documents, 1)
        }
        named = dict.fromkeys(terms, _NAMED) | dict.fromkeys(asked_with(), _TO_ASK_WITH)
        self._own: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for word in used.keys() | named.keys():
            listed = everyday().count(word) if len(word) <= LONGEST else 0
            weight = listed + used.get(word, 0) + named.get(word, 0)
            for key in sound.readings(word):
                self._own[key].append((weight, word))
        self._longest = max(map(len, named | used), default=1)

    def _words(self, key: str) -> list[tuple[float, str]]:
        """Return the likeliest words that are spelled so, with the negative logarithm of their share."""
        own = self._own.get(key, [])
        known = {word for _, word in own}
        others = [(weight, word) for weight, word in self._everyday.get(key, ()) if word not in known]
        return [(math.log(TOTAL / weight), word) for weight, word in nlargest(_KEPT, own + others)]

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
                for plain, word in self._words(key):
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
        self, text: str, at: int, edges: list[list[int]], before: tuple[str, ...] = ()
    ) -> Iterator[tuple[int, str]]:
        """Yield every chain of syllables from a letter on that may be a word, as (end, the syllables)."""
        for end in edges[at]:
            key = (*before, text[at:end])
            yield end, " ".join(key)
            if len(key) < self._longest and end < len(text):
                yield from self._spelled_from(text, end, edges, key)
