"""Cards over both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.auxil.cards import Desk, open_desk


@pytest.fixture
async def desk(database: AsyncEngine, tmp_path: Path) -> Desk:
    return await open_desk(database, tmp_path)
