"""Parsing in a process of its own, held to limits: a hostile file costs its own time and memory, never the bot's."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from knowledge import limits, names, progress
from knowledge.document import Document, KnowledgeError
from knowledge.records import document_from_json, document_to_json

_PROJECT = Path(__file__).parents[1]
_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from knowledge import confined; confined.serve()"
_LONGEST_ANSWER = 1 << 26
SECONDS = 17.0
"""With the work of the parent no file takes over 20 seconds; LibreOffice is given less (`knowledge.legacy`)."""
_MOST_RENEWALS = 40
"""A scan of many pages has the time of one file so often over: they become 11 minutes at most."""
_MEND = "请拆成几份，或用 Word、WPS 打开后另存为 .docx 再发来。"
_TOO_BIG = f"太占内存，没有读完。{_MEND}"


class Reader:
    """Reads source files in a child process, one after the other; to be used by one thread at a time."""

    def __init__(self, seconds: float = SECONDS, memory: int = 1 << 30) -> None:
        """Set the limits; the child starts with the first file.

        Args:
            seconds: A file that takes longer is refused; each page of a scan renews them (`knowledge.progress`).
            memory: Bytes the child may hold.
        """
        self._seconds = seconds
        self._memory = memory
        self._child: _Child | None = None

    def load(self, path: Path) -> Document:
        """Return what `knowledge.parse.load` returns, within the limits.

        Raises:
            KnowledgeError: The file cannot be read as text, or not within the limits.
        """
        _check(path)
        if self._child and self._child.ended:
            self.close()
        self._child = self._child or _Child(self._seconds, self._memory)
        try:
            answer = self._child.ask(path)
        except BaseException as error:  # whatever interrupts it, a late answer must not be taken for the next file's
            self.close()
            if isinstance(error, _StoppedError):
                raise KnowledgeError(f"《{path.name}》{error}") from None
            raise
        if answer["peak"] > self._memory // 2:
            self.close()  # freed memory stays with a process: the next file has all of it
        if "refused" in answer:
            raise KnowledgeError(answer["refused"])
        return document_from_json(answer["document"])

    def close(self) -> None:
        """End the child and all it has started; a later `load` starts another."""
        if self._child:
            self._child.kill()
            self._child = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _StoppedError(Exception):
    """The child did not answer; the message is the reason and the mend in Chinese."""


class _Child:
    """The process and the connection to it."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._folder = TemporaryDirectory(prefix="mingbai-", ignore_cleanup_errors=True)
        self._connection, theirs = Pipe()
        path = [str(_PROJECT), *filter(None, sys.path)]
        arguments = [json.dumps(path), str(theirs.fileno()), str(seconds), str(memory)]
        # of the environment only what finds programs: the bot's secrets stay here
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, no shell
                [sys.executable, "-I", "-c", _CHILD, *arguments],
                env=environment | dict.fromkeys(("HOME", "TMPDIR"), self._folder.name),
                cwd=self._folder.name,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def ask(self, path: Path) -> dict[str, Any]:
        """Send a path and wait for the answer; an empty message before it renews the time."""
        begun = time.monotonic()
        last = begun + self._seconds * _MOST_RENEWALS
        try:
            self._connection.send_bytes(os.fsencode(path.absolute()))
            while self._connection.poll(max(0.0, min(self._seconds, last - time.monotonic()))):
                message = self._connection.recv_bytes(_LONGEST_ANSWER)
                if message:
                    answer: dict[str, Any] = json.loads(message)
                    return answer
        except (EOFError, OSError):
            raise _StoppedError(self._why()) from None
        raise _StoppedError(_too_long(time.monotonic() - begun))

    def _why(self) -> str:
        """Tell why the child has ended, or sent too much."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._process.wait(timeout=1) == -signal.SIGXCPU:
                return _too_long(self._seconds)
        return _TOO_BIG

    def kill(self) -> None:
        """End the process and those it started, and remove what they left behind."""
        self._connection.close()
        self._process.kill()
        for pid in _session(self._process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()


def _session(leader: int) -> list[int]:
    """Return the processes of a session: LibreOffice runs in process groups of its own, but never leaves the session.

    Where the system has no /proc, none is found; it then ends by its own limits.
    """
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(int(folder.name)) == leader:
                found.append(int(folder.name))
    return found


def _too_long(seconds: float) -> str:
    return f"太复杂，{seconds:.0f} 秒还没有读完。{_MEND}"


def _check(path: Path) -> None:
    """Refuse what is no file and what no line can name."""
    names.check(path.name)
    if path.exists() and not path.is_file():
        raise KnowledgeError(f"《{path.name}》不是普通文件，读不了。请发文件本身。")


def serve() -> None:
    """Read files as the child of a `Reader`, until it closes the connection."""
    connection: Connection = Connection(int(sys.argv[2]))
    seconds, memory = float(sys.argv[3]), int(sys.argv[4])
    limits.confine(memory)

    def renew() -> None:
        limits.allow(seconds)
        connection.send_bytes(b"")

    progress.listen(renew)
    while True:
        try:
            path = Path(os.fsdecode(connection.recv_bytes()))
        except EOFError:
            return
        limits.allow(seconds)
        connection.send_bytes(_answer(path))


def _answer(path: Path) -> bytes:
    """Return the document of a file as JSON, or why it is refused, and the most memory held so far."""
    from knowledge import parse  # the readers of all formats, which the parent does without

    try:
        answer = _json(document=document_to_json(parse.load(path)))
    except Exception as error:
        return _json(refused=_refusal(path.name, error))
    return answer if len(answer) <= _LONGEST_ANSWER else _json(refused=f"《{path.name}》{_TOO_BIG}")


def _json(**answer: object) -> bytes:
    return json.dumps(answer | {"peak": limits.peak()}, ensure_ascii=False).encode()


def _refusal(name: str, error: BaseException) -> str:
    chain = [error]
    while above := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(above)
    if any(isinstance(e, MemoryError) for e in chain):
        return f"《{name}》{_TOO_BIG}"
    if any(isinstance(e, RecursionError) for e in chain):
        return f"《{name}》一层套一层，套得太深，读不了。{_MEND}"
    if isinstance(error, KnowledgeError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}，{Path(frame.filename).name} 第 {frame.lineno} 行"
    return f"《{name}》读到一半出了错（{where}）。请另存为 .docx 再试；还不行，请把这个文件交给开发者检查。"
