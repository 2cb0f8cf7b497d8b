"""Word documents that are one XML file: Word 2003's own (w:wordDocument) and Flat OPC (pkg:package)."""

from __future__ import annotations

import re

from lxml import etree

from knowledge import word, word_parts
from knowledge.extract import Extract
from knowledge.word_parts import Parts, W

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_BINARY = re.compile(rb"(<(?:w:binData|pkg:binaryData)\b[^<>]*>)[^<]+")
_TAG = re.compile(rb"<[^<>]+>")
_UNPARTED = re.compile(rb'(="[^"]*")(?=[^\s/?>])')
_NAMES = {
    "listPr": "numPr",
    "ilfo": "numId",
    "vmerge": "vMerge",
    "hmerge": "hMerge",
    "listDef": "abstractNum",
    "list": "num",
    "ilst": "abstractNumId",
    "nfc": "numFmt",
    "listStyleLink": "numStyleLink",
}
_IDENTIFIERS = {"abstractNum": ("listDefId", "abstractNumId"), "num": ("ilfo", "numId")}
_DROPPED = {"Word.Deletion", "Word.Comment", "Word.Formatting"}
_FORMATS = {
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "japaneseCounting",
    14: "decimalFullWidth",
    18: "decimalEnclosedCircle",
    19: "decimalFullWidth2",
    22: "decimalZero",
    23: "bullet",
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle",
    30: "ideographTraditional",
    31: "ideographZodiac",
    32: "ideographZodiacTraditional",
    33: "taiwaneseCounting",
    34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    38: "chineseLegalSimplified",
    39: "chineseCountingThousand",
    255: "none",
}
"""Number formats by MSONFC ([MS-OSHARED] 2.2.1.3), the numbers w:nfc holds; the others count in Arabic figures."""


def extract(data: bytes) -> Extract:
    """Return the text of a Word document saved as one XML file.

    Raises:
        Exception: What lxml raises where the XML is damaged; ValueError where it is no such document, or built to do
            harm.
    """
    root = _parse(_BINARY.sub(rb"\1", data).replace(_WORD_2003, W.strip("{}").encode()))
    if root.tag == f"{_PKG}package":
        return word.text(_from_flat_opc(root))
    if root.tag == f"{W}wordDocument":
        return word.text(_from_word_2003(root))
    raise ValueError(f"{root.tag} is no Word document")


def _parse(data: bytes) -> etree._Element:
    """Parse the XML; some programs write no space between attributes, which is mended."""
    try:
        return word_parts.parse(data)
    except etree.XMLSyntaxError:
        return word_parts.parse(_TAG.sub(lambda tag: _UNPARTED.sub(rb"\1 ", tag[0]), data))


def _from_flat_opc(root: etree._Element) -> Parts:
    parts = {str(part.get(f"{_PKG}name")).lstrip("/"): part for part in root.findall(f"{_PKG}part")}

    def read(name: str) -> etree._Element | None:
        content = parts[name].find(f"{_PKG}xmlData") if name in parts else None
        return None if content is None else next(iter(content), None)

    return word_parts.assemble(read)


def _from_word_2003(root: etree._Element) -> Parts:
    """Rename what Word 2003 calls otherwise, so that its document reads like one of today."""
    body = root.find(f"{W}body")
    if body is None:
        raise ValueError("the document has no body")
    for element in root.iter(f"{_AML}annotation", *(f"{W}{name}" for name in _NAMES)):
        if element.tag == f"{_AML}annotation":
            element.tag = f"{W}del" if element.get(f"{W}type") in _DROPPED else f"{W}ins"
        else:
            _rename(element)
    return Parts(
        body, root.find(f"{W}styles"), root.find(f"{W}lists"), _notes(body, "footnote"), _notes(body, "endnote")
    )


def _rename(element: etree._Element) -> None:
    name = _NAMES[element.tag.removeprefix(W)]
    element.tag = f"{W}{name}"
    if name in _IDENTIFIERS:
        old, new = _IDENTIFIERS[name]
        element.set(f"{W}{new}", element.get(f"{W}{old}", ""))
    elif name == "numFmt":
        written = element.get(f"{W}val", "")
        element.set(f"{W}val", _FORMATS.get(int(written) if written.isdecimal() else 0, "decimal"))


def _notes(body: etree._Element, tag: str) -> etree._Element:
    """Move the notes, which Word 2003 writes where they are referred to, to a part of their own."""
    part = etree.Element(f"{W}{tag}s")
    for number, note in enumerate(list(body.iter(f"{W}{tag}"))):
        moved = etree.SubElement(part, f"{W}{tag}", {f"{W}id": str(number)})
        moved.extend(list(note))
        note.tag = f"{W}{tag}Reference"
        note.set(f"{W}id", str(number))
    return part
