"""The tables of quiz evenings.

See `bot.storage.tables`.
"""

from __future__ import annotations
