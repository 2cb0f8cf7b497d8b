"""/report: what came of study tasks, as pictures, lists and tables."""

from __future__ import annotations

import asyncio
from io import BytesIO

from telegram import InputFile, Update

from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    acting,
    answer_with,
    arguments,
    audience_in,
    numbers,
    pressed,
    reply,
    services_of,
)
from bot.study import chart, sheet
from bot.study.report import Report
from bot.study.results import Answers
from bot.study.scope import WHOLE
from bot.study.summary import Period, Summary
from bot.views import study_report as views
from bot.views.view import View
from bot.words import study as words

_LARGEST = 2**31


async def reports(update: Update, context: Context) -> None:
    """List the latest tasks, by command or by the press of a button."""
    page = _numbers(update, 1)[0] if update.callback_query else 0
    if not update.effective_user:
        return
    found = services_of(context).reports
    listed, more = await found.listing(update.effective_user.id, page, views.PAGE)
    view = views.listing(listed, page, more, found.zone)
    if update.callback_query and _is_file(update):
        await acknowledge(update.callback_query)
        await reply(pressed(update), view)  # a picture cannot become a list
    else:
        await answer_with(update, view)


async def report(update: Update, context: Context) -> None:
    """Show what came of a task."""
    found = await _report(update, context)
    zone = services_of(context).reports.zone
    picture = await asyncio.to_thread(chart.of_report, found, zone)
    await _picture(update, picture, views.report(found, zone))


async def people(update: Update, context: Context) -> None:
    """Show who of the own branch has done a task and who has not."""
    task, at = _numbers(update, 2)
    found, listed = await services_of(context).reports.people(acting(update), task, at)
    await _acknowledged(update)
    for view in views.people(found, listed):
        await reply(pressed(update), view)


async def questions(update: Update, context: Context) -> None:
    """Show which questions were hard, with the way to their articles."""
    found = await _report(update, context)
    await _acknowledged(update)
    await reply(pressed(update), views.questions(found, await _readable(update, context, found.answers)))


async def parts(update: Update, context: Context) -> None:
    """Show the branches below, people counted."""
    task, at, page = _numbers(update, 3)
    found, listed = await services_of(context).reports.parts(acting(update), task, at)
    view = views.parts(found, listed, page)
    if _is_file(update):
        await _acknowledged(update)
        await reply(pressed(update), view)
    else:
        await answer_with(update, view)


async def as_sheet(update: Update, context: Context) -> None:
    """Send a report as a workbook."""
    task, at = _numbers(update, 2)
    services, viewer = services_of(context).reports, acting(update)
    found = await services.report(viewer, task, at)
    named = (await services.people(viewer, task, at))[1] if found.scope.named else None
    below = (await services.parts(viewer, task, at))[1] if found.scope.above else []
    data = await asyncio.to_thread(sheet.of_report, found, named, below, services.zone)
    await _document(update, data, found.task.title)


async def resend(update: Update, context: Context) -> None:
    """Send again what may not have arrived."""
    (task,) = _numbers(update, 1)
    services, query = services_of(context), update.callback_query
    count = await services.steering.resend_unknown(acting(update), task)
    services.sender.wake()
    if query:
        told = words.RESENT_UNKNOWN.format(count=count) if count else words.NOTHING_UNKNOWN
        await acknowledge(query, told, alert=True)


async def summary(update: Update, context: Context) -> None:
    """Say what was studied in a period."""
    found = await _summary(update, context)
    view = views.summary(found, await _readable(update, context, found.hardest))
    await answer_with(update, view)


async def summary_file(update: Update, context: Context) -> None:
    """Send what was studied in a period as a picture or a workbook."""
    what = arguments(update, 4)[0]
    found = await _summary(update, context)
    if what == views.PICTURE:
        await _picture(update, await asyncio.to_thread(chart.of_summary, found), None)
    elif what == views.SHEET:
        zone = services_of(context).reports.zone
        data = await asyncio.to_thread(sheet.of_summary, found, zone)
        await _document(update, data, found.period.label(found.first))
    else:
        raise StaleButtonError


async def summary_levels(update: Update, context: Context) -> None:
    """Offer the branches below for the summary of each."""
    page = _numbers(update, 2, skip=2)[1]
    found = await _summary(update, context)
    below = await services_of(context).summaries.below(acting(update), found.scope.at)
    await answer_with(update, views.levels(found, below, page))


# What a button is about


def _numbers(update: Update, count: int, skip: int = 0) -> list[int]:
    """Return the numbers behind a button's name, after as many other parts as are skipped."""
    if not skip:
        found = numbers(update, count)
    else:
        parts = arguments(update, count + skip)[skip:]
        if not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):
            raise StaleButtonError
        found = [int(part) for part in parts]
    if any(number >= _LARGEST for number in found):
        raise StaleButtonError
    return found


def _is_file(update: Update) -> bool:
    return pressed(update).text is None


async def _acknowledged(update: Update) -> None:
    if update.callback_query:
        await acknowledge(update.callback_query)


async def _report(update: Update, context: Context) -> Report:
    task, at = _numbers(update, 2)
    return await services_of(context).reports.report(acting(update), task, at)


async def _summary(update: Update, context: Context) -> Summary:
    """Return the summary that a button is about: [what:]period:back:at[:page]."""
    query = update.callback_query
    parts = (query.data or "").split(":")[1:] if query else []
    start = next((place for place, part in enumerate(parts) if part in tuple(Period)), len(parts))
    told = parts[start : start + 3]
    if len(told) < 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in told[1:]):
        raise StaleButtonError
    back, at = int(told[1]), int(told[2])
    return await services_of(context).summaries.summary(acting(update), Period(told[0]), back, at or WHOLE)


async def _readable(update: Update, context: Context, answers: tuple[Answers, ...]) -> dict[str, str]:
    """Return what the articles of questions are called, by id, those that the viewer may read."""
    answerer, audience = services_of(context).library.answerer, await audience_in(update.effective_chat, context)
    found: dict[str, str] = {}
    for key in {answer.article for answer in answers if answer.article}:
        place = answerer.corpus.find(key)
        if place and answerer.may_read(place, audience):
            document, article = answerer.corpus.document(place), answerer.corpus.article(place)
            found[key] = f"{document.title} {article.label or article.heading}"
    return found


# Files


async def _picture(update: Update, picture: bytes, view: View | None) -> None:
    await _acknowledged(update)
    await pressed(update).reply_photo(
        InputFile(BytesIO(picture), filename="report.png"),
        caption=view.text if view else None,
        parse_mode="HTML",
        reply_markup=view.keyboard if view else None,
    )


async def _document(update: Update, data: bytes, what: str) -> None:
    await _acknowledged(update)
    name = "".join(char for char in what if char.isalnum())[:30]
    await pressed(update).reply_document(
        InputFile(BytesIO(data), filename=words.SHEET_NAME.format(what=name)),
    )
