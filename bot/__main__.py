"""`python -m bot`: the bot in the foreground; SIGTERM stops it."""

from __future__ import annotations

import argparse
import asyncio
import sys

from telegram.error import InvalidToken, NetworkError

from bot import log
from bot.sandbox.server import SandboxError
from bot.settings import SettingsError, load_settings
from bot.storage.engine import StorageError
from index.snapshot import SnapshotError


def main() -> int:
    """Start the bot; return 1 with one line on stderr when it cannot start."""
    from bot.app import serve

    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Run the bot; settings come from the environment or .env."
    )
    parser.add_argument("--port", type=int, help="port of the sandbox page (default 8080)")
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    log.set_up()
    try:
        asyncio.run(serve(load_settings(**given)))
    except (SettingsError, SnapshotError, StorageError, SandboxError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except InvalidToken:
        sys.stderr.write("Telegram 不认这个 TELEGRAM_BOT_TOKEN，请向 @BotFather 核对\n")
        return 1
    except NetworkError as error:
        sys.stderr.write(
            f"连不上 Telegram（{type(error).__name__}），请检查网络、TELEGRAM_PROXY 或 TELEGRAM_BASE_URL\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
