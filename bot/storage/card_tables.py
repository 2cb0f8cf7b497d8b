"""The tables of daily cards.

See `bot.storage.tables`.
"""

from __future__ import annotations
