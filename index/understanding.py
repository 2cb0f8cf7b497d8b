"""From what a person types to what is searched: spelling, pinyin, English, misspellings, story, the rules' terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index import everyday, foreign, ngrams
from index.corpus import Corpus
from index.normalise import normalise
from index.once import once
from index.pinyin import Pinyin
from index.segments import Segmenter
from index.story import Story
from index.typos import Typos

_LETTER = re.compile(r"[a-zü]")
_PICTURE = re.compile(r"[\u2190-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]+")
_REPEATED = re.compile(r"([,。!?;:、~.…\-])(?:\1|[!?。~])+")
_SPREAD = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?: [\u3400-\u9fff]){2,}(?![\u3400-\u9fff])")
"""「党 费 怎 么 交」, one character at a time."""
_OWN_WORDS = 3
"""Times that a person's own words count for each time of a term added; 3 and 4 found alike, 1 and 2 less."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched."""

    text: str
    """What is embedded: normalised, in Chinese, misspellings put right, the story of a long message left out."""
    words: str
    """What BM25 counts: the text several times over, and once the rules' terms for what it says in other words."""
    corrected: tuple[tuple[str, str], ...] = ()
    """What was typed and what it was taken for: misspelt words and pinyin."""


class Understanding:
    """Reads questions with the words of one snapshot; it never changes, so any thread may use it."""

    def __init__(self, corpus: Corpus) -> None:
        """Collect the words of the documents."""
        self.counts = ngrams.of_documents(corpus.documents)
        self.segmenter = Segmenter(self.counts)
        terms = [said for said in everyday.said() if foreign.is_chinese(said)]
        self._pinyin = once(lambda: Pinyin(self.counts, terms))  # at the first letters
        self._typos = Typos(self.counts, self.segmenter)
        self._story = Story(self.counts, self.segmenter)

    def read(self, question: str) -> Asked:
        """Return what to search for a question, as typed."""
        text = evened(question)
        read: tuple[tuple[str, str], ...] = ()
        if _LETTER.search(text):
            text, read = self._pinyin().in_chinese(text)
            text = text if read else foreign.in_chinese(text)
        text, corrections = self._typos.correct(text)
        text = self._story.without(text)
        words = " ".join([text] * _OWN_WORDS + list(everyday.rule_terms(text)))
        return Asked(text, words, (*read, *((correction.typed, correction.meant) for correction in corrections)))


def evened(question: str) -> str:
    """Return a question normalised, without pictures, repeated marks and a space after every character."""
    text = _REPEATED.sub(r"\1", _PICTURE.sub(" ", normalise(question)))
    return _SPREAD.sub(lambda spread: spread[0].replace(" ", ""), text).strip()
