"""The documents of a snapshot and the places in them: by id, by number, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from knowledge.document import Article, Document, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """An article of a document, by position."""

    document: int
    article: int


class Corpus:
    """Documents with a short stable id for each article.

    An id is 10 hexadecimal characters of a hash of file, headings and label, so that a button pressed weeks later still
    finds its article after the base was indexed anew, and finds none when the article is gone.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        """Number the articles of the documents."""
        self.documents = tuple(documents)
        self._places: dict[str, Place] = {}
        self._ids: dict[Place, str] = {}
        for number, document in enumerate(self.documents):
            seen: Counter[str] = Counter()
            for position, article in enumerate(document.articles):
                name = "\0".join((document.file, *article.path, article.label or article.heading))
                seen[name] += 1
                key = blake2b(f"{name}\0{seen[name]}".encode(), digest_size=5).hexdigest()
                place = Place(number, position)
                self._places[key] = place
                self._ids[place] = key

    def document(self, place: Place) -> Document:
        """Return the document of a place."""
        return self.documents[place.document]

    def article(self, place: Place) -> Article:
        """Return the article at a place."""
        return self.documents[place.document].articles[place.article]

    def words(self, place: Place) -> str:
        """Return the whole text of the article at a place."""
        return self.document(place).words(self.article(place))

    def id(self, place: Place) -> str:
        """Return the short id of a place."""
        return self._ids[place]

    def find(self, article_id: str) -> Place | None:
        """Return the place of an id, None where the article no longer exists."""
        return self._places.get(article_id)

    def numbered(self, document: int, number: tuple[int, int]) -> Place | None:
        """Return the 条 or section of this number; of several the last: the rule itself follows its notice."""
        found = None
        for position, article in enumerate(self.documents[document].articles):
            if article.number == number:
                found = Place(document, position)
        return found

    def neighbour(self, place: Place, step: int) -> Place | None:
        """Return the article before (-1) or after (+1) in the document, headings left out; None at its ends."""
        articles = self.documents[place.document].articles
        position = place.article + step
        while 0 <= position < len(articles):
            if articles[position].kind is not Kind.HEADING:
                return Place(place.document, position)
            position += step
        return None

    def __iter__(self) -> Iterator[Place]:
        """Go through every article that can be read, headings left out."""
        for place in self._ids:
            if self.article(place).kind is not Kind.HEADING:
                yield place
