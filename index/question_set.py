"""Question sets: questions with where their answer stands, or why there is none, one JSON object a line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError


class QuestionSetError(Exception):
    """The file cannot be used; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what is known of its answer."""

    question: str
    answerable: bool
    id: str = ""
    type: str = ""
    """What an answerable question is about: dues, meeting."""
    style: str = ""
    """How it is put: keyword, colloquial, typo."""
    category: str = ""
    """Why an unanswerable one has no answer: offtopic, other_law."""
    reason: str = ""
    file: Annotated[str, Field(validation_alias=AliasChoices("gold_doc", "file"))] = ""
    """Base name of the source the answer stands in."""
    article: Annotated[str, Field(validation_alias=AliasChoices("gold_article", "article"))] = ""
    """Label of its article, "" where the text numbers none: then the words tell which."""
    words: Annotated[str, Field(validation_alias=AliasChoices("gold_text", "words"))] = ""
    """The words that answer."""
    also: tuple[tuple[str, str], ...] = ()
    """(file, label) of other articles that answer as well."""
    span: tuple[int, int] | None = None
    """Where those words stand: start and length in the text of the articles so labelled in order, white space out."""

    def __post_init__(self) -> None:
        """Check that an answerable question says where its answer stands.

        Raises:
            ValueError: It does not.
        """
        if self.answerable and not (self.file and (self.article or self.words or self.span)):
            raise ValueError("answerable, but nothing says where the answer stands")


_LINE = TypeAdapter(Question)


def load(path: Path) -> list[Question]:
    """Read a question set; empty lines are passed over.

    Raises:
        QuestionSetError: It cannot be read, is not UTF-8, holds no question, or a line is none.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise QuestionSetError(f"读不了题目文件 {path}（{error.strerror}），请检查路径") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise QuestionSetError(f"题目文件 {path.name} 第{line}行不是 UTF-8 编码，请另存为 UTF-8 再试") from error
    found = [_parse(path.name, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise QuestionSetError(f"题目文件 {path.name} 里一道题也没有")
    return found


def _parse(name: str, number: int, line: str) -> Question:
    try:
        return _LINE.validate_json(line, strict=True)
    except ValidationError as error:
        raise QuestionSetError(
            f"题目文件 {name} 第{number}行读不出来，应为 "
            '{"question": "问题", "answerable": true, "gold_doc": "文件名", "gold_article": "第四条", '
            '"gold_text": "原文"} 或 {"question": "问题", "answerable": false, "category": "类别"}'
        ) from error
