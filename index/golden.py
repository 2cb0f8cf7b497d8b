"""Golden questions: asked of every new index before it is published, so that answers do not get worse unnoticed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import knowledge
from index.answer import Answerer
from knowledge.document import Audience

SEEDS = Path(knowledge.__file__).parent / "golden.jsonl"
"""Questions about the sample handbook; the administrator's own file begins with them."""
BOUND = 0.05
"""How far hit@5 may fall before an index is not published by itself."""
FIRST = 5


class GoldenError(Exception):
    """The file of golden questions cannot be used; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and where its answer stands."""

    question: str
    document: str
    """Title of the document."""
    article: str
    """Label of the article: 第四条."""
    pinned: bool = False
    """It must never break."""


_LINE = TypeAdapter(Question)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How golden questions fare in a new index beside the one in use."""

    passed: bool = True
    reason: str = ""
    """One Chinese line, where not passed."""
    asked: int = 0
    """Questions whose document is in the new base."""
    before: float | None = None
    """Hit@5 of the index in use, over the questions asked of both; None where there are none."""
    after: float | None = None
    bound: float = BOUND
    worse: tuple[str, ...] = ()
    """Questions whose article was among the first five and no longer is."""
    better: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    """Questions whose article is not among the first five of the new index."""
    broken: tuple[str, ...] = ()
    """Pinned questions without their article among the first five, or without their document."""
    absent: tuple[str, ...] = ()
    """Questions whose document the new base does not hold."""


def load(path: Path) -> list[Question]:
    """Read the questions, the seeds where the administrator has no file yet.

    Raises:
        GoldenError: It is not UTF-8, or a line is none.
    """
    source = path if path.is_file() else SEEDS
    found: list[Question] = []
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise GoldenError(f"检验题文件 {source.name} 不是 UTF-8 编码，请另存为 UTF-8 再试") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_LINE.validate_json(line, strict=True))
        except ValidationError as error:
            raise GoldenError(
                f"检验题文件 {source.name} 第{number}行读不出来，应为 "
                '{"question": "问题", "document": "文件标题", "article": "第四条", "pinned": false}'
            ) from error
    return found


def add(path: Path, question: Question) -> bool:
    """Add a question to the administrator's file; False where it is there already with this answer."""
    questions = load(path)
    if question in questions:
        return False
    save(path, [q for q in questions if q.question != question.question] + [question])
    return True


def save(path: Path, questions: Sequence[Question]) -> None:
    """Write the administrator's file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(q), ensure_ascii=False) + "\n" for q in questions)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def found(answerer: Answerer, question: Question) -> bool:
    """Tell whether the article of a question is among the first five found."""
    answer = answerer.ask(question.question, Audience.SECRETARIES)
    cited = [citation.place for citation in answer.citations]
    places = list(dict.fromkeys(cited + [hit.place for hit in answer.candidates]))[:FIRST]
    corpus = answerer.corpus
    return any(
        corpus.document(place).title == question.document and corpus.article(place).label == question.article
        for place in places
    )


def check(before: Answerer | None, after: Answerer, questions: Sequence[Question], bound: float = BOUND) -> Verdict:
    """Ask the questions of the index in use and of the new one, and decide.

    A question whose document is not in the new base tells nothing about it and is only listed, unless it is pinned.
    """
    now = {d.title for d in after.corpus.documents}
    then = {d.title for d in before.corpus.documents} if before else set()
    here = [q for q in questions if q.document in now]
    fares = {q: found(after, q) for q in here}
    fared = {q: found(before, q) for q in here if before and q.document in then}
    gone = [q for q in questions if q.pinned and q.document in then - now]
    worse = tuple(q.question for q, was in fared.items() if was and not fares[q])
    rates = (_share(fared.values()), _share(fares[q] for q in fared)) if fared else (None, _share(fares.values()))
    broken = tuple(q.question for q in here if q.pinned and not fares[q]) + tuple(q.question for q in gone)
    reason = _reason(broken, rates, worse, bound)
    return Verdict(
        passed=not reason,
        reason=reason,
        asked=len(here),
        before=rates[0],
        after=rates[1],
        bound=bound,
        worse=worse,
        better=tuple(q.question for q, was in fared.items() if fares[q] and not was),
        missed=tuple(q.question for q in here if not fares[q]),
        broken=broken,
        absent=tuple(q.question for q in questions if q.document not in now),
    )


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


def _reason(
    broken: tuple[str, ...], rates: tuple[float | None, float | None], worse: tuple[str, ...], bound: float
) -> str:
    if broken:
        return f"必须答对的检验题没有找到出处：{_listed(broken)}"
    before, after = rates
    if before is not None and after is not None and before - after > bound:
        return f"检验题前五命中从{before:.0%}降到{after:.0%}，超过允许的{bound:.0%}；变差的是：{_listed(worse)}"
    return ""


def _listed(questions: tuple[str, ...]) -> str:
    more = f"等{len(questions)}题" if len(questions) > FIRST else ""
    return "".join(f"「{q}」" for q in questions[:FIRST]) + more
