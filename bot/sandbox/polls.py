"""Polls and quizzes."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from bot.sandbox.limits import (
    EXPLANATION_LINE_FEEDS,
    EXPLANATION_UNITS,
    JSON,
    OPTION_UNITS,
    OPTIONS,
    QUESTION_UNITS,
    ApiError,
    utf16,
)
from bot.sandbox.markup import formatted
from bot.sandbox.messages import keyboard_content, send
from bot.sandbox.world import BOT_ID, Chat, Person, World

OPEN_SECONDS = range(5, 2_628_001)


def send_poll(world: World, p: JSON) -> JSON:
    """Answer sendPoll."""
    world.open_chat(p["chat_id"])
    options = [option["text"] if isinstance(option, dict) else option for option in p["options"]]
    question = formatted(p["question"]).text
    _check_words(question, options)
    poll: JSON = {
        # as with Telegram none comes twice: a database outlives the sandbox
        "id": str(time.time_ns() + next(world.numbers)),
        "question": question,
        "options": [{"persistent_id": str(i), "text": o, "voter_count": 0} for i, o in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": p.get("is_closed", False),
        "is_anonymous": p.get("is_anonymous", True),
        "type": p.get("type", "regular"),
        "allows_multiple_answers": p.get("allows_multiple_answers", False),
        "allows_revoting": p.get("allows_revoting", p.get("type") != "quiz"),
        "members_only": False,
    }
    message = send(world, p, {"poll": poll | _quiz(p, len(options)) | _end(p)})
    if seconds := p.get("open_period") or max(0, p.get("close_date", 0) - time.time()):
        close = partial(_close, world, world.chat(p["chat_id"]), message["message_id"])
        asyncio.get_running_loop().call_later(seconds * world.second, close)
    return message


def _check_words(question: str, options: list[str]) -> None:
    if not question:
        raise ApiError("poll question must be non-empty")
    if utf16(question) > QUESTION_UNITS:
        raise ApiError(f"poll question length must not exceed {QUESTION_UNITS}")
    if len(options) not in OPTIONS:
        few = len(options) < OPTIONS.start
        raise ApiError(
            f"poll must have at least {OPTIONS.start} option"
            if few
            else f"poll can't have more than {OPTIONS.stop - 1} options"
        )
    if any(not option.strip() for option in options):
        raise ApiError("poll options must be non-empty")
    if any(utf16(option) > OPTION_UNITS for option in options):
        raise ApiError(f"poll options length must not exceed {OPTION_UNITS}")


def _quiz(p: JSON, options: int) -> JSON:
    """Read what only a quiz has: the right answers and the explanation."""
    if p.get("type", "regular") not in ("quiz", "regular"):
        raise ApiError("unsupported poll type specified")
    if p.get("type") != "quiz":
        return {}
    right = p.get("correct_option_ids", [p["correct_option_id"]] if "correct_option_id" in p else [])
    if not right or any(r not in range(options) for r in right):
        raise ApiError("wrong correct option ID specified")
    quiz: JSON = {"correct_option_ids": sorted(right)}
    explanation = formatted(p.get("explanation", ""), p.get("explanation_parse_mode"), p.get("explanation_entities"))
    if explanation.units > EXPLANATION_UNITS:
        raise ApiError(f"explanation length must not exceed {EXPLANATION_UNITS}")
    if explanation.text.count("\n") > EXPLANATION_LINE_FEEDS:
        raise ApiError(f"explanation must not have more than {EXPLANATION_LINE_FEEDS} line feeds")
    if explanation.text:
        quiz |= {"explanation": explanation.text, "explanation_entities": explanation.entities}
    return quiz


def _end(p: JSON) -> JSON:
    if "open_period" in p and "close_date" in p:
        raise ApiError("open_period and close_date can't be used together")
    seconds = p.get("open_period", p.get("close_date", time.time() + OPEN_SECONDS.start) - time.time())
    if round(seconds) not in OPEN_SECONDS:
        raise ApiError("poll open period is out of range")
    if "open_period" in p:
        return {"open_period": p["open_period"], "close_date": int(time.time() + p["open_period"])}
    return {"close_date": p["close_date"]} if "close_date" in p else {}


def stop_poll(world: World, p: JSON) -> JSON:
    """Answer stopPoll."""
    chat = world.open_chat(p["chat_id"])
    message = chat.message(p["message_id"], "message with poll to stop not found")
    if "poll" not in message or message["from"]["id"] != BOT_ID:
        raise ApiError("message is not a poll")
    if message["poll"]["is_closed"]:
        raise ApiError("poll has already been closed")
    kept = {k: v for k, v in message.items() if k != "reply_markup"}
    return _set(world, chat, kept | keyboard_content(p), message["poll"] | {"is_closed": True})


def vote(world: World, person: Person, chat: Chat, number: int, options: list[int]) -> JSON:
    """Let a person choose options; an empty choice takes the vote back.

    Raises:
        ApiError: The poll is closed or gone, the options are not in it, or the vote may not be changed.
    """
    message = chat.message(number, "message not found")
    poll = message.get("poll")
    if not poll or poll["is_closed"]:
        raise ApiError("MESSAGE_POLL_CLOSED")
    votes = world.votes.setdefault(poll["id"], {})
    if person.id in votes and not poll["allows_revoting"]:
        raise ApiError("REVOTE_NOT_ALLOWED")
    single = not poll["allows_multiple_answers"]
    if any(o not in range(len(poll["options"])) for o in options) or (single and len(options) > 1):
        raise ApiError("OPTION_INVALID")
    votes.pop(person.id, None)
    if options:
        votes[person.id] = sorted(set(options))
    counted = [{**o, "voter_count": sum(i in v for v in votes.values())} for i, o in enumerate(poll["options"])]
    poll = _set(world, chat, message, poll | {"options": counted, "total_voter_count": len(votes)})
    if not poll["is_anonymous"]:
        answer = {"poll_id": poll["id"], "user": person.user, "option_ids": votes.get(person.id, [])}
        world.updates.add("poll_answer", answer | {"option_persistent_ids": [str(o) for o in answer["option_ids"]]})
    return world.view(chat, chat.messages[number], person.id)


def _set(world: World, chat: Chat, message: JSON, poll: JSON) -> JSON:
    world.replace(chat, message | {"poll": poll})
    world.updates.add("poll", poll)
    return poll


def _close(world: World, chat: Chat, number: int) -> None:
    message = chat.messages.get(number)
    if message and not message["poll"]["is_closed"]:
        _set(world, chat, message, message["poll"] | {"is_closed": True})
