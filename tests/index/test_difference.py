"""What an administrator is told before publishing: which documents and articles, with the words before and after."""

from __future__ import annotations

from index.difference import ArticleChange, difference
from knowledge.correction import correct
from knowledge.parse import parse
from tests.index.samples import BRANCH, CHARTER, STUDY


def test_documents_are_added_changed_and_removed_by_their_file() -> None:
    before = [parse("条例.md", BRANCH), parse("章程.txt", CHARTER)]
    after = [parse("条例.md", BRANCH.replace("每月开一次会", "每月开两次会")), parse("学习.txt", STUDY)]
    found = difference(before, after)
    assert (found.added, found.removed) == (("某某公司职工学习办法",), ("某某文化协会章程",))
    assert found.changed == ("某某公司党支部工作条例（试行）",)
    assert found.summary == "新增1、修改1、移除1个文件"


def test_an_article_is_shown_as_it_read_and_as_it_reads() -> None:
    found = difference([parse("学习.txt", STUDY)], [parse("学习.txt", STUDY.replace("四十", "三十二"))])
    (change,) = found.articles
    assert (change.document, change.label) == ("某某公司职工学习办法", "第一条")
    assert "四十学时" in change.before
    assert "三十二学时" in change.after


def test_an_article_that_is_new_or_gone_says_so() -> None:
    longer = STUDY + "第四条　本办法由工会解释。\n"
    (added,) = difference([parse("学习.txt", STUDY)], [parse("学习.txt", longer)]).articles
    assert added == ArticleChange("某某公司职工学习办法", "第四条", "", "第四条　本办法由工会解释。")
    (gone,) = difference([parse("学习.txt", longer)], [parse("学习.txt", STUDY)]).articles
    assert (gone.label, gone.after) == ("第四条", "")


def test_what_is_said_of_a_document_is_told_with_before_and_after() -> None:
    document = parse("学习.txt", STUDY)
    found = difference([document], [correct(document, {"audience": "书记", "effective": "2026-05-01"})])
    assert found.articles == ()
    assert found.changed == ("某某公司职工学习办法",)
    assert found.marks == (
        "《某某公司职工学习办法》受众：所有人 → 书记",
        "《某某公司职工学习办法》施行日期：无 → 2026-05-01",
    )


def test_the_same_base_differs_in_nothing() -> None:
    base = [parse("条例.md", BRANCH), parse("学习.txt", STUDY)]
    assert difference(base, list(base)) == difference([], [])


def test_articles_that_only_moved_down_are_not_shown_as_changed() -> None:
    lines = STUDY.splitlines()
    longer = "\n".join(
        [
            *lines[:2],
            lines[2],
            "第二条　新来的职工先培训三天。",
            lines[3].replace("第二条", "第三条"),
            lines[4].replace("第三条", "第四条"),
        ]
    )
    found = difference([parse("学习.txt", STUDY)], [parse("学习.txt", longer)])
    (change,) = found.articles
    assert (change.label, change.before) == ("第二条", "")
    assert "培训三天" in change.after
    (back,) = difference([parse("学习.txt", longer)], [parse("学习.txt", STUDY)]).articles
    assert (back.label, back.after) == ("第二条", "")
