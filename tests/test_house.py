"""The house: what may import what, who may print, and where the words people read are kept."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("knowledge", "index", "bot", "scripts")
"""Each may import itself and those before it."""
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Return the packages a module imports, at whatever depth."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            found.add((node.module or "").split(".")[0])
    return found


def floor_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    above = FLOORS[FLOORS.index(floor_of(path)) + 1 :]
    assert imported(path).isdisjoint({*above, "tests"})


def test_knowledge_and_index_know_neither_telegram_nor_a_database() -> None:
    plain = [path for path in MODULES if floor_of(path) in ("knowledge", "index")]
    assert len(plain) > 20
    for path in plain:
        assert imported(path).isdisjoint({"telegram", "sqlalchemy", "alembic", "aiosqlite", "asyncpg"}), path.name


def test_knowledge_needs_no_vectors() -> None:
    for path in MODULES:
        if floor_of(path) == "knowledge":
            assert imported(path).isdisjoint({"numpy", "torch", "faiss", "bm25s", "sentence_transformers"}), path.name


def test_only_commands_print() -> None:
    for path in MODULES:
        if floor_of(path) != "scripts":
            calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
            assert not any(isinstance(f, ast.Name) and f.id in ("print", "pprint") for f in calls), path.name
