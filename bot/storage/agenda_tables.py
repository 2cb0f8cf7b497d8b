"""The tables of the calendar of branches.

See `bot.storage.tables`.
"""

from __future__ import annotations
