"""OLE containers for the tests, written by [MS-CFB]: a header, one FAT sector, the directory, streams of 4 KiB."""

from __future__ import annotations

import struct

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _STREAM = 512, 4096


def ole(**streams: bytes) -> bytes:
    """Return a container of named streams, each filled up with zero bytes to 4 KiB."""
    names = list(streams)
    directory_sectors = (len(names) + 1 + 3) // 4
    first = [1 + directory_sectors + i * (_STREAM // _SECTOR) for i in range(len(names))]
    fat = [_FAT, *_chain(1, directory_sectors)]
    for start in first:
        fat += _chain(start, _STREAM // _SECTOR)
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    entries += [
        _entry(name, 2, first[i], _STREAM, right=i + 2 if i + 1 < len(names) else _NONE) for i, name in enumerate(names)
    ]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        _END,
        0,
        _END,
        0,
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
    return header + table + directory + b"".join(data.ljust(_STREAM, b"\0") for data in streams.values())


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]


def _entry(name: str, kind: int, start: int, size: int, child: int = _NONE, right: int = _NONE) -> bytes:
    words = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", words, len(words) + 2, kind, 1, _NONE, right, child, start, size)
