"""What each step of composing a study task shows, and how it gets onto the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden

from bot.handlers.context import Context, audience_in, services_of, show
from bot.people.memberships import Membership
from bot.people.roles import Action
from bot.services import Services
from bot.study.composition import Composition, Step, checked
from bot.study.questions import proposed
from bot.study.templates import templates
from bot.views import addressing
from bot.views import composing as views
from bot.views.view import View
from index.answer import Answerer
from index.corpus import Place

_COPIES = 10
_FOUND = 6


async def begin(context: Context, author: int, last: int = 0) -> None:
    """Begin to compose, or offer to go on with what was begun; `last` is the message that asked for it."""
    services = services_of(context)
    await services.conversations.clear(author)  # what is typed now belongs to the task
    before = await services.drafts.get(author)
    c = before if before and before.given else Composition(panel=before.panel if before else 0)
    view = views.unfinished(c) if c.given else await view_of(services, author, c)
    await move(context, author, replace(c, last=max(c.last, last)), view)


async def present(update: Update, context: Context, c: Composition, note: str = "", question: str = "") -> None:
    """Keep a draft and show its step: in the message whose button was pressed, else in a new one below.

    Args:
        update: What led here.
        context: Of the handler.
        c: The draft.
        note: What is wrong with what was just given.
        question: What was asked for, where an article is looked for.
    """
    person, services = update.effective_user, services_of(context)
    if person is None:
        return
    if c.shown and c.step is not Step.SEND_AT:
        await take_away(context, person.id, c.shown)
        c = replace(c, shown=())
    await services.drafts.put(person.id, c)
    found = await _looked_up(update, context, question) if question else ()
    view = await view_of(services, person.id, c, note, question, found)
    if update.callback_query:
        services.live.drop(person.id, c.panel)
        await show(update.callback_query, view)
    else:
        await move(context, person.id, c, view)


async def move(context: Context, author: int, c: Composition, view: View) -> None:
    """Show a draft in a new message below everything, and take the old one away."""
    services = services_of(context)
    if c.panel:
        services.live.drop(author, c.panel)
        await take_away(context, author, (c.panel,))
    sent = await context.bot.send_message(author, view.text, parse_mode="HTML", reply_markup=view.keyboard)
    await services.drafts.put(author, replace(c, panel=sent.message_id))


async def put_aside(context: Context, author: int) -> bool:
    """Close the dialog and keep the draft; returns whether there was one that took in what was typed."""
    services = services_of(context)
    c = await services.drafts.waiting(author)
    if c is None:
        return False
    if c.shown:
        await take_away(context, author, c.shown)
        await services.drafts.put(author, replace(c, shown=()))
    return await services.drafts.put_aside(author)


async def take_away(context: Context, chat: int, messages: Sequence[int]) -> None:
    """Delete messages of the bot; those Telegram does not let go stay."""
    try:
        await context.bot.delete_messages(chat, messages)
    except (BadRequest, Forbidden):
        return


def adopt(update: Update, c: Composition) -> Composition | None:
    """Return a draft as shown in the message whose button was pressed; None where that is an old one."""
    message = update.callback_query.message if update.callback_query else None
    if not isinstance(message, Message) or message.message_id < c.panel:
        return None
    return replace(c, panel=message.message_id)


async def view_of(
    services: Services,
    author: int,
    c: Composition,
    note: str = "",
    question: str = "",
    found: Sequence[tuple[str, str]] = (),
) -> View:
    """Return what a step shows."""
    match c.step:
        case Step.ARTICLE:
            return views.article(c, question, found)
        case Step.TEMPLATE:
            return views.templates(c, templates())
        case Step.COPY:
            return views.earlier(c, await services.tasks.listing(author, _COPIES), services.drafts.zone)
        case Step.AUDIENCE | Step.LEVEL | Step.FIELD | Step.PERSONS:
            return await _whom(services, author, c, note)
        case _:
            return _words_of(services, c, note)


def _words_of(services: Services, c: Composition, note: str) -> View:
    """Return what a step shows that needs nothing but the draft."""
    match c.step:
        case Step.KIND:
            return views.kind(c, note)
        case Step.TITLE:
            return views.title(c, note)
        case Step.QUESTIONS:
            return views.questions(c, bool(c.article and c.proposed == c.article.id), note)
        case Step.QUESTION:
            return views.question(c, note)
        case Step.SEND_AT:
            return views.send_at(c, note)
        case Step.DEADLINE:
            return views.deadline(
                c, services.drafts.zone, services.drafts.now().astimezone(services.drafts.zone).date(), note
            )
        case _:
            return views.content(c, checked(c, services.drafts.zone), note)


async def _whom(services: Services, author: int, c: Composition, note: str) -> View:
    if c.step is Step.PERSONS:
        return addressing.persons(c, await members_of(services, author, c.branch))
    if c.step is Step.FIELD:
        return addressing.fields(c, await services.choices.fields())
    if c.step is Step.LEVEL:
        here = await services.choices.office(c.branch) if c.branch else None
        return addressing.level(c, here, await services.choices.below(c.branch or None), note)
    offices = await services.choices.offices(author)
    now = ""
    if c.whom:
        now = views.audience_words(c.whom, await services.choices.name_of(c.whom))
    return addressing.audience(c, now, offices, await services.members.may(author, Action.SEND_WIDELY), note)


async def members_of(services: Services, author: int, branch: int) -> list[Membership]:
    """Return the members of a branch, those who wait aside.

    Raises:
        NotAllowedError: The author may not see them.
    """
    return [member for member in await services.members.of_branch(author, branch) if member.active]


async def _looked_up(update: Update, context: Context, question: str) -> list[tuple[str, str]]:
    """Return the articles a question finds: (id, name)."""
    services = services_of(context)
    answerer, answer = await services.library.ask(question, await audience_in(update.effective_chat, context))
    places = [*(c.place for c in answer.citations), *answer.near, *(hit.place for hit in answer.candidates)]
    return [(answerer.corpus.id(place), _name(answerer, place)) for place in dict.fromkeys(places)][:_FOUND]


def _name(answerer: Answerer, place: Place) -> str:
    document, article = answerer.corpus.document(place), answerer.corpus.article(place)
    opening = document.words(article).removeprefix(article.label).strip()
    return f"{article.label} {opening[:14]}…《{document.title}》"


async def ask_first(services: Services, c: Composition) -> Composition:
    """Go on to the questions; the first time, the article the task is about gives them."""
    c = replace(c, step=Step.QUESTIONS, page=0)
    fresh = c.article is not None and c.proposed != c.article.id and not c.questions
    return await propose(services, c) if fresh else c


async def propose(services: Services, c: Composition) -> Composition:
    """Let the article a task is about give questions, in place of those there are."""
    if c.article is None:
        return c
    corpus = (await services.library.current()).corpus
    place = corpus.find(c.article.id)
    found = await proposed(corpus, place) if place else ()
    return replace(c, questions=found, proposed=c.article.id) if found else c
