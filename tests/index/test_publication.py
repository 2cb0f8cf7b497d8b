"""Publishing, discarding, rolling back: whatever happens in between, a whole index is in use."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index import draft, publication
from index import snapshot as snapshots
from index.answer import Answerer, Outcome
from index.draft import GateError, StaleDraftError
from index.golden import Question, save
from index.publication import DRAFTS, BusyError, alone, rollback
from index.reindex import Change, NothingReadableError, prepare, reindex
from index.snapshot import MANIFEST, SnapshotError, current, open_current
from knowledge.document import KnowledgeError
from tests.auxil.bag import BagOfWords
from tests.index.samples import BRANCH, CHARTER, STUDY, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Publish a base of two documents."""
    reindex(write(tmp_path / "first", {"条例.md": BRANCH, "章程.txt": CHARTER}), BagOfWords(), tmp_path / "snapshots")
    return tmp_path / "snapshots"


def files_of(root: Path) -> list[str]:
    return sorted(d.file for d in open_current(root, "bag")[0].corpus.documents)


def added(tmp_path: Path, name: str = "学习.txt", text: str = STUDY) -> Change:
    return Change(tuple(write(tmp_path / f"new-{name}", {name: text})))


def test_a_draft_changes_nothing_until_it_is_published(root: Path, tmp_path: Path) -> None:
    before = current(root)
    made = prepare(added(tmp_path), BagOfWords(), root)
    assert (current(root), files_of(root)) == (before, ["条例.md", "章程.txt"])
    assert made.difference.added == ("某某公司职工学习办法",)
    assert draft.open_draft(root, made.id) == made
    assert draft.publish(root, made.id) == made.id == current(root)
    assert files_of(root) == ["学习.txt", "条例.md", "章程.txt"]


def test_a_draft_discarded_leaves_nothing(root: Path, tmp_path: Path) -> None:
    made = prepare(added(tmp_path), BagOfWords(), root)
    draft.discard(root, made.id)
    assert list((root / DRAFTS).iterdir()) == []
    with pytest.raises(StaleDraftError):
        draft.publish(root, made.id)
    assert files_of(root) == ["条例.md", "章程.txt"]


def test_publishing_twice_is_refused_the_second_time(root: Path, tmp_path: Path) -> None:
    made = prepare(added(tmp_path), BagOfWords(), root)
    draft.publish(root, made.id)
    with pytest.raises(StaleDraftError):
        draft.publish(root, made.id)


def test_of_two_drafts_of_one_base_the_second_is_stale(root: Path, tmp_path: Path) -> None:
    first = prepare(added(tmp_path), BagOfWords(), root)
    second = prepare(added(tmp_path, "通知.txt", "通知\n第一条　周五开会。\n"), BagOfWords(), root)
    draft.publish(root, first.id)
    with pytest.raises(StaleDraftError, match="重新检查"):
        draft.publish(root, second.id)
    assert "通知.txt" not in files_of(root)


def test_nothing_to_change_makes_no_new_version(root: Path, tmp_path: Path) -> None:
    before = current(root)
    made = prepare(Change(tuple((tmp_path / "first").iterdir())), BagOfWords(), root)
    assert made.unchanged
    outcome = reindex(sorted((tmp_path / "first").iterdir()), BagOfWords(), root)
    assert (outcome.snapshot, current(root)) == (before, before)
    assert {s.status for s in outcome.documents} == {"unchanged"}


def test_a_damaged_index_is_made_anew_of_the_same_files(root: Path, tmp_path: Path) -> None:
    (root / current(root) / "vectors.faiss").write_bytes(b"")
    before = current(root)
    reindex(sorted((tmp_path / "first").iterdir()), BagOfWords(), root)
    snapshot, refused = open_current(root, "bag")
    assert (snapshot.manifest.id != before, refused) == (True, [])


def test_a_document_is_taken_out_with_all_its_articles(root: Path) -> None:
    made = prepare(Change(remove=frozenset({"章程.txt"})), BagOfWords(), root)
    assert made.difference.removed == ("某某文化协会章程",)
    draft.publish(root, made.id)
    snapshot, _ = open_current(root, "bag")
    assert Answerer(snapshot, BagOfWords()).ask("文化协会章程第四条").outcome is not Outcome.ANSWERED


def test_the_last_document_cannot_be_taken_out(root: Path) -> None:
    with pytest.raises(NothingReadableError):
        prepare(Change(remove=frozenset({"章程.txt", "条例.md"})), BagOfWords(), root)


def test_a_correction_stays_when_the_file_comes_again(root: Path, tmp_path: Path) -> None:
    made = prepare(Change(correct={"章程.txt": {"audience": "书记"}}), BagOfWords(), root)
    draft.publish(root, made.id)
    again = prepare(added(tmp_path, "章程.txt", CHARTER.replace("二十元", "三十元")), BagOfWords(), root)
    draft.publish(root, again.id)
    (charter,) = (d for d in open_current(root, "bag")[0].corpus.documents if d.file == "章程.txt")
    assert "三十元" in charter.text
    assert charter.audience.label == "书记"


def test_a_correction_that_is_none_changes_nothing(root: Path) -> None:
    with pytest.raises(KnowledgeError):
        prepare(Change(correct={"章程.txt": {"audience": "外星人"}}), BagOfWords(), root)
    assert not list((root / DRAFTS).glob("*"))


class TestGate:
    def test_what_makes_golden_questions_worse_is_published_only_by_force(self, root: Path, tmp_path: Path) -> None:
        question = Question("会员每年交多少会费", "某某文化协会章程", "第３条")
        save(tmp_path / "golden.jsonl", [question])
        worse = CHARTER.replace("第３条　会员每年交会费二十元。\n", "")
        made = prepare(added(tmp_path, "章程.txt", worse), BagOfWords(), root, tmp_path / "golden.jsonl")
        assert (made.gate.passed, made.gate.before, made.gate.after) == (False, 1.0, 0.0)
        assert made.gate.worse == (question.question,)
        assert question.question in made.gate.reason
        before = current(root)
        with pytest.raises(GateError, match=question.question):
            draft.publish(root, made.id)
        assert current(root) == before
        assert draft.publish(root, made.id, force=True) == current(root)


class TestRollback:
    def test_returns_to_the_version_before_and_again_to_the_one_before_that(self, root: Path, tmp_path: Path) -> None:
        first = current(root)
        reindex(write(tmp_path / "second", {"条例.md": BRANCH}), BagOfWords(), root)
        second = current(root)
        reindex(write(tmp_path / "third", {"学习.txt": STUDY}), BagOfWords(), root)
        assert rollback(root) == second == current(root)
        assert files_of(root) == ["条例.md"]
        assert rollback(root) == first
        with pytest.raises(SnapshotError, match="没有更早"):
            rollback(root)

    def test_what_is_published_after_a_rollback_comes_back_to_it(self, root: Path, tmp_path: Path) -> None:
        first = current(root)
        reindex(write(tmp_path / "bad", {"条例.md": "条例\n第一条　误。\n"}), BagOfWords(), root)
        rollback(root)
        reindex(write(tmp_path / "good", {"条例.md": BRANCH}), BagOfWords(), root)
        assert rollback(root) == first

    def test_to_a_damaged_version_is_refused(self, root: Path, tmp_path: Path) -> None:
        first = current(root)
        reindex(write(tmp_path / "second", {"条例.md": BRANCH}), BagOfWords(), root)
        now = current(root)
        (root / first / "documents.json").write_text("{}")
        with pytest.raises(SnapshotError, match="损坏"):
            rollback(root)
        assert current(root) == now

    def test_only_the_last_five_versions_are_kept(self, root: Path, tmp_path: Path) -> None:
        made = [current(root)]
        for number in range(7):
            text = f"通知\n第一条　周{number}开会。\n第二条　带笔记本。\n"
            reindex(write(tmp_path / f"n{number}", {"通知.txt": text}), BagOfWords(), root)
            made.append(current(root))
        assert [folder.name for folder in snapshots.snapshots(root)] == made[:-6:-1]

    def test_the_version_in_use_is_kept_however_old(self, root: Path, tmp_path: Path) -> None:
        first = current(root)
        for number in range(4):
            reindex(write(tmp_path / f"n{number}", {"通知.txt": f"通知\n第一条　周{number}。\n"}), BagOfWords(), root)
        rollback(root, first)
        made = prepare(added(tmp_path), BagOfWords(), root)
        draft.publish(root, made.id)
        assert (root / first / MANIFEST).is_file()
        assert len(snapshots.snapshots(root)) == publication.KEPT


class TestInterrupted:
    def test_what_a_killed_run_left_is_gone_after_the_next(self, root: Path, tmp_path: Path) -> None:
        torn = root / "29990101-000000-000000-abcdef"
        shutil.copytree(root / current(root), torn)
        (torn / MANIFEST).unlink()
        lost = root / DRAFTS / "29990101-000000-000000-abcdef"
        shutil.copytree(torn, lost)
        made = prepare(added(tmp_path), BagOfWords(), root)
        assert not torn.exists()
        assert not lost.exists()
        draft.publish(root, made.id)

    def test_a_draft_nobody_decided_on_is_gone_after_two_days(self, root: Path, tmp_path: Path) -> None:
        made = prepare(added(tmp_path), BagOfWords(), root)
        path = root / DRAFTS / f"{made.id}.json"
        day = (datetime.now(UTC) - timedelta(days=3)).isoformat()
        path.write_text(path.read_text().replace(made.created.isoformat().replace("+00:00", "Z"), day))
        assert draft.open_draft(root, made.id) != made
        other = prepare(added(tmp_path, "通知.txt", "通知\n第一条　周五开会。\n"), BagOfWords(), root)
        assert draft.open_draft(root, made.id) is None
        assert draft.open_draft(root, other.id) == other

    def test_a_second_update_at_the_same_time_is_refused_clearly(self, root: Path, tmp_path: Path) -> None:
        made = prepare(added(tmp_path), BagOfWords(), root)
        with alone(root):
            for attempt in (
                lambda: prepare(added(tmp_path), BagOfWords(), root),
                lambda: draft.publish(root, made.id),
                lambda: rollback(root),
            ):
                with pytest.raises(BusyError, match="另一次更新"):
                    attempt()
        draft.publish(root, made.id)

    def test_another_process_that_is_killed_does_not_keep_the_base_locked(self, root: Path, tmp_path: Path) -> None:
        code = (
            "import sys, time; from pathlib import Path; from index.publication import alone\n"
            "with alone(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)\n"
        )
        holder = subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE)
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError):
            prepare(added(tmp_path), BagOfWords(), root)
        holder.kill()
        holder.wait()
        holder.stdout.close()
        assert prepare(added(tmp_path), BagOfWords(), root)
