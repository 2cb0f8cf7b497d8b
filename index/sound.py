"""How characters sound: their syllables without tones, and which syllables people take for one another.

The readings are pypinyin's (MIT), read as data: imported it holds 40 MB. Of its phrases those of up to `LONGEST`
characters are known, as no word here is longer.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index import runs
from index.once import once
from index.runs import FIRST, LAST, LONGEST, Keys, Table

_TONES = re.compile(r"[\u0300\u0301\u0304\u030c]")
_CHARACTER = re.compile(r'"(\d+)": "([^",]+)')
_PHRASE, _READING = re.compile(r'"([^"]+)": '), re.compile(r'\[\s*"([^"]+)"')
"""A phrase, and the first reading of each of its characters."""
_BITS = 10
"""A syllable's number fits; syllables of four characters fit a key of 64 bits."""
_ALIKE = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^l"), "n"),
    (re.compile(r"(?<=[ei])ng$"), "n"),
)
"""zh/z, ch/c, sh/s; l/n; eng/en, ing/in: what southern speakers and input methods confuse."""
_COMMON_BLOCK = slice(0x4E00 - FIRST, 0x9FA6 - FIRST)
# fmt: off
_ALSO = {
    "行": "hang", "长": "chang", "重": "chong", "得": "dei", "都": "du", "还": "huan", "会": "kuai", "乐": "yue",
    "传": "zhuan", "调": "diao", "率": "lv", "参": "shen", "差": "chai", "觉": "jiao", "降": "xiang", "角": "jue",
    "便": "pian", "薄": "bao", "单": "shan", "弹": "dan", "石": "dan", "校": "jiao", "省": "xing", "说": "shui",
    "宿": "xiu", "血": "xie", "着": "zhe", "种": "chong", "模": "mu", "查": "zha", "车": "ju", "强": "jiang",
    "曾": "ceng", "藏": "zang", "朝": "zhao", "盛": "cheng", "折": "she", "追": "zhui", "了": "liao", "没": "mo",
    "地": "di", "系": "ji", "什": "shi", "么": "me", "卡": "qia", "谁": "shei",
}
# fmt: on
"""Characters that everybody reads in two ways that differ in more than the tone; dictionaries have rarer readings too,
which would make 提前 of tijian."""


@dataclass(frozen=True, slots=True)
class _Sounds:
    """Syllables by number; 0 is none."""

    syllables: tuple[str, ...]
    first: Keys
    """The commonest syllable of each character of the block."""
    also: Keys
    """The other that everybody reads it as, 0 for most."""
    phrases: tuple[Table, ...]
    """For each length from two the phrases and how they are spelled."""


class _Numbering(defaultdict[str, int]):
    """Numbers for readings with tones; those that differ in the tone alone have one."""

    def __init__(self) -> None:
        super().__init__()
        self.syllables = {"": 0}

    def __missing__(self, reading: str) -> int:
        plain = _TONES.sub("", unicodedata.normalize("NFD", reading))
        plain = unicodedata.normalize("NFC", plain).replace("ü", "v")
        self[reading] = number = self.syllables.setdefault(plain, len(self.syllables))
        return number


@once
def _sounds() -> _Sounds:
    numbering = _Numbering()
    first, also = np.zeros((2, LAST - FIRST + 1), dtype=np.int64)
    text = runs.listed("pypinyin", "pinyin_dict.json").read_text(encoding="utf-8")
    for code, reading in _CHARACTER.findall(text):
        if FIRST <= int(code) <= LAST:
            first[int(code) - FIRST] = numbering[reading]
    for character, syllable in _ALSO.items():
        other, at = numbering[syllable], ord(character) - FIRST
        also[at] = other if other != first[at] else 0
    phrases = _phrases(numbering)
    return _Sounds(tuple(numbering.syllables), first, also, phrases)


def _phrases(numbering: _Numbering) -> tuple[Table, ...]:
    text = runs.listed("pypinyin", "phrases_dict.json").read_text(encoding="utf-8")
    phrases = _PHRASE.findall(text)
    syllables = np.array([numbering[reading] for reading in _READING.findall(text)], dtype=np.int64)
    lengths = np.array([len(phrase) for phrase in phrases])
    starts = lengths.cumsum() - lengths
    tables = []
    for length in range(2, LONGEST + 1):
        characters = runs.codes("".join(phrase for phrase in phrases if len(phrase) == length)).reshape(-1, length)
        here = starts[lengths == length]
        spelled_so = runs.joined([syllables[here + place] for place in range(length)], _BITS)
        tables.append(runs.table(runs.joined(characters.T), spelled_so))
    return tuple(tables)


def syllables(character: str) -> tuple[str, ...]:
    """Return the common syllables of a character, the commonest first; () for what is none."""
    sounds, at = _sounds(), ord(character) - FIRST
    if not 0 <= at < len(sounds.first):
        return ()
    return tuple(sounds.syllables[number] for number in (sounds.first[at], sounds.also[at]) if number)


@lru_cache(maxsize=2_000)
def blurred(syllable: str) -> str:
    """Return one spelling for all syllables that sound alike to many."""
    for pattern, one in _ALIKE:
        syllable = pattern.sub(one, syllable)
    return syllable


@once
def spelled() -> dict[str, int]:
    """Return every syllable that is typed, with the number that `spelling` takes."""
    sounds = _sounds()
    numbers = {*sounds.first[_COMMON_BLOCK].tolist(), *sounds.also[_COMMON_BLOCK].tolist()}
    named = ((sounds.syllables[number], number) for number in sorted(numbers))
    return {name: number for name, number in named if name.isascii() and any(vowel in name for vowel in "aeiouv")}


def spelling(numbers: Iterable[int]) -> int:
    """Return one number for a chain of syllables."""
    key = 0
    for number in numbers:
        key = (key << _BITS) | number
    return key


def spellings(word: str) -> list[int]:
    """Return how a word is spelled in pinyin, see `spelling`; in each way its characters have."""
    sounds = _sounds()
    ways = [[n for n in (sounds.first[ord(c) - FIRST], sounds.also[ord(c) - FIRST]) if n] for c in word]
    phrase = _phrase(word)
    if phrase and any(len(way) > 1 for way in ways):
        return [phrase]
    return [spelling(map(int, chain)) for chain in itertools.product(*ways)]


def spellings_of(words: Keys, length: int) -> tuple[Keys, Keys]:
    """Return what `spellings` does for many words of one length, and of which row of them each is."""
    sounds = _sounds()
    characters = runs.split(words, length) - 1
    first, also = sounds.first[characters], sounds.also[characters]
    ambiguous = also.any(axis=0)
    known = np.where(ambiguous & (length > 1), sounds.phrases[length - 2].get_all(words), 0)
    found, rows = [known], [np.arange(len(words))]
    for others in itertools.product((False, True), repeat=length):
        chosen = np.where(np.array(others)[:, None], also, first)
        here = np.flatnonzero(chosen.all(axis=0) & (known == 0))
        found.append(runs.joined(chosen[:, here], _BITS))
        rows.append(here)
    spelled_so, row = np.concatenate(found), np.concatenate(rows)
    return spelled_so[spelled_so > 0], row[spelled_so > 0]


def _phrase(word: str) -> int:
    """Return how a phrase is spelled, 0 for what is none."""
    return _sounds().phrases[len(word) - 2].get(runs.key_of(word)) if 1 < len(word) <= LONGEST else 0


@lru_cache(maxsize=2_000)
def of_word(word: str) -> tuple[str, ...]:
    """Return the syllable of each character of a word of up to `LONGEST`, as the character sounds in it.

    The longest phrase that a word begins with is read as such, and so on (as pypinyin does).
    """
    names, sounds = _sounds().syllables, _sounds()
    found: list[str] = []
    while len(found) < len(word):
        rest = word[len(found) :]
        phrases = (_phrase(rest[:end]) for end in range(len(rest), 1, -1))
        phrase = next((phrase for phrase in phrases if phrase), 0)
        numbers = _apart(phrase) if phrase else [sounds.first[ord(rest[0]) - FIRST]]
        found.extend(names[number] for number in numbers)
    return tuple(found)


def _apart(key: int) -> Sequence[int]:
    numbers: list[int] = []
    while key:
        numbers.insert(0, key & (1 << _BITS) - 1)
        key >>= _BITS
    return numbers


def alike(character: str, syllable: str, readings: int = 2) -> bool:
    """Tell whether a character may be taken for a syllable by ear, tones and the usual confusions aside.

    Args:
        character: As typed.
        syllable: As meant.
        readings: Readings of the character that count, the commonest first.
    """
    return blurred(syllable) in (blurred(own) for own in syllables(character)[:readings])
