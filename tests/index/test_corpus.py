"""A button pressed weeks later still finds its article, or finds that it is gone."""

from __future__ import annotations

import pytest

from index.corpus import Corpus, Place
from knowledge.document import Kind
from knowledge.parse import parse
from tests.index.samples import BRANCH, CHARTER, STUDY


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus([parse("条例.md", BRANCH), parse("章程.txt", CHARTER)])


def place_of(corpus: Corpus, file: str, label: str) -> Place:
    return next(p for p in corpus if corpus.document(p).file == file and corpus.article(p).label == label)


def test_every_article_has_an_id_of_its_own_that_leads_back_to_it(corpus: Corpus) -> None:
    places = list(corpus)
    assert len({corpus.id(place) for place in places}) == len(places)
    assert all(corpus.find(corpus.id(place)) == place for place in places)


def test_headings_are_not_gone_through(corpus: Corpus) -> None:
    assert all(corpus.article(place).kind is not Kind.HEADING for place in corpus)


def test_ids_stay_when_other_documents_come_and_words_change(corpus: Corpus) -> None:
    changed = BRANCH.replace("每月开一次会", "每月开两次会").replace("第五条　", "第五条　（说明）")
    later = Corpus([parse("学习.txt", STUDY), parse("章程.txt", CHARTER), parse("条例.md", changed)])
    for place in corpus:
        if not corpus.article(place).label:
            continue
        found = later.find(corpus.id(place))
        assert found is not None
        assert later.document(found).file == corpus.document(place).file
        assert later.article(found).label == corpus.article(place).label


def test_a_repeated_label_keeps_ids_apart() -> None:
    twice = Corpus([parse("两部.md", "甲通知\n第一条　甲。\n第二条　乙。\n\n乙办法\n第一条　丙。\n第二条　丁。\n")])
    assert len({twice.id(place) for place in twice}) == len(list(twice))


def test_an_article_that_is_gone_is_not_found(corpus: Corpus) -> None:
    gone = corpus.id(place_of(corpus, "条例.md", "第四条之一"))
    shorter = BRANCH.replace("第四条之一　倒班的党员可以参加下一场。\n", "")
    assert Corpus([parse("条例.md", shorter)]).find(gone) is None
    assert corpus.find("0000000000") is None
    assert corpus.find("不是编号") is None


def test_neighbours_go_through_the_document_and_stop_at_its_ends(corpus: Corpus) -> None:
    first = place_of(corpus, "章程.txt", "第１条")
    labels = []
    place: Place | None = first
    while place is not None:
        labels.append(corpus.article(place).label)
        previous, place = place, corpus.neighbour(place, +1)
    assert labels == ["第１条", "第２条", "第３条", "第４条"]
    assert corpus.neighbour(previous, -1) == place_of(corpus, "章程.txt", "第３条")
    opening = first
    while (before := corpus.neighbour(opening, -1)) is not None:
        opening = before
    assert corpus.neighbour(opening, -1) is None
    assert opening.document == first.document


def test_neighbours_step_over_chapter_headings(corpus: Corpus) -> None:
    third = place_of(corpus, "条例.md", "第三条")
    assert corpus.neighbour(third, +1) == place_of(corpus, "条例.md", "第四条")


def test_an_article_is_found_by_its_number(corpus: Corpus) -> None:
    assert corpus.numbered(0, (4, 1)) == place_of(corpus, "条例.md", "第四条之一")
    assert corpus.numbered(1, (4, 0)) == place_of(corpus, "章程.txt", "第４条")
    assert corpus.numbered(1, (5, 0)) is None
