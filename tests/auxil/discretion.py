"""The log holds ids, never what people wrote, their names or a token."""

from __future__ import annotations

import logging
import re
from io import StringIO

from bot.sandbox.server import SANDBOX_TOKEN
from tests.auxil.phone import SAID

LONG_ENOUGH = 4
"""A shorter text may stand in a log line by chance."""
LONG_ENOUGH_FIGURES = 8
"""So may a short one without a letter: 「7:45」 is part of every line logged at 17:45."""
_STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ", re.MULTILINE)


def check(stream: StringIO) -> None:
    """Check all that was logged so far against all that was said to the bot so far."""
    log = _STAMP.sub("", stream.getvalue())
    logging.getLogger("bot.test").warning("the log is being read")
    assert "the log is being read" in stream.getvalue(), "nothing would be found in a log that is not written"
    told = [text for text in map(str.strip, SAID) if _can_be_told(text) and text in log]
    assert not told, f"the log holds what somebody wrote: {told}"
    assert SANDBOX_TOKEN not in log


def _can_be_told(text: str) -> bool:
    """Tell whether a text in the log can only come from the person who wrote it."""
    figures_only = not any(character.isalpha() for character in text)
    return len(text) >= (LONG_ENOUGH_FIGURES if figures_only else LONG_ENOUGH) and not text.startswith("/")
