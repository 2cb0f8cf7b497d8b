"""How characters sound: their syllables without tones, and which syllables people take for one another."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

_TONES = re.compile(r"[\u0300\u0301\u0304\u030c]")
_ALIKE = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^l"), "n"),
    (re.compile(r"(?<=[ei])ng$"), "n"),
)
"""zh/z, ch/c, sh/s; l/n; eng/en, ing/in: what southern speakers and input methods confuse."""
_COMMON_BLOCK = range(0x4E00, 0x9FA6)
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


@lru_cache(maxsize=5_000)
def toneless(reading: str) -> str:
    """Return a syllable without its tone, ü as v."""
    plain = _TONES.sub("", unicodedata.normalize("NFD", reading))
    return unicodedata.normalize("NFC", plain).replace("ü", "v")


@lru_cache(maxsize=30_000)
def syllables(character: str) -> tuple[str, ...]:
    """Return the common syllables of a character, the commonest first; () for what is none."""
    from pypinyin.constants import PINYIN_DICT

    first = toneless(PINYIN_DICT.get(ord(character), "").split(",")[0])
    both = (first, _ALSO.get(character, first))
    return tuple(dict.fromkeys(syllable for syllable in both if syllable))


@lru_cache(maxsize=2_000)
def blurred(syllable: str) -> str:
    """Return one spelling for all syllables that sound alike to many."""
    for pattern, one in _ALIKE:
        syllable = pattern.sub(one, syllable)
    return syllable


def readings(word: str) -> list[str]:
    """Return how a word is spelled in pinyin, a space between syllables; in each way its characters have."""
    characters = [syllables(character) for character in word]
    if all(len(ways) == 1 for ways in characters):
        return [" ".join(way for (way,) in characters)]
    from pypinyin.constants import PHRASES_DICT

    if word in PHRASES_DICT:
        return [" ".join(toneless(reading[0]) for reading in PHRASES_DICT[word])]
    return [" ".join(ways) for ways in itertools.product(*characters)]


@lru_cache(maxsize=1)
def spelled() -> frozenset[str]:
    """Return every syllable there is."""
    from pypinyin.constants import PINYIN_DICT

    found = {s for code in PINYIN_DICT if code in _COMMON_BLOCK for s in syllables(chr(code))}
    return frozenset(s for s in found if s.isascii() and any(vowel in s for vowel in "aeiouv"))


@lru_cache(maxsize=20_000)
def of_word(word: str) -> tuple[str, ...]:
    """Return the syllable of each character of a word, as the character sounds in it."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, v_to_u=False))


def alike(character: str, syllable: str, readings: int = 2) -> bool:
    """Tell whether a character may be taken for a syllable by ear, tones and the usual confusions aside.

    Args:
        character: As typed.
        syllable: As meant.
        readings: Readings of the character that count, the commonest first.
    """
    return blurred(syllable) in (blurred(own) for own in syllables(character)[:readings])
