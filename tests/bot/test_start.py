"""Starting and stopping the bot as a person does: `python -m bot` in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR, GUEST, MEMBER, SECRETARY
from tests.auxil.phone import Phone
from tests.auxil.ports import free_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60


@asynccontextmanager
async def started(data_dir: Path, *options: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *options, cwd=ROOT, env=clean | {"DATA_DIR": str(data_dir)} | environment,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def line_with(process: asyncio.subprocess.Process, words: str) -> str:
    assert process.stderr
    async with asyncio.timeout(PATIENCE):
        async for line in process.stderr:
            if words in line.decode():
                return line.decode()
    raise AssertionError(f"ended without saying {words!r}")


async def last_words(process: asyncio.subprocess.Process) -> tuple[int, str]:
    async with asyncio.timeout(PATIENCE):
        _, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, err.decode()


@pytest.fixture
def own_data_dir(data_dir: Path, tmp_path: Path) -> Path:
    """A DATA_DIR with the session's model and index and a database of its own."""
    for name in ("models", "snapshots"):
        (tmp_path / name).symlink_to(data_dir / name)
    return tmp_path


async def test_without_a_token_it_prints_the_address_of_the_page_and_sigterm_stops_it(own_data_dir: Path) -> None:
    port = free_port()
    async with started(own_data_dir, "--port", str(port)) as process:
        assert f"http://127.0.0.1:{port}" in await line_with(process, "演示模式")
        process.send_signal(signal.SIGTERM)
        assert (await last_words(process))[0] == 0


async def test_on_the_page_each_kind_of_person_has_their_role(own_data_dir: Path) -> None:
    port = free_port()
    async with started(own_data_dir, "--port", str(port)) as process:
        await line_with(process, "演示模式")
        seen = Sandbox()
        seen.url = f"http://127.0.0.1:{port}"
        for person, command, expected in (
            (SECRETARY, "/branch", "机修一支部"),
            (ADMINISTRATOR, "/invite", "公司党委"),
            (MEMBER, "/consult", "书记"),
            (GUEST, "/branch", "副书记"),
        ):
            async with Phone.of(seen, person) as phone:
                await phone.say(command)
                assert expected in (await phone.next_message()).text


async def test_a_taken_port_is_told_in_one_line(own_data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with started(own_data_dir, "--port", str(port)) as process:
            status, err = await last_words(process)
    assert status == 1
    assert err.count("\n") == 1
    assert str(port) in err


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TIMEZONE": "Mars"}, "TIMEZONE"),
        ({"TELEGRAM_BOT_TOKEN": "no-token"}, "TELEGRAM_BOT_TOKEN"),
        ({"BOT_ADMINS": "me"}, "BOT_ADMINS"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_one_line(
    own_data_dir: Path, environment: dict[str, str], expected: str
) -> None:
    async with started(own_data_dir, **environment) as process:
        status, err = await last_words(process)
    assert status == 1
    assert expected in err
    assert err.count("\n") == 1


async def test_no_index_is_told_in_one_line(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(data_dir / "models")
    async with started(tmp_path, "--port", str(free_port())) as process:
        status, err = await last_words(process)
    assert status == 1
    assert "reindex" in err.splitlines()[-1]


async def test_a_wrong_token_is_told_in_one_line_without_repeating_it(own_data_dir: Path) -> None:
    async with Sandbox.serve() as sandbox:
        environment = {"TELEGRAM_BOT_TOKEN": "99:wrong-token", "TELEGRAM_BASE_URL": sandbox.base_url}
        async with started(own_data_dir, **environment) as process:
            status, err = await last_words(process)
    assert status == 1
    assert "TELEGRAM_BOT_TOKEN" in err.splitlines()[-1]
    assert "wrong-token" not in err


@asynccontextmanager
async def forwarding_proxy(seen: list[str]) -> AsyncIterator[str]:
    """A plain HTTP proxy that notes what is asked of it."""

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, _, rest = head.partition("\r\n")
        method, address, version = first.split(" ")
        target = urlsplit(address)
        seen.append(target.path.rsplit("/", 1)[-1])
        upstream, to_upstream = await asyncio.open_connection(target.hostname, target.port)
        # one request a connection keeps the proxy simple
        rest = rest.replace("Connection: keep-alive", "Connection: close").replace(
            "connection: keep-alive", "connection: close"
        )
        to_upstream.write(f"{method} {target.path} {version}\r\n{rest}".encode("latin-1"))
        await asyncio.gather(copy(reader, to_upstream), copy(upstream, writer), return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_requests_and_polling_go_through_the_proxy(own_data_dir: Path) -> None:
    seen: list[str] = []
    async with Sandbox.serve() as sandbox, forwarding_proxy(seen) as proxy, Phone.of(sandbox, MEMBER) as phone:
        environment = {
            "TELEGRAM_BOT_TOKEN": sandbox.token,
            "TELEGRAM_BASE_URL": sandbox.base_url,
            "TELEGRAM_PROXY": proxy,
        }
        async with started(own_data_dir, **environment) as process:
            await line_with(process, "正在接收")
            await phone.start()
            assert "学习小助手" in (await phone.next_message()).text
    assert {"getMe", "getUpdates", "sendMessage"} <= set(seen)
