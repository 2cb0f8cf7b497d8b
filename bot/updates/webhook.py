"""The webhook: what Telegram pushes goes into the inbox, and only then is Telegram told that it has arrived."""

from __future__ import annotations

import hmac
import json
import logging

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.updates.inbox import Inbox

LARGEST_BODY = 1024 * 1024
"""Bytes. An update carries no files; the longest hold a text or a poll."""
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LOGGER = logging.getLogger(__name__)


def webhook_route(inbox: Inbox, bot: Bot, path: str, secret: str) -> Route:
    """Make the route Telegram's setWebhook points to.

    It answers 200 when the update is stored; 503 when it cannot be now, and Telegram sends it again; 403 to whoever
    does not know the secret; 413 and 400 to what is no update.

    Args:
        inbox: Where updates go.
        bot: Whose they are.
        path: Of the route, as in "/telegram".
        secret: What setWebhook was given as `secret_token`; not empty.

    Raises:
        ValueError: There is no secret.
    """
    if not secret:
        raise ValueError("a webhook without a secret would take updates from anybody")

    async def receive(request: Request) -> Response:
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        try:
            update = await _read(request, bot)
        except _TooLargeError:
            return Response(status_code=413)
        except (ClientDisconnect, ValueError, TypeError, KeyError, AttributeError, TelegramError) as error:
            _LOGGER.error("webhook: not an update: %s", type(error).__name__)
            return Response(status_code=400)
        try:
            await inbox.put(update)
        except TelegramError as error:
            _LOGGER.error("webhook: %s", error)
            return Response(status_code=503)
        return Response()

    return Route(path, receive, methods=["POST"])


class _TooLargeError(Exception):
    """A body no update can have."""


async def _read(request: Request, bot: Bot) -> Update:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _TooLargeError
    return Update.de_json(json.loads(body), bot)
