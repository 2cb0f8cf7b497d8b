"""What is published is whole: a damaged, foreign or half-written index is passed over, and nobody is left without."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from index import snapshot as snapshots
from index.answer import Answerer, Outcome
from index.reindex import reindex
from index.snapshot import CURRENT, MANIFEST, SnapshotError, open_current, open_snapshot
from knowledge.parse import parse
from knowledge.passages import in_context, passages, searched
from tests.auxil.bag import BagOfWords
from tests.index.samples import BRANCH, CHARTER, FILES, STUDY, write

PARTS = [
    "documents.json",
    "lexical/data.csc.index.npy",
    "lexical/indices.csc.index.npy",
    "lexical/indptr.csc.index.npy",
    "lexical/params.index.json",
    "lexical/vocab.index.json",
    "vectors.faiss",
]


def publish(folder: Path, files: dict[str, str], encoder: BagOfWords | None = None) -> Path:
    """Index files, publish, and return the folder of the snapshot."""
    shutil.rmtree(folder / "sources", ignore_errors=True)
    outcome = reindex(write(folder / "sources", files), encoder or BagOfWords(), folder / "snapshots")
    assert outcome.snapshot
    return folder / "snapshots" / outcome.snapshot


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two snapshots, the second published."""
    return publish(tmp_path, {"章程.txt": CHARTER}), publish(tmp_path, FILES)


def test_what_is_opened_is_what_was_indexed(two: tuple[Path, Path]) -> None:
    snapshot, refused = open_current(two[1].parent, "bag")
    assert refused == []
    assert snapshot.manifest.id == two[1].name
    documents = [parse(name, text) for name, text in sorted(FILES.items())]
    assert sorted(snapshot.corpus.documents, key=lambda d: d.file) == documents
    for number, document in enumerate(snapshot.corpus.documents):
        own = [p for n, p in snapshot.passages if n == number]
        assert own == [p for p in passages(document) if searched(document, p)]
    encoder = BagOfWords()
    for row, (number, passage) in enumerate(snapshot.passages):
        text = in_context(snapshot.corpus.documents[number], passage)
        assert snapshot.vectors.reconstruct(row) == pytest.approx(encoder.encode_query(text))
        assert snapshot.lexical.scores(text).argmax() == row


def test_the_manifest_counts_what_is_in_it(two: tuple[Path, Path]) -> None:
    manifest = json.loads((two[1] / MANIFEST).read_text())
    assert (manifest["model"], manifest["width"]) == ("bag", 64)
    assert (manifest["documents"], manifest["articles"]) == (4, 6 + 4 + 4 + 3)
    assert sorted(manifest["files"]) == PARTS


@pytest.mark.parametrize("part", PARTS)
def test_a_flipped_byte_is_noticed_and_the_previous_index_answers(two: tuple[Path, Path], part: str) -> None:
    path = two[1] / part
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    snapshot, refused = open_current(two[0].parent, "bag")
    assert snapshot.manifest.id == two[0].name
    (line,) = refused
    assert two[1].name in line
    assert part in line
    answer = Answerer(snapshot, BagOfWords()).ask("文化协会章程第四条")
    assert answer.outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{", "["),
        ('"model": "bag"', '"model": "bah"'),
        ('"width": 64', '"width": 65'),
        ('"passages": ', '"passages": 9'),
        ('"created"', '"crested"'),
        ('"documents.json": "', '"documents.json": "0'),
        ('"documents.json"', '"documents.jsom"'),
    ],
)
def test_a_changed_manifest_is_noticed_too(two: tuple[Path, Path], old: str, new: str) -> None:
    path = two[1] / MANIFEST
    path.write_text(path.read_text().replace(old, new, 1))
    snapshot, refused = open_current(two[0].parent, "bag")
    assert snapshot.manifest.id == two[0].name
    assert two[1].name in refused[0]


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_file_is_noticed(two: tuple[Path, Path], part: str) -> None:
    (two[1] / part).unlink()
    with pytest.raises(SnapshotError, match=part):
        open_snapshot(two[1], "bag")


def test_an_index_of_another_model_is_refused(two: tuple[Path, Path]) -> None:
    with pytest.raises(SnapshotError) as refused:
        open_snapshot(two[1], "another")
    assert "bag" in str(refused.value)
    assert "another" in str(refused.value)
    with pytest.raises(SnapshotError, match=two[1].name):
        open_current(two[1].parent, "another")


def test_an_index_of_another_format_is_refused(two: tuple[Path, Path]) -> None:
    path = two[1] / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(SnapshotError, match=two[1].name):
        open_snapshot(two[1], "bag")


def test_a_half_written_index_is_not_seen(two: tuple[Path, Path]) -> None:
    torn = two[1].parent / "29990101-000000-000000-abcdef"
    shutil.copytree(two[1], torn)
    (torn / MANIFEST).unlink()
    snapshot, refused = open_current(two[1].parent, "bag")
    assert (snapshot.manifest.id, refused) == (two[1].name, [])


def test_an_index_written_but_not_published_is_not_used(two: tuple[Path, Path]) -> None:
    snapshots.publish(two[0].parent, two[0])
    snapshot, refused = open_current(two[0].parent, "bag")
    assert (snapshot.manifest.id, refused) == (two[0].name, [])


def test_when_the_published_index_is_gone_the_one_before_answers(two: tuple[Path, Path]) -> None:
    shutil.rmtree(two[1])
    snapshot, (line,) = open_current(two[0].parent, "bag")
    assert snapshot.manifest.id == two[0].name
    assert two[1].name in line


def test_a_switch_that_cannot_be_read_still_leaves_an_answer(two: tuple[Path, Path]) -> None:
    (two[0].parent / CURRENT).write_bytes(b"\xff\xfe\x00")
    assert open_current(two[0].parent, "bag")[0].manifest.id in {two[0].name, two[1].name}


def test_without_any_index_the_line_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"scripts\.reindex") as refused:
        open_current(tmp_path / "snapshots", "bag")
    assert "\n" not in str(refused.value)


def test_whoever_looks_during_a_switch_sees_the_one_or_the_other(two: tuple[Path, Path]) -> None:
    root = two[0].parent
    done = threading.Event()

    def switch() -> None:
        for _ in range(150):
            snapshots.publish(root, two[0])
            snapshots.publish(root, two[1])
        done.set()

    thread = threading.Thread(target=switch)
    thread.start()
    seen = {(root / CURRENT).read_text() for _ in iter(done.is_set, True)}
    thread.join()
    assert seen <= {two[0].name, two[1].name}


class TestReindex:
    def test_embeds_again_only_what_changed(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        again = BagOfWords()
        publish(tmp_path, FILES, again)
        assert again.embedded == []

        article = BagOfWords()
        publish(tmp_path, FILES | {"学习办法.txt": STUDY.replace("四十学时", "三十二学时")}, article)
        (text,) = article.embedded
        assert "三十二学时" in text

        title = BagOfWords()
        publish(tmp_path, FILES | {"学习办法.txt": STUDY.replace("职工学习办法", "员工学习办法")}, title)
        assert len(title.embedded) >= 3
        assert all("某某公司员工学习办法" in text for text in title.embedded)

    def test_vectors_taken_over_are_those_of_their_texts(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        publish(tmp_path, {"新.txt": "通知\n第一条　新的放在最前。\n第二条　旧的往后。\n"} | FILES)
        snapshot, _ = open_current(tmp_path / "snapshots", "bag")
        for row, (number, passage) in enumerate(snapshot.passages):
            text = in_context(snapshot.corpus.documents[number], passage)
            assert snapshot.vectors.reconstruct(row) == pytest.approx(BagOfWords().encode_query(text))

    def test_embeds_all_again_for_another_model(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        first, other = BagOfWords(), BagOfWords("another", 32)
        publish(tmp_path / "fresh", FILES, first)
        publish(tmp_path, FILES, other)
        assert other.embedded == first.embedded
        assert open_current(tmp_path / "snapshots", "another")[0].vectors.d == 32

    def test_says_what_became_of_each_document(self, tmp_path: Path) -> None:
        publish(tmp_path, {"条例.md": BRANCH, "章程.txt": CHARTER})
        (tmp_path / "sources" / "章程.txt").unlink()
        files = {"条例.md": BRANCH.replace("每月", "每季度"), "学习.txt": STUDY, "空.txt": " \n"}
        outcome = reindex(write(tmp_path / "sources", files), BagOfWords(), tmp_path / "snapshots")
        assert {d.file: d.status for d in outcome.documents} == {
            "条例.md": "indexed",
            "学习.txt": "indexed",
            "空.txt": "rejected",
        }
        assert (outcome.added, outcome.changed, outcome.removed) == (1, 1, 1)

    def test_with_nothing_readable_leaves_the_published_index(self, two: tuple[Path, Path], tmp_path: Path) -> None:
        files = write(tmp_path / "bad", {"空.txt": "\n"})
        outcome = reindex(files, BagOfWords(), two[0].parent)
        assert outcome.snapshot is None
        assert open_current(two[0].parent, "bag")[0].manifest.id == two[1].name

    def test_of_two_files_of_one_name_the_second_is_refused(self, tmp_path: Path) -> None:
        files = write(tmp_path / "a", {"同名.txt": STUDY}) + write(tmp_path / "b", {"同名.txt": CHARTER})
        first, second = reindex(files, BagOfWords(), tmp_path / "snapshots").documents
        assert (first.status, second.status) == ("indexed", "rejected")
        assert second.error
        assert "同名.txt" in second.error

    @pytest.mark.parametrize("text", ["# 只有标题的通知\n", "！！！👍👍\n"])
    def test_a_document_without_words_to_search_breaks_nothing(self, tmp_path: Path, text: str) -> None:
        publish(tmp_path, {"！.txt": text})
        snapshot, _ = open_current(tmp_path / "snapshots", "bag")
        assert Answerer(snapshot, BagOfWords()).ask("支部每月开几次会").outcome is Outcome.REFUSED
