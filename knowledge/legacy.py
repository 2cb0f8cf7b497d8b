"""Documents of older and other office programs (.doc, .wps, .xls, .rtf, .odt, .ods), converted by LibreOffice."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import olefile

from knowledge import sheet, word
from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.sniff import SAVE_AS, SAVE_SHEET, Format, sniff

_SECONDS = 15
"""A document of 1.4 MB takes two; whoever reads a file within limits (`knowledge.confined`) waits 20."""
_LARGEST = 64 << 20
_FILEPASS = 0x2F
"""The record of an .xls that says how it is encrypted ([MS-XLS] 2.4.117); among the first of the stream."""
_ENCRYPTED_FLAG = 0x0100
"""Bit of the word at offset 10 of a .doc ([MS-DOC] 2.5.2, fEncrypted)."""

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="DisableActiveContent"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link"><value>1</value></prop></item>
</oor:items>
"""
"""No macro runs, nothing linked is fetched: 2 of Writer and 1 of Calc mean never."""


class _Conversion(NamedTuple):
    suffix: str
    """Of the file given to LibreOffice; it tells formats apart by it where their content does not."""
    target: str


_WORDS = "docx"
_SHEET = "xlsx"
_CONVERSIONS = {
    Format.RTF: _Conversion("rtf", _WORDS),
    Format.OPEN_TEXT: _Conversion("odt", _WORDS),
    Format.OPEN_SHEET: _Conversion("ods", _SHEET),
    Format.FLAT_SHEET: _Conversion("xml", _SHEET),
}


def extract(name: str, data: bytes) -> Extract:
    """Return the text of a document that LibreOffice can convert to .docx or .xlsx.

    Raises:
        KnowledgeError: It is encrypted or damaged, no text document, takes too long, or LibreOffice is not installed.
    """
    kind = sniff(name, data)
    conversion = _of_container(name, data) if kind is Format.OLE else _CONVERSIONS[kind]
    if conversion.suffix in ("odt", "ods") and _is_locked_package(data):
        raise _locked(name)
    converted = _convert(name, data, conversion)
    return sheet.extract(name, converted) if conversion.target == _SHEET else word.extract(converted)


def _of_container(name: str, data: bytes) -> _Conversion:
    """Tell what an OLE container holds, by its streams."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            streams = {"/".join(path).lower() for path in container.listdir()}
            if "encryptedpackage" in streams or _is_locked(container, streams):
                raise _locked(name)
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise KnowledgeError(f"《{name}》是{Format.OLE}，但内容已损坏，读不出来。{SAVE_AS}") from error
    if "worddocument" in streams:
        return _Conversion("doc", _WORDS)
    if streams & {"workbook", "book"}:
        return _Conversion("xls", _SHEET)
    kind = "是旧版 Office 的演示文稿" if "powerpoint document" in streams else f"是{Format.OLE}，但里面不是文档或表格"
    raise KnowledgeError(f"《{name}》{kind}，读不出文字。{SAVE_AS}")


def _is_locked(container: olefile.OleFileIO, streams: set[str]) -> bool:
    if "worddocument" in streams:
        head = container.openstream("WordDocument").read(12)
        return len(head) == 12 and bool(struct.unpack_from("<H", head, 10)[0] & _ENCRYPTED_FLAG)
    found = streams & {"workbook", "book"}
    if not found:
        return False
    head = container.openstream(found.pop()).read(4096)
    at = 0
    while at + 4 <= len(head):
        record, length = struct.unpack_from("<HH", head, at)
        if record == _FILEPASS:
            return True
        at += 4 + length
    return False


def _is_locked_package(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return b"encryption-data" in package.read("META-INF/manifest.xml")


def _locked(name: str) -> KnowledgeError:
    return KnowledgeError(f"《{name}》有密码，打不开。请用 Word 或 WPS 打开，去掉密码，另存后再发来。")


def _convert(name: str, data: bytes, conversion: _Conversion) -> bytes:
    office, timeout = shutil.which("soffice"), shutil.which("timeout")
    if not office or not timeout:
        mend = SAVE_SHEET if conversion.target == _SHEET else "请用 Word 或 WPS 另存为 .docx，"
        raise KnowledgeError(
            f"《{name}》是 .{conversion.suffix} 文件，这台服务器上没有装 LibreOffice，读不了。"
            f"{mend.removesuffix('再发来。')}或在服务器上安装 LibreOffice。"
        )
    with TemporaryDirectory(prefix="mingbai-office-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        settings = work / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, "utf-8")
        source = work / f"source.{conversion.suffix}"
        source.write_bytes(data)
        arguments = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"]
        profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
        output = ["--convert-to", conversion.target, "--outdir", str(work / "out"), str(source)]
        _run([timeout, "--signal=KILL", str(_SECONDS), office, profile, *arguments, *output], work)
        result = work / "out" / f"source.{conversion.target}"
        if not result.is_file() or result.stat().st_size > _LARGEST:
            mend = SAVE_SHEET if conversion.target == _SHEET else SAVE_AS
            raise KnowledgeError(
                f"《{name}》是 .{conversion.suffix} 文件，{_SECONDS} 秒里没能转换出来，可能已损坏。{mend}"
            )
        return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run a command in a process group of its own and end the group, whatever happens here.

    `timeout` ends it even where this process is killed first.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": str(folder)}
    with subprocess.Popen(  # noqa: S603 - found on PATH, no shell, arguments of our own
        command,
        env=environment | {"TMPDIR": str(folder)},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as process:
        try:
            process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
