"""What an administrator wants to change: files they have sent, or what is to be said of a document; on the disk.

uploads/<chat>/<number>/
  batch.json    how far it is
  files/        the files, by the names they came with
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.reindex import Change
from index.snapshot import write_synced

KEPT_DAYS = 7
"""How long files wait for somebody to press a button."""
_NUMBER_BITS = 53
_NAME_BYTES = 200
"""File systems take 255; the scratch file of a copy wants a few more."""
_RECORD_FILE, _FILES = "batch.json", "files"
_NO_NAME = "未命名文件"


class BatchError(Exception):
    """A batch is not there any more, or not at this point; the message is one Chinese line."""


class Stage(StrEnum):
    """How far a batch is."""

    OPEN = "open"
    """More files may come; it waits for 「开始检查」."""
    CHECKING = "checking"
    CHECKED = "checked"
    """There is a draft to decide on."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has come."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    replaced: bool = False
    """Another file of this name came before it in the same batch."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes that are checked and published together.

    Attributes:
        chat: Whose; the administrator's private chat.
        number: Which of this chat; for buttons.
        message: The one message that tells how it stands; 0 before it is sent.
        stage: How far it is.
        files: What has come, in order.
        remove: Files of documents to take out.
        correct: Corrections by file, see `knowledge.correction`.
        draft: Id of the draft, when checked.
        note: One Chinese line: why it has to be checked again.
        touched: When it last changed.
    """

    chat: int
    number: int
    message: int = 0
    stage: Stage = Stage.OPEN
    files: tuple[Upload, ...] = ()
    remove: tuple[str, ...] = ()
    correct: dict[str, dict[str, str]] = field(default_factory=dict)
    draft: str = ""
    note: str = ""
    touched: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def collects(self) -> bool:
        """Whether a file that comes now belongs to it."""
        return self.stage is Stage.OPEN and not self.remove and not self.correct


def new_batch(
    chat: int, message: int = 0, *, remove: tuple[str, ...] = (), correct: dict[str, dict[str, str]] | None = None
) -> Batch:
    """Return a batch not kept yet."""
    return Batch(chat, secrets.randbits(_NUMBER_BITS), message, remove=remove, correct=correct or {})


def safe_name(name: str) -> str:
    """Return a file name that stays in its folder, whatever somebody called the file; its suffix is kept."""
    base = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = base.rpartition(".")
    tail = f"{dot}{suffix}" if stem and len(suffix) <= 8 else ""
    head = base.removesuffix(tail) if tail else base
    room = _NAME_BYTES - len(tail.encode())
    return (head.encode()[:room].decode(errors="ignore") or _NO_NAME) + tail


class Batches:
    """The batches of all chats.

    Args:
        root: The `uploads` folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def receive(self, chat: int, name: str, data: bytes) -> Batch:
        """Put a file into the chat's batch that collects, or into a new one; the same file a second time is one."""
        batch = next((b for b in self.of_chat(chat) if b.collects), None) or new_batch(chat)
        name, digest = safe_name(name), hashlib.sha256(data).hexdigest()
        old = next((u for u in batch.files if u.name == name), None)
        path = self._folder(batch) / _FILES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        again = old is not None and (old.replaced or old.sha256 != digest)
        upload = Upload(name, len(data), digest, again)
        files = (*(u for u in batch.files if u.name != name), upload)
        return self.put(replace(batch, files=files, note=""))

    def put(self, batch: Batch) -> Batch:
        """Keep a batch as it stands now."""
        batch = replace(batch, touched=datetime.now(UTC))
        folder = self._folder(batch)
        folder.mkdir(parents=True, exist_ok=True)
        write_synced(folder / _RECORD_FILE, _RECORD.dump_json(batch).decode())
        return batch

    def get(self, chat: int, number: int) -> Batch:
        """Return a batch.

        Raises:
            BatchError: It is published, given up or expired.
        """
        found = _read(self._root / str(chat) / str(number))
        if found is None:
            raise BatchError("这一批已经处理完了，或者放得太久已经清理。需要的话，请重新发文件。")
        return found

    def of_chat(self, chat: int) -> list[Batch]:
        """Return the batches of a chat, the latest first."""
        return sorted(_batches(self._root / str(chat)), key=lambda b: b.touched, reverse=True)

    def all(self) -> list[Batch]:
        """Return every batch there is."""
        return [batch for chat in self._root.glob("*/") for batch in _batches(chat)]

    def drop(self, batch: Batch) -> None:
        """Delete a batch with its files."""
        shutil.rmtree(self._folder(batch), ignore_errors=True)

    def forget(self, chat: int) -> None:
        """Delete everything of a chat."""
        shutil.rmtree(self._root / str(chat), ignore_errors=True)

    def change(self, batch: Batch) -> Change:
        """Return what a batch does to the base."""
        folder = self._folder(batch) / _FILES
        return Change(tuple(folder / u.name for u in batch.files), frozenset(batch.remove), batch.correct)

    def _folder(self, batch: Batch) -> Path:
        return self._root / str(batch.chat) / str(batch.number)


_RECORD = TypeAdapter(Batch)


def is_old(batch: Batch) -> bool:
    """Tell whether a batch has waited long enough."""
    return datetime.now(UTC) - batch.touched > timedelta(days=KEPT_DAYS)


def _batches(folder: Path) -> Iterator[Batch]:
    return (batch for path in folder.glob("*/") if (batch := _read(path)) is not None)


def _read(folder: Path) -> Batch | None:
    try:
        return _RECORD.validate_json((folder / _RECORD_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
