"""A file read in the process of its own is read as it is without; what that process cannot bear is refused by name."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from knowledge import ocr
from knowledge.confined import Reader
from knowledge.document import KnowledgeError
from knowledge.parse import load
from tests.knowledge.pdf_files import column, draws_chinese, printed, scanned
from tests.knowledge.test_hostile import GOOD, is_running, started

HANDBOOK = Path(__file__).parents[2] / "knowledge" / "texts"
SHARED = Path(__file__).parents[3] / "shared" / "texts"
STUCK = "\n一" * 3_000_000
"""Takes minutes, and more than a few hundred MB."""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "办法.md"
    path.write_text(GOOD)
    return path


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    path = tmp_path / "很多行.txt"
    path.write_text(STUCK)
    return path


def same(folder: Path) -> None:
    paths = sorted(folder.glob("*.md"))
    assert paths
    with Reader() as reader:
        for path in paths:
            assert reader.load(path) == load(path)


def test_the_handbook_is_read_as_without_limits() -> None:
    same(HANDBOOK)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared texts")
def test_the_shared_texts_are_read_as_without_limits() -> None:
    same(SHARED)


def test_a_refusal_reads_as_without_limits(tmp_path: Path) -> None:
    (tmp_path / "空.docx").write_bytes(b"")
    with Reader() as reader, pytest.raises(KnowledgeError) as confined:
        reader.load(tmp_path / "空.docx")
    with pytest.raises(KnowledgeError) as direct:
        load(tmp_path / "空.docx")
    assert str(confined.value) == str(direct.value)


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(good: Path, stuck: Path) -> None:
    with Reader(seconds=2, memory=4 << 30) as reader:
        first = reader.load(good)
        with pytest.raises(KnowledgeError, match=r"^《很多行\.txt》太复杂，2 秒还没有读完。请.*拆成几份.*\.docx"):
            reader.load(stuck)
        assert reader.load(good) == first


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read(good: Path, stuck: Path) -> None:
    with Reader(memory=200 << 20) as reader:
        first = reader.load(good)
        with pytest.raises(KnowledgeError, match=r"^《很多行\.txt》太占内存.*请"):
            reader.load(stuck)
        assert reader.load(good) == first


def test_a_process_that_was_killed_between_two_files_is_replaced(good: Path) -> None:
    with Reader() as reader:
        first = reader.load(good)
        (child,) = started()
        os.kill(child, 9)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert reader.load(good) == first


def test_one_process_reads_file_after_file_and_ends_with_the_reader(good: Path) -> None:
    with Reader() as reader:
        assert started() == []
        reader.load(good)
        (child,) = started()
        reader.load(good)
        assert started() == [child]
    assert not is_running(child)


PARENT = """
import sys
from pathlib import Path
from knowledge.confined import Reader
reader = Reader()
reader.load(Path(sys.argv[1]))
print("read", flush=True)
sys.stdin.read()
"""


def test_no_process_stays_behind_when_the_bot_is_killed(good: Path) -> None:
    bot = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(good)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert bot.stdout
    assert bot.stdout.readline() == "read\n"
    child = os.pidfd_open(next(pid for pid in started() if pid != bot.pid))
    bot.kill()
    bot.communicate()
    ended, _, _ = select.select([child], [], [], 30)
    os.close(child)
    assert ended


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_ends_with_the_file_that_keeps_it_busy(good: Path, tmp_path: Path) -> None:
    busy = tmp_path / "很大.rtf"
    busy.write_bytes(b"{\\rtf1\\ansi\\bin999999999 x}")
    offices: set[int] = set()
    with Reader(seconds=4) as reader:
        reader.load(good)
        (child,) = started()
        watch = threading.Thread(target=lambda: offices.update(_offices_until_end(child)))
        watch.start()
        with pytest.raises(KnowledgeError, match="太复杂"):
            reader.load(busy)
        watch.join()
        assert offices
        assert all(_ends(pid) for pid in offices)
        assert reader.load(good).text == GOOD


def _ends(pid: int) -> bool:
    """Wait for the end of a process that was told to end."""
    try:
        end = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([end], [], [], 30)
    os.close(end)
    return bool(ended)


def _offices_until_end(child: int) -> set[int]:
    """Return what a process started while it ran."""
    found: set[int] = set()
    end = os.pidfd_open(child)
    while not select.select([end], [], [], 0.05)[0]:
        found.update(started(child))
    os.close(end)
    return found


def test_the_process_knows_no_secret_of_the_bot(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    with Reader() as reader:
        reader.load(good)
        (child,) = started()
        assert b"secret" not in Path(f"/proc/{child}/environ").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not ocr.available(), reason="needs the OCR extra")
@pytest.mark.skipif(not draws_chinese(), reason="needs a Chinese font")
def test_a_long_scan_has_time_as_long_as_pages_come(tmp_path: Path) -> None:
    path = tmp_path / "扫描.pdf"
    path.write_bytes(scanned(printed(*[column(["第一条　要学习。", "第二条　要记笔记。"] * 10)] * 8)))
    begun = time.monotonic()
    with Reader(seconds=6) as reader:
        assert "要记笔记" in reader.load(path).text
    if time.monotonic() - begun < 6:
        pytest.skip("this machine recognises eight pages in six seconds")
