"""Somebody opens the sandbox page in a browser, asks, presses 原文 and reads the article."""

from __future__ import annotations

import shutil

import pytest
from playwright.async_api import async_playwright, expect

from bot import words
from bot.app import App
from bot.sandbox.server import Sandbox

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium, which .ci/run installs")
async def test_asking_and_reading_on_the_page(bot: App, sandbox: Sandbox) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        await page.goto(sandbox.url)
        await page.get_by_test_id("start").click()
        bubbles = page.get_by_test_id("message")
        await expect(bubbles.last).to_contain_text("学习小助手")
        await page.get_by_test_id("composer").fill("预备党员有没有表决权")
        await page.get_by_test_id("send").click()
        await expect(bubbles.last).to_contain_text("《预备党员学习手册》")
        await expect(bubbles.last.locator("blockquote")).to_contain_text("第七条")
        await page.get_by_role("button", name=words.READ).last.click()
        await expect(bubbles.last).to_contain_text("依据")
        await page.get_by_role("button", name=words.NEXT).last.click()
        await expect(bubbles.last).to_contain_text("第八条")
        await browser.close()
