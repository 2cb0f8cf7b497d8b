"""A wrong setting is told in one line that names it, its value and what is allowed; a secret's value is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("TIMEZONE", "Mars/Base", "Asia/Shanghai"),
        ("BOT_ADMINS", "张三", "用户编号"),
        ("PORT", "http", "65535"),
        ("PORT", "70000", "65535"),
        ("TELEGRAM_BASE_URL", "localhost:8081", "http://"),
        ("TELEGRAM_WEBHOOK_URL", "example", "http://"),
        ("KNOWLEDGE_DIR", "no-such-folder", "文件夹"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    line = str(caught.value)
    assert name in line
    assert value in line
    assert allowed in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "hunter2"),
        ("TELEGRAM_PROXY", "ftp://me:hunter2@proxy"),
        ("DATABASE_URL", "mysql://me:hunter2@host/db"),
    ],
)
def test_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert name in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_nothing_set_is_a_good_start() -> None:
    settings = load_settings()
    assert settings.data_dir == Path("data")
    assert settings.knowledge_dir.is_dir()
    assert settings.database.startswith("sqlite:///")


@pytest.mark.parametrize("given", ["10001,10002", " 10001， 10002 ,"])
def test_administrators_are_a_list_of_numbers(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("BOT_ADMINS", given)
    assert load_settings().bot_admins == {10001, 10002}


def test_a_settings_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("TIMEZONE=Asia/Urumqi\nBOT_ADMINS=7\n")
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.timezone == "Asia/Urumqi"
    assert settings.bot_admins == {7}


def test_secrets_do_not_show_when_printed() -> None:
    assert "hunter2" not in repr(Settings(telegram_bot_token="1:hunter2", telegram_webhook_secret="hunter2"))  # type: ignore[arg-type]
