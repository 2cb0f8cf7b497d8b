"""How a question goes on from the one before it, by the same person in the same chat."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot.services import Services
from bot.threads import Standing
from bot.views import answers, following
from bot.views.view import View
from index import in_thread
from index.answer import Answer, Answerer, Outcome
from index.follow_up import FollowUp, Thread, in_full, read
from knowledge.document import Audience


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes:
        typed: As typed.
        follow_up: How it goes on from the one before; None where it stands by itself.
    """

    typed: str
    follow_up: FollowUp | None = None

    @property
    def in_full(self) -> str:
        """What is asked, standing by itself."""
        return in_full(self.follow_up) if self.follow_up else self.typed


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question; `answerer` has the corpus its places are in."""

    answerer: Answerer
    result: Answer
    follow_up: FollowUp | None

    @property
    def view(self) -> View:
        """What to show."""
        if self.follow_up:
            return following.answer(self.answerer, self.result, self.follow_up)
        return answers.answer(self.answerer, self.result)

    @property
    def thread(self) -> Thread | None:
        """Where the thread is now; None where nothing was cited."""
        return in_thread.thread_after(self.answerer, self.result, self.follow_up)


async def understand(message: Message, typed: str, services: Services) -> Question:
    """Read a question as the thread of whoever asks it has it."""
    standing = await _standing(message, services)
    thread = standing.found_by(message.message_id) if standing else None
    return Question(typed, read(typed, thread) if thread else None)


async def find(question: Question, audience: Audience, services: Services) -> Found:
    """Answer a question; one whose thread has lost its article meanwhile is asked as it was typed."""
    if question.follow_up:
        answerer, result = await services.library.follow(question.follow_up, audience)
        if result:
            return Found(answerer, result, question.follow_up)
    return Found(*await services.library.ask(question.typed, audience), None)


async def keep(message: Message, found: Found, services: Services) -> None:
    """Let the next question go on from an answer; a new one that found none ends the thread, a follow-up does not."""
    person = _asker(message)
    if person is None or found.result.outcome is Outcome.NOT_A_QUESTION:
        return
    standing = await _standing(message, services)
    before = standing.found_by(message.message_id) if standing else None
    thread = found.thread or (before if found.follow_up else None)
    if thread:
        await services.threads.put(message.chat_id, person, Standing(thread, message.message_id, before))
    else:
        await drop(message, services)


async def drop(message: Message, services: Services) -> None:
    """Let the next question of whoever wrote a message stand by itself."""
    person = _asker(message)
    if person:
        await services.threads.drop(message.chat_id, person)


async def move(query: CallbackQuery, thread: Thread, services: Services) -> None:
    """Let the next question of whoever pressed a button go on from what it showed."""
    if not isinstance(query.message, Message):
        return
    chat, person = query.message.chat_id, query.from_user.id
    standing = await services.threads.get(chat, person)
    if standing is None or standing.thread.article != thread.article:
        message, before = (standing.message, standing.before) if standing else (0, None)
        await services.threads.put(chat, person, Standing(thread, message, before))


async def above(query: CallbackQuery, services: Services) -> Question | None:
    """Return the question the message with this button answers, as it was understood.

    None where the message with the question is gone, or went on from something that is not known any more.
    """
    message, typed = _replied(query), question_of(query)
    if message is None or typed is None:
        return None
    standing = await _standing(message, services)
    if standing and standing.message == message.message_id:
        return Question(typed, read(typed, standing.before) if standing.before else None)
    return None if read(typed, Thread("", "")) else Question(typed)


def question_of(query: CallbackQuery) -> str | None:
    """Return the question the message with this button answers, as its author sees it above the answer."""
    asked = _replied(query)
    if asked is None or not asked.text:
        return None
    if asked.text.startswith("/"):
        return asked.text.partition(" ")[2] or None
    return re.sub(r"@\w+", " ", asked.text) if asked.chat.type != ChatType.PRIVATE else asked.text


def _replied(query: CallbackQuery) -> Message | None:
    return query.message.reply_to_message if isinstance(query.message, Message) else None


def _asker(message: Message) -> int | None:
    """Return who asks; None for somebody who writes in a group's or channel's name: they are several."""
    return message.from_user.id if message.from_user and not message.sender_chat else None


async def _standing(message: Message, services: Services) -> Standing | None:
    person = _asker(message)
    return await services.threads.get(message.chat_id, person) if person else None
