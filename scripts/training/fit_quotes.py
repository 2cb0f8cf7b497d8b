"""The weights by which the words that answer are chosen among the parts of an article: a softmax over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index import parts, quote
from index.build import cut
from index.corpus import Corpus
from index.judging import same_label
from index.lexical import Lexical
from index.lexical import build as lexical_of
from index.question_set import Question
from index.understanding import Understanding
from knowledge.document import Article, Document, Kind
from knowledge.passages import in_context

PENALTY = 10.0
"""Of the squared weights, features scaled to a deviation of 1; 5, 10 and 20 found alike."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question beside the article that answers it."""

    article: tuple[str, int]
    """Its file, and where it starts there."""
    features: Matrix
    """Of its parts, shape (parts, features)."""
    right: NDArray[np.bool_]
    """Which of them hold all the words that answer, shape (parts,)."""
    words: str
    """Those words, without white space."""
    quote: str
    """What the weights in use choose."""


def labelled(document: Document, label: str) -> list[Article]:
    """Return the articles of a label, in order: notices bound into one file number their sections anew."""
    return [a for a in document.articles if a.kind is not Kind.HEADING and same_label(a.label, label)]


def marked(document: Document, question: Question) -> tuple[Article, str] | None:
    """Return the article that a question's span lies in, and the words there, without white space.

    None where the question has no span, or it lies in no article of that label.
    """
    start, length = question.span or (0, 0)
    for article in labelled(document, question.article) if length else ():
        words = squeezed(document.words(article))
        if start + length <= len(words):
            return article, words[start : start + length]
        start -= len(words)
        if start < 0:
            break
    return None


def describe(documents: Sequence[Document], questions: Sequence[Question]) -> list[Example]:
    """Describe the article of each question; questions whose words stand in no single part are left out.

    Args:
        documents: The base.
        questions: With the spans of the words that answer.
    """
    lexical = lexical_of([in_context(documents[number], passage) for number, passage in cut(documents)])
    understanding = Understanding(Corpus(documents))
    return list(_examples({d.file: d for d in documents}, questions, lexical, understanding))


def _examples(
    documents: dict[str, Document], questions: Sequence[Question], lexical: Lexical, understanding: Understanding
) -> Iterator[Example]:
    for question in questions:
        document = documents.get(question.file)
        found = marked(document, question) if document else None
        if not document or not found:
            continue
        article, words = found
        read = understanding.read(question.question).text
        texts = [document.text[part.start : part.end] for part in parts.parts(document, article)]
        right = np.array([words in squeezed(text) for text in texts])
        if right.any():
            features = parts.features(texts, read, lexical)
            chosen = quote.choose(document, article, read, lexical)
            words_chosen = document.text[chosen.start : chosen.end]
            yield Example((document.file, article.start), features, right, words, words_chosen)


def squeezed(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())


def fit(examples: Sequence[Example]) -> Matrix:
    """Return the weights under which the parts that answer are likeliest, shape (features,)."""
    deviation = np.concatenate([example.features for example in examples]).std(axis=0) + 1e-6

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, gradient = PENALTY / 2 * float(weights @ weights), PENALTY * weights
        for example in examples:
            scaled = example.features / deviation
            scores = scaled @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            held = likely[example.right].sum()
            total -= float(np.log(held))
            gradient = gradient - scaled.T @ (np.where(example.right, likely / held, 0.0) - likely)
        return total, gradient

    fitted: Matrix = minimize(loss, np.zeros(len(deviation)), jac=True, method="L-BFGS-B").x / deviation
    return fitted


def validate(examples: Sequence[Example], folds: int) -> float:
    """Return the share of questions whose likeliest part is right, by weights fitted without their fold.

    Questions about one article stand in one fold: else the fit would have seen its words.
    """
    own = np.array([(len(file) * 31 + start) % folds for file, start in (e.article for e in examples)])
    right = 0
    for fold in range(folds):
        weights = fit([e for e, f in zip(examples, own, strict=True) if f != fold])
        apart = [e for e, f in zip(examples, own, strict=True) if f == fold]
        right += sum(bool(e.right[np.argmax(e.features @ weights)]) for e in apart)
    return right / len(examples)
