"""`python -m scripts.reindex`: what an administrator and other programs may rely on."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.settings import HANDBOOK
from index.encoder import Encoder
from index.publication import DRAFTS
from index.reindex import reindex
from index.snapshot import CURRENT, open_current, snapshots
from tests.index.samples import BRANCH, CHARTER, STUDY, write
from tests.scripts.commands import ROOT, command, environment, failed_with_one_line, run

KEYS = {"snapshot", "documents", "added", "changed", "removed", "seconds", "golden"}
DOCUMENT_KEYS = {"file", "title", "status", "articles", "chunks", "warnings", "error", "sha256"}


def reindexed(*arguments: str | Path) -> dict[str, Any]:
    done = run("scripts.reindex", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    assert outcome.keys() == KEYS
    assert all(document.keys() == DOCUMENT_KEYS for document in outcome["documents"])
    return outcome


def statuses(outcome: dict[str, Any]) -> dict[str, str]:
    return {document["file"]: document["status"] for document in outcome["documents"]}


def test_reports_each_document_and_what_changed(home: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    write(sources, {"条例.md": BRANCH, "章程.txt": CHARTER, "学习.txt": STUDY, "坏.pdf": "%PDF-1.7\n", "空.txt": " \n"})
    first = reindexed(sources, "--data-dir", home)
    good = dict.fromkeys(("条例.md", "章程.txt", "学习.txt"), "indexed")
    assert statuses(first) == good | {"坏.pdf": "rejected", "空.txt": "rejected"}
    assert (first["added"], first["changed"], first["removed"]) == (3, 0, 0)
    assert (home / "snapshots" / CURRENT).read_text() == first["snapshot"]
    documents = {document["file"]: document for document in first["documents"]}
    rule = documents["条例.md"]
    assert (rule["title"], rule["articles"]) == ("某某公司党支部工作条例（试行）", 6)
    assert (rule["warnings"], rule["error"]) == ([], None)
    assert rule["chunks"] >= 6
    assert "坏.pdf" in documents["坏.pdf"]["error"]

    changed = write(
        tmp_path / "later", {"学习.txt": STUDY.replace("四十", "三十二"), "新.txt": "通知\n第一条　周五开会。\n"}
    )
    second = reindexed(sources / "条例.md", *changed, "--data-dir", home)
    assert statuses(second) == {"条例.md": "unchanged", "学习.txt": "indexed", "新.txt": "indexed"}
    assert (second["added"], second["changed"], second["removed"]) == (1, 1, 1)


def test_only_bad_files_leave_the_index_as_it_was(home: Path, tmp_path: Path, encoder: Encoder) -> None:
    published = reindex(write(tmp_path / "good", {"条例.md": BRANCH}), encoder, home / "snapshots").snapshot
    bad = write(tmp_path / "bad", {"很长的文件名" * 12 + "空.txt": "\n", "坏.pdf": "%PDF-1.7\n"})
    done = run("scripts.reindex", *bad, "--data-dir", home)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert "很长的文件名" * 12 + "空.txt" in done.stderr
    assert "坏.pdf" in done.stderr
    assert "索引保持原样" in lines[-1]
    assert (home / "snapshots" / CURRENT).read_text() == published
    assert [folder.name for folder in snapshots(home / "snapshots")] == [published]
    assert list((home / "snapshots" / DRAFTS).iterdir()) == []


def test_a_path_that_does_not_exist_is_named_in_one_line(tmp_path: Path) -> None:
    missing = tmp_path / ("没有这个文件夹" * 12) / "规定.md"
    assert str(missing) in failed_with_one_line(run("scripts.reindex", missing, "--data-dir", tmp_path / "home"))
    assert not (tmp_path / "home").exists()


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    line = failed_with_one_line(run("scripts.reindex", tmp_path / "sources", "--data-dir", tmp_path / "home"))
    assert "没有文件" in line


def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sources = write(tmp_path / "sources", {"条例.md": BRANCH})
    line = failed_with_one_line(run("scripts.reindex", *sources, "--data-dir", tmp_path / "file"))
    assert str(tmp_path / "file") in line
    assert "DATA_DIR" in line


@pytest.mark.parametrize(
    ("name", "value"), [("TIMEZONE", "Mars/Base"), ("BOT_ADMINS", "张三"), ("TELEGRAM_BASE_URL", "telegram")]
)
def test_a_wrong_setting_is_named_with_its_value_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    line = failed_with_one_line(run("scripts.reindex", HANDBOOK, "--data-dir", tmp_path, **{name: value}))
    assert name in line
    assert value in line


@pytest.mark.parametrize("arguments", [[], ["--no-such-option", "x"], ["x", "--data-dir"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    done = run("scripts.reindex", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error" in done.stderr


def test_help_names_every_option() -> None:
    done = run("scripts.reindex", "--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("sources", "--data-dir", "--json"))


def test_killed_while_embedding_it_leaves_the_published_index_and_the_next_run_is_clean(
    home: Path, tmp_path: Path, encoder: Encoder
) -> None:
    published = reindex(write(tmp_path / "sources", {"条例.md": BRANCH}), encoder, home / "snapshots").snapshot
    terminal, its_end = pty.openpty()
    killed = subprocess.Popen(
        command("scripts.reindex", HANDBOOK, "--data-dir", home),
        cwd=ROOT,
        env=environment(TERM="xterm", COLUMNS="100"),
        stdout=subprocess.DEVNULL,
        stderr=its_end,
    )
    os.close(its_end)
    drawn = b""
    while "向量化".encode() not in drawn:  # the bar appears with the first batch
        drawn += os.read(terminal, 4096)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    os.close(terminal)

    snapshot, refused = open_current(home / "snapshots", encoder.name)
    assert (snapshot.manifest.id, refused) == (published, [])
    done = run("scripts.reindex", *write(tmp_path / "sources", {"学习.txt": STUDY}), "--data-dir", home)
    assert (done.returncode, done.stderr) == (0, "")
    *documents, summary = done.stdout.splitlines()
    assert [line.split("》")[0] for line in documents] == [
        "✓ 《某某公司职工学习办法",
        "✓ 《某某公司党支部工作条例（试行）",
    ]
    assert "新增1、修改0、移除0" in summary
    assert open_current(home / "snapshots", encoder.name)[0].manifest.id in summary


def test_a_disk_too_full_for_the_index_is_told_in_one_line_and_nothing_is_left(home: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    write(sources, {"办法.md": STUDY})
    kilobyte = 1024  # no file may grow beyond it, as on a disk that is all but full
    done = subprocess.run(
        command("scripts.reindex", sources, "--data-dir", home),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobyte, kilobyte)),
    )
    result = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "磁盘空间" in failed_with_one_line(result)
    assert not (home / "snapshots").exists() or not snapshots(home / "snapshots")
