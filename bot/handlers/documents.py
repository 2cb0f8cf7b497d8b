"""The documents of the knowledge base: looked through, corrected, taken out; each change is checked before it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from telegram import Message, Update

from bot import words
from bot.documents.batch import Batch, new_batch
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    answer_with,
    arguments,
    numbers,
    reply,
    services_of,
    tell,
)
from bot.people.roles import Action, require
from bot.views import batches
from bot.views import documents as views
from index.reindex import READING
from knowledge.correction import correct
from knowledge.document import Document, KnowledgeError

_DOING = "correct"


async def documents(update: Update, context: Context) -> None:
    """List the documents."""
    await _list(update, context, 0)


async def turn(update: Update, context: Context) -> None:
    """Show another page of the list."""
    (page,) = numbers(update, 1)
    await _list(update, context, page)


async def _list(update: Update, context: Context, page: int) -> None:
    found = (await services_of(context).library.current()).corpus.documents
    await answer_with(update, views.documents(found, page, date.today()))


async def _one(context: Context, key: str) -> Document | None:
    documents = (await services_of(context).library.current()).corpus.documents
    return next((d for d in documents if views.key_of(d) == key), None)


async def document(update: Update, context: Context) -> None:
    """Show one document, with what can be changed."""
    (key,) = arguments(update, 1)
    found = await _one(context, key)
    if found is None:
        await tell(update, words.DOCUMENT_GONE)
    else:
        await answer_with(update, views.document(found, date.today()))


async def take_out(update: Update, context: Context) -> None:
    """Check what the base would be without a document."""
    (key,) = arguments(update, 1)
    found = await _one(context, key)
    if found is None:
        await tell(update, words.DOCUMENT_GONE)
    else:
        await _check_in_place(update, context, new_batch(_chat(update), remove=(found.file,)))


async def correct_to(update: Update, context: Context) -> None:
    """Check a correction whose value stands on the button."""
    key, field, value = arguments(update, 3)
    found = await _one(context, key)
    if found is None:
        await tell(update, words.DOCUMENT_GONE)
        return
    wanted = {"superseded_by": "无", "repealed": "否"} if field == views.STANDING else {field: value}
    try:
        correct(found, wanted)
    except KnowledgeError as error:
        raise StaleButtonError from error
    await _check_in_place(update, context, new_batch(_chat(update), correct={found.file: wanted}))


def _chat(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0


async def _check_in_place(update: Update, context: Context, batch: Batch) -> None:
    """Check a change in the message whose button was pressed."""
    query = update.callback_query
    if not query or not isinstance(query.message, Message):
        raise StaleButtonError
    await services_of(context).checks.begin(replace(batch, message=query.message.message_id))
    await acknowledge(query)


async def ask_correction(update: Update, context: Context) -> None:
    """Ask for the right value of a field."""
    key, field = arguments(update, 2)
    found = await _one(context, key)
    if field not in views.WRITTEN or not update.callback_query:
        raise StaleButtonError
    if found is None:
        await tell(update, words.DOCUMENT_GONE)
        return
    state = {"doing": _DOING, "file": found.file, "field": field}
    await services_of(context).conversations.put(_chat(update), state)
    await answer_with(update, views.write_correction(found, field))


async def take_correction(update: Update, context: Context) -> bool:
    """Take the text of a correction; returns False where none is waited for."""
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if not message or not message.text or not person:
        return False
    state = await services.conversations.get(message.chat_id)
    if not state or state["doing"] != _DOING:
        return False
    require(await services.members.roles(person.id), Action.MANAGE_DOCUMENTS)
    documents = (await services.library.current()).corpus.documents
    found = next((d for d in documents if d.file == state["file"]), None)
    if found is None:
        await services.conversations.clear(message.chat_id)
        await tell(update, words.DOCUMENT_GONE)
        return True
    value = "" if message.text.strip() == words.RESTORE else message.text.strip()
    wanted = {state["field"]: value}
    correct(found, wanted)  # a wrong value is told at once, and another one may follow
    batch = new_batch(message.chat_id, correct={found.file: wanted})
    sent = await reply(message, batches.progress(batch, READING, 0.0))
    await services.checks.begin(replace(batch, message=sent.message_id))
    await services.conversations.clear(message.chat_id)
    return True
