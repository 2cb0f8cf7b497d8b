"""What stands behind a t.me link to the bot (core.telegram.org/bots/features#deep-linking)."""

from __future__ import annotations

import re

INVITE_PREFIX = "join_"
_INVITE = re.compile(rf"{INVITE_PREFIX}[A-Za-z0-9_-]{{22}}")
"""128 random bits in URL-safe base64."""


def deep_link(username: str, payload: str) -> str | None:
    """Return the link to a bot; None where its name is not known."""
    username = username.strip().removeprefix("@")
    return f"https://t.me/{username}?start={payload}" if username else None


def is_invite(payload: str) -> bool:
    """Tell whether what stands behind /start looks like an invite."""
    return _INVITE.fullmatch(payload) is not None
