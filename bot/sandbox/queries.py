"""Presses on inline buttons and inline queries: asked by people, answered by the bot."""

from __future__ import annotations

import time

from bot.sandbox.limits import CALLBACK_ANSWER_UNITS, INLINE_RESULTS, JSON, ApiError, utf16
from bot.sandbox.messages import keyboard_content, readable, text_content
from bot.sandbox.world import Chat, Person, World

KEPT = 10_000
"""Queries kept, answered or not; the oldest go first."""
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _ask(world: World, kind: str, person: Person, update: JSON, **more: object) -> str:
    query_id = str(7_000_000_000 + next(world.numbers))
    world.queries[query_id] = {"kind": kind, "person": person.id, "at": time.monotonic(), "answered": False, **more}
    if len(world.queries) > KEPT:
        world.queries.popitem(last=False)
    world.updates.add(kind, {"id": query_id, "from": person.user, **update})
    return query_id


def _answer(world: World, kind: str, query_id: str) -> JSON:
    query = world.queries.get(query_id)
    late = query is not None and time.monotonic() - query["at"] > world.query_seconds
    if query is None or query["kind"] != kind or query["answered"] or late:
        raise ApiError(_TOO_OLD)
    query["answered"] = True
    return query


def press(world: World, person: Person, chat: Chat, number: int, data: str) -> str:
    """Press a button with callback data, as even an outdated screen may.

    Returns:
        The id under which the bot's answer will come.

    Raises:
        ApiError: The message is gone.
    """
    message = chat.message(number, "message not found")
    update: JSON = {"chat_instance": str(chat.id), "data": data}
    inline = chat.inline.get(number)
    update |= {"inline_message_id": inline} if inline else {"message": message}
    return _ask(world, "callback_query", person, update)


def answer_callback_query(world: World, p: JSON) -> bool:
    """Answer answerCallbackQuery."""
    if utf16(p.get("text", "")) > CALLBACK_ANSWER_UNITS:
        raise ApiError("MESSAGE_TOO_LONG")
    query = _answer(world, "callback_query", p["callback_query_id"])
    answer = {"query_id": p["callback_query_id"], "text": p.get("text", ""), "show_alert": p.get("show_alert", False)}
    world.people[query["person"]].feed.add("callback_answer", answer | ({"url": p["url"]} if "url" in p else {}))
    return True


def ask_inline(world: World, person: Person, chat: Chat, query: str, offset: str = "") -> str:
    """Type `@bot query` into the field of a chat.

    Returns:
        The id under which the results will come.
    """
    kind = "sender" if chat.type == "private" else chat.type
    return _ask(world, "inline_query", person, {"query": query, "offset": offset, "chat_type": kind}, query=query)


def answer_inline_query(world: World, p: JSON) -> bool:
    """Answer answerInlineQuery with articles."""
    results = p["results"]
    if len(results) > INLINE_RESULTS:
        raise ApiError("RESULTS_TOO_MUCH")
    if any(not 1 <= len(str(result.get("id", "")).encode()) <= 64 for result in results):
        raise ApiError("RESULT_ID_INVALID")
    if len({result["id"] for result in results}) < len(results):
        raise ApiError("RESULT_ID_DUPLICATE")
    contents = {str(result["id"]): _inline_content(result) for result in results}
    query = _answer(world, "inline_query", p["inline_query_id"])
    query["contents"] = contents
    shown = [
        {"id": r["id"], "title": r["title"], "description": r.get("description", ""), "text": contents[r["id"]]["text"]}
        for r in results
    ]
    data = {"query_id": p["inline_query_id"], "results": shown, "next_offset": p.get("next_offset", "")}
    world.people[query["person"]].feed.add("inline_results", data | ({"button": p["button"]} if "button" in p else {}))
    return True


def _inline_content(result: JSON) -> JSON:
    if result.get("type") != "article":
        raise ApiError("the sandbox shows inline results of type article only")
    if not result.get("title"):
        raise ApiError("can't parse inline query result: Can't find field \"title\"")
    content = result.get("input_message_content") or {}
    if "message_text" not in content:
        raise ApiError("can't parse inline query result: Can't find field \"message_text\"")
    return text_content({**content, "text": content["message_text"]}) | keyboard_content(result)


def choose_inline(world: World, person: Person, chat: Chat, query_id: str, result_id: str) -> JSON:
    """Send an inline result into a chat.

    Raises:
        ApiError: The bot offered no such result to this person.
    """
    query = world.queries.get(query_id, {})
    content = query.get("contents", {}).get(result_id)
    if content is None or query["person"] != person.id:
        raise ApiError("RESULT_ID_INVALID")
    message = world.post(chat, person.user, content | {"via_bot": world.bot})
    chosen = {"result_id": result_id, "from": person.user, "query": query["query"]}
    if "reply_markup" in content:
        # Only a message with a keyboard can be edited afterwards, so only it gets an id
        inline_id = f"inline_{next(world.numbers)}"
        chosen["inline_message_id"] = chat.inline[message["message_id"]] = inline_id
        world.inline[inline_id] = (chat.id, message["message_id"])
    world.updates.add("chosen_inline_result", chosen)
    if readable(chat, message):
        world.updates.add("message", message)
    return message
