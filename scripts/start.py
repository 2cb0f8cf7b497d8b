"""What `scripts/run` starts in .venv: unpack the model and index the handbook if need be, then become the bot."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from bot.settings import SettingsError, load_settings
from index.snapshot import snapshots


def main(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the sandbox page.")] = None,
) -> None:
    """Start the bot; without TELEGRAM_BOT_TOKEN, the sandbox page on http://127.0.0.1:8080."""
    try:
        settings = load_settings(**({"port": port} if port else {}))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    if not snapshots(settings.snapshots):
        # a process of its own: what indexing takes in memory, serving does not keep
        command = [sys.executable, "-m", "scripts.reindex", str(settings.knowledge_dir)]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own interpreter and module
            raise typer.Exit(1)
    options = ["--port", str(port)] if port else []
    os.execv(sys.executable, [sys.executable, "-m", "bot", *options])  # noqa: S606 - the same


if __name__ == "__main__":
    typer.run(main)
