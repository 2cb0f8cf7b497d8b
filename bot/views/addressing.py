"""Whom a study task is for, as its author is offered it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.markup import bold, escape
from bot.people.branches import Branch
from bot.people.memberships import Membership
from bot.study.audience import Reach
from bot.study.choices import Office
from bot.study.composition import Composition, Step
from bot.views.composing import LABEL, Row, chosen, do, panel, to
from bot.views.view import View
from bot.words import compose as words

PAGE = 8


def audience(c: Composition, now: str, offices: Sequence[Office], widely: bool, note: str) -> View:
    """Ask whom it is for."""
    rows: list[Row] = []
    for office in offices:
        whole = words.WHOLE_BRANCH.format(branch=office.branch.name, people=office.people)
        mine = c.audience is not None and (c.audience.reach, c.audience.name) == (Reach.BRANCH, office.branch.code)
        rows.append([do(chosen(whole, mine), "unit", office.branch.id)])
        rows.append([do(words.SOME_OF_BRANCH.format(branch=office.branch.name), "people", office.branch.id, 0)])
    if widely:
        rows.append([do(words.SUBTREE, "level", 0, 0)])
        rows.append([to(words.BY_FIELD, Step.FIELD), do(words.EVERYONE, "all")])
    text = words.AUDIENCE + (f"\n{words.AUDIENCE_NOW.format(audience=bold(now))}" if now else "")
    go = [to(words.NEXT, Step.DEADLINE)] if now else []
    return panel(c, text, *rows, go, note=note)


def _turn(verb: str, what: int, page: int, count: int) -> Row:
    steps = [("◀", page - 1)] if page else []
    steps += [("▶", page + 1)] if (page + 1) * PAGE < count else []
    return [do(label, verb, what, target) for label, target in steps]


def level(c: Composition, here: Office | None, below: Sequence[Branch], note: str) -> View:
    """Offer a level with those below it; the top for None."""
    page = c.page
    rows: list[Row] = []
    if here:
        if below:
            rows.append([do(words.WITH_ALL_BELOW.format(branch=here.branch.name)[:LABEL], "tree", here.branch.id)])
        only = words.ONLY_THIS.format(branch=here.branch.name, people=here.people)
        rows.append([do(only, "unit", here.branch.id)])
        rows.append([do(words.SOME_OF_BRANCH.format(branch=here.branch.name), "people", here.branch.id, 0)])
    rows += [[do(f"› {b.name}"[:LABEL], "level", b.id, 0)] for b in below[page * PAGE : (page + 1) * PAGE]]
    rows.append(_turn("level", here.branch.id if here else 0, page, len(below)))
    text = words.LEVEL.format(branch=escape(here.branch.name)) if here else words.LEVEL_TOP
    return panel(c, text, *rows, note=note)


def named(c: Composition, found: Sequence[Branch]) -> View:
    """Offer the branches whose name was typed."""
    return panel(c, words.FOUND_BRANCHES, *[[do(f"› {b.name}"[:LABEL], "level", b.id, 0)] for b in found])


def fields(c: Composition, names: Sequence[str]) -> View:
    """Offer the fields branches work in."""
    return panel(c, words.FIELD, *[[do(name[:LABEL], "field", place)] for place, name in enumerate(names)])


def persons(c: Composition, members: Sequence[Membership]) -> View:
    """Offer the members of a branch."""
    page = c.page
    picked = frozenset(c.audience.persons) if c.audience else frozenset()
    here = members[page * PAGE : (page + 1) * PAGE]
    marks = [
        do(
            chosen(m.name if m.telegram_id else words.PERSON_NOT_JOINED.format(name=m.name), m.person in picked),
            "pick",
            m.person,
            0 if m.person in picked else 1,
            page,
        )
        for m in here
    ]
    rows = [marks[place : place + 2] for place in range(0, len(marks), 2)]
    rows.append(_turn("people", c.branch, page, len(members)))
    done = [to(words.THESE.format(count=len(picked)), Step.DEADLINE)] if picked else []
    return panel(c, words.PERSONS.format(count=len(picked)), *rows, done)
