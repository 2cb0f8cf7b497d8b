"""The tables of the question bank.

See `bot.storage.tables`.
"""

from __future__ import annotations
