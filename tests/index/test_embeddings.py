"""Nothing is embedded twice: not in the next run, not after a crash, not after models were switched and back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embeddings import CachedEncoder
from index.encoder import Progress, Vectors, silent
from tests.auxil.bag import BagOfWords

TEXTS = [f"第{n}条　每月学习{n}次。" for n in range(1, 40)]


class Stopped(BagOfWords):
    """Fails at the second block it is given, as a process that is killed there."""

    calls = 0

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        self.calls += 1
        if self.calls > 1:
            raise KeyboardInterrupt
        return super().encode_documents(texts, progress)


def test_vectors_are_those_of_the_encoder_in_the_order_asked(tmp_path: Path) -> None:
    cached = CachedEncoder(BagOfWords(), tmp_path / "e.sqlite3")
    for _ in range(2):
        assert np.array_equal(cached.encode_documents(TEXTS), BagOfWords().encode_documents(TEXTS))
        assert np.array_equal(cached.encode_query("学习几次"), BagOfWords().encode_query("学习几次"))


def test_a_text_is_embedded_once_and_a_repeated_one_too(tmp_path: Path) -> None:
    first, second = BagOfWords(), BagOfWords()
    CachedEncoder(first, tmp_path / "e.sqlite3").encode_documents(TEXTS + TEXTS)
    CachedEncoder(second, tmp_path / "e.sqlite3").encode_documents([*TEXTS, "第四十条　新增的。"])
    assert sorted(first.embedded) == sorted(TEXTS)
    assert second.embedded == ["第四十条　新增的。"]


def test_a_question_and_a_passage_of_the_same_words_are_kept_apart(tmp_path: Path) -> None:
    encoder = BagOfWords()
    cached = CachedEncoder(encoder, tmp_path / "e.sqlite3")
    cached.encode_query(TEXTS[0])
    cached.encode_documents(TEXTS[:1])
    assert encoder.embedded == TEXTS[:1]


def test_switching_models_and_back_embeds_nothing_again(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    CachedEncoder(BagOfWords(), path).encode_documents(TEXTS)
    other = BagOfWords("another", 32)
    assert CachedEncoder(other, path).encode_documents(TEXTS).shape == (len(TEXTS), 32)
    assert len(other.embedded) == len(TEXTS)
    back = BagOfWords()
    CachedEncoder(back, path).encode_documents(TEXTS)
    assert back.embedded == []


def test_what_was_embedded_before_a_crash_is_not_embedded_again(tmp_path: Path) -> None:
    many = [f"第{n}条　第{n}件事。" for n in range(1, 1101)]
    stopped, after = Stopped(), BagOfWords()
    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(stopped, tmp_path / "e.sqlite3").encode_documents(many)
    CachedEncoder(after, tmp_path / "e.sqlite3").encode_documents(many)
    assert stopped.embedded
    assert sorted(stopped.embedded + after.embedded) == sorted(many)


def test_a_file_that_is_damaged_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    CachedEncoder(BagOfWords(), path).encode_documents(TEXTS)
    path.write_bytes(b"not a database at all" * 100)
    encoder = BagOfWords()
    assert np.array_equal(CachedEncoder(encoder, path).encode_documents(TEXTS), BagOfWords().encode_documents(TEXTS))
    assert len(encoder.embedded) == len(TEXTS)


def test_a_vector_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    CachedEncoder(BagOfWords(), path).encode_documents(TEXTS)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE vectors SET vector = zeroblob(256) WHERE rowid = 1")
        file.execute("UPDATE vectors SET vector = x'00' WHERE rowid = 2")
    file.close()
    encoder = BagOfWords()
    assert np.array_equal(CachedEncoder(encoder, path).encode_documents(TEXTS), BagOfWords().encode_documents(TEXTS))
    assert len(encoder.embedded) == 2


def test_what_nobody_needed_for_long_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    CachedEncoder(BagOfWords(), path).encode_documents(TEXTS)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE vectors SET used = used - 91 * 86400")
    CachedEncoder(BagOfWords(), path).encode_documents(TEXTS[:3])
    assert file.execute("SELECT count(*) FROM vectors").fetchone() == (3,)
    file.close()


def test_a_full_disk_is_said_to_be_one(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from tests.auxil.bag import BagOfWords\n"
        "from index.embeddings import CachedEncoder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "CachedEncoder(BagOfWords(), Path(sys.argv[1])).encode_documents([str(n) for n in range(500)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "e.sqlite3")], capture_output=True, check=False, cwd=Path.cwd()
    )
    assert done.returncode == 1
    assert os.strerror(28) in done.stderr.decode() or "disk" in done.stderr.decode()
