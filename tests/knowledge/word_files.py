"""Word files for the tests: python-docx makes the package, the tests write the WordprocessingML they are about."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from knowledge.document import Document
from knowledge.parse import load

SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(words: str = "", properties: str = "", inside: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(words) if words else ''}{inside}</w:p>"


def listed(words: str, number: int = 1, level: int | None = 0, inside: str = "") -> str:
    depth = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return paragraph(words, f'<w:numPr>{depth}<w:numId w:val="{number}"/></w:numPr>', inside)


def level(depth: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(identifier: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(levels)}</w:abstractNum>'


def number(identifier: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def table(*rows: list[str], properties: str = "") -> str:
    """Return a w:tbl of cells that are words, or WordprocessingML where they begin with <."""
    written = [
        "<w:tr>"
        + "".join(cell if cell.startswith("<w:tc>") else f"<w:tc>{_content(cell)}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    ]
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(written)}</w:tbl>"


def cell(words: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_content(words)}</w:tc>"


def _content(words: str) -> str:
    return words if words.startswith("<") else paragraph(words)


def reference(identifier: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{identifier}"/></w:r>'


def note(identifier: int, words: str, kind: str = "footnote", more: str = "") -> str:
    own = f"<w:r><w:{kind}Ref/></w:r>"
    return f'<w:{kind} w:id="{identifier}"{more}>{paragraph(inside=own + run(" " + words))}</w:{kind}>'


def package(body: str, numbering: str = "", styles: str = "", footnotes: str = "", endnotes: str = "") -> bytes:
    """Return a .docx with a body, and lists, styles and notes added to those of python-docx's own template."""
    document = docx.Document()
    section = document.element.body[-1]
    for element in parse_xml(f"<w:body {SPACES}>{body}</w:body>"):
        section.addprevious(element)
    lists = document.part.numbering_part.element
    for element in list(lists):
        lists.remove(element)
    lists.extend(list(parse_xml(f"<w:numbering {SPACES}>{numbering}</w:numbering>")))
    document.styles.element.extend(list(parse_xml(f"<w:styles {SPACES}>{styles}</w:styles>")))
    for name, notes in (("footnotes", footnotes), ("endnotes", endnotes)):
        blob = f"<w:{name} {SPACES}>{notes}</w:{name}>".encode()
        part = Part(
            PackURI(f"/word/{name}.xml"), getattr(CONTENT_TYPE, f"WML_{name.upper()}"), blob, document.part.package
        )
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, name.upper()))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def loaded(folder: Path, data: bytes, name: str = "学习办法.docx") -> Document:
    """Read and parse a file as the product does."""
    (folder / name).write_bytes(data)
    return load(folder / name)
