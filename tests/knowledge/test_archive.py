"""An archive gives its documents under their right names; what is dangerous in it is refused by name."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import docx
import pytest

from knowledge import archive
from knowledge.archive import is_archive, unpack
from knowledge.document import KnowledgeError

WORDS = "第一条　要学习。\n第二条　要记笔记。\n".encode()


def zipped(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return path


def unflagged(path: Path, names: dict[str, str]) -> Path:
    """Write an archive whose names, each in an encoding of its own, do not say so, as Windows and macOS do."""
    blanks = {
        f"{'?' * (len(name.encode(encoding)) - 2)}{i:02}": name for i, (name, encoding) in enumerate(names.items())
    }
    data = zipped(path, dict.fromkeys(blanks, WORDS)).read_bytes()
    for blank, name in blanks.items():
        data = data.replace(blank.encode(), name.encode(names[name]))
    path.write_bytes(data)
    return path


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def names(found: list[Path]) -> list[str]:
    return [path.name for path in found]


def test_the_files_of_all_folders_come_out_as_they_were_without_what_systems_leave_behind(
    tmp_path: Path, into: Path
) -> None:
    path = zipped(
        tmp_path / "资料.zip",
        {
            "党务/": b"",
            "党务/办法.txt": WORDS,
            "./党务/附件/登记表.md": WORDS * 1000,
            "__MACOSX/党务/._办法.txt": b"x",
            "党务/.DS_Store": b"x",
            "党务/Thumbs.db": b"x",
            "党务/desktop.ini": b"x",
            "党务/~$办法.docx": b"x",
        },
    )
    assert is_archive(path)
    done = unpack(path, into)
    assert names(done.files) == ["办法.txt", "登记表.md"]
    assert done.refused == []
    assert [p.read_bytes() for p in done.files] == [WORDS, WORDS * 1000]
    assert sorted(p.name for p in into.iterdir()) == ["办法.txt", "登记表.md"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_are_right_though_the_archive_does_not_say_their_encoding(
    tmp_path: Path, into: Path, encoding: str
) -> None:
    written = dict.fromkeys(("支部/学习办法（试行）.txt", "支部/诚信㑇骉制度.txt", "ab/english-name.txt"), encoding)
    assert names(unpack(unflagged(tmp_path / "a.zip", written), into).files) == [
        "学习办法（试行）.txt",
        "诚信㑇骉制度.txt",
        "english-name.txt",
    ]


@pytest.mark.parametrize(
    "name",
    ["../外面.txt", "内/../../外面.txt", "/外面.txt", "\\外面.txt", "..\\外面.txt", "C:\\外面.txt", "c:外面.txt"],
)
def test_a_path_that_leads_elsewhere_is_refused_by_name_and_the_rest_goes_on(
    tmp_path: Path, into: Path, name: str
) -> None:
    done = unpack(zipped(tmp_path / "a.zip", {name: WORDS, "办法.txt": WORDS}), into)
    assert names(done.files) == ["办法.txt"]
    ((refused, reason),) = done.refused
    assert refused == name.replace("\\", "/")
    assert reason.startswith(f"《{refused}》")
    assert "别的文件夹" in reason
    assert "请" in reason
    assert not [p for p in tmp_path.rglob("*") if p.name == "外面.txt"]


def special(kind: int, name: str = "链接.txt") -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (kind | 0o777) << 16
    return entry


def test_a_link_is_refused_and_not_followed(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(special(stat.S_IFLNK), "/etc/hostname")
        made.writestr(special(stat.S_IFIFO, "管道.txt"), "")
    done = unpack(tmp_path / "a.zip", into)
    assert done.files == []
    assert [(name, "特殊文件" in reason) for name, reason in done.refused] == [("链接.txt", True), ("管道.txt", True)]
    assert list(into.iterdir()) == []


def test_an_entry_with_a_password_is_refused(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"办法.txt": WORDS})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    ((_, reason),) = unpack(path, into).refused
    assert reason.startswith("《办法.txt》")
    assert "密码" in reason


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_compression_is_refused(tmp_path: Path, into: Path, method: int) -> None:
    ((_, reason),) = unpack(zipped(tmp_path / "a.zip", {"办法.txt": WORDS}, method), into).refused
    assert "压缩方式" in reason


def test_the_second_of_two_files_of_one_name_is_refused(tmp_path: Path, into: Path) -> None:
    done = unpack(zipped(tmp_path / "a.zip", {"甲/办法.txt": WORDS, "乙/办法.txt": b"x"}), into)
    assert [p.read_bytes() for p in done.files] == [WORDS]
    assert [name for name, _ in done.refused] == ["乙/办法.txt"]
    assert "同名" in done.refused[0].reason


def test_a_bomb_is_refused_and_what_is_beside_it_comes_out(tmp_path: Path, into: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", {"炸弹.txt": bytes(60 << 20), "大.txt": os.urandom(1 << 20) * 65, "办法.txt": WORDS}
    )
    done = unpack(path, into)
    assert names(done.files) == ["办法.txt"]
    assert [("炸弹" in reason, "64 MB" in reason) for _, reason in done.refused] == [(True, False), (False, True)]
    assert names(list(into.iterdir())) == ["办法.txt"]


def test_an_entry_larger_or_smaller_than_its_header_says_is_refused(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"办法.txt": WORDS * 1000})
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, 22, 10)
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 10)
    path.write_bytes(data)
    done = unpack(path, into)
    assert done.files == []
    assert "损坏" in done.refused[0].reason
    assert list(into.iterdir()) == []


def test_an_archive_in_an_archive_is_refused_but_a_word_file_is_none(tmp_path: Path, into: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"办法.txt": WORDS}).read_bytes()
    word = io.BytesIO()
    docx.Document().save(word)
    done = unpack(zipped(tmp_path / "a.zip", {"里面.zip": inner, "报告.docx": word.getvalue()}), into)
    assert names(done.files) == ["报告.docx"]
    assert [name for name, _ in done.refused] == ["里面.zip"]
    assert not is_archive(done.files[0])


def test_a_name_that_no_line_can_show_is_refused(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"办\n法.txt": WORDS, "长" * 86 + ".txt": WORDS})
    done = unpack(path, into)
    assert done.files == []
    assert all("\n" not in reason and "文件名" in reason for _, reason in done.refused)


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("_MOST_ENTRIES", "3 个文件"), ("_LARGEST_TOTAL", "太大了"), ("_LARGEST_DIRECTORY", "文件太多")],
)
def test_an_archive_of_too_much_is_refused_whole(
    tmp_path: Path, into: Path, limit: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "a.zip", {f"{i}.txt": WORDS for i in range(3)})
    monkeypatch.setattr(archive, limit, 2)
    with pytest.raises(KnowledgeError, match=reason) as refused:
        unpack(path, into)
    assert str(refused.value).startswith("《a.zip》")
    assert list(into.iterdir()) == []


def test_a_damaged_archive_is_refused_whole_and_a_damaged_entry_alone(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"坏.txt": os.urandom(1000), "办法.txt": WORDS}, zipfile.ZIP_STORED)
    whole = path.read_bytes()
    data = bytearray(whole)
    data[100] ^= 1
    path.write_bytes(data)
    done = unpack(path, into)
    assert names(done.files) == ["办法.txt"]
    assert "损坏" in done.refused[0].reason
    done.files[0].unlink()
    at = whole.index(b"PK\x01\x02")
    path.write_bytes(whole[:at] + b"XXXX" + whole[at + 4 :])
    with pytest.raises(KnowledgeError, match="损坏"):
        unpack(path, into)
    assert list(into.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(100), "第一条".encode()])
def test_what_cannot_be_opened_is_no_archive(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    assert not is_archive(tmp_path / "a.zip")
    assert not is_archive(tmp_path / "没有.zip")
