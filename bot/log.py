"""Logging: ids, counts and kinds of errors; never a token, a name or what somebody wrote."""

from __future__ import annotations

import logging
import re
import sys
from typing import TextIO

_TOKEN = re.compile(r"\d{6,}:[\w-]{5,}|(?<=://)[^/@\s]+:[^/@\s]+(?=@)")


class _Redacted(logging.Formatter):
    """Takes tokens and passwords in addresses out of a finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("***", super().format(record))


def set_up(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Log to stderr or a stream; libraries only what they warn of: httpx would log addresses with the token in them."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "index", "knowledge"):
        logging.getLogger(name).setLevel(level)
