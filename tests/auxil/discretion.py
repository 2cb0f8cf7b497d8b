"""The log holds ids, never what people wrote, their names or a token."""

from __future__ import annotations

import logging
from io import StringIO

from bot.sandbox.server import SANDBOX_TOKEN
from tests.auxil.phone import SAID

LONG_ENOUGH = 4
"""A shorter text may stand in a log line by chance."""


def check(stream: StringIO) -> None:
    """Check all that was logged so far against all that was said to the bot so far."""
    log = stream.getvalue()
    logging.getLogger("bot.test").warning("the log is being read")
    assert "the log is being read" in stream.getvalue(), "nothing would be found in a log that is not written"
    said = {text.strip() for text in SAID if len(text.strip()) >= LONG_ENOUGH and not text.startswith("/")}
    assert not [text for text in said if text in log]
    assert SANDBOX_TOKEN not in log
