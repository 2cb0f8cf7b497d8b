"""Commands as a person types them: real processes, their own DATA_DIR.

Each is forked from a server that has imported what commands need: the imports would take most of the tests' time. That
commands also start without it is seen in `tests/test_docs.py`, which asks each for its help.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = (
    "TELEGRAM_",
    "DATA_DIR",
    "DATABASE_URL",
    "KNOWLEDGE_DIR",
    "EMBEDDING_MODEL",
    "BOT_ADMINS",
    "TIMEZONE",
    "PORT",
)
STREAMS = ("stdin", "stdout", "stderr")
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["scripts.manage", "scripts.evaluate", "scripts.reindex", "sentence_transformers"])


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | settings


def command(module: str, *arguments: str | Path) -> list[str]:
    """Return what starts a command."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def run(module: str, *arguments: str | Path, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    typed = [module, *map(str, arguments)]
    with tempfile.TemporaryDirectory() as scratch:
        files = [Path(scratch) / name for name in STREAMS]
        files[0].write_bytes(stdin)
        process = _SERVER.Process(target=_act, args=(typed, environment(**settings), files))
        process.start()
        process.join()
        return subprocess.CompletedProcess(typed, process.exitcode or 0, *(file.read_text() for file in files[1:]))


def _act(typed: list[str], settings: dict[str, str], files: list[Path]) -> None:
    """Be the command, in a process of its own."""
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(ROOT)
    for number, (name, file) in enumerate(zip(STREAMS, files, strict=True)):
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(descriptor, number)
        setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))
    sys.argv = typed
    sys.modules.pop(typed[0], None)
    runpy.run_module(typed[0], run_name="__main__", alter_sys=True)


def failed_with_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Check that a command ended with 1 and one line on stderr; return the line."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line
