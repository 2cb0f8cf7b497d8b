"""An answer on a phone: one message, the answering words first, the other articles short below, with their buttons."""

from __future__ import annotations

import pytest

from bot import words
from bot.gatekeeper import Button
from bot.markup import LIMIT, units
from bot.sandbox.markup import formatted
from bot.views import answers
from bot.views.view import View
from index.answer import Answer, Answerer, Outcome
from index.corpus import Place
from tests.index.samples import FILES, answerer_of, write

LONG = "很长的办法\n" + "".join(
    f"第{number}条　{'这一条写得非常长，一口气读不完。' * 300}\n第{number}条之一　短的一句<b>话</b>。\n"
    for number in "一二三"
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("rules")
    return answerer_of(folder, write(folder / "sources", {**FILES, "很长的办法.txt": LONG}))


def place_of(rules: Answerer, file: str, label: str) -> Place:
    return next(
        p for p in rules.corpus if rules.corpus.document(p).file == file and rules.corpus.article(p).label == label
    )


def shown(rules: Answerer, *cited: tuple[str, str], question: str = "多久开会") -> tuple[View, str]:
    """Return the answer that cites these articles, as a view and as the text a phone shows."""
    citations = tuple(rules.cite(place_of(rules, file, label), question) for file, label in cited)
    view = answers.answer(rules, Answer(question, Outcome.ANSWERED, 0.99, citations))
    return view, formatted(view.text, "HTML").text


def labels(view: View) -> list[list[str]]:
    assert view.keyboard
    return [[button.text for button in row] for row in view.keyboard.inline_keyboard]


CURRENT, OLD = "支部工作条例_2024.md", "支部工作条例_2020_已被2024修订取代.md"


def test_one_article_is_shown_whole_and_alone(rules: Answerer) -> None:
    view, text = shown(rules, (CURRENT, "第二条"))
    assert rules.corpus.words(place_of(rules, CURRENT, "第二条")) in text
    assert words.ALSO not in text
    assert labels(view) == [[words.READ, words.USEFUL, words.USELESS]]


def test_the_others_stand_below_by_document_each_with_its_words_and_a_button(rules: Answerer) -> None:
    cited = ((CURRENT, "第二条"), (CURRENT, "第四条"), ("学习办法.txt", "第一条"), ("学习办法.txt", "第三条"))
    view, text = shown(rules, *cited)
    first, _, others = text.partition(words.ALSO)
    assert "支部每月开一次会" in first
    assert "开会要有半数以上党员到场。" in others
    assert others.count("《某某公司职工学习办法》") == 1
    assert others.index("第四条") < others.index("《某某公司职工学习办法》") < others.index("第三条")
    assert "支部工作条例" not in others
    assert len(labels(view)) == 4
    assert [label[0][:3] for label in labels(view)[1:]] == ["第四条", "第一条", "第三条"]


def test_every_article_cited_opens_by_its_button(rules: Answerer) -> None:
    cited = ((CURRENT, "第二条"), ("学习办法.txt", "第一条"), ("协会章程.txt", "第３条"))
    view, _ = shown(rules, *cited)
    assert view.keyboard
    data = [str(row[0].callback_data) for row in view.keyboard.inline_keyboard]
    assert all(len(one.encode()) <= 64 for one in data)
    opened = [rules.corpus.find(one.split(":")[1]) for one in data if one.startswith(f"{Button.READ}:")]
    assert opened == [place_of(rules, *one) for one in cited]


def test_words_that_are_superseded_are_marked_wherever_they_stand(rules: Answerer) -> None:
    _, text = shown(rules, (CURRENT, "第二条"), (OLD, "第二条"))
    first, _, others = text.partition(words.ALSO)
    assert words.IN_FORCE[0] in first
    assert "支部每两个月开一次会。" in others
    assert words.SUPERSEDED[:6] in others
    assert words.IN_FORCE[0] not in others


def test_five_very_long_articles_fit_into_one_message(rules: Answerer) -> None:
    file = "很长的办法.txt"
    cited = ((file, "第一条"), (file, "第二条"), (CURRENT, "第二条"), (file, "第三条"), (OLD, "第三条"))
    view, text = shown(rules, *cited, question="这一条写得非常长吗")
    assert units(text) <= LIMIT
    assert words.OMITTED in text
    assert len(labels(view)) == 5
    assert "支部每月开一次会" in text


def test_signs_of_markup_in_the_others_are_shown_as_they_are(rules: Answerer) -> None:
    _, text = shown(rules, (CURRENT, "第二条"), ("很长的办法.txt", "第一条之一"))
    assert "短的一句<b>话</b>。" in text.partition(words.ALSO)[2]
