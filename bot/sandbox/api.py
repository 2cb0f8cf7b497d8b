"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from __future__ import annotations

import hmac
import inspect
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.files import Upload
from bot.sandbox.limits import JSON, UPLOAD_BYTES, ApiError
from bot.sandbox.methods import METHODS, checked
from bot.sandbox.world import World

CALLS_KEPT = 100_000
_FORM_FIELD_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class Call:
    """One call of the bot, for tests to look at."""

    method: str
    params: JSON
    """As checked; of an upload only the name is kept."""
    at: float = field(default_factory=time.monotonic)
    """When it came in, seconds of `time.monotonic`."""
    status: int = 0
    """HTTP status of the answer; 0 while there is none."""


Fault = Callable[[Call, Callable[[], Awaitable[Response]]], Awaitable[Response]]
"""Stands around every call: may answer itself, or await the real answer and then lose, delay or replace it."""


def refused(error: ApiError) -> Response:
    """Render a refusal as Telegram does."""
    body: JSON = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, error.code)


class BotApi:
    """The routes the bot talks to.

    Args:
        world: What the calls act on.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.faults: list[Fault] = []
        self.routes = [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download, methods=["GET"]),
        ]

    async def call(self, request: Request) -> Response:
        """Answer one call."""
        try:
            self._authorise(request)
            name = request.path_params["method"]
            if name not in METHODS:
                raise ApiError("Not Found: method not found", 404)
            params = checked(name, await parameters(request))
        except ApiError as error:
            return refused(error)
        shown = {k: v.name if isinstance(v, Upload) else v for k, v in params.items()}
        call = Call(name, shown)
        self.calls.append(call)
        step: Callable[[], Awaitable[Response]] = partial(self._answer, name, params)
        for fault in reversed(self.faults):
            step = partial(fault, call, step)
        response = await step()
        call.status = response.status_code
        return response

    async def _answer(self, name: str, params: JSON) -> Response:
        try:
            result = METHODS[name].handler(self.world, params)
            if inspect.isawaitable(result):
                result = await result
        except ApiError as error:
            return refused(error)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # A nested object of a wrong shape, which Telegram refuses in one way or another
            return refused(ApiError(f"can't parse the parameters of {name}: {error!r}"))
        return JSONResponse({"ok": True, "result": result})

    async def download(self, request: Request) -> Response:
        """Answer a download of a file by its path."""
        try:
            self._authorise(request)
        except ApiError as error:
            return refused(error)
        file = self.world.files.at(request.path_params["path"])
        if file is None:
            return refused(ApiError("Not Found", 404))
        return Response(file.data, media_type="application/octet-stream")

    def _authorise(self, request: Request) -> None:
        if not hmac.compare_digest(request.path_params["token"].encode(), self.world.token.encode()):
            raise ApiError("Unauthorized", 401)


async def parameters(request: Request) -> JSON:
    """Read the parameters of a request: query, form, multipart or JSON.

    Raises:
        ApiError: The body is too large or not readable.
    """
    if int(request.headers.get("content-length", 0)) > UPLOAD_BYTES + _FORM_FIELD_BYTES:
        raise ApiError("Request Entity Too Large", 413)
    read: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = await request.json()
        except ValueError:
            raise ApiError("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise ApiError("object expected")
        return read | body
    async with request.form(max_part_size=_FORM_FIELD_BYTES) as form:
        for key, value in form.items():
            if isinstance(value, UploadFile):
                read[key] = Upload(value.filename or "file", await value.read())
            else:
                read[key] = value
    return read
