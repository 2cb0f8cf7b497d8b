"""The person's side over HTTP: what the page and the tests do with a phone in hand.

All answers are JSON; a refusal is `{"error": one Chinese line}`. What happens in a person's chats is told live by
server-sent events.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import groups, messages, polls, queries
from bot.sandbox.api import parameters
from bot.sandbox.files import Upload
from bot.sandbox.limits import JSON, TEXT_UNITS, ApiError, utf16
from bot.sandbox.markup import formatted
from bot.sandbox.profile import menu
from bot.sandbox.world import Chat, Person, World

HEARTBEAT_SECONDS = 15.0
_SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_REASONS = {
    "message not found": "这条消息已经不在了",
    "message to edit not found": "这条消息已经不在了",
    "message can't be edited": "只能修改自己发的文字消息",
    "message to be replied not found": "要回复的消息已经不在了",
    "MESSAGE_POLL_CLOSED": "投票已结束",
    "REVOTE_NOT_ALLOWED": "答案不能更改",
    "OPTION_INVALID": "没有这个选项",
    "RESULT_ID_INVALID": "没有这条结果",
    "IMAGE_PROCESS_FAILED": "只能把 PNG 或 JPEG 图片当作照片发送",
    "file must be non-empty": "文件是空的，请换一个",
    "message text is empty": "消息是空的，请先输入文字",
    "message is too long": "消息太长，最多 4096 个字",
    "message caption is too long": "说明太长，最多 1024 个字",
    "Request Entity Too Large": "文件太大：文件最多 50 MB，照片最多 10 MB",
}

Act = Callable[["PhoneApi", Request, Person], Awaitable[Response]]


class WrongError(Exception):
    """What a person asked for cannot be; the message is shown to them."""


class PhoneApi:
    """The routes of the person's side.

    Args:
        world: What the people live in.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        person, chat = "/sandbox/people/{person:int}", "/sandbox/people/{person:int}/chats/{chat}"
        message = chat + "/messages/{message:int}"
        self.routes = [
            Route("/sandbox/people", self.people, methods=["GET"]),
            Route("/sandbox/people", self.add_person, methods=["POST"]),
            Route("/sandbox/files/{file}", self.file, methods=["GET"]),
            Route(f"{person}/events", self._as_person(PhoneApi._events), methods=["GET"]),
            Route(f"{person}/start", self._as_person(PhoneApi._start), methods=["POST"]),
            Route(f"{person}/block", self._as_person(PhoneApi._block), methods=["POST"]),
            Route(chat, self._as_person(PhoneApi._history), methods=["GET"]),
            Route(f"{chat}/bot", self._as_person(PhoneApi._place_bot), methods=["POST"]),
            Route(f"{chat}/upgrade", self._as_person(PhoneApi._upgrade), methods=["POST"]),
            Route(f"{chat}/messages", self._as_person(PhoneApi._send), methods=["POST"]),
            Route(message, self._as_person(PhoneApi._edit), methods=["PATCH"]),
            Route(f"{message}/press", self._as_person(PhoneApi._press), methods=["POST"]),
            Route(f"{message}/vote", self._as_person(PhoneApi._vote), methods=["POST"]),
            Route(f"{chat}/inline", self._as_person(PhoneApi._inline), methods=["POST"]),
            Route(f"{chat}/inline/{{query}}", self._as_person(PhoneApi._choose), methods=["POST"]),
        ]

    def _as_person(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """Find who acts, and turn refusals into a line they can read."""

        async def endpoint(request: Request) -> Response:
            try:
                person = self.world.people.get(request.path_params["person"])
                if person is None:
                    raise WrongError("没有这个人，请先创建")
                return await act(self, request, person)
            except ApiError as error:
                words = error.description.removeprefix("Bad Request: ")
                return JSONResponse({"error": _REASONS.get(words, words)}, error.code)
            except WrongError as error:
                return JSONResponse({"error": str(error)}, 400)
            except (TypeError, ValueError):
                return JSONResponse({"error": "请求里有读不懂的内容"}, 400)

        return endpoint

    def _chat(self, request: Request, person: Person) -> Chat:
        given = request.path_params["chat"]
        number = person.id if given == "private" else int(given) if given.lstrip("-").isdigit() else 0
        chat = self.world.chats.get(number)
        if chat is None or person.id not in chat.members:
            raise WrongError(f"{person.first_name}不在这个聊天里")
        return chat

    async def people(self, _: Request) -> Response:
        """List the bot, the people and the group."""
        group = self.world.group
        return JSONResponse(
            {
                "bot": self.world.bot | {"description": self.world.names.get(("description", ""), "")},
                "group": {"id": group.id, "title": group.title, "members": list(group.members)},
                "people": [
                    {"id": p.id, "name": p.first_name, "role": p.role, "started": p.started, "blocked": p.blocked}
                    for p in self.world.people.values()
                ],
            }
        )

    async def add_person(self, request: Request) -> Response:
        """Create a person: `{"id", "name", "started", "in_group"}`."""
        p = await parameters(request)
        number, name = p.get("id"), p.get("name")
        if not isinstance(number, int) or number <= 0 or not isinstance(name, str) or not name:
            return JSONResponse({"error": "请给出正整数的 id 和姓名 name"}, 400)
        if number in self.world.people:
            return JSONResponse({"error": f"编号 {number} 已经有人用了"}, 400)
        person = Person(number, name, username=p.get("username", ""), started=bool(p.get("started")))
        self.world.add_person(person, "member" if p.get("in_group") else "")
        return JSONResponse({"id": number})

    async def file(self, request: Request) -> Response:
        """Hand out a file of any chat; only pictures are shown in place."""
        try:
            file = self.world.files.get(request.path_params["file"])
        except ApiError:
            return JSONResponse({"error": "文件已经不在了"}, 404)
        if file.mime in _SHOWN_INLINE:
            return Response(file.data, media_type=file.mime)
        return Response(file.data, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})

    async def _events(self, request: Request, person: Person) -> Response:
        """Stream what happens in the person's chats, from event number `since` on."""
        seen = int(request.headers.get("last-event-id") or request.query_params.get("since") or person.feed.last)

        async def stream() -> AsyncIterator[str]:
            last = seen
            yield ": 已连接\n\n"
            while not self.world.updates.closed:
                events = await person.feed.after(last, HEARTBEAT_SECONDS)
                for last, kind, data in events:
                    yield f"id: {last}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
                if not events:
                    yield ": 还在\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _history(self, request: Request, person: Person) -> Response:
        """Return a chat as the person sees it, and the number of the last event it reflects."""
        chat = self._chat(request, person)
        return JSONResponse(
            {
                "chat": chat.brief,
                "started": person.started,
                "blocked": person.blocked,
                "commands": menu(self.world, person, chat),
                "pinned": chat.pinned,
                "messages": [self.world.view(chat, m, person.id) for m in chat.messages.values()],
                "last": person.feed.last,
            }
        )

    async def _start(self, request: Request, person: Person) -> Response:
        """Press 开始, by way of a deep link where there is a `payload`."""
        payload = (await parameters(request)).get("payload", "")
        if payload and not (payload.replace("-", "").replace("_", "").isalnum() and len(payload) <= 64):
            raise WrongError("链接参数只能有 64 个以内的字母、数字、下划线和短横")
        chat = self.world.chats[person.id]
        text = f"/start {payload}" if payload else "/start"
        message = messages.say(self.world, person, chat, messages.text_content({"text": text}))
        return JSONResponse({"message": message})

    async def _block(self, request: Request, person: Person) -> Response:
        """Block the bot, or take it back with `{"blocked": false}`."""
        messages.set_blocked(self.world, person, bool((await parameters(request)).get("blocked", True)))
        return JSONResponse({"blocked": person.blocked})

    async def _place_bot(self, request: Request, person: Person) -> Response:
        """Remove the bot from a group, or add it again with `{"present": true}`."""
        chat = self._chat(request, person)
        if chat.type == "private" or chat.members.get(person.id) not in groups.HIGH:
            raise WrongError("只有群管理员可以移出、加入机器人")
        groups.place_bot(self.world, person, chat, present=bool((await parameters(request)).get("present")))
        return JSONResponse({"present": chat.bot == "member"})

    async def _upgrade(self, request: Request, person: Person) -> Response:
        """Let a group become a supergroup."""
        chat = self._chat(request, person)
        if chat.type != "group":
            raise WrongError("只有普通群能升级为超级群")
        return JSONResponse({"id": groups.upgrade(self.world, person, chat).id})

    async def _send(self, request: Request, person: Person) -> Response:
        """Send a text (long ones in pieces, as phones do), or an uploaded file with a caption, or a sticker.

        Files of one `album`, sent one after another, belong together. An administrator of the group may stay
        `anonymous`.
        """
        chat = self._chat(request, person)
        p = await parameters(request)
        if chat.moved:
            raise WrongError("这个群已经升级为超级群，请到新的群里说")
        if chat.type == "private" and person.blocked and p.get("text") != "/start":
            raise WrongError("已停用机器人，恢复后才能发消息")
        reply_to = int(p["reply_to"]) if p.get("reply_to") else None
        anonymous = bool(p.get("anonymous"))
        if anonymous and chat.members.get(person.id) not in groups.HIGH:
            raise WrongError("只有群管理员可以匿名发言")
        sent = [messages.say(self.world, person, chat, c, reply_to, anonymous=anonymous) for c in self._contents(p)]
        return JSONResponse({"messages": [self.world.view(chat, m, person.id) for m in sent]})

    def _contents(self, p: JSON) -> list[JSON]:
        kind = p.get("kind", "text")
        if kind == "text":
            return [messages.text_content({"text": piece}) for piece in _pieces(str(p.get("text", "")))]
        if kind == "sticker":
            return [self.world.files.add("sticker", Upload(str(p.get("emoji") or "👍"), b"sticker")).content]
        if kind not in ("document", "photo", "video", "voice") or not isinstance(p.get("file"), Upload):
            raise WrongError("请选择要发送的文件")
        # Files sent in one go come as messages of one group, as from a phone
        group = {"media_group_id": str(p["album"])} if p.get("album") else {}
        caption = messages.caption_content({"caption": p.get("caption", "")})
        return [self.world.files.add(kind, p["file"]).content | caption | group]

    async def _edit(self, request: Request, person: Person) -> Response:
        chat = self._chat(request, person)
        text = str((await parameters(request)).get("text", ""))
        message = messages.say_again(self.world, person, chat, request.path_params["message"], text)
        return JSONResponse({"message": message})

    async def _press(self, request: Request, person: Person) -> Response:
        chat = self._chat(request, person)
        data = str((await parameters(request)).get("data", ""))
        return JSONResponse({"query_id": queries.press(self.world, person, chat, request.path_params["message"], data)})

    async def _vote(self, request: Request, person: Person) -> Response:
        chat = self._chat(request, person)
        options = (await parameters(request)).get("options", [])
        return JSONResponse({"message": polls.vote(self.world, person, chat, request.path_params["message"], options)})

    async def _inline(self, request: Request, person: Person) -> Response:
        chat = self._chat(request, person)
        p = await parameters(request)
        return JSONResponse(
            {
                "query_id": queries.ask_inline(
                    self.world, person, chat, str(p.get("query", "")), str(p.get("offset", ""))
                )
            }
        )

    async def _choose(self, request: Request, person: Person) -> Response:
        chat = self._chat(request, person)
        result = str((await parameters(request)).get("result_id", ""))
        message = queries.choose_inline(self.world, person, chat, request.path_params["query"], result)
        return JSONResponse({"message": message})


def _pieces(text: str) -> list[str]:
    """Cut a text where Telegram's apps would, at its limit."""
    text = formatted(text).text
    pieces, piece, units = [], "", 0
    for letter in text:
        if units + utf16(letter) > TEXT_UNITS:
            pieces.append(piece)
            piece, units = "", 0
        piece, units = piece + letter, units + utf16(letter)
    # White space at a cut is trimmed away and must not become an empty message
    return [p for p in [*pieces, piece] if p.strip()] or [""]
