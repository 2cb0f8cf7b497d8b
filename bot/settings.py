"""Settings from the environment or `.env`, checked at the start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HANDBOOK = Path(__file__).parent.parent / "knowledge" / "texts"
_HOOK_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)
"""What setWebhook takes (core.telegram.org/bots/api#setwebhook), and long enough not to be guessed."""
_PROXIES = ("http", "https", "socks5", "socks5h")
_DATABASES = ("sqlite", "sqlite+aiosqlite", "postgres", "postgresql", "postgresql+asyncpg")


class SettingsError(Exception):
    """A setting is wrong; the message is one Chinese line naming it, its value and what is allowed."""


class Settings(BaseSettings):
    """What the environment may set; names in upper case there."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr = SecretStr("")
    """From @BotFather; without it the bot talks to its own sandbox."""
    telegram_base_url: str = ""
    """As python-telegram-bot means it: http://host:port/bot, the token is appended."""
    telegram_base_file_url: str = ""
    telegram_proxy: SecretStr = SecretStr("")
    """Used for requests and for polling; it may hold a password."""
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    data_dir: Path = Path("data")
    database_url: SecretStr = SecretStr("")
    knowledge_dir: Path = HANDBOOK
    """What is indexed when there is no index yet."""
    embedding_model: str = ""
    golden_bound: float = Field(default=0.05, ge=0, le=1)
    """How far the golden questions' hit@5 may fall before an index is not published by itself."""
    bot_admins: Annotated[frozenset[int], NoDecode] = frozenset()
    timezone: str = "Asia/Shanghai"
    port: int = Field(default=8080, ge=1, le=65535)
    """On 127.0.0.1: of the sandbox page or, with a webhook, where the proxy before the bot passes updates on."""

    @field_validator("telegram_bot_token", mode="after")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        number, _, rest = value.get_secret_value().partition(":")
        if value.get_secret_value() and not (number.isascii() and number.isdigit() and rest):
            raise ValueError("形如 123456:ABC-DEF 的机器人令牌（向 @BotFather 申请）")
        return value

    @field_validator("telegram_base_url", "telegram_base_file_url", "telegram_webhook_url", mode="after")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("http:// 或 https:// 开头的完整地址")
        return value

    @field_validator("telegram_proxy", mode="after")
    @classmethod
    def _proxy(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and not (parts.scheme in _PROXIES and parts.hostname):
            raise ValueError("http://、https:// 或 socks5:// 开头的代理地址")
        return value

    @field_validator("database_url", mode="after")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and (url.partition("://")[0] not in _DATABASES or "://" not in url):
            raise ValueError("sqlite:///… 或 postgresql://…")
        return value

    @field_validator("knowledge_dir", mode="after")
    @classmethod
    def _knowledge(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError("已存在的文件夹")
        return value

    @field_validator("bot_admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> frozenset[int]:
        if not isinstance(value, str):
            return frozenset(value) if isinstance(value, (set, frozenset, list, tuple)) else frozenset()
        parts = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("用逗号隔开的 Telegram 用户编号，例如 10001,10002")
        return frozenset(int(part) for part in parts)

    @field_validator("timezone", mode="after")
    @classmethod
    def _timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("时区名，例如 Asia/Shanghai")
        return value

    @model_validator(mode="after")
    def _webhook(self) -> Self:
        if self.telegram_webhook_url and not _HOOK_SECRET.fullmatch(self.telegram_webhook_secret.get_secret_value()):
            raise ValueError("TELEGRAM_WEBHOOK_SECRET")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone people live in."""
        return ZoneInfo(self.timezone)

    @property
    def snapshots(self) -> Path:
        """Folder of the published indexes."""
        return self.data_dir / "snapshots"

    @property
    def uploads(self) -> Path:
        """Files administrators have sent that are not published yet."""
        return self.data_dir / "uploads"

    @property
    def deliveries(self) -> Path:
        """What this machine's processes are sending."""
        return self.data_dir / "deliveries"

    @property
    def golden(self) -> Path:
        """The administrator's golden questions."""
        return self.data_dir / "golden.jsonl"

    @property
    def database(self) -> str:
        """URL of the database: SQLite in DATA_DIR unless set."""
        return self.database_url.get_secret_value() or f"sqlite:///{(self.data_dir / 'mingbai.sqlite3').absolute()}"


_SECRET = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - values of any setting
    """Read the settings; `given` goes before the environment.

    Raises:
        SettingsError: A value is wrong.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            raise SettingsError(
                "设置 TELEGRAM_WEBHOOK_SECRET 的值（不显示）不对，应为：16 到 256 个字母、数字、下划线或连字符"
            ) from error
        name = str(first["loc"][0])
        value = "（不显示）" if name in _SECRET else f"“{first['input']}”"
        allowed = first["msg"].removeprefix("Value error, ")
        if first["type"] != "value_error":
            allowed = _ALLOWED.get(name, allowed)
        raise SettingsError(f"设置 {name.upper()} 的值{value}不对，应为：{allowed}") from error


_ALLOWED = {"port": "1 到 65535 的整数", "golden_bound": "0 到 1 的小数"}
