"""Paths that are no file, names that no line can show, and files that are not what their name says."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

from tests.knowledge.hostile.case import SECRET_FILE, Case, case

_RULE = "第一条　要学习。\n第二条　要记笔记。\n".encode()


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


def _unreadable(path: Path) -> None:
    path.write_bytes(_RULE)
    path.chmod(0)


def _missing(path: Path) -> None:
    path.unlink(missing_ok=True)


CASES: list[Case] = [
    Case("管道.txt", os.mkfifo, "普通文件"),
    Case("设备.txt", lambda path: path.symlink_to("/dev/zero"), "普通文件"),
    Case("文件夹.txt", Path.mkdir, "普通文件"),
    Case("断链.txt", lambda path: path.symlink_to("没有.txt"), "打不开"),
    Case("自链.txt", lambda path: path.symlink_to(path.name), "打不开"),
    Case("没有.txt", _missing, "打不开"),
    Case("不许.txt", _unreadable, "^$" if os.geteuid() == 0 else "打不开"),
    case("换\n行.txt", lambda: _RULE, "文件名"),
    case("响\x07铃\x1b[31m.txt", lambda: _RULE, "文件名"),
    case("乱\udcff码.txt", lambda: _RULE, "文件名"),
    case("长" * 83 + ".docx", lambda: _RULE),
    case("..txt", lambda: _RULE),
    case("$(reboot);'\".txt", lambda: _RULE),
    case("-rf.txt", lambda: _RULE),
    case("办法\u202excod.exe", lambda: _RULE),
    case("是图.docx", lambda: _png(60_000, 60_000), "图片"),
    case("是表.pdf", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "损坏|旧版"),
    case("是程序.docx", lambda: b"\x7fELF" + bytes(range(256)) * 100, "文字"),
    case("是盒.txt", lambda: b"Rar!\x1a\x07" + bytes(100), "压缩包"),
    case(f"不是{SECRET_FILE}", lambda: _RULE),
]
