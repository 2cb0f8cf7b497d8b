"""What all tests share: the default model unpacked once, the sample handbook indexed once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import torch

from bot import log
from bot.settings import HANDBOOK
from index.answer import Answerer
from index.encoder import Encoder, load_encoder
from index.reindex import gather, reindex
from index.snapshot import open_current
from tests.auxil import discretion
from tests.auxil.verbatim import VerbatimAnswerer


@pytest.fixture(scope="session", autouse=True)
def session_log() -> Iterator[StringIO]:
    """Log as the product does, into memory; after all tests of this process the log must name nobody."""
    stream = StringIO()
    log.set_up(stream=stream)
    yield stream
    discretion.check(stream)


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make a DATA_DIR with the default model unpacked and nothing else; `models` in it may be linked to."""
    folder = tmp_path_factory.mktemp("data")
    load_encoder("", folder)
    yield folder
    shutil.rmtree(folder)  # pytest keeps the folders of three runs: too much for a model


@pytest.fixture(scope="session")
def encoder(model_home: Path) -> Encoder:
    """Load the default model, for one thread as the bot does: more only wait for each other on a busy machine."""
    torch.set_num_threads(1)
    return load_encoder("", model_home)


@pytest.fixture(scope="session")
def data_dir(model_home: Path, encoder: Encoder) -> Path:
    """Make a DATA_DIR with the model and the published index of the handbook; not to be changed."""
    reindex(gather([HANDBOOK]), encoder, model_home / "snapshots")
    return model_home


@pytest.fixture(scope="session")
def answerer(data_dir: Path, encoder: Encoder) -> Answerer:
    """Answer from the handbook; each answer's quotes are checked against the source files."""
    snapshot, _ = open_current(data_dir / "snapshots", encoder.name)
    return VerbatimAnswerer(snapshot, encoder, HANDBOOK)
