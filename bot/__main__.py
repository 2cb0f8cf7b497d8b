"""`python -m bot`: the bot in the foreground; SIGTERM stops it."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot import log
from bot.settings import Settings, SettingsError, load_settings


def _serve(settings: Settings) -> str:
    """Run the bot; return the line that says why it could not, "" when it was stopped."""
    # heavy imports only now: a wrong setting is told at once
    from telegram.error import InvalidToken, NetworkError

    from bot.app import serve
    from bot.consulting.seal import SealError
    from bot.storage.engine import StorageError
    from bot.web import PortError
    from index.encoder import EncoderError
    from index.snapshot import SnapshotError

    try:
        asyncio.run(serve(settings))
    except (EncoderError, SnapshotError, StorageError, SealError, PortError) as error:
        return str(error)
    except InvalidToken:
        return "Telegram 不认这个 TELEGRAM_BOT_TOKEN，请向 @BotFather 核对"
    except NetworkError as error:
        return f"连不上 Telegram（{type(error).__name__}），请检查网络、TELEGRAM_PROXY 或 TELEGRAM_BASE_URL"
    return ""


def main() -> int:
    """Start the bot; return 1 with one line on stderr when it cannot start."""
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Run the bot; settings come from the environment or .env."
    )
    parser.add_argument("--port", type=int, help="port of the sandbox page (default 8080)")
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    log.set_up()
    try:
        settings = load_settings(**given)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    reason = _serve(settings)
    if reason:
        sys.stderr.write(f"{reason}\n")
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
