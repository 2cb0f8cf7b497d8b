"""The XML parts of a Word document that carry text, read without trusting them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""Namespace of WordprocessingML, as lxml writes it in front of a name."""

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LARGEST = 32 * 1024 * 1024
"""Bytes of XML; as a tree they take up to 20 times the memory."""
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a Word document; None where it has none."""

    body: etree._Element
    styles: etree._Element | None = None
    numbering: etree._Element | None = None
    footnotes: etree._Element | None = None
    endnotes: etree._Element | None = None


def parse(data: bytes) -> etree._Element:
    """Parse XML: no entities, nothing fetched, at most 256 elements deep (libxml2's own limit), Strict OOXML as usual.

    Raises:
        ValueError: The XML is larger than 32 MiB, or declares a document type: Word never does, an entity bomb must.
        etree.XMLSyntaxError: It is not well-formed, or nested too deep.
    """
    if len(data) > _LARGEST:
        raise ValueError(f"{len(data)} bytes of XML are more than {_LARGEST}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data.replace(_STRICT, W.strip("{}").encode()), parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a Word document declares no document type")
    return root


def from_package(data: bytes) -> Parts:
    """Read the parts of a .docx.

    Raises:
        ValueError: The parts read are larger than 32 MiB together, or there is no body.
        zipfile.BadZipFile: The package is damaged.
        etree.XMLSyntaxError: A part is.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        sizes = {info.filename: info.file_size for info in package.infolist()}
        read_so_far = 0

        def read(name: str) -> etree._Element | None:
            if name not in sizes:
                return None
            nonlocal read_so_far
            read_so_far += sizes[name]
            if read_so_far > _LARGEST:
                raise ValueError(f"with {name} the parts have {read_so_far} bytes, more than {_LARGEST}")
            return parse(package.read(name))

        return assemble(read)


def assemble(read: Callable[[str], etree._Element | None]) -> Parts:
    """Find the parts of a document by its relationships.

    Args:
        read: Returns the root of a part by its name in the package ("word/styles.xml"), None where there is none.

    Raises:
        ValueError: There is no body.
    """
    main = _related(read, "").get("officeDocument", "word/document.xml")
    document = read(main)
    body = None if document is None else document.find(f"{W}body")
    if body is None:
        raise ValueError(f"{main} has no body")
    related = _related(read, main)
    kinds = ("styles", "numbering", "footnotes", "endnotes")
    return Parts(body, *(read(related[kind]) if kind in related else None for kind in kinds))


def _related(read: Callable[[str], etree._Element | None], source: str) -> dict[str, str]:
    """Return the names of the parts a part points to, by the last word of their type; of several, the first."""
    folder, name = posixpath.split(source)
    found: dict[str, str] = {}
    relations = read(posixpath.join(folder, "_rels", f"{name}.rels"))
    for relation in () if relations is None else relations:
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        found.setdefault(relation.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/"))
    return found


def value(parent: etree._Element | None, name: str, default: str = "") -> str:
    """Return the w:val of a child of an element; the default where either is missing."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return default if child is None else str(child.get(f"{W}val", default))


def whole(parent: etree._Element | None, name: str, default: int) -> int:
    """Return the w:val of a child as a whole number; the default where it is missing or none."""
    written = value(parent, name)
    return int(written) if written.lstrip("-").isdecimal() else default


def switch(parent: etree._Element | None, name: str) -> bool | None:
    """Return whether a child that is a switch is on; None where it is missing."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "1") not in _OFF
