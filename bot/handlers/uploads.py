"""Files from an administrator: collected into a batch, checked, published or given up."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from telegram import Message, Update
from telegram.error import BadRequest

from bot import words
from bot.documents.batch import Batch, Stage
from bot.handlers.context import Context, StaleButtonError, acknowledge, numbers, reply, say, services_of, show, tell
from bot.handlers.gate import manages_documents
from bot.handlers.versions import name_of
from bot.views import batches as views
from bot.views.view import View
from index.draft import GateError, StaleDraftError
from index.publication import BusyError

_TOO_BIG = "too big"
_ALBUM = "album"


async def receive(update: Update, context: Context) -> None:
    """Take a file into the batch that collects; from others than administrators none is taken."""
    message, person = update.message, update.effective_user
    if not message or not message.document or not person:
        return  # an edited caption: the file is here already
    if not await manages_documents(context, person.id):
        if _is_first(message, context):
            await say(message, words.ONLY_TEXT)
        return
    name = message.document.file_name or ""
    try:
        file = await message.document.get_file()
        data = bytes(await file.download_as_bytearray())
    except BadRequest as error:
        if _TOO_BIG not in error.message.lower():
            raise
        await say(message, words.FILE_TOO_BIG.format(name=name))
        return
    services = services_of(context)
    batch = await asyncio.to_thread(services.batches.receive, message.chat_id, name, data)
    if batch.message:
        await services.checks.show(batch)
    else:
        sent = await reply(message, views.received(batch))
        await asyncio.to_thread(services.batches.put, replace(batch, message=sent.message_id))


def _is_first(message: Message, context: Context) -> bool:
    """Tell whether a file is the first of those sent in one go."""
    album, seen = message.media_group_id, context.chat_data
    if album is None or seen is None:
        return True
    before, seen[_ALBUM] = seen.get(_ALBUM), album
    return bool(before != album)


async def _batch(update: Update, context: Context) -> Batch:
    """Return the batch a button is about.

    Raises:
        BatchError: It is over.
    """
    number = numbers(update, 1)[0]
    if not update.effective_user:
        raise StaleButtonError
    return await asyncio.to_thread(services_of(context).batches.get, update.effective_user.id, number)


async def check(update: Update, context: Context) -> None:
    """Begin to check a batch."""
    batch = await _batch(update, context)
    if update.callback_query:
        await services_of(context).checks.begin(batch)
        await acknowledge(update.callback_query)


async def give_up(update: Update, context: Context) -> None:
    """Drop a batch before or while it is checked."""
    batch = await _batch(update, context)
    if update.callback_query:
        await services_of(context).checks.give_up(batch)
        await acknowledge(update.callback_query)


async def preview(update: Update, context: Context) -> None:
    """Show a page of what would change."""
    number, page = numbers(update, 2)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        raise StaleButtonError
    batch = await asyncio.to_thread(services.batches.get, person.id, number)
    draft = await services.publishing.draft(batch)
    if services.checks.is_checking(batch):
        await tell(update, words.BATCH_BUSY)
    elif draft is None:
        await show(query, views.stale(batch, words.STALE))
    else:
        await show(query, await asyncio.to_thread(views.preview, batch, draft, page))


async def publish(update: Update, context: Context) -> None:
    """Put into use what passed the golden questions."""
    await _publish(update, context, force=False)


async def ask_publish_anyway(update: Update, context: Context) -> None:
    """Ask a second time before publishing what did not pass."""
    batch = await _batch(update, context)
    draft = await services_of(context).publishing.draft(batch)
    if update.callback_query:
        view = views.ask_publish_anyway(batch, draft) if draft else views.stale(batch, words.STALE)
        await show(update.callback_query, view)


async def publish_anyway(update: Update, context: Context) -> None:
    """Put into use what did not pass, on record as forced."""
    await _publish(update, context, force=True)


async def _publish(update: Update, context: Context, *, force: bool) -> None:
    batch = await _batch(update, context)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        raise StaleButtonError
    if services.checks.is_checking(batch) or batch.stage is not Stage.CHECKED:
        await tell(update, words.BATCH_BUSY)
        return
    try:
        summary = await services.publishing.publish(person.id, batch, force=force)
    except (BusyError, GateError) as error:
        await tell(update, str(error)[:200])
    except StaleDraftError as error:
        await show(query, views.stale(batch, await _why_stale(context, person.id, str(error))))
    else:
        await show(query, views.published(summary))


async def _why_stale(context: Context, viewer: int, reason: str) -> str:
    """Say who changed the base in the meantime."""
    last = await services_of(context).publishing.last()
    if last is None:
        return reason
    who = await name_of(context, last.actor, viewer)
    return f"{reason}\n{words.CHANGED_BY.format(who=who)}"


async def discard(update: Update, context: Context) -> None:
    """Give up a draft."""
    batch = await _batch(update, context)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        raise StaleButtonError
    if services.checks.is_checking(batch):
        await tell(update, words.BATCH_BUSY)
        return
    await services.publishing.discard(person.id, batch)
    await show(query, View(words.DISCARDED))
