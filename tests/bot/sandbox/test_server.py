"""The sandbox stays on this machine, and its page shows what is said, as it is said."""

import asyncio
import shutil
import signal

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.server import Sandbox
from bot.sandbox.world import MEMBER
from bot.web import PortError

CHROMIUM = shutil.which("chromium")


async def test_a_port_in_use_is_said_in_one_line(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    with pytest.raises(PortError, match=f"^无法启动：端口 {port} 已被别的程序占用，请用 --port 换一个端口$"):
        async with Sandbox.serve(port):
            pass


@pytest.mark.parametrize(
    "headers", [{"host": "example.org"}, {"host": "192.168.1.5:80"}, {"origin": "https://example.org"}]
)
async def test_other_hosts_and_other_pages_are_refused(headers: dict[str, str], sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        for url in ("/", "/sandbox/people", f"/bot{sandbox.token}/getMe"):
            assert (await client.get(url, headers=headers)).status_code == 403


async def test_the_page_allows_no_foreign_code(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        page = await client.get("/")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for name in ("page.js", "view.js", "page.css"):
            assert (await client.get(f"/page/{name}")).status_code == 200


async def test_signals_stay_with_the_bot_and_open_phones_do_not_hold_up_the_end() -> None:
    before = signal.getsignal(signal.SIGINT)
    async with Sandbox.serve() as sandbox:
        assert signal.getsignal(signal.SIGINT) is before
        async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
            stream = client.stream("GET", f"/sandbox/people/{MEMBER}/events", timeout=None)
            response = await stream.__aenter__()
            lines = response.aiter_lines()
            await anext(lines)
            poll = asyncio.create_task(
                client.get(f"/bot{sandbox.token}/getUpdates", params={"timeout": 50}, timeout=None)
            )
            sandbox.world.close()
            assert (await poll).json() == {"ok": True, "result": []}
            assert [line async for line in lines if line.startswith("data")] == []


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
async def test_the_page_shows_words_as_words_and_presses_reach_the_bot(sandbox: Sandbox, bot: Bot) -> None:
    from playwright.async_api import async_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"]
    arguments += ["--disable-background-networking", "--disable-sync"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        await page.goto(f"{sandbox.url}/#{MEMBER}")
        await page.get_by_test_id("start").click()
        await page.get_by_test_id("composer").fill("<img src=x onerror=alert(1)>")
        await page.get_by_test_id("send").click()
        await page.get_by_text("<img src=x onerror=alert(1)>").wait_for()

        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("<b>原文</b>", callback_data="full")]])
        text = (
            "<b>&lt;i&gt;有&lt;/i&gt;</b>\n<blockquote expandable>"
            + "第四条 党员享有下列权利。\n" * 8
            + "</blockquote>"
        )
        await bot.send_message(MEMBER, text, parse_mode="HTML", reply_markup=keyboard)
        assert await page.locator("strong", has_text="有").inner_text() == "<i>有</i>"
        expand = page.get_by_test_id("expand")
        await expand.click()
        assert await expand.inner_text() == "收起"
        await page.get_by_test_id("button").click()
        press = (await bot.get_updates(timeout=10))[-1].callback_query
        assert press
        assert press.data == "full"
        await press.answer("<u>好</u>")
        await page.get_by_test_id("toast").get_by_text("<u>好</u>", exact=True).wait_for()
        await press.edit_message_text("改过了")
        await page.get_by_test_id("edited").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth <= 390")
        assert errors == []
        await browser.close()
