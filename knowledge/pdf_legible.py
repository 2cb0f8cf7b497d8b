"""Whether the text of a page can be read, or its characters were lost on the way."""

from __future__ import annotations

import re
import unicodedata

_CID = re.compile(r"\(cid:\d+\)")
_LOST = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
"""Control characters, replacement characters, the private use area."""
_EXPECTED = re.compile(
    "[\x20-\x7e\u00a0-\u00bf\u00d7\u00f7\u0391-\u03c9\u2010-\u206f\u20a0-\u20bf\u2100-\u22ff\u2460-\u27bf"
    "\u2e80-\u303f\u3105-\u312f\u3200-\u33ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffee\U00020000-\U0003ffff]"
)
"""Chinese, English, and the signs that stand among them."""
_HAN = re.compile("[\u3400-\u9fff]")
_COMMON = frozenset(
    "的一是在不有和人这中大为上个国以要时用到作地于出分对成会可主发年动同工也能过后多定行学法所民得经员组织部委记第及者之"
)
_FEWEST = 100
"""Letters it takes to judge by how often some of them come."""
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻆⻅⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "母民虎西角见贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟"
)


def legible(words: str) -> bool:
    """Tell whether text taken from a page is text.

    Fonts without a map to Unicode give `(cid:12)`, private or control characters; a wrong map gives letters of other
    scripts, rare Chinese characters, or English without vowels.

    Args:
        words: The text of a page.
    """
    sample = "".join(words.split())[:20_000]
    if not sample:
        return False
    lost = sum(len(found) for found in _CID.findall(sample)) + len(_LOST.findall(sample))
    if lost > len(sample) / 10 or len(_EXPECTED.findall(sample)) < len(sample) * 0.8:
        return False
    han = _HAN.findall(sample)
    return _usual_chinese(han) if len(han) > len(sample) / 5 else _usual_english(sample)


def mended(words: str) -> str:
    """Take out what is no character and write look-alikes as the characters they stand for.

    PDF fonts often map a glyph to the radical of the same shape (⼊ for 入), or to a ligature (ﬁ).
    """
    kept = _LOST.sub("", words).translate(_RADICALS)
    return re.sub("[\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06]", lambda m: unicodedata.normalize("NFKC", m[0]), kept)


def _usual_chinese(han: list[str]) -> bool:
    """Tell whether characters are mostly those of the first level of GB 2312 or Big5 and some are the commonest."""
    if len(han) < _FEWEST:
        return True
    usual = sum(_first_level(c, "gb2312", 0xB0, 0xD7) or _first_level(c, "big5", 0xA4, 0xC6) for c in han)
    return usual > len(han) * 0.7 and sum(c in _COMMON for c in han) > len(han) / 50


def _first_level(character: str, encoding: str, first: int, last: int) -> bool:
    code = character.encode(encoding, "ignore")
    return bool(code) and first <= code[0] <= last


def _usual_english(sample: str) -> bool:
    letters = re.findall("[A-Za-z]", sample)
    if len(letters) < max(_FEWEST, len(sample) / 2):
        return True
    return sum(c in "aeiouAEIOU" for c in letters) > len(letters) / 5
