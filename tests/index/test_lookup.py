"""A question that names an article gets that article, or is told plainly that there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.answer import Answer, Answerer, Outcome
from index.lookup import highest, parse
from tests.index.samples import FILES, answerer_of, write

TEXTS = Path(__file__).parents[3] / "shared" / "texts"


def cited(answerer: Answerer, answer: Answer) -> tuple[str, str, str, str]:
    """Return file, article, clause and words of what was cited."""
    assert answer.outcome is Outcome.ANSWERED
    assert answer.confidence == 1
    (citation,) = answer.citations
    document, article = answerer.corpus.document(citation.place), answerer.corpus.article(citation.place)
    return document.file, article.label, citation.quote.label, document.text[citation.quote.start : citation.quote.end]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("rules")
    return answerer_of(folder, write(folder / "sources", FILES))


@pytest.fixture(scope="module")
def party(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answerer_of(tmp_path_factory.mktemp("party"), sorted(TEXTS.glob("[0-9]*.md")))


NOW, BEFORE = "支部工作条例_2024.md", "支部工作条例_2020_已被2024修订取代.md"


@pytest.mark.parametrize(
    ("question", "file", "article", "clause", "words"),
    [
        ("支部工作条例第三条第二项是什么", NOW, "第三条", "第二项", "（二）办学习，记好学时；"),
        ("支部工作条例第3条第2项", NOW, "第三条", "第二项", "（二）办学习，记好学时；"),
        ("支部工作条例第３条第（２）项", NOW, "第三条", "第二项", "（二）办学习，记好学时；"),
        ("支部工作条例第三条（二）", NOW, "第三条", "第二项", "（二）办学习，记好学时；"),
        ("支部工作条例的第三条的第（二）项", NOW, "第三条", "第二项", "（二）办学习，记好学时；"),
        ("《某某公司党支部工作条例（试行）》第二条第二款", NOW, "第二条", "第二款", "临时有急事的，书记可以随时召集。"),
        ("请问党支部条例 第四条 讲了什么", NOW, "第四条", "", "开会要有半数以上党员到场。"),
        ("按照支部工作条例第四条之一，倒班的怎么办", NOW, "第四条之一", "", "倒班的党员可以参加下一场。"),
        ("支部工作條例第四條", NOW, "第四条", "", "开会要有半数以上党员到场。"),
        ("章程 第4条", "协会章程.txt", "第４条", "", "会员可以退会，书面告诉秘书处就行。"),
        ("文化协会章程第四条", "协会章程.txt", "第４条", "", "会员可以退会，书面告诉秘书处就行。"),
        ("学习办法第二条", "学习办法.txt", "第二条", "", "学习可以在线上，也可以到教室。"),
        ("2020年支部工作条例第二条", BEFORE, "第二条", "", "支部每两个月开一次会。"),
        ("2020年版的支部工作条例第二条", BEFORE, "第二条", "", "支部每两个月开一次会。"),
        ("20版支部工作条例第二条", BEFORE, "第二条", "", "支部每两个月开一次会。"),
        ("旧版支部工作条例第二条", BEFORE, "第二条", "", "支部每两个月开一次会。"),
        ("旧条例第二条", BEFORE, "第二条", "", "支部每两个月开一次会。"),
        ("2024年支部工作条例第四条", NOW, "第四条", "", "开会要有半数以上党员到场。"),
        ("2026年按支部工作条例第四条怎么开会", NOW, "第四条", "", "开会要有半数以上党员到场。"),
    ],
)
def test_a_named_article_is_cited_directly(
    rules: Answerer, question: str, file: str, article: str, clause: str, words: str
) -> None:
    assert cited(rules, rules.ask(question)) == (file, article, clause, words)


def test_a_named_article_without_clause_is_cited_whole(rules: Answerer) -> None:
    *_, words = cited(rules, rules.ask("支部工作条例第二条"))
    assert words == "支部每月开一次会，会前三天通知到人。\n临时有急事的，书记可以随时召集。"


def test_the_edition_in_force_answers_and_the_old_one_only_by_its_year(rules: Answerer) -> None:
    now, before = rules.ask("支部工作条例第二条"), rules.ask("2020年支部工作条例第二条")
    assert now.citations[0].in_force
    assert not before.citations[0].in_force
    assert {rules.corpus.document(hit.place).file for hit in now.candidates} == {NOW}
    assert {rules.corpus.document(hit.place).file for hit in before.candidates} == {BEFORE}


@pytest.mark.parametrize("question", ["支部工作条例第九十九条", "支部工作条例第99条是啥", "支部工作条例第六条第一项"])
def test_an_article_that_does_not_exist_is_said_not_to_exist(rules: Answerer, question: str) -> None:
    answer = rules.ask(question)
    assert (answer.outcome, answer.citations) == (Outcome.NO_ARTICLE, ())
    assert answer.document is not None
    assert rules.corpus.documents[answer.document].file == NOW
    assert highest(rules.corpus, answer.document) == 5


@pytest.mark.parametrize("question", ["支部工作条例第三条第九项", "支部工作条例第四条第二款"])
def test_a_clause_that_does_not_exist_is_said_so_and_its_article_offered(rules: Answerer, question: str) -> None:
    answer = rules.ask(question)
    assert (answer.outcome, answer.citations) == (Outcome.NO_CLAUSE, ())
    (place,) = answer.near
    assert rules.corpus.article(place).label in question


@pytest.mark.parametrize("name", ["劳动法", "公务员法", "青年工作条例", "新闻工作者守则"])
def test_a_document_not_in_the_base_is_named_as_the_asker_named_it(rules: Answerer, name: str) -> None:
    answer = rules.ask(f"{name}第三十条怎么说")
    assert (answer.outcome, answer.citations) == (Outcome.NO_DOCUMENT, ())
    assert answer.reference is not None
    assert answer.reference.name == name


@pytest.mark.parametrize("question", ["第三条是什么", "请问第三条", "本条例第三条", "这个办法第三条", "规定第三条"])
def test_an_article_of_no_document_offers_choices(rules: Answerer, question: str) -> None:
    answer = rules.ask(question)
    assert (answer.outcome, answer.citations) == (Outcome.WHICH_DOCUMENT, ())
    assert 1 <= len(answer.near) <= 3
    assert {rules.corpus.article(place).number for place in answer.near} == {(3, 0)}
    assert len({place.document for place in answer.near}) == len(answer.near)


@pytest.mark.parametrize(
    "question", ["上次会上说的第三条意见后来办了吗", "倒班的同志提的第二条建议是每月开会吗", "支部每月开几次会"]
)
def test_words_that_only_mention_an_article_are_searched(rules: Answerer, question: str) -> None:
    assert rules.ask(question).outcome in (Outcome.ANSWERED, Outcome.REFUSED)


@pytest.mark.parametrize(
    "numeral", ["0", "〇", "九九九九九九九九九", "千千千千千千千千千", "99999999999999999999", "一二三四五"]
)
def test_an_odd_number_breaks_nothing(rules: Answerer, numeral: str) -> None:
    for question in (f"支部工作条例第{numeral}条", f"支部工作条例第三条第{numeral}项", f"劳动法第{numeral}条"):
        for citation in rules.ask(question).citations:
            assert rules.corpus.article(citation.place).number != (0, 0)


def test_only_a_question_that_names_an_article_is_a_reference() -> None:
    assert parse("支部每月开几次会") is None
    assert parse("第一章讲什么") is None
    assert parse("一条建议") is None


def test_without_the_rule_itself_the_handbook_articles_that_rest_on_it_are_offered(answerer: Answerer) -> None:
    answer = answerer.ask("党章第四十三条")
    assert answer.outcome is Outcome.NO_DOCUMENT
    assert answer.near
    for place in answer.near:
        assert "《中国共产党章程》" in answerer.corpus.words(place)
        assert "第四十三条" in answerer.corpus.words(place)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared texts are not beside this checkout")
class TestRealRules:
    @pytest.mark.parametrize(
        ("question", "file", "article", "clause"),
        [
            ("党章第四条第三项是什么", "01_", "第四条", "第一款第三项"),
            ("章程 第4条", "01_", "第四条", ""),
            ("中国共产党章程第五十五条", "01_", "第五十五条", ""),
            ("2017年党章第四条", "02_", "第四条", ""),
            ("支部工作条例第11条", "03_", "第十一条", ""),
            ("《中国共产党支部工作条例（试行）》第十一条", "03_", "第十一条", ""),
            ("党员教育管理条例第１条", "04_", "第一条", ""),
            ("发展党员工作细则第三十二条", "05_", "第三十二条", ""),
            ("2014年发展党员工作细则第三十二条", "06_", "第三十二条", ""),
            ("党费收缴规定第二条", "07_", "第二条", ""),
            ("党史学习教育工作条例第三条", "22_", "第三条", ""),
        ],
    )
    def test_is_found_by_name_alias_or_abbreviation(
        self, party: Answerer, question: str, file: str, article: str, clause: str
    ) -> None:
        found = cited(party, party.ask(question))
        assert found[0].startswith(file)
        assert found[1:3] == (article, clause)

    def test_the_party_constitution_has_no_article_99_but_55(self, party: Answerer) -> None:
        answer = party.ask("党章第九十九条")
        assert answer.outcome is Outcome.NO_ARTICLE
        assert answer.document is not None
        assert party.corpus.documents[answer.document].title == "中国共产党章程"
        assert highest(party.corpus, answer.document) == 55
