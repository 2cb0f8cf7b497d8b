"""The tables of study hours and short quizzes.

See `bot.storage.tables`.
"""

from __future__ import annotations
