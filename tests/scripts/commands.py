"""Commands as a person types them: real processes, their own DATA_DIR."""

from __future__ import annotations

import os
import subprocess
import sys
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


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | settings


def command(module: str, *arguments: str | Path) -> list[str]:
    """Return what starts a command."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def run(module: str, *arguments: str | Path, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    done = subprocess.run(
        command(module, *arguments),
        cwd=ROOT,
        env=environment(**settings),
        input=stdin,
        capture_output=True,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def failed_with_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Check that a command ended with 1 and one line on stderr; return the line."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line
