"""Numbers as Word's automatic numbering writes them, by the name of the format (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from knowledge.numerals import chinese

_LARGEST = 9999
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_SERIES = {
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
}
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
)
# Chinese editions of Word offer 一、二、三 as japaneseCounting too, which would have 百一 for the 一百零一 of a rule
_CHINESE = {
    "japaneseCounting",
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_SILENT = {"none", "bullet"}


def numeral(number: int, form: str) -> str:
    """Write a number; a format not known here, or one that does not reach so far, gives Arabic figures.

    Args:
        number: What is counted.
        form: The w:val of w:numFmt.
    """
    if form in _SILENT:
        return ""
    if not 1 <= number <= _LARGEST:
        return str(number)
    if form in _SERIES:
        return _SERIES[form][number - 1] if number <= len(_SERIES[form]) else str(number)
    return _chinese(number, form) or _western(number, form)


def _chinese(number: int, form: str) -> str:
    if form in _CHINESE:
        return chinese(number)
    if form in ("ideographDigital", "taiwaneseDigital"):
        return str(number).translate(_DIGITS)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        words = ("一" if 10 <= number < 20 else "") + chinese(number)
        return words.translate(_LEGAL if form == "chineseLegalSimplified" else _LEGAL_TRADITIONAL)
    if form == "ideographZodiacTraditional":
        return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]
    return ""


def _western(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A" if form == "upperLetter" else "a") + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)  # after Z comes AA, then BB
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number).translate(_FULL_WIDTH)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    words = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        words += letters * times
    return words
