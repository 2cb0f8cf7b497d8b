"""The picture at the end of an evening: teams, and how hard each question was. No person is in it."""

from __future__ import annotations

from datetime import date

from bot.evening.evening import POINTS
from bot.evening.scene import Scene
from bot.study.canvas import BODY, FAINT, LARGE, Canvas
from bot.words import evening as words

_COLOURS = ("#c8452f", "#3d78bd", "#2e8b57", "#d99a12")
_AMBER = "#e6a117"


def of_evening(scene: Scene, day: date) -> bytes:
    """Draw what came of an evening, as PNG; takes a few hundredths of a second of a thread."""
    canvas, counted = Canvas(), scene.counted
    people = sum(team.people for team in scene.teams)
    canvas.text(words.PICTURE_TITLE, LARGE)
    canvas.text(words.PICTURE_FACTS.format(day=day, count=len(counted), people=people), BODY, FAINT)
    most = POINTS * sum(bool(one.sums) for one in scene.questions)
    canvas.heading(words.PICTURE_TEAMS.format(most=most))
    for team in scene.teams:
        label = words.PICTURE_TEAM.format(team=words.TEAMS[team.number - 1], people=team.people)
        value = words.PICTURE_POINTS.format(points=f"{team.points:.1f}".removesuffix(".0"))
        canvas.bar(label, value, team.points / (most or 1), _COLOURS[team.number - 1])
    canvas.heading(words.PICTURE_QUESTIONS)
    for one in counted:
        share = 1 - one.wrong / one.answers
        where = one.question
        label = words.PICTURE_QUESTION.format(number=one.number, document=where.document, article=where.article)
        canvas.bar(label, words.PICTURE_SHARE.format(share=round(100 * share)), share, _AMBER)
    return canvas.png()
