"""More than fifty files that are hostile or broken, each written by code, with what is to become of it."""

from __future__ import annotations

from tests.knowledge.hostile import packages, pages, paths, pdfs, texts

CASES = [*texts.CASES, *packages.CASES, *pages.CASES, *pdfs.CASES, *paths.CASES]
