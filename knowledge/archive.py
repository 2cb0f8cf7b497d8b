"""A .zip of documents: unpacked flat, nothing believed that its headers say of size or place."""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from knowledge import names
from knowledge.document import KnowledgeError

_MOST_ENTRIES = 2_000
_LARGEST_DIRECTORY = 2 << 20
_LARGEST_FILE = 64 << 20
_LARGEST_TOTAL = 512 << 20
_RATIO, _RATIO_FROM = 100, 8 << 20
"""No text shrinks to a hundredth; asked of large files only, a small one may be all blanks."""
_CHUNK = 1 << 18
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others can take gigabytes of memory to unpack a few bytes."""
_OFFICE = {"[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "mimetype", "OFD.xml"}
"""Parts that make a .zip one document (Office, OpenDocument, OFD) rather than an archive of some."""
_LEFT_OUT = re.compile(r"\.|~\$|__MACOSX$|thumbs\.db$|desktop\.ini$", re.IGNORECASE)
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError)
"""What zipfile raises where an archive is not what it should be."""


class Refused(NamedTuple):
    """An entry that was not unpacked."""

    name: str
    reason: str
    """One Chinese line naming the entry, the reason and the mend."""


class Unpacked(NamedTuple):
    """What became of the entries of an archive, in its order; hidden and system files are in neither."""

    files: list[Path]
    refused: list[Refused]


class _TooMuchError(Exception):
    """More comes out of an archive than is allowed."""


@dataclass(slots=True)
class _Room:
    left: int

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _TooMuchError


def is_archive(path: Path) -> bool:
    """Tell by its content whether a file is a .zip of documents: a .docx is none, nor is one that cannot be opened."""
    try:
        if _directory_size(path) > _LARGEST_DIRECTORY:
            return True
        with zipfile.ZipFile(path) as archive:
            return not _OFFICE.intersection(archive.namelist())
    except (OSError, *_DAMAGED):
        return False


def unpack(path: Path, into: Path) -> Unpacked:
    """Write the files of an archive, without its folders, and tell which entries were refused.

    Args:
        path: A .zip, as `is_archive` finds it.
        into: An empty folder.

    Raises:
        KnowledgeError: The whole archive is refused: damaged, too many entries, too large. Nothing stays in the folder.
        OSError: The folder cannot be written to.
    """
    done = Unpacked([], [])
    try:
        if _directory_size(path) > _LARGEST_DIRECTORY:
            raise KnowledgeError(f"《{path.name}》里的文件太多。请分成几个压缩包再发来。")
        with zipfile.ZipFile(path) as archive:
            _unpack(path, archive, into, done)
    except (KnowledgeError, *_DAMAGED) as error:
        for file in done.files:
            file.unlink()
        if isinstance(error, KnowledgeError):
            raise
        raise KnowledgeError(f"《{path.name}》损坏了，解不开。请重新压缩或重新下载后再发来。") from error
    return done


def _unpack(path: Path, archive: zipfile.ZipFile, into: Path, done: Unpacked) -> None:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise KnowledgeError(
            f"《{path.name}》里有 {len(entries)} 个文件，最多收 {_MOST_ENTRIES} 个。请分成几个压缩包再发来。"
        )
    encoding = _encoding(entries)
    room = _Room(_LARGEST_TOTAL)
    for entry in entries:
        name = _name(entry, encoding)
        try:
            base = _base(entry, name)
            if base:
                done.files.append(_write(archive, entry, into / base, room))
        except _TooMuchError:
            size = _LARGEST_TOTAL >> 20
            raise KnowledgeError(f"《{path.name}》展开后超过 {size} MB，太大了。请分成几个压缩包再发来。") from None
        except KnowledgeError as error:
            done.refused.append(Refused(name, str(error)))


def _directory_size(path: Path) -> int:
    """Return how large an archive says its directory is; zipfile reads that much into memory at once.

    Raises:
        BadZipFile: The file is no .zip, or one of more than 4 GB (Zip64), where the size stands elsewhere.
    """
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise zipfile.BadZipFile
        file.seek(max(0, file.seek(0, os.SEEK_END) - 0x10000 - 42))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise zipfile.BadZipFile
    size: int = struct.unpack_from("<L", tail, at + 12)[0]
    return size


def _encoding(entries: list[zipfile.ZipInfo]) -> str:
    """Return the encoding of the names that do not say theirs: Chinese Windows writes GBK, macOS UTF-8."""
    unsaid = b"/".join(e.filename.encode("cp437") for e in entries if not e.flag_bits & 0x800)
    for encoding in ("utf-8", "gb18030"):
        try:
            if _CHINESE.search(unsaid.decode(encoding)):
                return encoding
        except UnicodeDecodeError:
            continue
    return "cp437"


def _name(entry: zipfile.ZipInfo, encoding: str) -> str:
    said = entry.flag_bits & 0x800
    name = entry.filename if said else entry.filename.encode("cp437").decode(encoding)
    return name.replace("\\", "/")


def _base(entry: zipfile.ZipInfo, name: str) -> str:
    """Return the name to write an entry under, "" for what is left out.

    Raises:
        KnowledgeError: The entry is refused for what its header says.
    """
    names.check(name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
        raise KnowledgeError(f"《{name}》要解压到别的文件夹里去，不收。请改成普通的文件名，重新压缩再发来。")
    if not parts or name.endswith("/") or any(_LEFT_OUT.match(part) for part in parts):
        return ""
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        raise KnowledgeError(f"《{name}》是链接一类的特殊文件，不收。请把它指向的文件本身压缩进来。")
    if entry.flag_bits & 0x41:
        raise KnowledgeError(f"《{name}》加了密码，解不开。请去掉密码，重新压缩再发来。")
    if entry.compress_type not in _METHODS:
        raise KnowledgeError(f"《{name}》的压缩方式少见，解不开。请用系统自带的压缩功能重新压缩成 .zip 再发来。")
    if len(os.fsencode(parts[-1])) > 255:
        raise KnowledgeError(f"《{parts[-1][:40]}…》文件名太长。请改短一些再发来。")
    return parts[-1]


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, room: _Room) -> Path:
    """Write an entry, counting what really comes out of it.

    Raises:
        KnowledgeError: The entry is refused for what is in it; nothing of it stays.
        _TooMuchError: Together with those before it is too large.
    """
    try:
        file = target.open("xb")
    except FileExistsError:
        raise KnowledgeError(f"《{target.name}》出现了两次（文件同名），只收录第一份。请改个名字。") from None
    try:
        with file, archive.open(entry) as packed:
            while chunk := packed.read(_CHUNK):
                room.take(len(chunk))
                file.write(chunk)
                _check_size(entry, target.name, file.tell())
        if is_archive(target):
            raise KnowledgeError(f"《{target.name}》是压缩包里的压缩包。请解压后把里面的文件发来。")
    except BaseException as error:
        target.unlink()
        if isinstance(error, _DAMAGED):
            raise KnowledgeError(f"《{target.name}》在压缩包里损坏了。请重新压缩或重新下载后再发来。") from error
        raise
    return target


def _check_size(entry: zipfile.ZipInfo, name: str, size: int) -> None:
    if size > _LARGEST_FILE:
        raise KnowledgeError(f"《{name}》超过 {_LARGEST_FILE >> 20} MB，太大了。请拆成几份再发来。")
    if size > _RATIO_FROM and size > _RATIO * entry.compress_size:
        raise KnowledgeError(f"《{name}》压缩得太离奇（像压缩炸弹），不收。请把原来的文件直接发来。")
