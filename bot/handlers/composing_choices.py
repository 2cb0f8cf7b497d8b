"""What the buttons of composing a study task choose; each says what is to hold, so that pressed twice it holds once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers.composing_steps import ask_first, members_of, propose
from bot.handlers.context import StaleButtonError
from bot.services import Services
from bot.study import giving
from bot.study.audience import Audience, Reach
from bot.study.composition import Composition, Step
from bot.study.task import MOST_HOURS, QUESTIONS, Article, Kind, StudyError, Theme
from bot.study.templates import begun, templates
from bot.study.times import end_of_month, in_days
from bot.words import compose as words


async def chosen(services: Services, author: int, c: Composition, verb: str, what: list[str]) -> Composition:
    """Return a draft as a button leaves it.

    Raises:
        StaleButtonError: There is no such button any more.
        StudyError: What it chooses is gone.
    """
    if verb not in _VERBS:
        raise StaleButtonError
    try:
        return await _VERBS[verb](services, author, c, *what)
    except (TypeError, ValueError, IndexError):
        raise StaleButtonError from None  # data of another version


async def _to(services: Services, author: int, c: Composition, step: str) -> Composition:
    return await ask_first(services, c) if step == Step.QUESTIONS else replace(c, step=Step(step), page=0)


async def _drop(_: Services, __: int, c: Composition, count: str) -> Composition:
    return giving.drop(c, int(count))


async def _article(services: Services, author: int, c: Composition, key: str) -> Composition:
    corpus = (await services.library.current()).corpus
    place = corpus.find(key)
    if place is None:
        raise StudyError(words.NOT_A_CHOICE)
    document, article = corpus.document(place), corpus.article(place)
    about = Article(key, document.file, document.title, article.label or article.heading)
    return giving.with_article(c, about, document.words(article).removeprefix(article.label).strip())


async def _template(services: Services, _: int, c: Composition, place: str) -> Composition:
    return begun(c, templates()[int(place)], services.drafts.now().astimezone(services.drafts.zone).date())


async def _copy(services: Services, author: int, c: Composition, number: str) -> Composition:
    own = {task.id: task for task in await services.tasks.listing(author, 50)}
    if int(number) not in own:
        raise StudyError(words.NOT_A_CHOICE)
    return giving.copied(c, own[int(number)], await services.tasks.parts(int(number)))


async def _kind(_: Services, __: int, c: Composition, kind: str) -> Composition:
    return replace(c, step=Step.KIND, kind=Kind(kind))


async def _hours(_: Services, __: int, c: Composition, hours: str) -> Composition:
    if not 0 <= int(hours) <= MOST_HOURS:
        raise ValueError
    return replace(c, step=Step.KIND, hours=int(hours))


async def _theme(_: Services, __: int, c: Composition, theme: str) -> Composition:
    return replace(c, step=Step.KIND, theme=Theme(theme))


# Whom


async def _all(_: Services, __: int, c: Composition) -> Composition:
    return replace(c, step=Step.DEADLINE, audience=Audience(Reach.ALL))


async def _unit(services: Services, _: int, c: Composition, branch: str) -> Composition:
    code = (await services.branches.get(int(branch))).code
    return replace(c, step=Step.DEADLINE, audience=Audience(Reach.BRANCH, code))


async def _tree(services: Services, _: int, c: Composition, branch: str) -> Composition:
    code = (await services.branches.get(int(branch))).code
    return replace(c, step=Step.DEADLINE, audience=Audience(Reach.SUBTREE, code))


async def _level(_: Services, __: int, c: Composition, branch: str, page: str) -> Composition:
    return replace(c, step=Step.LEVEL, branch=int(branch), page=int(page))


async def _field(services: Services, _: int, c: Composition, place: str) -> Composition:
    fields = await services.choices.fields()
    return replace(c, step=Step.DEADLINE, audience=Audience(Reach.FIELD, fields[int(place)]))


async def _people(services: Services, author: int, c: Composition, branch: str, page: str) -> Composition:
    code = (await services.branches.get(int(branch))).code
    picked: set[int] = set()
    if c.audience and (c.audience.reach, c.audience.name) == (Reach.PERSONS, code):
        # whoever has left the branch since was picked in vain, and nobody could take the tick off
        picked = set(c.audience.persons) & {m.person for m in await members_of(services, author, int(branch))}
    audience = Audience(Reach.PERSONS, code, tuple(sorted(picked)))
    return replace(c, step=Step.PERSONS, branch=int(branch), page=int(page), audience=audience)


async def _pick(services: Services, author: int, c: Composition, person: str, yes: str, page: str) -> Composition:
    members = {member.person for member in await members_of(services, author, c.branch)}
    if c.audience is None or c.audience.reach is not Reach.PERSONS or int(person) not in members:
        raise StudyError(words.NOT_A_CHOICE)
    picked = {other for other in c.audience.persons if other != int(person)} | ({int(person)} if int(yes) else set())
    audience = replace(c.audience, persons=tuple(sorted(picked)))
    return replace(c, step=Step.PERSONS, page=int(page), audience=audience)


# Until when, and what is asked


async def _due(services: Services, _: int, c: Composition, key: str) -> Composition:
    now, zone = services.drafts.now(), services.drafts.zone
    moment = None if key == "none" else end_of_month(now, zone) if key == "month" else in_days(now, zone, int(key))
    return await ask_first(services, replace(c, deadline=moment))


async def _ask(_: Services, __: int, c: Composition, place: str) -> Composition:
    return replace(c, step=Step.QUESTION, editing=min(int(place), QUESTIONS - 1))


async def _unask(_: Services, __: int, c: Composition, place: str, count: str) -> Composition:
    if len(c.questions) != int(count):  # pressed twice: it is gone already
        return replace(c, step=Step.QUESTIONS)
    kept = tuple(question for number, question in enumerate(c.questions) if number != int(place))
    return replace(c, step=Step.QUESTIONS, questions=kept)


async def _propose(services: Services, _: int, c: Composition) -> Composition:
    return replace(await propose(services, c), step=Step.QUESTIONS)


_VERBS: dict[str, Callable[..., Awaitable[Composition]]] = {
    "to": _to,
    "drop": _drop,
    "article": _article,
    "template": _template,
    "copy": _copy,
    "kind": _kind,
    "hours": _hours,
    "theme": _theme,
    "all": _all,
    "unit": _unit,
    "tree": _tree,
    "level": _level,
    "field": _field,
    "people": _people,
    "pick": _pick,
    "due": _due,
    "ask": _ask,
    "unask": _unask,
    "propose": _propose,
}
